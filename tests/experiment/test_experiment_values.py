"""Distributions against scipy's, lattices of mixtures, and levels."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crmsim.experiment.factor import Distribution, Factor
from crmsim.experiment.values import count, levels, mixtures, value_at

QUANTILES = np.linspace(0.0, 1.0, 101)


def varied(
    distribution: Distribution, low: float, high: float, peak: float | None = None, whole: bool = False
) -> Factor:
    return Factor("x", "lever", "range", distribution=distribution, low=low, high=high, peak=peak, whole=whole)


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (varied("uniform", -2.0, 3.0), stats.uniform(-2.0, 5.0)),
        (varied("log", 0.01, 10.0), stats.loguniform(0.01, 10.0)),
        (varied("triangular", 1.0, 5.0, 2.0), stats.triang(0.25, 1.0, 4.0)),
        (varied("triangular", 1.0, 5.0, 5.0), stats.triang(1.0, 1.0, 4.0)),
        (varied("triangular", 1.0, 5.0), stats.triang(0.5, 1.0, 4.0)),
        (varied("normal", -1.96, 1.96), stats.truncnorm(-1.959964, 1.959964, 0.0, 1.96 / 1.959964)),
    ],
)
def test_quantiles_are_those_of_scipy(factor: Factor, expected: object) -> None:
    result = [value_at(factor, float(quantile)) for quantile in QUANTILES]
    np.testing.assert_allclose(result, expected.ppf(QUANTILES), rtol=1e-6, atol=1e-6)  # type: ignore[attr-defined]


def test_whole_numbers_are_equally_likely() -> None:
    factor = varied("integer", 3, 7, whole=True)
    result = Counter(value_at(factor, (step + 0.5) / 1000) for step in range(1000))
    assert result == {3: 200, 4: 200, 5: 200, 6: 200, 7: 200}
    assert all(type(value) is int for value in result)
    assert value_at(factor, 1.0) == 7


def test_a_normal_with_a_peak_off_the_middle_has_two_widths() -> None:
    factor = varied("normal", 0.0, 1.0, 0.2)
    assert value_at(factor, 0.5) == pytest.approx(0.2)
    above, below = value_at(factor, 0.8) - 0.2, 0.2 - value_at(factor, 0.2)
    assert above / below == pytest.approx(4.0)


@given(
    st.sampled_from(["uniform", "integer", "log", "triangular", "normal"]),
    st.floats(1e-6, 1e6),
    st.floats(1e-6, 1e6),
    st.floats(0, 1),
    st.lists(st.floats(0, 1), min_size=2),
    st.booleans(),
)
def test_values_stay_inside_and_rise_with_the_quantile(
    distribution: Distribution, low: float, width: float, at: float, quantiles: list[float], whole: bool
) -> None:
    if whole or distribution == "integer":
        low, width = float(math.ceil(low)), float(math.ceil(width))
    high = low + width
    if not low < high:
        return
    peak = min(max(low + at * (high - low), low), high) if distribution in ("triangular", "normal") else None
    factor = varied(distribution, low, high, peak, whole)
    result = [value_at(factor, quantile) for quantile in sorted(quantiles)]
    assert all(low <= value <= high for value in result)
    assert all(later - earlier >= -1e-9 * high for earlier, later in itertools.pairwise(result))
    assert value_at(factor, 0.0) == pytest.approx(low)
    assert value_at(factor, 1.0) == pytest.approx(high)


@given(st.integers(2, 4), st.integers(1, 10))
def test_mixtures_fill_the_simplex_once(parts: int, steps: int) -> None:
    result = list(mixtures(parts, steps))
    assert len(set(result)) == len(result) == math.comb(steps + parts - 1, parts - 1)
    assert result == sorted(result)
    for shares in result:
        assert math.isclose(math.fsum(shares), 1.0, abs_tol=1e-12)
        assert all(share >= 0.0 and math.isclose(share * steps, round(share * steps), abs_tol=1e-9) for share in shares)
    factor = Factor("m", "lever", "mixture", keys=tuple("abcd"[:parts]), steps=steps)
    assert count(factor) == len(levels(factor)) == len(result)


def test_levels_of_a_range_are_even() -> None:
    even = Factor("x", "lever", "range", distribution="uniform", low=0.0, high=1.0, steps=5)
    assert levels(even) == (0.0, 0.25, 0.5, 0.75, 1.0)
    ratio = Factor("x", "lever", "range", distribution="log", low=1.0, high=100.0, steps=3)
    assert levels(ratio) == pytest.approx((1.0, 10.0, 100.0))
    few = Factor("x", "lever", "range", distribution="integer", low=1, high=3, steps=9, whole=True)
    assert levels(few) == (1, 2, 3)
    assert count(few) == 3
    assert levels(varied("uniform", 0.0, 1.0)) == ()
