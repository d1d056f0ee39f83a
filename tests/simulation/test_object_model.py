"""The compiled engine against the same phases on objects in Mesa: the same trajectories to the bit."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsim.declaration.parameter import choices, extra
from crmsim.mechanisms import COLUMN, COLUMNS, TABLES
from crmsim.mechanisms.state import State
from crmsim.scenario import load
from crmsim.scenario.catalogue import shipped
from crmsim.simulation import Simulation

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.object_model import ObjectModel  # noqa: E402


def differences(compiled: State, objects: State) -> list[str]:
    """Every measure in which the two differ, by entity and name, with the first place."""
    result = []
    for entity, array in compiled._asdict().items():
        for field in array.dtype.names or [None]:
            one, other = (np.asarray(x if field is None else x[field]) for x in (array, getattr(objects, entity)))
            if one.tobytes() != other.tobytes():
                name = entity if field is None else f"{entity}.{field}"
                places = np.argwhere(~np.equal(one, other))
                where = tuple(places[0]) if len(places) else ()
                result.append(f"{name}{list(map(int, where))}: {one[where]!r}, on objects {other[where]!r}")
    return result


def first_difference(ledger: Any, other: Any) -> str:
    """The first week, group and column in which two ledger differ; empty where they do not."""
    places = np.argwhere(ledger != other)
    if not len(places):
        return ""
    week, group, column = places[0]
    return f"week {week + 1}, group {group}, {COLUMNS[column]}: {ledger[tuple(places[0])]}, {other[tuple(places[0])]}"


def agree(scenario: Any, seed: int, checked: bool = False) -> tuple[Any, ObjectModel]:
    """Run both to the end and hold one against the other; returns the ledger and the model on objects."""
    simulation = Simulation(scenario, seed)
    model = ObjectModel(scenario, seed, checked=checked)
    assert differences(simulation.state, model.arrays()) == [], "before the first week"
    for _ in simulation.slices(scenario.weeks):
        pass
    for _ in range(scenario.weeks):
        model.step()
    arrays = model.arrays()
    assert first_difference(simulation.state.sums, arrays.sums) == ""
    assert differences(simulation.state, arrays) == []
    return simulation.state.sums, model


def total(ledger: Any, column: str) -> float:
    return float(ledger[:, 0, COLUMN[column]].sum())


def happened(ledger: Any, columns: str) -> None:
    """Assert that something was entered in each of the columns, so that agreement means something."""
    silent = [column for column in columns.split() if not total(ledger, column) > 0.0]
    assert not silent


SMALL = ("organisation.employees=30",)
WEEKS = 56
LIFE = (
    "user recorded lookups hits requests granted refused offers shared_personally shared_across departures "
    "knowledge_lost needs responded changes noticed found passed_on output "
    "training_hours consultant_hours own_hours licences"
)
CASES: dict[str, tuple[tuple[str, ...], str]] = {
    "baseline": ((), LIFE),
    "thresholds": (
        ("adoption.rule=threshold", "adoption.seed_share=0.1", "adoption.threshold_mean=0.3"),
        "user recorded hits departures",
    ),
    "hazards": (("adoption.rule=hazard", "adoption.p=0.02", "adoption.q=0.3"), "user recorded hits departures"),
    "public sector": (("organisation.sector=public",), LIFE),
    "barter": (("exchange.barter=true",), "granted refused shared_personally"),
    "favours only": (
        ("mechanisms.market=false", "exchange.requests_per_week=2.5"),
        "requests granted refused received cost_paid departures",
    ),
    "favours of everybody": (
        ("mechanisms.market=false", "exchange.requests_per_week=1000", "exchange.memory=0.0"),
        "requests granted refused",
    ),
    "seats filled at once": (
        ("turnover.annual_rate=0.9", "turnover.replacement_weeks=0", "motivation.surveillance=0.0"),
        "departures voluntary knowledge_lost recorded",
    ),
    "many vacancies": (("turnover.annual_rate=0.9", "turnover.replacement_weeks=6"), "departures knowledge_lost"),
    "instruments": (
        ("motivation.gamification=1.0", "motivation.dashboards=1.0", "motivation.surveillance=1.0"),
        "recorded hits user",
    ),
    "by department": (("project.rollout=departments", "project.prototype=true"), LIFE),
    "a taker leads": (("project.leader_style=taker",), LIFE),
    "corners cut": (
        ("project.rollout=all", "project.patience=0.0", "project.needs_analysis_weeks=0", "project.superusers=0.15"),
        LIFE,
    ),
    "bad data": (("system.data_quality=0.6", "market.need_weeks=13", "system.earlier_system=bad"), LIFE),
    # Nobody says that there is a system: without a first user nobody would come to know of it.
    "all but signals": (("mechanisms.signals=false", "adoption.seed_share=0.2"), "recorded requests departures"),
    "all but the project": (("mechanisms.project=false",), "requests departures"),
    "all but help": (("mechanisms.help=false",), "recorded departures"),
    "all but the system": (("mechanisms.system=false",), "requests user departures"),
    "all but adoption": (("mechanisms.adoption=false",), "requests departures"),
    "all but climate": (("mechanisms.climate=false",), "recorded requests departures"),
    "all but turnover": (("mechanisms.turnover=false",), "recorded requests hits"),
}


CHECKED = ("baseline", "barter", "seats filled at once")  # takes twice the time


@pytest.mark.parametrize("name", CASES)
def test_same_trajectories_to_the_bit(name: str) -> None:
    settings, expected = CASES[name]
    scenario = load("baseline", [*SMALL, *settings], weeks=WEEKS)
    ledger, model = agree(scenario, seed=3, checked=name in CHECKED)
    happened(ledger, expected)
    if name == "baseline":
        assert any(person.holder > 0 for person in model.agents)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(shipped()))
def test_same_in_every_shipped_scenario(name: str) -> None:
    scenario = load(name)
    given = scenario.files or scenario.adoption.thresholds is not None or scenario.organisation.employees < 30
    agree(load(name, () if given else SMALL, weeks=min(WEEKS, scenario.weeks)), seed=1)


TURNS = """
[organisation]
employees = 40

[[intervention]]
week = 20
kind = "change"
set = {"exchange.requests_per_week" = 4.5, "system.privacy" = 0.1, "leadership.done" = 0.95}

[[intervention]]
week = 30
kind = "leave"
who = "most_asked"

[[intervention]]
week = 32
kind = "hire"
who = "department:1"
style = "taker"

[[intervention]]
week = 34
kind = "quality"
who = "share:0.3"
shift = -0.4

[[intervention]]
week = 36
kind = "training"
who = "role:team_leader"
hours = 20

[[intervention]]
week = 40
kind = "explain"
who = "level:4"

[[intervention]]
week = 40
kind = "energy"
who = "employee:5"
shift = 0.6

[[intervention]]
week = 45
kind = "change"
set = {"knowledge.practice" = 0.02, "turnover.annual_rate" = 0.6, "motivation.mandate" = 1.0}
"""


def test_same_with_interventions(tmp_path: Path) -> None:
    file = tmp_path / "turns.toml"
    file.write_text(TURNS, encoding="utf-8")
    ledger, _ = agree(load(str(file), weeks=WEEKS), seed=5)
    happened(ledger, LIFE)


def test_a_difference_is_found() -> None:
    scenario = load("baseline", SMALL, weeks=3)
    simulation, model = Simulation(scenario, 3), ObjectModel(scenario, 3)
    for _ in simulation.slices(3):
        pass
    for _ in range(3):
        model.step()
    assert differences(simulation.state, model.arrays()) == []
    tie = model.state.ties[17]
    tie.quality = np.nextafter(tie.quality, 0.5)
    (result,) = differences(simulation.state, model.arrays())
    assert result.startswith("ties.quality[17]")
    model.state.sums[1, 0, COLUMN["needs"]] += 1.0
    assert first_difference(simulation.state.sums, model.arrays().sums).startswith("week 2, group 0, needs")


def test_a_number_too_large_for_its_field_is_found() -> None:
    model = ObjectModel(load("baseline", SMALL, weeks=1), 3)
    model.state.people[4].holder = 2**31
    with pytest.raises(OverflowError):
        model.arrays()


def test_a_place_that_counts_from_the_end_is_found() -> None:
    scenario = load("baseline", SMALL, weeks=1)
    state = ObjectModel(scenario, 3, checked=True).state
    assert state.people[0].key == state.people.key[0]
    for wrong in (
        lambda: state.people[-1], lambda: state.needs[0, -1], lambda: state.people.key[-1], lambda: state.users[-1],
        lambda: state.sums.__setitem__((0, -1, 0), 1.0),
    ):  # fmt: skip
        with pytest.raises(IndexError, match="counts from the end"):
            wrong()


SHARES = ("givers", "takers", "matchers")  # given together or not at all


def values_of(table: str, name: str) -> Any:
    """A strategy for values of a parameter: within its interval, or any of its words; None where it has neither."""
    field = TABLES[table].model_fields[name]
    if not field.json_schema_extra or name in SHARES or not extra(field)["kernel"]:
        return None
    words = choices(field)
    if words:
        return st.sampled_from(words)
    if field.annotation is bool:
        return st.booleans()
    interval = extra(field)["interval"]
    if interval is None:
        return None
    whole = field.annotation is int
    return st.integers(*map(int, interval)) if whole else st.floats(*map(float, interval))


VALUES = {
    f"{table}.{name}": found
    for table in TABLES
    for name in TABLES[table].model_fields
    if (found := values_of(table, name)) is not None
}


@pytest.mark.slow
@settings(max_examples=60)
@given(data=st.data())
def test_same_over_the_whole_range_of_parameters(data: Any) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, min_size=5, max_size=40))
    typed = [f"{name}={json.dumps(data.draw(VALUES[name]))}" for name in names]
    scenario = load("baseline", ["organisation.employees=20", *typed], weeks=WEEKS)
    agree(scenario, seed=data.draw(st.integers(0, 9)))
