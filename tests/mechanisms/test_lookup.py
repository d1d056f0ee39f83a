import pytest

from crmsim.mechanisms.lookup import Lookup, is_user, lookup_chance, prepared
from crmsim.mechanisms.state import ACCEPTED, AWARE, GIVER, INFUSED, MATCHER, REJECTED, ROUTINE, TAKER, TRIAL, UNAWARE


def test_users_are_those_who_try_or_more() -> None:
    assert all(is_user(stage) for stage in (TRIAL, ACCEPTED, ROUTINE, INFUSED))
    assert not any(is_user(stage) for stage in (UNAWARE, AWARE, REJECTED))


def test_a_taker_who_feels_watched_takes_rather_than_gives() -> None:
    q = Lookup()
    assert lookup_chance(GIVER, 0.4, 1.0, q) == lookup_chance(MATCHER, 0.4, 0.0, q) == 0.4
    assert 0.4 < lookup_chance(TAKER, 0.4, 0.0, q) < lookup_chance(TAKER, 0.4, 1.0, q) == pytest.approx(0.58)
    assert lookup_chance(TAKER, 1.0, 1.0, q) == 1.0
    assert lookup_chance(TAKER, 0.4, 1.0, Lookup(taker_greed=0.0)) == 0.4


def test_analysis_saves_in_proportion_to_what_is_on_record_and_used() -> None:
    assert prepared(0.05, 1.0, 1.0) == 0.05 and prepared(0.05, 0.5, 0.5) == pytest.approx(0.0125)
    assert prepared(0.0, 1.0, 1.0) == prepared(0.05, 0.0, 1.0) == prepared(0.05, 1.0, 0.0) == 0.0
