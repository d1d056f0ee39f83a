"""How many paired runs would settle what is open: a range, with chances that are kept.

What is known of the mean is uncertain itself, so that the number of runs that fits the mean as estimated settles less
than it promises: near a margin, where four in five were promised, it was one to two in three. Here the lower end
averages over where the mean may lie ("assurance": Spiegelhalter, Freedman & Parmar 1994, "Bayesian approaches to
randomized trials", JRSS A 157:357-387), and the upper end keeps its chance wherever in its 80 % interval that is.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crmsim.analysis.interval import Floats, normal_quantile, t_quantiles
from crmsim.declaration.limits import MOST_RUNS

LEAST_PAIRS = 30  # measured: sequential decisions on a continuous outcome cover .948 from 30 first runs
LEAST_PAIRS_BINARY = 100  # and .94 on a rare yes-or-no outcome only from 100
CHANCES = (0.2, 0.8)  # with which the two ends of the range settle it
TRIED, PLACES = 400, 9  # numbers of runs, and of means
LOOKED_AT = 50  # numbers of runs at a time


def runs_needed(
    mean: float, sd: float, matters: float, pairs: int, confidence: float, binary: bool, settle_size: bool = False
) -> tuple[int, int]:
    """Paired runs, in all, after which the question would be settled with a chance of 20 and of 80 %.

    Settled means that the interval leaves zero out, or lies inside the smallest change that matters; with
    ``settle_size`` (the direction is known), that it lies wholly inside or wholly beyond it. At least as many as any
    verdict asks for; rounded up to two figures; ``MOST_RUNS`` where no number up to that would do.
    """
    least = LEAST_PAIRS_BINARY if binary else LEAST_PAIRS
    if binary:
        # With few disagreeing pairs the sample's spread is too small; Laplace's two pseudo-pairs mend that.
        disagreeing = sd * sd * (pairs - 1) / pairs + mean * mean
        disagreeing = (disagreeing * pairs + 2.0) / (pairs + 2.0)
        sd = math.sqrt(max(disagreeing - mean * mean, 0.0))
        # Tango's interval is z*z/(n+z*z) wide on either side when no pair disagrees.
        reach = abs(abs(mean) - matters) if settle_size else max(matters - abs(mean), abs(mean))
        if reach == 0.0:
            return MOST_RUNS, MOST_RUNS
        least = max(least, round_up(normal_quantile(confidence) ** 2 * (1.0 / min(reach, 1.0) - 1.0)))
    if sd == 0.0:
        return min(least, MOST_RUNS), min(least, MOST_RUNS)
    runs, critical = _tried(min(least, MOST_RUNS), confidence)
    half = critical * sd / np.sqrt(runs)
    open_from, open_to = (np.maximum(matters - half, 0.0), matters + half) if settle_size else (matters - half, half)
    open_from = np.minimum(np.maximum(open_from, 0.0), open_to)
    own = sd / math.sqrt(pairs)
    places = mean + normal_quantile(CHANCES[1]) * own * np.linspace(-1.0, 1.0, PLACES)

    def settled(middle: Floats | float, doubt: Floats, part: slice) -> Floats:
        """The chance that a new sample's mean, which lies about ``middle``, leaves nothing open."""
        result: Floats = 1.0 - _within(open_from[part], open_to[part], middle, doubt)
        return result

    def average(part: slice) -> Floats:
        return settled(mean, np.hypot(own, sd / np.sqrt(runs[part])), part)

    def surely(part: slice) -> Floats:
        """Wherever in its 80 % interval the mean may lie; a size may lie on the margin itself."""
        return np.asarray(settled(places[:, None], sd / np.sqrt(runs[part]), part).min(axis=0))

    first = _first(runs, CHANCES[0], average)
    last = _first(runs, CHANCES[1], average if settle_size else surely)
    return min(first, last), last


def _first(runs: NDArray[np.int64], chance: float, reached_at: Callable[[slice], Floats]) -> int:
    """The first of some numbers of runs with which the chance is reached, rounded up; looked for part by part."""
    for start in range(0, runs.size, LOOKED_AT):
        reached = chance <= reached_at(slice(start, start + LOOKED_AT))
        if reached.any():
            return min(round_up(float(runs[start + reached.argmax()])), MOST_RUNS)
    return MOST_RUNS


@functools.lru_cache(maxsize=64)
def _tried(least: int, confidence: float) -> tuple[NDArray[np.int64], Floats]:
    """Numbers of runs from ``least`` on, and the critical value of each."""
    runs = np.unique(np.geomspace(least, MOST_RUNS, TRIED).astype(np.int64))
    return runs, t_quantiles(confidence, runs)


def runs_to_tell(pairs: int, asked: int, differing: int, for_skew: float) -> tuple[int, int]:
    """Paired runs, in all, until enough of them differ for an interval, and are enough for how skewed they are."""
    spare = normal_quantile(2.0 * CHANCES[1] - 1.0) * math.sqrt(asked)
    ends = (max(pairs * (asked + more) / max(differing, 1), for_skew, LEAST_PAIRS) for more in (-spare, spare))
    first, last = (min(round_up(end), MOST_RUNS) for end in ends)
    return first, last


def round_up(number: float) -> int:
    """The next whole number with two leading figures: 134 becomes 140."""
    if number <= 10.0:
        return max(math.ceil(number), 1)
    step = int(10 ** (math.floor(math.log10(number)) - 1))
    return step * math.ceil(number / step)


def _within(low: Floats, high: Floats, mean: Floats | float, sd: Floats) -> NDArray[np.float64]:
    """The chance that the size of a normal value lies between two ends, whatever its sign."""
    up = special.ndtr((high - mean) / sd) - special.ndtr((low - mean) / sd)
    down = special.ndtr((-low - mean) / sd) - special.ndtr((-high - mean) / sd)
    result: NDArray[np.float64] = up + down
    return result
