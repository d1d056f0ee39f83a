"""What a setting of the levers comes to in each aim over worlds, and how much of what is possible a set of them covers.

Measures of robustness are as McPhail et al. 2018 (Earth's Future 6:169-191) compare them: the mean over worlds
(Laplace), the value in the worst tenth of worlds (a percentile), and the share of worlds in which the aim comes to what
was asked (the domain criterion, Starr 1963). The last has the bound in the experiment as its reference; the other two
need none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.front import WORST, on_front
from crmsim.analysis.interval import Floats
from crmsim.analysis.learning import MissingExtraError
from crmsim.experiment.aims import SATISFIED, Aim
from crmsim.words import message

NSGA, AGE = "NSGA-II", "AGE-MOEA-II"
FEW_AIMS = 3  # up to which NSGA-II searches
PART = 512  # settings whose pairs are looked at together
EDGE = 0.1  # by which the corner that areas are counted from lies beyond the worst, in ranges


def over_worlds(values: Floats, aims: Sequence[Aim], robust: str) -> Floats:
    """float64[settings, aims]: each setting by the measure, in the outcome's unit or as a share of worlds.

    Parameters
    ----------
    values:
        float64[worlds, settings, aims].
    """
    if robust == "mean":
        return np.asarray(values.mean(axis=0), dtype=np.float64)
    if robust == SATISFIED:
        bounds = np.array([np.nan if aim.bound is None else aim.bound for aim in aims])
        high = np.array([aim.better == "higher" for aim in aims])
        met = np.where(high, values >= bounds, values <= bounds)
        return np.asarray(met.mean(axis=0), dtype=np.float64)
    sign = np.array([1.0 if aim.better == "higher" else -1.0 for aim in aims])
    return np.asarray(np.quantile(values * sign, WORST, axis=0) * sign, dtype=np.float64)


def good(measured: Floats, aims: Sequence[Aim], robust: str) -> Floats:
    """The same with more always better: a share of worlds is wanted high whichever way the outcome is."""
    return np.asarray(
        measured * np.array([1.0 if robust == SATISFIED or aim.better == "higher" else -1.0 for aim in aims])
    )


def front_of(points: Floats) -> NDArray[np.bool_]:
    """bool[settings]: those that no other beats in everything; a row with a NaN is beaten by all."""
    whole = np.isfinite(points).all(axis=1)
    result = np.zeros(len(points), dtype=bool)
    kept = np.flatnonzero(whole)
    # two passes, as all pairs of many settings take much memory: who is beaten within its part, is beaten
    for begin in range(0, kept.size, PART):
        part = kept[begin : begin + PART]
        result[part] = on_front(points[part])
    left = np.flatnonzero(result)
    result[left] = on_front(points[left])
    return result


def method(aims: int) -> str:
    """What a search with so many aims goes by."""
    return NSGA if aims <= FEW_AIMS else AGE


def covered(points: Floats, generations: NDArray[np.int64]) -> list[float]:
    """How much of the space of aims is covered by the settings looked at up to each generation (hypervolume).

    Each aim is counted in ranges of the settings that were looked at, from a corner a tenth beyond the worst
    (Zitzler & Thiele 1999, IEEE Trans. Evol. Comput. 3:257-271); 1 is the whole box.

    Parameters
    ----------
    points:
        float64[settings, aims], more is better; rows with a NaN are left out.
    generations:
        int64[settings].

    Raises
    ------
    CrmsimError
        Where pymoo is not installed.
    """
    volume = indicator()
    whole = np.isfinite(points).all(axis=1)
    if not whole.any():
        return [0.0] * (int(generations.max(initial=-1)) + 1)
    low, high = points[whole].min(axis=0), points[whole].max(axis=0)
    width = np.where(high > low, high - low, 1.0)
    costs = (high - points) / width  # 0 is best, 1 the worst that was seen
    box = (1.0 + EDGE) ** points.shape[1]
    result = []
    best = np.empty((0, points.shape[1]))
    for generation in range(int(generations.max()) + 1):
        best = np.vstack([best, costs[whole & (generations == generation)]])
        best = best[front_of(-best)]
        made = volume(ref_point=np.full(points.shape[1], 1.0 + EDGE))(best) if len(best) else 0.0
        result.append(float(made) / box)
    return result


def indicator() -> Any:
    """The measure of pymoo.

    Raises
    ------
    CrmsimError
        Where pymoo is not installed.
    """
    try:
        from pymoo.indicators.hv import HV
    except ImportError:
        raise NoPymooError(
            message("a search needs pymoo, which is not installed"),
            expected=message('the packages of crmsim[search], as by pip install "crmsim[search]"'),
        ) from None
    return HV


class NoPymooError(MissingExtraError):
    """Pymoo is not installed."""


def spread_out(points: Floats, most: int) -> list[int]:
    """Numbers of at most so many rows that lie far from each other: the best in each aim, then the farthest from all.

    Parameters
    ----------
    points:
        float64[settings, aims], more is better.
    """
    width = np.ptp(points, axis=0)
    scaled = points / np.where(width > 0.0, width, 1.0)
    kept = list(dict.fromkeys(int(place) for place in points.argmax(axis=0)))[:most]
    while len(kept) < min(most, len(points)):
        away = np.linalg.norm(scaled[:, None] - scaled[kept], axis=2).min(axis=1)
        away[kept] = -1.0
        kept.append(int(away.argmax()))
    return sorted(kept)
