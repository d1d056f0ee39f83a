import pytest

from crmsim.mechanisms.load import (
    ELSEWHERE,
    WEEK_HOURS,
    capacity,
    hours_for_work,
    hours_per_need,
    overload,
    searching,
)


def test_an_average_week_of_needs_and_searching_leaves_the_slack_free() -> None:
    filled = hours_for_work(0.65, 0.09, 0.3)
    assert filled == pytest.approx(WEEK_HOURS * 0.895 * 0.91)
    search = searching(0.5, 0.3, 1.0, 3.0)
    assert search == pytest.approx(0.7 * 0.5 + 0.3 * ELSEWHERE * 3.0)
    assert 5.0 * (hours_per_need(5.0, filled, search) + search) == pytest.approx(filled)


def test_more_needs_are_shorter_ones_and_never_nothing() -> None:
    assert hours_per_need(10.0, 30.0, 0.5) < hours_per_need(5.0, 30.0, 0.5)
    assert hours_per_need(1000.0, 30.0, 0.5) > 0.0 and hours_per_need(0.0, 30.0, 0.5) > 0.0


def test_who_has_notes_at_hand_searches_less() -> None:
    assert searching(1.0, 0.0, 1.0, 3.0) == 0.0 < searching(0.5, 0.0, 1.0, 3.0) < searching(0.0, 0.0, 1.0, 3.0) == 1.0


def test_tired_people_can_do_less() -> None:
    assert capacity(1.0, 0.3) == 1.0 and capacity(0.0, 0.3) == pytest.approx(0.7) and capacity(0.2, 0.0) == 1.0


def test_overload_begins_beyond_what_one_can_do() -> None:
    assert overload(0.0, 30.0) == overload(30.0, 30.0) == 0.0
    assert overload(30.0 + 0.5 * WEEK_HOURS, 30.0) == pytest.approx(0.5)
