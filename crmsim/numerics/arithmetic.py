"""Arithmetic that many rules share."""

from __future__ import annotations

from crmsim.numerics.compiled import rule
from crmsim.numerics.portable import exp


@rule
def clip(x: float, low: float, high: float) -> float:
    """``x``, kept within ``low`` and ``high``."""
    return min(high, max(low, x))


@rule
def logistic(x: float) -> float:
    """Chance at these log odds."""
    return 1.0 / (1.0 + exp(-x))


@rule
def event_chance(rate: float) -> float:
    """Chance of at least one event in a week at this weekly rate."""
    return 1.0 - exp(-rate)
