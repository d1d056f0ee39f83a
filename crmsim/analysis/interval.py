"""Intervals for the mean of paired differences, for many samples at a time.

Continuous outcomes: Student's t on the differences, reaching as far as Hall's transformed t where that reaches further
(Hall 1992, "On the removal of skewness by transformation", JRSS B 54:221-228): t alone misses a skewed mean on one
side, the more so the surer the interval is to be. ``benchmarks/coverage_means.py`` measures both.

Yes-or-no outcomes: the score interval of Tango (1998, "Equivalence test and confidence interval for the difference in
proportions for the paired-sample design", Statistics in Medicine 17:891-908). It stays open when no pair disagrees,
which the t interval does not. Of the closed forms, Bonett & Price (2012) covered up to .995 of nominal .95 on rare
outcomes, and Agresti & Min (2005) fell to .991 where .9994 was asked for; Tango stayed within .936 and .967 at .95 from
100 pairs (exact enumeration).
"""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
BISECTIONS = 54  # halves an interval of length 2 down to float64's own precision


class Moments(NamedTuple):
    """What the interval of a mean is made of: how many values, and their mean, spread and skewness."""

    pairs: int
    mean: Floats
    spread: Floats
    skew: Floats


def moments(differences: ArrayLike) -> Moments:
    """Of samples of at least two values each."""
    sample = np.asarray(differences, dtype=np.float64)
    return Moments(sample.shape[-1], sample.mean(axis=-1), _spread(sample), skewness(sample))


def _spread(sample: Floats) -> Floats:
    """Standard deviation; a constant sample has none, though its computed one may be a rounding error."""
    return np.where(np.ptp(sample, axis=-1) == 0.0, 0.0, sample.std(axis=-1, ddof=1))


def t_interval(differences: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Low and high end of the t interval for the mean over the last axis (at least two values)."""
    sample = np.asarray(differences, dtype=np.float64)
    return t_ends(sample.shape[-1], sample.mean(axis=-1), _spread(sample), confidence)


def t_ends(pairs: int, mean: ArrayLike, spread: ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    """The same where mean and standard deviation are known."""
    mean, spread = np.asarray(mean, dtype=np.float64), np.asarray(spread, dtype=np.float64)
    half = t_quantile(confidence, pairs) * spread / math.sqrt(pairs)
    return np.asarray(mean - half), np.asarray(mean + half)


def mean_interval(differences: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Low and high end of the interval for a mean that may be of skewed values, over the last axis (at least two)."""
    return interval_of(moments(differences), confidence)


def interval_of(known: Moments, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The same where the moments are known."""
    pairs, mean, spread, skew = known
    low, high = t_ends(pairs, mean, spread, confidence)
    critical = t_quantile(confidence, pairs)

    def end(value: float) -> Floats:
        """Where Hall's cubic transformation of the studentised mean has this value."""
        start = value / math.sqrt(pairs) - skew / (6.0 * pairs)
        straight = np.abs(skew) < 1e-6
        curve = np.where(straight, 1.0, skew)
        made: Floats = np.where(straight, start, 3.0 * (np.cbrt(1.0 + curve * start) - 1.0) / curve)
        return made

    ends = [mean - spread * end(value) for value in (critical, -critical)]
    return np.asarray(np.minimum(low, np.minimum(*ends))), np.asarray(np.maximum(high, np.maximum(*ends)))


def cut(
    low: ArrayLike, high: ArrayLike, bounds: tuple[float | None, float | None] = (None, None)
) -> tuple[Floats, Floats]:
    """An interval without what lies beyond the least and the greatest value there can be, where there is such a value.

    What is estimated lies between them, so the interval covers as often as before. Of few values both t and Hall reach
    beyond.
    """
    least, most = bounds
    ends = [np.asarray(end, dtype=np.float64) for end in (low, high)]
    inside = [np.clip(end, -math.inf if least is None else least, math.inf if most is None else most) for end in ends]
    return np.asarray(inside[0]), np.asarray(inside[1])


def skewness(sample: Floats) -> Floats:
    """Of values along the last axis; 0 where they do not differ."""
    away = sample - sample.mean(axis=-1, keepdims=True)
    spread = np.sqrt((away**2).mean(axis=-1, keepdims=True))
    flat = np.ptp(sample, axis=-1, keepdims=True) == 0.0
    result: Floats = np.where(flat, 0.0, (away / np.where(flat | (spread == 0.0), 1.0, spread)) ** 3).mean(axis=-1)
    return result


@functools.lru_cache(maxsize=4096)
def t_quantile(confidence: float, pairs: int) -> float:
    """Two-sided critical value of Student's t for ``pairs`` differences."""
    return float(t_quantiles(confidence, np.array([pairs]))[0])


def t_quantiles(confidence: float, pairs: NDArray[np.int64]) -> Floats:
    """The same for many numbers of differences; as ``scipy.stats.t.isf``, which takes a hundred times as long."""
    return np.asarray(-special.stdtrit(pairs - 1.0, (1.0 - confidence) / 2.0))


def normal_quantile(confidence: float) -> float:
    """Two-sided critical value of the normal distribution."""
    return float(-special.ndtri((1.0 - confidence) / 2.0))


def score_interval(gained: ArrayLike, lost: ArrayLike, pairs: int, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Tango's score interval for a difference between two paired shares.

    Parameters
    ----------
    gained, lost:
        Pairs that are yes only in the second, and only in the first, of the two compared; any shape.
    pairs:
        All pairs, agreeing ones included.
    confidence:
        Share of repetitions in which the interval should hold the true difference.
    """
    up = np.asarray(gained, dtype=np.float64)
    down = np.asarray(lost, dtype=np.float64)
    critical = normal_quantile(confidence)
    estimate = (up - down) / pairs

    def held(difference: Floats) -> NDArray[np.bool_]:
        """Whether the score test would keep this difference."""
        b = -up - down + (2.0 * pairs - up + down) * difference
        c = -down * difference * (1.0 - difference)
        share = (np.sqrt(np.maximum(b * b - 8.0 * pairs * c, 0.0)) - b) / (4.0 * pairs)
        variance = pairs * (2.0 * share + difference * (1.0 - difference))
        score = up - down - pairs * difference
        return np.asarray(score * score < critical * critical * variance)

    ends = []
    for outer in (-1.0, 1.0):
        outside = np.full_like(estimate, outer)
        inside = estimate.copy()
        for _ in range(BISECTIONS):
            middle = (outside + inside) / 2.0
            keep = held(middle)
            inside = np.where(keep, middle, inside)
            outside = np.where(keep, outside, middle)
        ends.append(inside)
    return ends[0], ends[1]
