"""Barter of knowledge on a rewired ring (O11): signs, for Cowan & Jonard (2004) give no number."""

from __future__ import annotations

import functools

import numpy as np
import oracle_runs as engine
import pytest

pytestmark = pytest.mark.oracle
SEEDS = range(8)
MEAN, VARIANCE, VARIATION = 0, 1, 2


@functools.cache
def measures(rewired: float) -> tuple[tuple[float, ...], ...]:
    return tuple(map(tuple, engine.barter(rewired, [], SEEDS)))


def gain(measure: int, rewired: float, end: float) -> float:
    """Mean over seeds of the measure with some ties moved, over the same at an end: all ties, or none."""
    some, none = np.array(measures(rewired))[:, measure], np.array(measures(end))[:, measure]
    return float((some / none).mean())


def test_mean_knowledge_is_highest_where_a_tenth_of_the_ties_is_moved() -> None:
    assert gain(MEAN, 0.1, 0.0) > 1.25
    assert gain(MEAN, 0.1, 1.0) > 1.08


def test_so_is_the_variance_between_people() -> None:
    assert gain(VARIANCE, 0.1, 0.0) > 1.4
    assert gain(VARIANCE, 0.1, 1.0) > 1.03


def test_and_the_coefficient_of_variation_is_lowest() -> None:
    assert gain(VARIATION, 0.1, 0.0) < 0.97
    assert gain(VARIATION, 0.1, 1.0) < 0.95


def test_trade_comes_to_an_end() -> None:
    ledger = engine.last_week("limits/barter", ["scenario.weeks=1500"])
    assert ledger["granted"] < 0.02 * ledger["requests"]
