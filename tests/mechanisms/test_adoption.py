"""What moves a threshold, what people expect, and that sustained use makes routine under every rule."""

import numpy as np
import pytest

from crmsim.mechanisms import PHASES
from crmsim.mechanisms.adoption import moved_threshold
from crmsim.mechanisms.state import ACCEPTED, REJECTED, ROUTINE, TRIAL, UNAWARE
from crmsim.scenario import load
from crmsim.simulation import Simulation


def advanced(settings: list[str], week: int, seed: int = 1) -> Simulation:
    simulation = Simulation(load("baseline", settings), seed)
    for _ in simulation.slices(week):
        pass
    return simulation


def test_a_threshold_moves_within_the_scale_of_appeal_and_no_farther_out_where_it_lies_beyond() -> None:
    assert moved_threshold(0.5, 0.1) == pytest.approx(0.6) and moved_threshold(0.5, -0.1) == pytest.approx(0.4)
    assert moved_threshold(0.95, 0.1) == 1.0 and moved_threshold(0.05, -0.1) == 0.0
    assert moved_threshold(1.4, 0.1) == 1.4 and moved_threshold(-1.0, -0.1) == -1.0
    assert moved_threshold(1.4, -0.1) == pytest.approx(1.3) and moved_threshold(-1.0, 0.1) == pytest.approx(-0.9)


def one_week_of_thresholds(settings: list[str], seed: int = 1) -> tuple[Simulation, np.ndarray, np.ndarray]:
    """The phase of adoption alone in week 60; the run after it, thresholds before, and whom it concerns."""
    simulation = advanced(settings, 59, seed)
    place = PHASES.index("adoption")
    simulation._advance(60, 60, 0, place - 1)
    before = simulation.state.people.copy()
    simulation._advance(60, 60, place, place)
    return simulation, before, before["present"] == 1


def test_users_are_persuaded_by_what_they_live_through_and_others_by_trusted_users() -> None:
    simulation, before, here = one_week_of_thresholds(["motivation.mandate=0.0", "adoption.persuasion=0.04"])
    people = simulation.state.people
    rise = people.threshold - before["threshold"]
    user = (before["stage"] >= TRIAL) & (before["stage"] != REJECTED)
    inside = (before["threshold"] > 0.05) & (before["threshold"] < 0.95)
    acting = here & user & (before["acts"] > 0) & inside
    assert acting.sum() > 10
    assert rise[acting].tolist() == pytest.approx((-0.04 * (before["usefulness"][acting] - 0.5)).tolist(), abs=1e-12)
    assert not rise[here & user & (before["acts"] == 0)].any()
    heard = here & ~user & (people.hearsay >= 0.0) & inside
    expected = -0.04 * people.exposure[heard] * (people.hearsay[heard] - 0.5)
    assert heard.sum() > 10 and rise[heard].tolist() == pytest.approx(expected.tolist(), abs=1e-12)


def test_who_is_pushed_resents_it_as_far_as_use_is_required() -> None:
    simulation, before, here = one_week_of_thresholds(["adoption.persuasion=0.05", "motivation.mandate=0.8"])
    rise = simulation.state.people.threshold - before["threshold"]
    rise += np.where(before["acts"] > 0, 0.05 * (before["usefulness"] - 0.5), 0.0)  # what use itself persuades them of
    user = here & (before["stage"] >= TRIAL) & (before["stage"] != REJECTED) & (before["threshold"] < 0.9)
    user &= before["threshold"] > 0.0
    assert rise[user].tolist() == pytest.approx((0.05 * 0.8 * before["pushed"][user]).tolist(), abs=1e-12)
    assert rise[user].max() > 0.005


def test_thresholds_do_not_move_under_the_other_rules() -> None:
    for rule in ("threshold", "hazard"):
        simulation = advanced([f"adoption.rule={rule}"], 40)
        start = Simulation(simulation.scenario, 1)
        same = (simulation.state.people.holder == 0) & (simulation.state.people.present == 1)
        assert simulation.state.people.threshold[same].tolist() == start.state.people.threshold[same].tolist()


def test_people_differ_in_what_they_expect_and_so_do_newcomers() -> None:
    settings = ["people.differences_sd=0.1", "people.usefulness=0.6", "system.ease=0.4", "turnover.annual_rate=0.6"]
    simulation = advanced([*settings, "organisation.employees=400", "mechanisms.project=false"], 80)
    people = simulation.state.people
    for new in (False, True):
        some = (people.present == 1) & ((people.holder > 0) == new)
        assert some.sum() > 80
        for name, mean in (("usefulness", 0.6), ("ease", 0.4)):
            assert people[name][some].mean() == pytest.approx(mean, abs=0.02)
            assert people[name][some].std() == pytest.approx(0.1, rel=0.15)
        assert abs(np.corrcoef(people.usefulness[some], people.ease[some])[0, 1]) < 0.2


@pytest.mark.parametrize("rule", ["threshold", "hazard", "beliefs"])
def test_sustained_use_makes_routine_under_every_rule(rule: str) -> None:
    eager = ["adoption.threshold_mean=-1.0", "adoption.p=0.3", f"adoption.rule={rule}"]
    people = advanced(eager, 104).state.people
    users = (people.present == 1) & (people.stage >= ACCEPTED) & (people.stage != REJECTED)
    habit = users & (people.habit > 0.6)
    assert users.sum() > 130 and habit.sum() > 30
    assert (people.stage[habit] >= ROUTINE).mean() > 0.8


def test_who_has_the_system_knows_of_it_whatever_leaders_say() -> None:
    simulation = advanced(["leadership.said=0.0"], 60)
    people = simulation.state.people
    has = (people.present == 1) & (people.access >= 0) & (people.access <= 60)
    assert has.sum() > 130 and (people.stage[has] != UNAWARE).all()
    assert (people.stage[has] >= ACCEPTED).sum() > 20


def test_before_anybody_has_it_those_know_of_it_whom_the_project_has_taken_hours_of() -> None:
    simulation = Simulation(load("baseline", ["leadership.said=0.0", "turnover.annual_rate=0.0"]), 1)
    people = simulation.state.people
    reached = np.zeros(people.size, dtype=bool)
    for week in range(1, 20):
        for _ in simulation.slices(week):
            pass
        reached |= people.project_hours > 0.0
        assert ((people.stage == UNAWARE) == ~reached).all()
    assert 20 < reached.sum() < 130


def test_first_use_is_the_week_of_the_first_trial_and_begins_anew_with_the_person() -> None:
    simulation = Simulation(load("baseline", ["turnover.annual_rate=0.5"]), 2)
    people = simulation.state.people
    first = np.zeros(people.size, dtype=int)
    holder = people.holder.copy()
    for week in range(1, 80):
        for _ in simulation.slices(week):
            pass
        first[people.holder != holder] = 0
        holder = people.holder.copy()
        uses = (people.stage >= TRIAL) & (people.stage != REJECTED) & (people.present == 1)
        first[uses & (first == 0)] = week
        here = people.present == 1
        assert people.first_use[here].tolist() == first[here].tolist()
    assert (first > 0).sum() > 50 and (people.holder[first > 0] > 0).any()
