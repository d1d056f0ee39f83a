import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.knowledge import start_expertise
from crmsim.mechanisms.people import otherish_of, productivity_of, style_of
from crmsim.mechanisms.state import GIVER, MATCHER, TAKER
from crmsim.numerics.draws import normal, run_key

SHARES = st.floats(0.0, 1.0)


def test_styles_come_in_their_shares() -> None:
    styles = [style_of((k + 0.5) / 1000, 0.25, 0.19) for k in range(1000)]
    assert [styles.count(style) for style in (GIVER, TAKER, MATCHER)] == [250, 190, 560]
    assert style_of(0.999, 1.0, 0.0) == GIVER and style_of(0.0001, 0.0, 0.0) == MATCHER


def test_productivity_is_lognormal_with_mean_one() -> None:
    key = run_key(3)
    drawn = [productivity_of(normal(key, k), 0.4) for k in range(20_000)]
    assert statistics.fmean(drawn) == pytest.approx(1.0, abs=0.01) and min(drawn) > 0.0
    assert productivity_of(1.7, 0.0) == 1.0


@given(SHARES, SHARES)
def test_otherish_is_a_share_around_its_mean(u: float, mean: float) -> None:
    assert -1e-12 <= otherish_of(u, mean) <= 1.0 + 1e-12
    assert otherish_of(0.5, mean) == mean and otherish_of(u, 0.0) == 0.0 and otherish_of(u, 1.0) == 1.0


def test_givers_are_as_different_as_their_mean_allows() -> None:
    assert (otherish_of(0.0, 0.5), otherish_of(1.0, 0.5)) == (0.0, 1.0)
    assert (otherish_of(0.0, 0.8), otherish_of(1.0, 0.8)) == pytest.approx((0.6, 1.0))


@given(st.booleans(), SHARES, SHARES)
def test_expertise_begins_as_a_share(own: bool, u: float, mean: float) -> None:
    assert 0.0 <= start_expertise(own, u, mean, 0.4) <= 1.0
    assert start_expertise(False, u, mean, 0.3) <= 0.3 * mean


def test_own_topics_begin_around_the_mean() -> None:
    assert statistics.fmean(start_expertise(True, (k + 0.5) / 500, 0.6, 0.4) for k in range(500)) == pytest.approx(0.6)
