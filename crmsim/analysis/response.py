"""How an outcome answers to a factor: means in bins of a sample, rank correlation and partial rank correlation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from crmsim.analysis.interval import Floats, normal_quantile
from crmsim.analysis.spread import CONFIDENCE, Spread, spread

MOST_BINS = 10
LEAST_IN_BIN = 20
LEAST_POINTS = 30  # below this no correlation is told
SINGULAR = 1e-10


@dataclass(frozen=True)
class Bin:
    """One stretch of a factor: its ends, the middle value of the points in it, and the outcome there."""

    low: float
    high: float
    middle: float
    outcome: Spread


@dataclass(frozen=True, eq=False)
class Stretch:
    """Where a factor's points lie in one stretch: which they are, its ends, and the middle value."""

    points: NDArray[np.int64]
    low: float
    high: float
    middle: float


def stretches(factor: ArrayLike) -> list[Stretch]:
    """Stretches of a factor that hold equally many points.

    At most :data:`MOST_BINS`, and none with fewer than :data:`LEAST_IN_BIN` points where there are enough; values
    that repeat stay together, so a factor with few values has a stretch for each.

    Parameters
    ----------
    factor:
        One value a point.
    """
    x = np.asarray(factor, dtype=np.float64)
    distinct = np.unique(x)
    if distinct.size <= MOST_BINS:
        groups = [x == value for value in distinct]
    else:
        count = min(MOST_BINS, max(x.size // LEAST_IN_BIN, 1))
        edges = np.unique(np.quantile(x, np.linspace(0.0, 1.0, count + 1)))
        place = np.clip(np.searchsorted(edges, x, side="right") - 1, 0, max(edges.size - 2, 0))
        groups = [place == number for number in range(max(edges.size - 1, 1))]
    within = [np.flatnonzero(inside) for inside in groups if inside.any()]
    return [
        Stretch(points, float(x[points].min()), float(x[points].max()), float(np.median(x[points])))
        for points in within
    ]


def in_stretches(
    known: Sequence[Stretch],
    values: ArrayLike,
    binary: bool = False,
    bounds: tuple[float | None, float | None] = (None, None),
) -> list[Bin]:
    """The same where the stretches are known, which all outcomes share."""
    y = np.asarray(values, dtype=np.float64)
    return [Bin(one.low, one.high, one.middle, spread(y[one.points], binary, bounds)) for one in known]


@dataclass(frozen=True)
class Correlation:
    """Rank correlations of one factor with an outcome.

    Attributes
    ----------
    points:
        Points used.
    rank, rank_low, rank_high:
        Spearman's, with the interval of Fieller, Hartley & Pearson (1957, "Tests for rank correlation
        coefficients", Biometrika 44:470-481).
    partial, partial_low, partial_high:
        Of the ranks once what the other factors explain linearly is taken away from both (Iman & Conover 1979,
        "The use of the rank transform in regression", Technometrics 21:499-509). None where it cannot be told: too
        few points, or a factor that others give away.
    """

    points: int
    rank: float | None
    rank_low: float | None
    rank_high: float | None
    partial: float | None
    partial_low: float | None
    partial_high: float | None


def ranked(sample: ArrayLike) -> Floats:
    """float64[points, factors]: ranks of every factor with mean 0 and standard deviation 1."""
    return np.column_stack([_standard(stats.rankdata(column)) for column in np.asarray(sample, dtype=np.float64).T])


def rank_correlations(
    sample: ArrayLike, values: ArrayLike, shown: int = 1, ranks: Floats | None = None
) -> list[Correlation]:
    """Rank and partial rank correlation of every factor with an outcome.

    Parameters
    ----------
    sample:
        float64[points, factors].
    values:
        float64[points]; points where it is NaN are left out.
    shown:
        How many factors are shown together: the intervals are corrected for it (Bonferroni).
    ranks:
        The sample's, as :func:`ranked` has them, where they are known; used where no point is left out.
    """
    x = np.asarray(sample, dtype=np.float64)
    y = np.asarray(values, dtype=np.float64)
    kept = np.isfinite(y)
    x, y = x[kept], y[kept]
    points, factors = x.shape
    nothing = Correlation(points, None, None, None, None, None, None)
    if points < LEAST_POINTS or np.ptp(y) == 0.0:
        return [nothing] * factors
    ranks = ranks if ranks is not None and kept.all() else ranked(x)
    outcome = _standard(stats.rankdata(y))
    z = normal_quantile(1.0 - (1.0 - CONFIDENCE) / max(shown, 1))
    partial = _partial(ranks, outcome)
    result = []
    for place in range(factors):
        if np.ptp(x[:, place]) == 0.0:
            result.append(nothing)
            continue
        rank = float(ranks[:, place] @ outcome / points)
        low, high = _fisher(rank, z * math.sqrt(1.06 / (points - 3)))
        one = partial[place]
        freedom = points - 3 - (factors - 1)
        if one is None or freedom < 1:
            result.append(Correlation(points, rank, low, high, None, None, None))
        else:
            result.append(Correlation(points, rank, low, high, one, *_fisher(one, z / math.sqrt(freedom))))
    return result


def _partial(ranks: Floats, outcome: Floats) -> list[float | None]:
    """Partial correlations from the inverse of the correlation matrix; None where it cannot be inverted."""
    factors = ranks.shape[1]
    varied: NDArray[np.int64] = np.flatnonzero(np.ptp(ranks, axis=0) > 0.0)
    result: list[float | None] = [None] * factors
    together = np.column_stack([ranks[:, varied], outcome])
    matrix = together.T @ together / together.shape[0]
    if together.shape[0] <= together.shape[1] + 1 or np.linalg.eigvalsh(matrix)[0] < SINGULAR:
        return result
    inverse = np.linalg.inv(matrix)
    for place, column in enumerate(varied):
        value = -inverse[place, -1] / math.sqrt(inverse[place, place] * inverse[-1, -1])
        result[int(column)] = float(np.clip(value, -1.0, 1.0))
    return result


def _standard(ranks: Floats) -> Floats:
    """Ranks with mean 0 and standard deviation 1; zeros where they are all the same."""
    centred = ranks - ranks.mean()
    size = math.sqrt(float((centred * centred).mean()))
    return centred / size if size > 0.0 else np.zeros_like(centred)


def _fisher(value: float, half: float) -> tuple[float, float]:
    """Interval of a correlation on Fisher's scale."""
    middle = math.atanh(max(-1.0 + 1e-12, min(1.0 - 1e-12, value)))
    return math.tanh(middle - half), math.tanh(middle + half)
