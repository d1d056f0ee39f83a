"""Which mechanisms a result needs: each switched off in turn, and each placebo, on all its sides.

The runs are those of the register, in the same calibrated worlds with the same luck; what is left of the effect without
a mechanism is held against the effect with all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crmsim.claims import read_placebos
from crmsim.evidence.register import Bundle, Prediction, read_register
from crmsim.evidence.study import AS_IS, SIDES, Runs, Size, Variants, sides
from crmsim.evidence.verdict import Effect, contrast, effects, holding, in_unit, mean_of, smallest
from crmsim.mechanisms import SWITCHES
from crmsim.scenario import parse_setting
from crmsim.words import Message, message

SIZE = Size(32, 1)
OFTEN = Size(64, 8)  # of the result itself, so that luck is told from worlds
OFF = "without "  # before the name of a mechanism
NEEDS, WEAKER, SAME, STRONGER, OPEN, IMPOSSIBLE = "needs", "weaker", "same", "stronger", "open", "impossible"
TOLD: Mapping[str, Message] = {
    NEEDS: message("gone"), WEAKER: message("less than half"), SAME: message("stays"),
    STRONGER: message("more than twice"), OPEN: message("cannot be told"), IMPOSSIBLE: message("cannot be run"),
}  # fmt: skip
HALF = 0.5
Holds = tuple[float, float, float]
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
    left:
        One of ``TOLD``.
    holds:
        Of the result itself: the share of worlds in which it is as large as matters, luck taken out, and its 95 %
        interval; NaN elsewhere, and where luck cannot be told from worlds.
    """

    without: str
    effect: Effect
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
    found = effects(prediction, runs, ablations())
    first = sides(prediction, {})[SIDES[prediction.kind][0]]
    matters = smallest(prediction, mean_of(runs.values(first, prediction.outcome)))
    whole = found[AS_IS]
    rows = [Ablated(name, effect, left(whole, effect, matters)) for name, effect in found.items()]
    table = None if prediction.kind == "across" else contrast(prediction, often, {})
    first_of_all = replace(rows[0], holds=holding(in_unit(prediction, math.nan), table, matters))
    return [first_of_all, *rows[1:]]


def left(whole: Effect, rest: Effect, matters: float) -> str:
    """What is left of an effect: told from the two means where the interval of the rest does not forbid it.

    "needs": the rest is shown to be smaller than what matters, or to have the other sign. "same": between half and
    twice of the whole.
    """
    if not math.isfinite(rest.low):
        return IMPOSSIBLE
    sign = math.copysign(1.0, whole.mean)
    low, high = sorted((rest.low * sign, rest.high * sign))
    size = abs(whole.mean)
    if high < matters:
        return NEEDS
    if high < HALF * size:
        return WEAKER
    if low > size / HALF:
        return STRONGER
    if low >= HALF * size or (low > 0.0 and HALF * size <= rest.mean * sign <= size / HALF):
        return SAME
    return OPEN


def needed(rows: Iterable[Ablated]) -> list[str]:
    """The mechanisms and placebos without which a result is gone."""
    return [one.without for one in rows if one.left == NEEDS]
