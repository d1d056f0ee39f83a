"""Which mechanisms a result needs: each switched off in turn, and each placebo, on all its sides.

In the same calibrated worlds with the same random numbers; what is left of an effect is told world by world, so that
how much it differs between worlds does not blur it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.interval import t_quantile
from crmsim.claims import read_placebos
from crmsim.evidence.register import Bundle, Prediction, read_register
from crmsim.evidence.study import AS_IS, SIDES, Runs, Size, Variants, sides
from crmsim.evidence.verdict import (
    LEAST_WORLDS,
    Effect,
    bounds_of,
    by_world,
    contrast,
    holding,
    in_unit,
    mean_of,
    over_worlds,
    smallest,
)
from crmsim.mechanisms import SWITCHES
from crmsim.scenario import parse_setting
from crmsim.words import Message, message

SIZE = Size(32, 1)
OFTEN = Size(64, 8)  # of the result itself, so that noise is told from worlds
OFF = "without "  # before the name of a mechanism
NEEDS, WEAKER, SAME, STRONGER, OPEN, IMPOSSIBLE = "needs", "weaker", "same", "stronger", "open", "impossible"
LEFT_WORDS: Mapping[str, Message] = {
    NEEDS: message("at most a quarter, or the other way"), WEAKER: message("less than half"), SAME: message("stays"),
    STRONGER: message("more than twice"), OPEN: message("cannot be told"), IMPOSSIBLE: message("cannot be run"),
}  # fmt: skip
QUARTER, HALF = 0.25, 0.5
ALONE = 0.99  # of each interval of what is left: there are hundreds, and one in a hundred may be off
Holds = tuple[float, float, float]
Floats = NDArray[np.float64]
NOWHERE: Holds = (math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Ablated:
    """What is left of a result without something.

    Attributes
    ----------
    without:
        Name of the mechanism or placebo; "" for the result itself.
    effect:
        Then.
    kept, kept_low, kept_high:
        What is left as a share of the result, with its 99 % interval (:func:`share_kept`), taken alone.
    left:
        One of ``LEFT_WORDS``.
    holds:
        Of the result itself: the share of worlds in which it is as large as matters, random variation taken out, and
        its 95 % interval; NaN elsewhere, and where noise cannot be told from worlds.
    """

    without: str
    effect: Effect
    kept: float
    kept_low: float
    kept_high: float
    left: str
    holds: Holds = NOWHERE


def headlines() -> list[Prediction]:
    """The results that are taken apart."""
    return [one for one in read_register().values() if one.headline]


def alone(_: Prediction) -> Variants:
    """Nothing taken away."""
    return {AS_IS: {}}


def without_each(_: Prediction) -> Variants:
    """A result as it is, and without each mechanism and placebo."""
    return ablations()


def ablations() -> Variants:
    """All that is taken away, by name: nothing, each mechanism that can be switched off, each placebo."""
    result: dict[str, Bundle] = {AS_IS: {}}
    result.update((f"{OFF}{name}", {f"mechanisms.{name}": False}) for name in SWITCHES)
    for name, placebo in read_placebos().items():
        result[name] = {setting.key: setting.value for setting in map(parse_setting, placebo.settings)}
    return result


def ablated(prediction: Prediction, runs: Runs, often: Runs) -> list[Ablated]:
    """A result without each mechanism; the result itself first, with the share of worlds in which it holds.

    Parameters
    ----------
    runs:
        With :func:`without_each`.
    often:
        Of the result :func:`alone`, more often.
    """
    tables = {name: contrast(prediction, runs, beside) for name, beside in ablations().items()}
    rows = []
    for name, table in tables.items():
        low, high = share_kept(tables[AS_IS], table)
        effect = over_worlds(table, bounds_of(prediction))
        rows.append(Ablated(name, effect, effect.mean / over_worlds(tables[AS_IS]).mean, low, high, left(low, high)))
    first = sides(prediction, {})[SIDES[prediction.kind][0]]
    matters = smallest(prediction, mean_of(runs.values(first, prediction.outcome)))
    holds = holding(in_unit(prediction, math.nan), contrast(prediction, often, {}), matters)
    return [replace(rows[0], holds=holds), *rows[1:]]


def share_kept(whole: Floats, rest: Floats) -> tuple[float, float]:
    """Between which shares of an effect lies what is left of it: Fieller's interval of a ratio of paired means.

    Fieller 1954, "Some problems in interval estimation", JRSS B 16:175-185. NaN where the effect itself cannot be told
    from none, or too few worlds have both.

    Parameters
    ----------
    whole, rest:
        float64[worlds, runs] of the effect, and of what is left of it.
    """
    both = np.isfinite(whole) & np.isfinite(rest)
    kept = both.any(axis=1)
    one, other = (by_world(np.where(both, table, np.nan)[kept]) for table in (whole, rest))
    if one.size < LEAST_WORLDS:
        return math.nan, math.nan
    square = t_quantile(ALONE, one.size) ** 2 / one.size
    spread = np.cov(one, other)
    curve = one.mean() ** 2 - square * spread[0, 0]
    if curve <= 0.0:
        return math.nan, math.nan
    slope = one.mean() * other.mean() - square * spread[0, 1]
    rest_of = other.mean() ** 2 - square * spread[1, 1]
    half = math.sqrt(max(slope**2 - curve * rest_of, 0.0))
    return float((slope - half) / curve), float((slope + half) / curve)


def left(low: float, high: float) -> str:
    """What is left of an effect, from the interval of the share that is kept."""
    if not math.isfinite(low):
        return IMPOSSIBLE
    if high < QUARTER:
        return NEEDS
    if high < HALF:
        return WEAKER
    if low > 1.0 / HALF:
        return STRONGER
    return SAME if low >= HALF and high <= 1.0 / HALF else OPEN
