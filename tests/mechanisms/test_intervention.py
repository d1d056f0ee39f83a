from typing import Any

import numpy as np
import pytest

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.intervention import apply_energy, apply_explain, apply_quality, apply_training, most_asked
from crmsim.mechanisms.state import HOW, NEVER, WHY
from crmsim.organisation.acquaintances import partners
from crmsim.scenario import Scenario, load
from crmsim.simulation import Simulation
from crmsim.simulation.intervene import _department, _employee, replace, select


@pytest.fixture
def simulation() -> Simulation:
    return Simulation(load("baseline", ["organisation.employees=40", "organisation.departments=3"], weeks=8), 1)


def chosen(simulation: Simulation, who: str, week: int = 1) -> list[int]:
    return [int(seat) for seat in select(simulation.state, simulation.organisation, who, simulation.key, week)]


def test_who_is_selected(simulation: Simulation) -> None:
    people = simulation.state.people
    assert chosen(simulation, "all") == list(range(40))
    assert chosen(simulation, "department:department 2") == np.flatnonzero(people.department == 1).tolist()
    assert chosen(simulation, "department:2") == chosen(simulation, "department:department 2")  # as results show it
    assert chosen(simulation, "level:1") == np.flatnonzero(people.level == 1).tolist()
    assert chosen(simulation, "role:superuser") == np.flatnonzero(people.role == 1).tolist() != []
    assert chosen(simulation, "employee:7") == [7] == chosen(simulation, f"employee:{simulation.organisation.ids[7]}")
    assert chosen(simulation, "most_asked") == [most_asked(simulation.state)]
    assert chosen(simulation, "share:0.0") == [] and chosen(simulation, "share:1.0") == list(range(40))
    assert set(chosen(simulation, "share:0.3")) < set(chosen(simulation, "share:0.6"))
    assert chosen(simulation, "share:0.5", 1) != chosen(simulation, "share:0.5", 2)


def test_the_absent_are_not_selected(simulation: Simulation) -> None:
    simulation.state.people.present[7] = 0
    assert 7 not in chosen(simulation, "all") and chosen(simulation, "employee:7") == []


@pytest.mark.parametrize("who", ["department:nowhere", "department:0", "department:99", "employee:nobody", "employee:²",
                                 "role:king", "nobody", "level:high", "share:2", "share:much"])  # fmt: skip
def test_a_selector_of_nobody_is_refused(simulation: Simulation, who: str) -> None:
    with pytest.raises(CrmsimError) as refusal:
        chosen(simulation, who)
    assert refusal.value.expected


def test_the_name_of_a_department_wins_over_its_number() -> None:
    names = ("2", "department 2", "Sales")
    assert [_department(text, names, "") for text in ("2", "department 2", "Sales")] == [0, 1, 2]
    with pytest.raises(CrmsimError, match="one of 2, department 2, Sales. Did you mean 'Sales'"):
        _department("sales", names, "department:sales")


def test_an_id_of_the_file_is_refused_with_what_would_make_it_known() -> None:
    assert _employee("kari", ("kari", "ola"), "employee:kari") == 0
    with pytest.raises(CrmsimError, match="keep_names = true"):
        _employee("kari", ("pabcdefghij23", "pabcdefghij24"), "employee:kari")


def test_training(simulation: Simulation) -> None:
    people = simulation.state.people
    skill, understanding = people.skill.copy(), people.understanding.copy()
    apply_training(simulation.state, np.array([3]), 25.0, 25.0)
    assert people.skill[3] > 0.6 and people.understanding[3, HOW] > 0.6 and people.hours[3] == 25.0
    assert np.array_equal(np.delete(people.skill, 3), np.delete(skill, 3))
    assert people.understanding[3, WHY] == understanding[3, WHY]
    assert simulation.state.project.training_hours[0] == 25.0


def test_quality_moves_both_ways_and_stays_a_share(simulation: Simulation) -> None:
    state = simulation.state
    before = state.ties.quality.copy()
    apply_quality(state, np.array([5]), -0.3)
    source = np.repeat(np.arange(40), np.diff(state.start))
    touched = (source == 5) | (state.ties.target == 5)
    assert np.allclose(state.ties.quality[touched], np.clip(before[touched] - 0.3, 0.0, 1.0))
    assert np.array_equal(state.ties.quality[~touched], before[~touched])
    apply_quality(state, np.arange(40), 1.0)
    assert np.all(state.ties.quality == 1.0)


def test_explaining_and_energy(simulation: Simulation) -> None:
    people = simulation.state.people
    apply_explain(simulation.state, np.array([2, 4]), 0.5)
    assert np.all(people.understanding[[2, 4]] == 0.5) and np.all(people.understanding[3] == 0.0)
    before = people.energy.copy()
    apply_energy(simulation.state, np.array([2]), -2.0)
    apply_energy(simulation.state, np.array([4]), 0.1)
    assert people.energy[2] == 0.0 and people.energy[4] == pytest.approx(min(1.0, before[4] + 0.1))
    assert people.energy[3] == before[3]


def test_somebody_new_of_a_style_takes_the_seat(simulation: Simulation) -> None:
    people = simulation.state.people
    others = people.style.copy()
    replace(simulation.state, simulation.params, simulation.key, 5, np.array([6, 9]), 1)
    assert (
        np.all(people.style[[6, 9]] == 1) and np.all(people.present[[6, 9]] == 1) and np.all(people.left[[6, 9]] == 0)
    )
    assert np.all(people.holder[[6, 9]] == 1) and np.all(people.hired[[6, 9]] == 5)
    assert np.array_equal(np.delete(people.style, [6, 9]), np.delete(others, [6, 9]))


MEETING = {"week": 3, "kind": "meet", "who": "share:0.5", "others": 2, "contact": 0.4, "hours": 3.0}


def across(simulation: Simulation) -> Any:
    """Which entries have contact across departments."""
    state = simulation.state
    source = np.repeat(np.arange(state.people.size), np.diff(state.start))
    return (state.people.department[source] != state.ties.department) & (state.ties.contact > 0.0)


def test_people_meet_across_departments_and_contact_grows() -> None:
    plain, changed = with_one(MEETING, 10)
    ties = changed.state.ties
    assert ties.size > plain.state.ties.size and across(changed).sum() > across(plain).sum() + 20
    new = across(changed) & (ties.base_contact == 0.4)
    weeks = 10 - 2  # of growth, and one at once
    grown = 0.4 * (1.0 - (1.0 - changed.params.climate.regrowth) ** (1 + weeks))
    assert np.all(ties.contact[new] <= 0.4) and np.min(ties.contact[new]) == pytest.approx(grown)
    assert np.all(ties.contact[ties.reverse[new]] > 0.0)  # each way


def test_a_meeting_changes_no_week_before_it() -> None:
    plain, changed = with_one(MEETING, 10)
    assert np.array_equal(plain.state.sums[:2], changed.state.sums[:2])
    assert not np.array_equal(plain.state.sums[2:], changed.state.sums[2:])


def test_who_meets_is_of_another_department_and_depends_on_nobodys_place() -> None:
    organisation = Simulation(load("baseline", ["organisation.employees=60"], weeks=2), 1).organisation
    one, two = partners(organisation, np.arange(60), 3, 9)
    assert np.all(organisation.department[one] != organisation.department[two])
    assert np.all(np.bincount(one, minlength=60) == 3)
    again = partners(organisation, np.arange(60)[::-1].copy(), 3, 9)
    assert (one, two) == again
    alone = np.flatnonzero(organisation.department == 0)
    assert partners(organisation, alone, 3, 9) == ([], [])  # nobody from elsewhere


def with_one(entry: dict[str, Any], weeks: int = 10) -> tuple[Simulation, Simulation]:
    from crmsim.scenario.scenario import from_content

    content: dict[str, Any] = {"scenario": {"weeks": weeks}, "organisation": {"employees": 40}}
    made: list[Simulation] = []
    case: Scenario
    for case in (from_content(content), from_content({**content, "intervention": [entry]})):
        result = Simulation(case, 1)
        list(result.slices(weeks))
        made.append(result)
    return made[0], made[1]


def test_a_leaver_takes_unrecorded_knowledge_along() -> None:
    plain, changed = with_one({"week": 4, "kind": "leave", "who": "share:0.5"})
    lost = [simulation.state.sums[3, 0, COLUMN["knowledge_lost"]] for simulation in (plain, changed)]
    assert lost[1] > 20.0 > lost[0]
    absent = np.flatnonzero(changed.state.people.present == 0)
    assert absent.size > 10
    for i in absent:
        rows = slice(changed.state.start[i], changed.state.start[i + 1])
        assert np.all(changed.state.ties.contact[rows] == 0.0)
        assert np.all(changed.state.ties.contact[changed.state.ties.reverse[rows]] == 0.0)
        facts = slice(changed.state.first_fact[i], changed.state.first_fact[i + 1])
        assert np.all(changed.state.facts.held[facts] == NEVER)


def test_nobody_left_to_ask() -> None:
    simulation = Simulation(load("baseline", ["organisation.employees=40"], weeks=2), 1)
    simulation.state.ties.contact[:] = 0.0
    assert most_asked(simulation.state) == NEVER and chosen(simulation, "most_asked") == []
