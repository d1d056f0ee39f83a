"""The ODD page says what the model computes: who follows it alone gets the same run, to the bit."""

from __future__ import annotations

import builtins
import dis
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from odd_reading import Reader

from crmsim.declaration.parameter import extra
from crmsim.mechanisms import COLUMN, COLUMNS, PHASES, RECORDS
from crmsim.mechanisms.state import State, records
from crmsim.odd import odd_page
from crmsim.odd.pages import modules, rules
from crmsim.odd.prose import names, paragraph, prose, unknown
from crmsim.odd.rules import streams_of
from crmsim.scenario import Scenario, load
from crmsim.scenario.schema import fields
from crmsim.simulation.initial import new_state
from crmsim.simulation.intervene import select
from crmsim.simulation.run import Simulation

WEEKS, SEED = 7, 3
# A small organisation in which much happens within a few weeks.
BUSY = (
    "organisation.employees=16", "organisation.departments=3", "project.start_week=1", "project.foundation_weeks=0",
    "project.needs_analysis_weeks=2", "project.implementation_weeks=1", "project.rollout=all",
    "adoption.seed_share=0.5", "adoption.onward_rate=1", "turnover.annual_rate=0.6", "turnover.replacement_weeks=1",
    "system.filing=case", "motivation.gamification=0.3", "motivation.mandate=0.2", "motivation.surveillance=0.5",
)  # fmt: skip
INTERVENTIONS = """
[[intervention]]
week = 2
kind = "training"
hours = 6
[[intervention]]
week = 3
kind = "hire"
style = "giver"
who = "role:team_leader"
[[intervention]]
week = 3
kind = "quality"
shift = -0.2
who = "department:2"
[[intervention]]
week = 4
kind = "leave"
who = "most_asked"
[[intervention]]
week = 5
kind = "energy"
shift = 0.1
who = "share:0.5"
"""
# Told by a name that is explained where the page tells the signs.
EXPLAINED = {"RECORDS", "COLUMNS", "records", "State", "Organisation", "check", "_report", "network", "select"}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("baseline", BUSY, WEEKS)


@pytest.fixture(scope="module")
def page(scenario: Scenario) -> str:
    return odd_page(scenario)


@pytest.fixture
def reader(page: str) -> Reader:
    return Reader(page)


@pytest.fixture
def run(scenario: Scenario) -> Simulation:
    return Simulation(scenario, SEED)


def test_the_page_has_the_seven_elements_and_all_concepts(page: str) -> None:
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == [
        "1. Purpose and patterns", "2. Entities, state variables, and scales", "3. Process overview and scheduling",
        "4. Design concepts", "5. Initialization", "6. Input data", "7. Submodels",
    ]  # fmt: skip
    concepts = (
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
        "Interaction", "Stochasticity", "Collectives", "Observation",
    )  # fmt: skip
    assert tuple(prose()["concepts"]) == concepts
    assert all(f"\n### {name}\n" in page for name in concepts)


def test_who_follows_the_page_alone_gets_the_same_run_to_the_bit(
    reader: Reader, run: Simulation, scenario: Scenario
) -> None:
    organisation = reader.spaces["The organisation"]
    reader.shared |= {
        "RECORDS": RECORDS, "COLUMNS": COLUMNS, "State": State, "records": records, "Organisation": SimpleNamespace,
        "check": lambda settings: None, "_report": lambda *given: None, "network": SimpleNamespace(**organisation),
    }  # fmt: skip
    reader.bind()
    key = reader.spaces["draws"]["run_key"](SEED)
    made = organisation["generate"](scenario.organisation, key)
    for name in ("key", "department", "level", "manager", "start", "target", "reverse", "contact"):
        assert np.array_equal(getattr(made, name), getattr(run.organisation, name)), name
    state = reader.spaces["Records"]["new_state"](made, scenario, key)
    reader.name("mechanisms").parameters["ledger"] = 1
    reader.bind(state)
    reader.spaces["3. Process overview and scheduling"]["run_weeks"](key, 0, WEEKS, 0, len(PHASES))
    for _ in run.slices(WEEKS):
        pass
    assert differences(state, run.state) == []
    happened = ("departures", "requests", "refused", "offers", "lookups", "recorded", "training_hours", "user")
    assert [name for name in happened if not state.sums[:, 0, COLUMN[name]].any()] == []


def test_interventions_followed_from_the_page_are_those_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "acted.toml").write_text(INTERVENTIONS)
    scenario = load(tmp_path / "acted.toml", BUSY, 5)
    reader, run = Reader(odd_page(scenario)), Simulation(scenario, SEED)
    state = new_state(run.organisation, scenario, run.key)
    reader.name("mechanisms").parameters["ledger"] = 1
    reader.shared["select"] = functools.partial(select, state)
    reader.bind(state)
    follow = reader.spaces["3. Process overview and scheduling"]["run_weeks"]
    follow(run.key, 0, 0, 0, 0)
    for week in range(1, 6):
        follow(run.key, week, week, 0, 0)
        for entry in scenario.interventions:
            if entry.week == week:
                reader.spaces["6. Input data"]["intervene"](run.key, week, entry, run.organisation)
        follow(run.key, week, week, 1, len(PHASES))
    for _ in run.slices(5):
        pass
    assert differences(state, run.state) == []
    assert state.sums[:, 0, COLUMN["departures"]].sum() >= 2.0


def differences(one: Any, other: Any) -> list[str]:
    """The parts of two states that differ by as much as a bit."""
    parts = [
        (f"{name}.{field}", value[field], getattr(other, name)[field])
        for name, value in one._asdict().items()
        for field in value.dtype.names or (...,)
    ]
    return [name for name, a, b in parts if a.tobytes() != b.tobytes()]


def test_a_page_that_says_something_else_gives_something_else(page: str, run: Simulation, scenario: Scenario) -> None:
    changed = page.replace("people[i].energy ← settle(", "people[i].energy ← 0.999 × settle(")
    assert changed != page
    real = Simulation(scenario, SEED)
    real._advance(1, 1, PHASES.index("climate"), PHASES.index("climate"))
    reader = Reader(changed)
    reader.bind(run.state)
    reader.spaces["climate"]["climate"](run.key, 1)
    assert differences(run.state, real.state) == ["people.energy"]


def globals_of(code: CodeType) -> Iterator[str]:
    """The names that a formula takes from elsewhere."""
    yield from (str(one.argval) for one in dis.get_instructions(code) if one.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from globals_of(inner)


def test_every_name_in_a_formula_is_told_on_the_page(reader: Reader, run: Simulation) -> None:
    reader.bind(run.state)
    lost = {
        f"{heading}, {function.__name__}: {name}"
        for heading, told in reader.told.items()
        for function in told.values()
        if isinstance(function, FunctionType)
        for name in globals_of(function.__code__)
        if name not in reader.spaces[heading] and name not in EXPLAINED and not hasattr(builtins, name)
    }
    assert lost == set()


@pytest.mark.parametrize("module", modules(), ids=lambda name: name.rpartition(".")[2])
def test_every_parameter_of_a_mechanism_stands_in_a_formula(module: str) -> None:
    every = "\n".join(line for rule in rules().values() for line in rule.lines)
    table = module.rpartition(".")[2]
    # How many matchers are hired is what givers and takers leave.
    mine = [key for key in fields() if key.startswith(f"{table}.") and key != "people.hiring.matchers"]
    needed = [key for key in mine if extra(fields()[key])["kernel"]]
    assert [key for key in needed if not re.search(rf"(?<![\w.]){re.escape(key)}(?!\w)", every)] == []
    assert any(rule.module == module for rule in rules().values())


def test_every_stream_is_drawn_from_in_a_formula() -> None:
    every = "\n".join(line for rule in rules().values() for line in rule.lines)
    streams = [name for module in {rule.module for rule in rules().values()} for name in streams_of(module).values()]
    assert len(streams) > 50
    assert [name for name in streams if f'"{name}"' not in every] == []


def test_prose_that_names_what_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"asking.readiness", "exchange.grapevine", "usefulness", "signals"} <= names()
    assert unknown("see `asking.readyness` and `use`") == ["asking.readyness"]
    monkeypatch.setitem(prose(), "purpose", "about `nothing.that_is`")
    with pytest.raises(ValueError, match=r"text\.toml, purpose: the model has no nothing\.that_is"):
        paragraph("purpose")


def test_values_switches_and_interventions_are_those_of_the_scenario(tmp_path: Any) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('[mechanisms]\nhelp = false\n[[intervention]]\nweek = 5\nkind = "training"\nhours = 3\n')
    text = odd_page(load(file, ["climate.culture=0.3"]))
    assert "| `climate.culture` | **0.3** |" in text
    assert "Off in this scenario: `mechanisms.help` is false." in text
    assert "- week 5, kind training, who all, hours 3" in text
    assert str(tmp_path) not in text


# Two mechanisms written anew from the page, as its reader would: no rule of the model has a part in them.


def test_energy_and_safety_rewritten_from_the_page(run: Simulation) -> None:
    for _ in run.slices(4):
        pass
    now, p = run.state.people, run.scenario
    before = now.energy.copy()
    run._advance(5, 5, 0, PHASES.index("climate"))
    x = now.rest + p.climate.energy_by_quality * (now.mean_quality - 0.5) - p.climate.energy_by_overload * now.overload
    pressed = now.felt_surveillance + p.motivation.mandate * now.pushed
    towards = np.clip(x - p.climate.energy_by_pressure * pressed, 0.0, 1.0)
    energy = before + (1.0 - p.people.memory) * (towards - before)
    by_quality = p.climate.safety_by_quality
    safety = by_quality * now.mean_quality + (1.0 - by_quality) * p.leadership.failure_tolerance
    there = now.present == 1
    assert there.sum() > 10
    assert np.array_equal(energy[there], now.energy[there]) and np.array_equal(safety[there], now.safety[there])


def test_what_people_make_of_leaders_rewritten_from_the_page(run: Simulation) -> None:
    for _ in run.slices(4):
        pass
    now, q, memory = run.state.people, run.scenario.leadership, run.scenario.people.memory
    mean, variance, gap = now.done_mean.copy(), now.done_variance.copy(), now.gap.copy()
    shortfall = now.shortfall.copy()
    run._advance(5, 5, 0, PHASES.index("signals"))
    top = run.state.leadership.done[0]
    above = np.where(now.manager >= 0, now.manager, 0)
    led = (now.manager >= 0) & (now.present[above] == 1)
    seen = np.where(led, np.clip(top + now.own_deeds[above], 0.0, 1.0), top)
    gain, difference = 1.0 - memory, seen - mean
    mean, variance = mean + gain * difference, memory * (variance + gain * difference * difference)
    gap = memory * gap + gain * (q.said - seen) * (q.said - seen)
    shortfall = memory * shortfall + gain * np.maximum(0.0, q.said - seen)
    words = 1.0 / (1.0 + gap / q.doubt**2)
    believed = np.maximum(0.0, (words * q.said + mean) / (words + 1.0) - q.disappointment * shortfall)
    push = (believed - 0.5) / (1.0 + variance / q.doubt**2)
    there = now.present == 1
    assert np.ptp(now.push[there]) > 0.0
    assert np.allclose(push[there], now.push[there], rtol=1e-13, atol=0.0)
