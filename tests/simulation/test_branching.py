"""Alternatives that share a beginning: to the bit the whole runs, whatever else is in them, and computed once."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
import small
from real_data import real_data

import crmsim
from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.economy import AGAINST
from crmsim.scenario import Scenario, load
from crmsim.simulation import Run, Simulation, Stopped, simulate
from crmsim.simulation import run as running
from crmsim.simulation.beginnings import BEGINNINGS, Beginnings
from crmsim.simulation.hooks import hook
from crmsim.simulation.projectless import PROJECTLESS, counterfactual_hash

WEEK = 13
LATER: list[list[dict[str, Any]]] = [
    [],
    [{"week": WEEK, "kind": "change", "set": {"leadership.done": 0.9, "leadership.said": 0.1}}],
    [{"week": WEEK, "kind": "change", "set": {"exchange.requests_per_week": 9.0}}],
    [{"week": WEEK, "kind": "change", "set": {"project.training_hours": 30.0}}],
    [{"week": WEEK, "kind": "training", "hours": 20.0}, {"week": WEEK + 2, "kind": "meet", "who": "share:0.4"}],
    [{"week": WEEK + 3, "kind": "hire", "style": "giver", "who": "share:0.3"}],
]  # what alternatives do from the branch week on


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    BEGINNINGS.forget()
    yield
    BEGINNINGS.forget()


@pytest.fixture
def fresh_twins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "COUNTERFACTUALS", running._Counterfactuals(most=100))


def same(one: Run, other: Run) -> None:
    """Every array of both runs, and all money, to the bit."""
    assert one.ledger.tobytes() == other.ledger.tobytes()
    assert one.money.keys() == other.money.keys()
    for name, values in one.money.items():
        assert values.tobytes() == other.money[name].tobytes(), name
    for name, first, second in zip(one.state._fields, one.state, other.state, strict=True):
        for field in first.dtype.names or ("",):
            left, right = (np.ascontiguousarray(part[field] if field else part) for part in (first, second))
            assert left.tobytes() == right.tobytes(), f"{name}.{field}"


def alternatives(base: Scenario) -> list[Scenario]:
    return [base.changed([crmsim.scenario.Setting("intervention", acts)]) if acts else base for acts in LATER]


def check(base: Scenario, seed: int, hooks: Any = ()) -> list[Run]:
    """Each alternative as a branch and as a whole run, after one another as a worker makes them."""
    ways = alternatives(base)
    branched = [simulate(one, seed, hooks=hooks, branch_week=WEEK) for one in ways]
    running.COUNTERFACTUALS.found.clear()
    for one, result in zip(ways, branched, strict=True):
        same(simulate(one, seed, hooks=hooks), result)
        running.COUNTERFACTUALS.found.clear()  # so that the run without a project is made in both ways
    return branched


@pytest.mark.parametrize("name", small.CASES)
def test_a_branch_is_the_whole_run(name: str, fresh_twins: None) -> None:
    runs = check(small.scenario(small.LIVELY, small.CASES[name]), 3)
    assert runs[0].ledger[: WEEK - 1].tobytes() == runs[1].ledger[: WEEK - 1].tobytes()
    assert runs[0].ledger.tobytes() != runs[1].ledger.tobytes()


@pytest.mark.parametrize("name", ["baseline", "surveillance_unexplained"])
def test_so_it_is_in_shipped_scenarios_with_interventions_of_their_own(name: str, fresh_twins: None) -> None:
    earlier = [{"week": 5, "kind": "change", "set": {"leadership.done": 0.4}}, {"week": 7, "kind": "leave",
               "who": "most_asked"}]  # fmt: skip
    content = {"organisation.employees": 30, "intervention": earlier}
    check(load(name, content, weeks=30), 1)


def test_so_it_is_with_people_from_files(fresh_twins: None) -> None:
    folder = real_data("krackhardt_hightech")
    files = {f"organisation.{key}_csv": str(folder / f"{key}.csv") for key in ("employees", "ties")}
    check(load("baseline", files, weeks=30), 2)


@hook(after="work")
def remembering(week):
    """Who was fresh two weeks ago may tire, of which the rule keeps a list."""
    done = week.memory.setdefault("done", [])
    done.append(week.people.energy.copy())
    if len(done) >= 3:
        week.people.energy *= 1.0 - 0.05 * (week.draw("tired") < 0.2) * (done[-3] > 0.5)


@hook(before="help", counterfactual=False)
def of_the_project(week):
    """Only where there is a project."""
    week.memory["weeks"] = week.memory.get("weeks", 0) + 1
    week.people.energy = np.minimum(week.people.energy + 0.001 * week.memory["weeks"], 1.0)


def test_so_it_is_with_own_rules_that_remember(fresh_twins: None) -> None:
    check(load("baseline", {"organisation.employees": 30}, weeks=30), 4, [remembering, of_the_project])


def test_so_it_is_phase_by_phase(fresh_twins: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SLICE_NANOSECONDS", 1.0)
    check(load("baseline", {"organisation.employees": 20}, weeks=20), 4)


def weeks_made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list to which every run adds how many weeks it was advanced."""
    made: list[int] = []
    plain = Simulation.slices

    def counted(self: Simulation, last_week: int) -> Iterator[int]:
        made.append(last_week - self.week)
        yield from plain(self, last_week)

    monkeypatch.setattr(Simulation, "slices", counted)
    return made


def test_the_beginning_is_computed_once(fresh_twins: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = weeks_made(monkeypatch)
    base = load("baseline", {"organisation.employees": 20}, weeks=30)
    changes = [[{"week": WEEK, "kind": "change", "set": {"leadership.done": value}}] for value in (0.1, 0.5, 0.9)]
    for change in changes:
        simulate(base.changed([crmsim.scenario.Setting("intervention", change)]), 1, branch_week=WEEK)
    beginning, rest = WEEK - 1, 30 - WEEK + 1
    # The run, and the run without a project, which these changes are no part of: one beginning each, three ends each.
    assert sum(made) == 2 * beginning + 6 * rest


def test_what_only_a_project_reads_makes_no_other_run_without_one(fresh_twins: None) -> None:
    base = load("baseline", {"organisation.employees": 20}, weeks=30)
    change = {"week": WEEK, "kind": "change", "set": {"project.training_hours": 30.0}}
    also = {"week": WEEK, "kind": "change", "set": {"project.training_hours": 30.0, "exchange.cost": 0.3}}
    one, two = (base.changed([crmsim.scenario.Setting("intervention", [entry])]) for entry in (change, also))
    assert counterfactual_hash(one) == counterfactual_hash(base) != counterfactual_hash(two)
    for scenario in (one, two):
        alone = Simulation(base, 1, counterfactual=True), Simulation(scenario, 1, counterfactual=True)
        for simulation in alone:
            running.run_to_end(simulation, None, None)
        assert (small.fingerprint(alone[0]) == small.fingerprint(alone[1])) == (scenario is one)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_without_a_project_serves_who_has_none_too(fresh_twins: None, seed: int) -> None:
    base = load("baseline", {"organisation.employees": 20}, weeks=60)
    none = base.changed({"mechanisms.project": False})
    assert counterfactual_hash(none) == counterfactual_hash(base)
    found = []
    for scenario in (base, none):
        alone = Simulation(scenario, seed, counterfactual=True, ledger=False)
        running.run_to_end(alone, None, None)
        found.append(alone.state.sums[:, 0, [COLUMN[name] for name in AGAINST]])
    assert found[0].tobytes() == found[1].tobytes() and found[0].any()
    simulate(base.changed({f"mechanisms.{name}": False for name in PROJECTLESS}), seed)
    kept = running.COUNTERFACTUALS.found[counterfactual_hash(base), seed]
    assert kept.tobytes() == found[0].tobytes()


def test_what_is_planned_before_the_branch_is_no_shared_beginning() -> None:
    base = load("baseline", {"organisation.employees": 20}, weeks=30)
    for entry, alike in (
        ({"week": WEEK, "kind": "change", "set": {"exchange.cost": 0.4}}, True),
        ({"week": WEEK - 1, "kind": "change", "set": {"exchange.cost": 0.4}}, False),
        ({"week": WEEK, "kind": "change", "set": {"exchange.requests_per_week": 9.0}}, False),  # needs more room
        ({"week": WEEK, "kind": "meet"}, False),  # has its ties from the start
    ):
        other = base.changed([crmsim.scenario.Setting("intervention", [entry])])
        assert (other.beginning(WEEK) == base.beginning(WEEK)) == alike, entry
        assert other.hash != base.hash
    assert base.changed(["people.takers=0.3"]).beginning(WEEK) != base.beginning(WEEK)


def test_only_the_latest_beginnings_are_kept_and_none_that_is_too_large() -> None:
    base = load("baseline", {"organisation.employees": 20}, weeks=5)
    simulation = Simulation(base, 1)
    size = sum(array.nbytes for array in simulation.state)
    kept = Beginnings(most=2 * size)
    for name in "abc":
        assert kept.keep(name, copy.deepcopy(simulation))
    assert kept.get("a") is None and kept.get("b") is not None and kept.size == 2 * size
    assert not Beginnings(most=size - 1).keep("a", simulation)


def test_a_branch_stops_when_asked_to() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        simulate(load("baseline", weeks=30), 1, stop, branch_week=WEEK)


# From Python, of one run


def branches(settings: Any, week: int = WEEK, **more: Any) -> Mapping[str, Any]:
    return crmsim.run("baseline", seed=5, settings={"organisation.employees": 20}, weeks=30, **more).branch(
        week, settings
    )


def test_a_run_is_continued_under_alternatives() -> None:
    result = branches(["leadership.done=0.9", {"intervention": [{"week": 20, "kind": "training", "hours": 8.0}]}])
    assert list(result)[:2] == ["", f"week={WEEK}, leadership.done=0.9"]
    whole = crmsim.run(
        "baseline", seed=5, weeks=30,
        settings={"organisation.employees": 20, "intervention": [LATER[1][0] | {"set": {"leadership.done": 0.9}}]},
    )  # fmt: skip
    assert result[f"week={WEEK}, leadership.done=0.9"].ledger.tobytes() == whole.ledger.tobytes()
    weeks = result.frame().pivot_table(index=["outcome", "group", "week"], columns="alternative", values="value")
    before = weeks.index.get_level_values("week") < WEEK
    assert (weeks[before].nunique(axis=1) <= 1).all() and (weeks[~before].nunique(axis=1) > 1).any()
    row = result.differences().set_index(["alternative", "outcome"]).loc[(list(result)[1], "user_share")]
    assert row["before"] == result[""].summary.values["user_share"]
    assert row["difference"] == row["after"] - row["before"]


def test_own_rules_go_on_in_every_branch_and_a_pickle_has_none() -> None:
    import pickle

    run = crmsim.run("baseline", 5, {"organisation.employees": 20}, 30, hooks=[remembering])
    (_, branch) = run.branch(WEEK, "leadership.done=0.9").values()
    whole = simulate(branch.scenario, 5, hooks=[remembering])
    assert branch.ledger.tobytes() == whole.ledger.tobytes()
    assert branch.provenance["hooks"] == run.provenance["hooks"]
    with pytest.raises(CrmsimError, match="own rules"):
        pickle.loads(pickle.dumps(run)).branch(WEEK, "leadership.done=0.9")


@pytest.mark.parametrize(
    ("settings", "week", "pattern"),
    [
        ("people.takers=0.3", WEEK, "cannot change on the way"),
        ("organisation.employees=30", WEEK, "cannot change on the way"),
        ("leadership.don=0.3", WEEK, "Did you mean 'leadership.done'"),
        ("leadership.done=3", WEEK, "leadership.done"),
        ('intervention=[{week=12,kind="training",hours=3}]', WEEK, "acts before the week"),
        ("leadership.done=0.3", 1, "from_week"),
        ("leadership.done=0.3", 31, "from_week"),
        ([], WEEK, "what-ifs"),
        ([[]], WEEK, "alternative"),
    ],
)
def test_what_cannot_be_branched_is_refused(settings: Any, week: int, pattern: str) -> None:
    with pytest.raises(CrmsimError, match=pattern):
        branches(settings, week)
