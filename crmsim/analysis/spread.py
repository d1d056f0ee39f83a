"""Mean, interval and spread of one sample, and how large a paired difference is by usual yardsticks.

Means of continuous outcomes have Student's t interval, shares of yes-or-no outcomes Wilson's (1927, "Probable
inference, the law of succession, and statistical inference", JASA 22:209-212), which stays open when every run says
the same. A continuous outcome that was the same in every run has no t interval either: its interval is then bounded
by how many of further runs could still differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from crmsim.analysis.interval import Floats, cut, normal_quantile, t_ends

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Spread:
    """One sample, described.

    Attributes
    ----------
    runs, missing:
        Values used, and values that are missing or undefined.
    mean, sd:
        In the outcome's unit; None without a value (sd: without two).
    low, high:
        The 95 % interval of the mean; None where it cannot be told.
    """

    runs: int
    missing: int
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None


def spread(values: ArrayLike, binary: bool = False, bounds: tuple[float | None, float | None] = (None, None)) -> Spread:
    """Describe a sample of one dimension; NaN stands for missing.

    Parameters
    ----------
    binary:
        The values are 0 and 1.
    bounds:
        Least and greatest value there can be, beyond which no interval reaches.
    """
    given = np.asarray(values, dtype=np.float64).ravel()
    sample = given[np.isfinite(given)]
    count, missing = int(sample.size), int(given.size - sample.size)
    if count == 0:
        return Spread(0, missing, None, None, None, None)
    constant = bool(np.ptp(sample) == 0.0)
    mean = float(sample[0]) if constant else float(sample.mean())
    sd = None if count < 2 else 0.0 if constant else float(sample.std(ddof=1))
    low: float | None
    high: float | None
    if binary:
        low, high = wilson(float(sample.sum()), count)
    elif count < 2:
        low = high = None
    elif constant:
        low, high = same_interval(mean, count, bounds)
    else:
        low, high = (float(end) for end in cut(*t_ends(count, mean, sd or 0.0, CONFIDENCE), bounds))
    return Spread(count, missing, mean, sd, low, high)


def wilson(yes: float, count: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's score interval for a share: ``yes`` of ``count``."""
    z = normal_quantile(confidence)
    share = yes / count
    middle = (share + z * z / (2.0 * count)) / (1.0 + z * z / count)
    half = z / (1.0 + z * z / count) * math.sqrt(share * (1.0 - share) / count + z * z / (4.0 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def same_interval(
    value: float, count: int, bounds: tuple[float | None, float | None], confidence: float = CONFIDENCE
) -> tuple[float | None, float | None]:
    """The interval of a mean when all ``count`` values are the same.

    With the confidence asked for, at most ``1 - alpha^(1/count)`` of all runs differ (Clopper and Pearson's bound
    for none of ``count``); at worst these lie at the bounds. None on the side where there is no bound.
    """
    differing = 1.0 - ((1.0 - confidence) / 2.0) ** (1.0 / count)
    low = None if bounds[0] is None else value - differing * (value - bounds[0])
    high = None if bounds[1] is None else value + differing * (bounds[1] - value)
    return low, high


@dataclass(frozen=True)
class EffectSize:
    """A paired difference in units of spread.

    Attributes
    ----------
    d_z:
        Mean difference over the standard deviation of the differences: how clear the effect is of one's own noise
        (Cohen 1988, "Statistical power analysis", 2nd ed., section 2.3.5). It grows with what pairing saves.
    d_pooled:
        Mean difference over the root of the mean of both variances: how large it is against the spread of runs
        (Cohen 1988, section 2.2), comparable with studies that do not pair.
    """

    d_z: float | None
    d_pooled: float | None


def effect_size(first: ArrayLike, second: ArrayLike) -> EffectSize:
    """Standardised sizes of ``second - first`` over pairs in which both are defined; None without spread."""
    a = np.asarray(first, dtype=np.float64)
    b = np.asarray(second, dtype=np.float64)
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if a.size < 2:
        return EffectSize(None, None)
    difference = b - a
    own = _sd(difference)
    pooled = math.sqrt((_sd(a) ** 2 + _sd(b) ** 2) / 2.0)
    mean = float(difference.mean())
    return EffectSize(None if own == 0.0 else mean / own, None if pooled == 0.0 else mean / pooled)


def _sd(values: Floats) -> float:
    return 0.0 if np.ptp(values) == 0.0 else float(values.std(ddof=1))
