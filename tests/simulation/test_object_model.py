"""The compiled engine against an independent model on objects: the same trajectories to the bit."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsim.mechanisms import COLUMN, COLUMNS, TABLES, draws
from crmsim.mechanisms.state import NEVER, State
from crmsim.parameter import choices, extra
from crmsim.scenario import load
from crmsim.simulation import Walk

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.object_model import ObjectModel, luck  # noqa: E402

# Compared one by one: every measure of a person but what the phases of the engine use as scratch paper, and who sits
# where, which does not change.
MEASURES = (
    "mean_quality", "usefulness", "hired", "stage", "present", "style", "role", "left", "vacant_until", "holder",
    "access", "otherish", "productivity", "energy", "skill", "usefulness_count", "ease", "ease_count",
    "felt_surveillance", "safety", "threshold", "intensity", "habit", "uses", "reputation", "known_reputation",
    "gratitude", "heard_said", "heard_done", "done_mean", "done_variance", "gap", "push", "satisfaction", "exposure",
    "hearsay", "hours", "demand", "help_hours", "served", "right", "shared", "shared_across", "recorded", "lookups",
    "hits", "hits_across", "lost", "occasions", "acts",
)  # fmt: skip
OF_TIES = ("contact", "quality", "record", "account")
OF_FACTS = ("version", "changed", "held", "told_version", "told_week", "finder", "recorded", "recorded_week", "spread",
            "wrong")  # fmt: skip
OF_PROJECT = ("step", "weeks_left", "leaders_reputation", "fit", "users_share", "project_weeks", "training_hours")


def number(thing: Any) -> Any:
    """The seat of an employee, or NEVER for what is not there."""
    if thing is None:
        return NEVER
    return thing.unique_id - 1 if hasattr(thing, "unique_id") else thing


def differences(state: State, model: Any) -> list[str]:
    """Every measure in which the two differ, by entity and name."""
    found = []

    def compare(name: str, compiled: Any, objects: Any) -> None:
        objects = np.array(objects, dtype=np.asarray(compiled).dtype).reshape(np.shape(compiled))
        if not np.array_equal(compiled, objects):
            places = np.argwhere(np.asarray(compiled) != objects)
            where = tuple(places[0])
            found.append(f"{name}{list(map(int, where))}: {compiled[where]!r}, on objects {objects[where]!r}"
                         f" ({len(places)} differ)")  # fmt: skip

    people, employees = state.people, model.employees
    for name in MEASURES:
        compare(name, people[name], [getattr(person, name) for person in employees])
    compare("understanding", people.understanding, [person.understanding for person in employees])
    compare("expertise", state.expertise, [person.expertise for person in employees])
    compare("open_needs", people.open_needs, [len(person.needs) for person in employees])
    ties = [tie for person in employees for tie in person.ties]
    for name in OF_TIES:
        compare(f"ties.{name}", state.ties[name], [getattr(tie, name) for tie in ties])
    facts = [fact for person in employees for fact in person.facts]
    for name in OF_FACTS:
        compare(f"facts.{name}", state.facts[name], [getattr(fact, name) for fact in facts])
    for name in ("told", "noticed", "author"):
        compare(f"facts.{name}", state.facts[name], [number(getattr(fact, name)) for fact in facts])
    wants = [need.want for person in employees for need in person.needs]
    first = np.arange(state.needs.shape[1]) < people.open_needs[:, None]
    compare("needs.want", state.needs.want[first], wants)
    for name in OF_PROJECT:
        compare(f"project.{name}", state.project[name], [getattr(model.project, name)])
    compare("project.leader", state.project.leader, [number(model.project.leader)])
    compare("project.go_live", state.project.go_live, [number(model.project.go_live)])
    for name in ("weight", "status", "effort_left"):
        compare(
            f"requirements.{name}", state.requirements[name], [getattr(r, name) for r in model.project.requirements]
        )
    compare("users", state.users, model.users)
    return found


def first_difference(books: Any, other: Any) -> str:
    """The first week, group and column in which two books differ; empty where they do not."""
    places = np.argwhere(books != other)
    if not len(places):
        return ""
    week, group, column = places[0]
    return f"week {week + 1}, group {group}, {COLUMNS[column]}: {books[tuple(places[0])]}, {other[tuple(places[0])]}"


def agree(scenario: Any, seed: int, kind: type[ObjectModel] = ObjectModel) -> tuple[Any, ObjectModel]:
    """Run both to the end and hold one against the other; returns the books and the model on objects."""
    walk = Walk(scenario, seed)
    model = kind(scenario, seed)
    assert differences(walk.state, model) == [], "before the first week"
    for _ in walk.slices(scenario.weeks):
        pass
    for _ in range(scenario.weeks):
        model.step()
    assert first_difference(walk.state.sums, model.sums()) == ""
    assert differences(walk.state, model) == []
    return walk.state.sums, model


def total(books: Any, column: str) -> float:
    return float(books[:, 0, COLUMN[column]].sum())


def happened(books: Any, columns: str) -> None:
    """Assert that something was entered in each of the columns, so that agreement means something."""
    silent = [column for column in columns.split() if not total(books, column) > 0.0]
    assert not silent


SMALL = ("organisation.employees=40",)
LIFE = (
    "user recorded lookups hits requests granted refused offers shared_personally shared_across departures "
    "knowledge_lost needs responded changes noticed found passed_on output training_hours project_weeks licences"
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
    "bad data": (("system.data_quality=0.6", "market.change_weeks=13", "system.earlier_system=bad"), LIFE),
    "all but signals": (("mechanisms.signals=false",), "recorded requests departures"),
    "all but the project": (("mechanisms.project=false",), "requests departures"),
    "all but help": (("mechanisms.help=false",), "recorded departures"),
    "all but the system": (("mechanisms.system=false",), "requests user departures"),
    "all but adoption": (("mechanisms.adoption=false",), "requests departures"),
    "all but climate": (("mechanisms.climate=false",), "recorded requests departures"),
    "all but turnover": (("mechanisms.turnover=false",), "recorded requests hits"),
}


@pytest.mark.parametrize("name", CASES)
def test_same_trajectories_to_the_bit(name: str) -> None:
    settings, expected = CASES[name]
    books, model = agree(load("baseline", [*SMALL, *settings], weeks=64), seed=3)
    happened(books, expected)
    if name == "baseline":
        assert any(person.holder > 0 for person in model.employees)
        assert any(not person.present for person in model.employees) or model.project.step == 5


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
    books, _ = agree(load(str(file), weeks=64), seed=5)
    happened(books, LIFE)


def test_a_difference_is_found() -> None:
    scenario = load("baseline", SMALL, weeks=3)
    walk = Walk(scenario, 3)
    for _ in walk.slices(3):
        pass
    model = ObjectModel(scenario, 3)
    for _ in range(3):
        model.step()
    assert differences(walk.state, model) == []
    tie = model.employees[7].ties[0]
    tie.quality = np.nextafter(tie.quality, 1.0)
    (found,) = differences(walk.state, model)
    assert found.startswith("ties.quality[")
    model.books.weeks[1][0]["needs"] += 1.0
    assert first_difference(walk.state.sums, model.sums()).startswith("week 2, group 0, needs")


class Shuffled(ObjectModel):
    """The same with people taking turns in another order in every phase."""

    def activate(self, action: str, *arguments: Any) -> None:
        self.agents.shuffle_do(action, *arguments)


@pytest.mark.parametrize(
    "settings",
    [
        ("project.training_hours=11.1",),
        ("turnover.annual_rate=0.9", "turnover.replacement_weeks=1"),
        ("exchange.barter=true",),
    ],
    ids=["baseline", "turnover", "barter"],
)
def test_the_order_of_people_changes_nothing(settings: tuple[str, ...]) -> None:
    books, _ = agree(load("baseline", [*SMALL, *settings], weeks=64), seed=11, kind=Shuffled)
    happened(books, "requests recorded departures")


@given(key=st.integers(0, 2**64 - 1), part=st.integers(-1, 2**64 - 1))
def test_draws_in_plain_python_are_those_of_the_engine(key: int, part: int) -> None:
    assert luck.mix(key) == draws.mix(key)
    assert luck.join(key, part) == draws.join(key, part)
    assert luck.draw(key, part) == draws.draw(key, part)
    assert luck.exponential(key, part) == draws.exponential(key, part)
    assert luck.normal(key, part) == draws.normal(key, part)


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
    agree(load("baseline", ["organisation.employees=30", *typed], weeks=64), seed=data.draw(st.integers(0, 9)))
