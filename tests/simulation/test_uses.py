"""What the three uses of a system, imported lists, room and corrections do to a run, watched in its state."""

from typing import Any

import numpy as np
import pytest
from small import LIVELY, scenario

from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.load import ELSEWHERE
from crmsim.mechanisms.state import NEVER, WANT_OWN
from crmsim.simulation import Simulation

LIFE = {"scenario": {"weeks": 30}, "turnover": {"annual_rate": 0.0}}


def run(*contents: Any, weeks: int = 30, seed: int = 3) -> Simulation:
    simulation = Simulation(scenario(LIVELY, LIFE, *contents), seed)
    for _ in simulation.slices(weeks):
        pass
    return simulation


def total(simulation: Simulation, name: str) -> float:
    return float(np.asarray(simulation.state.sums)[:, 0, COLUMN[name]].sum())


def live(simulation: Simulation) -> int:
    return int(simulation.state.project[0].go_live)


def at_go_live(**system: float) -> Simulation:
    plain = run({"system": system})
    return run({"system": system, "adoption": {"onward_rate": 0.0}}, weeks=live(plain))


def test_lists_are_brought_in_the_week_the_system_goes_live() -> None:
    empty = at_go_live(import_share=0.0).state.facts
    assert np.all(empty.recorded == NEVER)
    full = at_go_live(import_share=1.0, data_quality=1.0, privacy_limit=0.0, fit=1.0)
    facts, room = full.state.facts, full.state.project[0].fit
    fitting = full.state.barriers.room < room
    assert fitting.any() and np.all(facts.recorded[fitting] == facts.held[fitting]) and not facts.wrong.any()
    assert np.all(facts.recorded[~fitting] == NEVER)
    assert full.state.people.project_hours.max() > 0.0


def test_a_list_not_cleaned_is_wrong() -> None:
    facts = at_go_live(import_share=1.0, data_quality=0.0, privacy_limit=0.0).state.facts
    assert np.all(facts.wrong[facts.recorded != NEVER] == 1)


def test_without_room_nothing_is_ever_recorded() -> None:
    facts = run({"system": {"fit": 0.0}}).state.facts
    assert np.all(facts.recorded == NEVER)


@pytest.mark.parametrize(
    ("settings", "less", "more"),
    [
        ("lookup.own_hours", 0.0, 2.0),
        ("lookup.insight", 0.0, 0.15),
    ],
)
def test_each_use_pays_by_its_size_and_is_off_at_zero(settings: str, less: float, more: float) -> None:
    table, key = settings.split(".")
    belief = [float(run({table: {key: size}}, weeks=20).state.people.usefulness.mean()) for size in (less, more)]
    assert belief[0] < belief[1]


def test_nothing_is_forgotten_by_who_remembers_all() -> None:
    state = run({"market": {"memory": 1e6}}).state
    filled = np.arange(state.needs.shape[1]) < state.people.open_needs[:, None]
    assert not np.any((state.needs["want"] == WANT_OWN) & filled)
    assert total(run({"market": {"memory": 0.5}}), "search_hours") > total(
        run({"market": {"memory": 1e6}}), "search_hours"
    )


def test_who_meets_an_outdated_record_may_put_it_right() -> None:
    stale = {"system": {"import_share": 1.0, "data_quality": 0.3}, "recording": {"readiness": -100.0}}
    left = run(stale, {"system": {"correction": 0.0}}).state.facts
    mended = run(stale, {"system": {"correction": 1.0}}).state.facts
    assert mended.wrong[mended.recorded != NEVER].mean() < left.wrong[left.recorded != NEVER].mean()


def test_people_without_customers_have_occasions() -> None:
    state = run().state
    without = np.diff(state.first_fact) == 0
    assert without.any() and state.people.uses[without].sum() > 0.0
    none = run({"work": {"interdependence": 0.0}}).state
    assert none.people.uses[without].sum() == 0.0


def before_a_system(*contents: Any) -> Simulation:
    """A year and a half of sixty people without a project, half a year of it to settle."""
    plain = {"mechanisms": {"project": False, "system": False, "adoption": False}, "scenario": {"weeks": 78},
             "organisation": {"employees": 60, "mean_ties": 6.0}}  # fmt: skip
    return run(plain, *contents, weeks=78, seed=1)


def settled(simulation: Simulation, name: str) -> float:
    return float(np.asarray(simulation.state.sums)[26:, 0, COLUMN[name]].sum())


@pytest.mark.parametrize("slack", [0.05, 0.15])
def test_the_slack_declared_is_the_slack_left_before_a_system(slack: float) -> None:
    work = {"work": {"slack": slack}}
    free = {}
    for sd in (0.0, 0.15):
        simulation = before_a_system(work, {"people": {"differences_sd": sd}})
        free[sd] = settled(simulation, "free_hours") / settled(simulation, "week_hours")
    can = 1.0 - simulation.params.work.fatigue * (1.0 - simulation.params.climate.energy_rest)
    assert free[0.0] == pytest.approx(can * slack, abs=0.03)
    # Who is slower than the work allows has no hours less than none; who is faster has more.
    assert can * slack < free[0.15] < can * slack + 0.05
    assert slack > 0.1 or free[0.15] > free[0.0]


def test_what_lies_elsewhere_costs_the_share_of_a_search_that_the_load_counts_with() -> None:
    simulation = before_a_system({"lookup": {"own_hours": 0.0}})
    spent = settled(simulation, "search_hours") + settled(simulation, "help_hours")
    p = simulation.params
    # Who has customers wants so for a share of needs, who has none for each.
    others = np.count_nonzero(np.diff(simulation.state.first_fact) == 0)
    inquiries = 52 * others * p.work.needs_per_week * p.work.interdependence
    wants = p.work.interdependence * (settled(simulation, "needs") - inquiries) + inquiries
    assert spent / wants == pytest.approx(ELSEWHERE * p.exchange.benefit, rel=0.15)
