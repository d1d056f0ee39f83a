import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.signals import Leadership, influence, push, track
from crmsim.numerics.arithmetic import clip
from crmsim.scenario import load
from crmsim.simulation import Simulation

SHARES = st.floats(0.0, 1.0)


def test_a_source_loses_half_its_influence_at_the_doubt() -> None:
    assert influence(0.0, 0.25) == 1.0
    assert influence(0.25 * 0.25, 0.25) == pytest.approx(0.5)
    assert influence(1.0, 0.25) < influence(0.5, 0.25)


def test_a_steady_source_is_tracked_to_its_mean() -> None:
    mean, variance = 0.5, 0.0
    for _ in range(300):
        mean, variance = track(mean, variance, 0.8, 0.85)
    assert mean == pytest.approx(0.8) and variance == pytest.approx(0.0, abs=1e-12)


def test_an_alternating_source_shows_its_variance() -> None:
    mean, variance, tail = 0.5, 0.0, []
    for week in range(4000):
        mean, variance = track(mean, variance, 0.3 if week % 2 else 0.7, 0.99)
        tail.append(variance)
    assert statistics.fmean(tail[-1000:]) == pytest.approx(0.04, rel=0.03)


@given(SHARES, SHARES, st.floats(0, 1), st.floats(0, 1), SHARES, st.floats(0.01, 10), st.floats(0, 10))
def test_push_lies_within_a_half(
    said: float, done: float, variance: float, gap: float, shortfall: float, doubt: float, disappointment: float
) -> None:
    q = Leadership(doubt=doubt, disappointment=disappointment)
    assert -0.5 <= push(said, done, variance, gap, shortfall, q) <= 0.5


def test_push_follows_deeds_steadiness_and_credible_words() -> None:
    q = Leadership()
    assert push(0.5, 0.5, 0.0, 0.0, 0.0, q) == 0.0
    assert push(0.7, 0.9, 0.0, 0.0, 0.0, q) > push(0.7, 0.6, 0.0, 0.0, 0.0, q)
    assert push(0.7, 0.9, 0.1, 0.0, 0.0, q) < push(0.7, 0.9, 0.0, 0.0, 0.0, q)
    credible, discounted = push(0.9, 0.5, 0.0, 0.0, 0.0, q), push(0.9, 0.5, 0.0, 0.5, 0.0, q)
    assert credible == pytest.approx(0.2) and credible > discounted > 0.0
    assert push(0.9, 0.3, 0.0, 1e9, 0.0, q) == pytest.approx(-0.2)  # words that nobody believes


def test_a_broken_promise_costs_what_a_believed_one_brings_or_more_or_nothing() -> None:
    done, said, gap = 0.4, 0.8, 0.4 * 0.4
    silent = push(done, done, 0.0, 0.0, 0.0, Leadership())
    believed = push(said, done, 0.0, 0.0, said - done, Leadership())  # before the gap is noticed
    assert believed == pytest.approx(silent)
    assert push(said, done, 0.0, gap, said - done, Leadership()) < silent
    assert push(said, done, 0.0, gap, said - done, Leadership(disappointment=0.0)) > silent
    assert push(0.2, done, 0.0, 0.0, 0.0, Leadership()) < silent  # to promise less than one does brings nothing either


@pytest.fixture(scope="module")
def signalled() -> Simulation:
    """Four weeks of the baseline without chance at the top, the project begun."""
    simulation = Simulation(load("baseline", ["leadership.steadiness=1.0", "project.start_week=1"]), seed=3)
    for _ in simulation.slices(4):
        pass
    return simulation


def test_one_sees_what_the_nearest_superior_lastingly_does(signalled: Simulation) -> None:
    people, done = signalled.state.people, signalled.scenario.leadership.done
    here = people.present == 1
    below = here & (people.manager >= 0)
    below[below] = people.present[people.manager[below]] == 1
    expected = np.clip(done + people.own_deeds[people.manager[below]], 0.0, 1.0)
    assert people.heard_done[below].tolist() == pytest.approx(expected.tolist())
    assert set(people.heard_done[here & (people.manager < 0)]) == {done}
    assert np.std(people.own_deeds) == pytest.approx(signalled.scenario.people.differences_sd, rel=0.2)


def test_superiors_alone_give_hours_to_leading_and_as_many_as_they_do_and_explain(signalled: Simulation) -> None:
    simulation = Simulation(signalled.scenario, seed=3)
    for _ in simulation.slices(3):
        pass
    simulation._advance(4, 4, 0, 0)  # signals alone
    people, q = simulation.state.people, signalled.scenario.leadership
    here = people.present == 1
    leads = np.zeros(here.size, dtype=bool)
    leads[people.manager[here & (people.manager >= 0)]] = True
    leads &= here
    expected = q.attention_hours * (np.clip(q.done + people.own_deeds[leads], 0.0, 1.0) + q.explaining)
    assert people.project_hours[leads].tolist() == pytest.approx(expected.tolist())
    assert people.hours[leads].tolist() == pytest.approx(expected.tolist())
    assert not people.project_hours[here & ~leads].any()


def test_no_hours_of_superiors_before_the_project() -> None:
    simulation = Simulation(load("baseline", ["project.start_week=9"]), seed=3)
    for _ in simulation.slices(3):
        pass
    simulation._advance(4, 4, 0, 0)
    assert not simulation.state.people.project_hours.any()


def test_clip() -> None:
    assert [clip(x, 0.0, 1.0) for x in (-1.0, 0.3, 2.0)] == [0.0, 0.3, 1.0]
