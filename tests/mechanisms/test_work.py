import pytest

from crmsim.mechanisms.work import WEEK_HOURS, capacity, content, hours_per_need, overload


def test_an_average_week_leaves_the_slack_free() -> None:
    assert 5.0 * hours_per_need(5.0, 0.09) == pytest.approx(WEEK_HOURS * 0.91)
    assert hours_per_need(5.0, 0.18) < hours_per_need(5.0, 0.0) == pytest.approx(WEEK_HOURS / 5.0)


def test_tired_people_can_do_less() -> None:
    assert capacity(1.0, 0.3) == 1.0 and capacity(0.0, 0.3) == pytest.approx(0.7) and capacity(0.2, 0.0) == 1.0


def test_overload_begins_beyond_the_week() -> None:
    assert overload(0.0) == overload(WEEK_HOURS) == 0.0
    assert overload(1.5 * WEEK_HOURS) == pytest.approx(0.5)


def test_satisfaction_remembers() -> None:
    assert content(0.6, 1.0, 1.0) == 0.6 and content(0.6, 1.0, 0.0) == 1.0
    assert content(0.6, 0.0, 0.95) < content(0.6, 0.3, 0.95) < 0.6 < content(0.6, 1.0, 0.95)
