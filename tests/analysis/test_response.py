"""Binned means and rank correlations."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from crmsim.analysis.response import LEAST_POINTS, in_stretches, rank_correlations, stretches


def test_bins_hold_equally_many_points_and_every_point_once() -> None:
    generator = np.random.default_rng(2)
    x = generator.exponential(size=500)
    result = in_stretches(stretches(x), 3.0 * x)
    assert [one.outcome.runs for one in result] == [50] * 10
    assert all(a.high < b.low for a, b in pairwise(result))
    assert result[4].outcome.mean == pytest.approx(3.0 * x[(x >= result[4].low) & (x <= result[4].high)].mean())


def test_few_values_have_a_bin_each_and_few_points_few_bins() -> None:
    few = in_stretches(stretches([1.0, 2.0, 2.0, 5.0]), [0.0, 1.0, np.nan, 2.0])
    assert [one.middle for one in few] == [1.0, 2.0, 5.0]
    assert len(stretches(np.arange(45.0))) == 2
    assert few[1].outcome.missing == 1


def test_partial_correlation_takes_the_other_factors_away() -> None:
    generator = np.random.default_rng(3)
    x = generator.random((400, 3))
    x[:, 1] = 0.7 * x[:, 0] + 0.3 * x[:, 1]  # goes with the first, decides nothing
    y = 2.0 * x[:, 0] - x[:, 2] + 0.1 * generator.normal(size=400)
    y[:5] = np.nan
    first, second, third = rank_correlations(x, y, 3)
    assert first.points == 395
    assert first.rank == pytest.approx(stats.spearmanr(x[5:, 0], y[5:]).statistic)
    assert second.rank > 0.5 and second.rank_low > 0.0  # type: ignore[operator]
    assert second.partial_low < 0.0 < second.partial_high  # type: ignore[operator]
    assert first.partial_low > 0.5 and third.partial_high < -0.5  # type: ignore[operator]
    ranks = np.column_stack([stats.rankdata(column) for column in x[5:].T])
    others = np.column_stack([ranks[:, 1:], np.ones(395)])
    residual = [v - others @ np.linalg.lstsq(others, v, rcond=None)[0] for v in (ranks[:, 0], stats.rankdata(y[5:]))]
    assert first.partial == pytest.approx(np.corrcoef(*residual)[0, 1], abs=1e-6)


def test_intervals_of_no_correlation_hold_zero_as_often_as_they_say() -> None:
    generator = np.random.default_rng(4)
    held = 0
    for _ in range(300):
        one = rank_correlations(generator.random((60, 2)), generator.random(60))[0]
        held += one.partial_low < 0.0 < one.partial_high  # type: ignore[operator]
    assert 0.90 <= held / 300 <= 0.985


def test_what_cannot_be_told_is_not() -> None:
    x = np.random.default_rng(5).random((100, 2))
    twice = np.column_stack([x[:, 0], x[:, 0]])
    assert rank_correlations(twice, x[:, 1])[0].partial is None
    assert rank_correlations(x, np.ones(100))[0].rank is None
    assert rank_correlations(x[: LEAST_POINTS - 1], x[: LEAST_POINTS - 1, 0])[0].rank is None
    still = np.column_stack([x[:, 0], np.ones(100)])
    assert rank_correlations(still, x[:, 1])[1].rank is None
    assert rank_correlations(still, x[:, 1])[0].partial is not None
