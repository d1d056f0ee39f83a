"""What a calibration found: how far each parameter was narrowed down, and which targets the plausible worlds meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crmsim.calibration.calibrate import Calibrated
from crmsim.experiment.targets import Target
from crmsim.experiment.values import value_at

Floats = NDArray[np.float64]
EVEN = 12.0**-0.5  # standard deviation where all quantiles are equally likely
NARROWED, SHIFTED = 0.15, 0.3  # less than both is what so few draws scatter by
ENDS = (0.05, 0.5, 0.95)
Met = Literal["met", "missed", "out of reach"]


@dataclass(frozen=True)
class Narrowed:
    """One parameter.

    Attributes
    ----------
    name, weight:
        Dotted key, and its share of what moves the targets.
    low, high:
        Its interval.
    fifth, median, last:
        Quantiles of 5, 50 and 95 % over the plausible worlds.
    ranks:
        The same as quantiles of the interval, as a prior of equal chances has .05, .5 and .95.
    narrowed:
        1 less the spread of the draws over that of the interval, both as quantiles: 0 where nothing was learned.
    shifted:
        How far the mean moved, in standard deviations of the interval.
    moved:
        Whether anything was learned of it.
    """

    name: str
    weight: float
    low: float
    high: float
    fifth: float
    median: float
    last: float
    ranks: tuple[float, float, float]
    narrowed: float
    shifted: float
    moved: bool


@dataclass(frozen=True)
class Held:
    """One target.

    Attributes
    ----------
    target:
        What was observed.
    met:
        "met" where the mean over the plausible worlds lies inside, "out of reach" where no setting comes near, so that
        nothing was fitted to it.
    mean, fifth, last:
        Over runs of the plausible worlds.
    inside:
        Share of these runs inside what was observed.
    before, before_fifth, before_last, before_inside:
        The same over the whole of the intervals.
    noise_share:
        Share of the variance between runs that is noise, and no difference between worlds.
    nearest:
        How far the best setting stays off, in standard deviations of tolerance, noise and error together.
    """

    target: Target
    met: Met
    mean: float
    fifth: float
    last: float
    inside: float
    before: float
    before_fifth: float
    before_last: float
    before_inside: float
    noise_share: float
    nearest: float


def narrowed(made: Calibrated) -> list[Narrowed]:
    """Every parameter, in the order chosen."""
    result = []
    for factor, column in zip(made.factors, made.points.T, strict=True):
        ranks = [float(rank) for rank in np.quantile(column, ENDS)]
        fifth, median, last = (float(value_at(factor, rank)) for rank in ranks)
        less, shift = 1.0 - float(column.std()) / EVEN, (float(column.mean()) - 0.5) / EVEN
        result.append(
            Narrowed(
                factor.name,
                made.chosen.weights[factor.name],
                factor.low,
                factor.high,
                fifth,
                median,
                last,
                (ranks[0], ranks[1], ranks[2]),
                less,
                shift,
                less >= NARROWED or abs(shift) >= SHIFTED,
            )
        )
    return result


def held(made: Calibrated) -> list[Held]:
    """Every target, in the order of the rows."""
    result = []
    for place, (name, target) in enumerate(made.held.items()):
        before, after = made.before[place], made.after[place]
        mean = _mean(after)
        inside = target.low <= mean <= target.high
        met: Met = "out of reach" if name not in made.fitted else "met" if inside else "missed"
        result.append(
            Held(
                target,
                met,
                mean,
                *_ends(after),
                _inside(after, target),
                _mean(before),
                *_ends(before),
                _inside(before, target),
                noise_share(after),
                float(made.nearest[place]),
            )
        )
    return result


def noise_share(values: Floats) -> float:
    """Share of the variance that runs of one world have among each other.

    Parameters
    ----------
    values:
        float64[worlds, runs], two runs or more.
    """
    known = values[np.isfinite(values).all(axis=1)]
    whole = float(known.var()) if known.size else 0.0
    return min(1.0, float(known.var(axis=1, ddof=1).mean()) / whole) if whole > 0.0 else float("nan")


def _known(values: Floats) -> Floats:
    known: Floats = values[np.isfinite(values)]
    return known


def _mean(values: Floats) -> float:
    known = _known(values)
    return float(known.mean()) if known.size else float("nan")


def _ends(values: Floats) -> tuple[float, float]:
    known = _known(values)
    if not known.size:
        return float("nan"), float("nan")
    return float(np.quantile(known, ENDS[0])), float(np.quantile(known, ENDS[2]))


def _inside(values: Floats, target: Target) -> float:
    known = _known(values)
    return float(((known >= target.low) & (known <= target.high)).mean()) if known.size else float("nan")
