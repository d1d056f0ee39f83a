import math

import pytest

from crmsim.mechanisms.teaching import reached, train, training_due
from crmsim.scenario import load
from crmsim.simulation.parameters import parameters


def test_a_leader_of_no_reputation_reaches_fewer() -> None:
    assert reached(0.4, 1.0, 0.5) == 0.4 and reached(0.4, 0.0, 0.5) == pytest.approx(0.2)
    assert reached(0.4, 0.0, 0.0) == 0.4 and reached(0.4, 0.0, 1.0) == 0.0


def test_training_closes_a_share_of_what_is_missing() -> None:
    assert train(0.1, 0.0, 25.0) == 0.1
    assert train(0.0, 25.0, 25.0) == pytest.approx(1.0 - math.exp(-1.0))
    assert train(train(0.1, 10.0, 25.0), 15.0, 25.0) == pytest.approx(train(0.1, 25.0, 25.0))


def test_training_is_held_at_the_start_and_a_little_ever_after() -> None:
    q = parameters(load("baseline")).project
    assert training_due(0, q, False, False) == q.training_hours
    assert sum(training_due(week, q, False, False) for week in range(1, 53)) == pytest.approx(q.follow_up_hours)
    assert training_due(0, q, False, True) == q.follow_up_hours
    assert training_due(0, q, True, False) == q.training_hours + q.superuser_hours


def test_no_week_holds_more_training_than_it_has_hours() -> None:
    q = parameters(load("baseline", ["project.training_hours=100", "project.follow_up_hours=0"])).project
    held = [training_due(week, q, False, False) for week in range(5)]
    assert held == [37.5, 37.5, 25.0, 0.0, 0.0]


def test_nobody_new_is_trained_where_training_does_not_go_on() -> None:
    q = parameters(load("baseline", ["project.follow_up_hours=0"])).project
    assert training_due(0, q, False, True) == 0.0
