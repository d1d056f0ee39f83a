"""Means, intervals and effect sizes against values known otherwise."""

import numpy as np
import pytest
from scipy import stats

from crmsim.analysis.spread import effect_size, same_interval, spread, wilson


def test_a_continuous_sample_has_its_t_interval() -> None:
    sample = np.random.default_rng(1).normal(5.0, 2.0, 40)
    result = spread([*sample, np.nan])
    low, high = stats.t.interval(0.95, 39, loc=sample.mean(), scale=stats.sem(sample))
    assert (result.runs, result.missing) == (40, 1)
    assert result.low == pytest.approx(low) and result.high == pytest.approx(high)
    assert result.sd == pytest.approx(sample.std(ddof=1))


@pytest.mark.parametrize(("yes", "count"), [(0, 30), (3, 100), (30, 30)])
def test_wilson_agrees_with_scipy(yes: int, count: int) -> None:
    known = stats.binomtest(yes, count).proportion_ci(method="wilson")
    assert wilson(yes, count) == pytest.approx((known.low, known.high), abs=1e-12)


def test_a_share_that_is_the_same_in_every_run_stays_open() -> None:
    result = spread(np.zeros(100), binary=True)
    assert result.low == pytest.approx(0.0, abs=1e-12) and result.high is not None and result.high > 0.03
    closed = spread(np.full(100, 0.5), bounds=(0.0, 1.0))
    assert closed.low is not None and closed.high is not None and closed.low < 0.5 < closed.high
    assert spread(np.full(100, 7.0), bounds=(0.0, None)).high is None


def test_the_interval_of_a_constant_holds_what_rare_runs_could_add() -> None:
    # With a share p of runs at the bound, none of 50 is seen with probability (1 - p)^50.
    low, high = same_interval(0.0, 50, (0.0, 1.0))
    assert low == 0.0 and high is not None
    assert (1.0 - high) ** 50 == pytest.approx(0.025)


def test_nothing_is_told_of_nothing() -> None:
    result = spread([np.nan, np.nan])
    assert (result.runs, result.missing, result.mean, result.low) == (0, 2, None, None)
    assert spread([1.0]).low is None


def test_effect_sizes() -> None:
    first = np.array([1.0, 2.0, 3.0, np.nan])
    second = np.array([2.0, 2.5, 4.5, 9.0])
    result = effect_size(first, second)
    difference = np.array([1.0, 0.5, 1.5])
    assert result.d_z == pytest.approx(difference.mean() / difference.std(ddof=1))
    pooled = np.sqrt((first[:3].var(ddof=1) + second[:3].var(ddof=1)) / 2.0)
    assert result.d_pooled == pytest.approx(difference.mean() / pooled)
    assert effect_size(first, first + 1.0).d_z is None


def test_the_interval_of_a_mean_of_few_shares_stays_within_what_a_share_can_be() -> None:
    shares = [0.0, 0.01, 0.0, 0.9]
    free, bounded = spread(shares), spread(shares, bounds=(0.0, 1.0))
    assert free.low is not None and free.low < 0.0
    assert (bounded.low, bounded.high) == (0.0, free.high)
    assert spread([1.0 - share for share in shares], bounds=(0.0, 1.0)).high == 1.0
    assert spread([1.0 + share for share in shares], bounds=(0.0, None)).low == spread([1.0 + s for s in shares]).low
