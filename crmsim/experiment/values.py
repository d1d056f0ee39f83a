"""From a quantile or a level number to the value a factor takes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

from crmsim.experiment.factor import Factor
from crmsim.numerics.portable import exp, log, normal_quantile

CUT = 0.025  # of a normal distribution lies below ``low``, and as much above ``high``
WIDTH = normal_quantile(1.0 - CUT)  # standard deviations from the peak to either end


def value_at(factor: Factor, quantile: float) -> Any:
    """The value of a range below which a share ``quantile`` of its distribution lies.

    Parameters
    ----------
    factor:
        Of kind "range".
    quantile:
        From 0 to 1; both ends are values too.

    Returns
    -------
    An int where the parameter takes whole numbers alone, else a float; never outside ``low`` to ``high``.
    """
    low, high = factor.low, factor.high
    if factor.distribution == "integer":
        result = low + min(math.floor(quantile * (high - low + 1.0)), high - low)
    elif factor.distribution == "log":
        result = low * exp(quantile * log(high / low))
    elif factor.distribution == "triangular":
        result = _triangular(factor, quantile)
    elif factor.distribution == "normal":
        result = _normal(factor, quantile)
    else:
        result = low + quantile * (high - low)
    result = min(max(result, low), high)
    return round(result) if factor.whole else result


def _triangular(factor: Factor, quantile: float) -> float:
    """As ``scipy.stats.triang.ppf``, which takes fifty times as long for one value."""
    low, high, peak = factor.low, factor.high, middle(factor)
    width = high - low
    if quantile * width <= peak - low:
        return low + math.sqrt(quantile * width * (peak - low))
    return high - math.sqrt((1.0 - quantile) * width * (high - peak))


def _normal(factor: Factor, quantile: float) -> float:
    """Both halves are normal; they differ in width where the peak is not in the middle."""
    peak = middle(factor)
    deviations = normal_quantile(CUT + quantile * (1.0 - 2.0 * CUT)) / WIDTH
    return peak + deviations * (peak - factor.low if deviations < 0.0 else factor.high - peak)


def middle(factor: Factor) -> float:
    """The peak of a distribution, half-way between the ends where none was given."""
    return (factor.low + factor.high) / 2.0 if factor.peak is None else factor.peak


def levels(factor: Factor) -> tuple[Any, ...]:
    """The values of a factor that has a list of them; for a mixture and for worlds, tuples of a value for each key.

    Empty for a range without steps.

    The levels of a range lie at even quantiles, its ends included: evenly over a uniform range, by even ratios over a
    "log" one.
    """
    if factor.kind == "mixture":
        return tuple(mixtures(len(factor.keys), factor.steps))
    if factor.kind == "range":
        if factor.steps < 2:
            return ()
        values = (value_at(factor, step / (factor.steps - 1)) for step in range(factor.steps))
        return tuple(dict.fromkeys(values))
    return factor.choices


def mixtures(parts: int, steps: int) -> Iterator[tuple[float, ...]]:
    """Every way of cutting a whole of ``steps`` equal pieces into ``parts`` shares, in order of the shares."""
    for cuts in itertools.combinations_with_replacement(range(steps + 1), parts - 1):
        bounds = (0, *cuts, steps)
        yield tuple((bounds[i + 1] - bounds[i]) / steps for i in range(parts))


def count(factor: Factor) -> int:
    """How many levels a factor has; 0 for a range without steps."""
    if factor.kind == "mixture":
        return math.comb(factor.steps + len(factor.keys) - 1, len(factor.keys) - 1)
    return len(levels(factor))


def columns(factor: Factor) -> tuple[str, ...]:
    """The columns that a factor has in the results."""
    return factor.keys or (factor.name,)
