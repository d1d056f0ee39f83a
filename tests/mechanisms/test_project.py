import math

import numpy as np
import pytest

from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.project import EVALUATION, IMPLEMENTATION, STRATEGY, Project, planned, step_weeks
from crmsim.mechanisms.rollout import has_access, lasting
from crmsim.mechanisms.state import NEEDS_ANALYSIS, NEVER, PROJECT_LEADER, SUPERUSER
from crmsim.results import summarise
from crmsim.scenario import load
from crmsim.simulation import Run, Simulation, simulate

FOUR = (
    "organisation.employees=4",
    "organisation.departments=1",
    "organisation.mean_ties=3",
    "organisation.reciprocity=1.0",
)
YEARS_LICENCE = 12 * 600.0


def test_patience_gives_the_weeks_planned_at_the_middle() -> None:
    assert planned(6.0, 0.5) == 6.0 and planned(6.0, 0.0) == 3.0 and planned(6.0, 1.0) == 9.0
    q = Project()
    assert [step_weeks(step, 1.0, q) for step in range(STRATEGY, EVALUATION)] == [3.5, 3.5, 6.0, 12.0]
    assert step_weeks(EVALUATION, 1.0, q) == math.inf
    assert step_weeks(NEEDS_ANALYSIS, 2.0, q) == step_weeks(IMPLEMENTATION, 1.0, q)


def test_access() -> None:
    assert not has_access(-1, 5) and not has_access(6, 5) and has_access(5, 5)


def test_a_project_lasts_longer_the_larger_it_is() -> None:
    assert lasting(1.0, 0.33) == 1.0 and lasting(8.0, 1.0 / 3.0) == pytest.approx(2.0)
    assert lasting(30.0, 0.0) == 1.0


def values_of(run: Run) -> dict[str, float | None]:
    return summarise(run.ledger, groups=run.groups, target=0.6, money=run.money).values


def weeks_to_go_live(run: Run) -> int:
    return int(run.state.project.go_live[0]) - run.scenario.project.start_week


def test_time_to_go_live_is_where_the_handbook_puts_it() -> None:
    assert 4 <= weeks_to_go_live(simulate(load("baseline", FOUR, weeks=40), 1)) <= 12
    assert 12 <= weeks_to_go_live(simulate(load("baseline", weeks=40), 1)) <= 52
    largest = Project()
    weeks = sum(
        step_weeks(step, lasting(10_000 / 150, largest.size_exponent), largest) for step in range(1, EVALUATION)
    )
    assert 52.0 < weeks <= 104.0


@pytest.mark.parametrize(("settings", "people"), [(FOUR, 4), ((), 150), (("organisation.employees=600",), 600)])
def test_services_are_one_to_two_years_of_licences(settings: tuple[str, ...], people: int) -> None:
    values = values_of(simulate(load("baseline", settings), 2))
    services = (values["consultants_nok"] or 0.0) + (values["training_nok"] or 0.0)
    assert 1.0 <= services / (people * YEARS_LICENCE) <= 2.0


def test_four_people_do_not_pay_for_a_hundred() -> None:
    values = values_of(simulate(load("baseline", FOUR), 2))
    assert sum(values[line] or 0.0 for line in ("licences_nok", "consultants_nok", "training_nok")) < 150_000.0


def test_a_first_group_has_the_system_before_the_rest() -> None:
    state = simulate(load("baseline", ["turnover.annual_rate=0"], weeks=40), 3).state
    first = state.people.access == state.project.go_live[0]
    assert np.array_equal(first, np.isin(state.people.role, (SUPERUSER, PROJECT_LEADER))) and first.sum() == 9
    assert np.all(state.people.access[~first] == state.project.go_live[0] + 6)


def test_a_licence_is_unused_until_its_holder_counts_as_a_user() -> None:
    run = simulate(load("baseline", ["turnover.annual_rate=0.4"], weeks=60), 3)
    licences, unused, users, trial = (
        run.ledger[:, 0, COLUMN[name]] for name in ("licences", "unused_licences", "user", "trial")
    )
    assert np.array_equal(licences - unused, users)
    assert trial.max() > 0.0


def test_licences_for_owners_alone() -> None:
    run = simulate(load("baseline", ["project.licences=owners"], weeks=60), 3)
    people = run.state.people
    owns = np.diff(run.state.first_fact) > 0
    carries = np.isin(people.role, (SUPERUSER, PROJECT_LEADER))
    assert np.array_equal(people.access != NEVER, owns | carries) and not owns.all()
    licences = run.ledger[-1, 0, COLUMN["licences"]]
    assert 0.0 < licences < run.ledger[-1, 0, COLUMN["people"]]
    values = values_of(run)
    assert (values["licensed_routine_share"] or 0.0) > (values["routine_share"] or 0.0) > 0.0


def test_one_department_before_the_rest_is_that_of_the_project_leader() -> None:
    run = simulate(load("baseline", ["project.rollout=one_department", "turnover.annual_rate=0"], weeks=60), 3)
    people, live = run.state.people, int(run.state.project.go_live[0])
    first = people.department == people.department[people.role == PROJECT_LEADER][0]
    assert set(people.access[first]) == {live} and 0 < first.sum() < people.size
    (later,) = set(people.access[~first])
    assert later > live


def test_what_surfaces_in_a_first_group_is_mended_cheaply() -> None:
    settings = ["turnover.annual_rate=0", "project.needs_analysis_weeks=2", "project.surfacing=5.0",
                "adoption.threshold_mean=-1", "project.vendor_support=75"]  # fmt: skip
    paid = {}
    for rollout in ("pilot", "all"):
        run = simulate(load("baseline", [*settings, f"project.rollout={rollout}"]), 4)
        live = int(run.state.project.go_live[0])
        paid[rollout] = run.ledger[live:, 0, COLUMN["consultant_hours"]].sum()
    assert paid["pilot"] < 0.6 * paid["all"]


def test_where_late_is_as_cheap_as_in_time_the_rollout_does_not_matter() -> None:
    run = Simulation(load("baseline", ["project.late_cost=1.0", "project.needs_analysis_weeks=2"]), 4)
    list(run.slices(104))
    met = run.state.requirements.status == 1
    hours = run.state.sums[:, 0, COLUMN["consultant_hours"]].sum()
    q = run.scenario.project
    running = q.consultant_hours * np.ceil(7.0 + 2.0 + 12.0)
    assert hours == pytest.approx(running + met.sum() * q.effort_hours, abs=q.consultant_hours + q.effort_hours)
