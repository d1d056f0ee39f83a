"""The declarations against the run: every column moves, every measure of a newcomer is what was declared."""

from __future__ import annotations

import ast
import dataclasses
from pathlib import Path

import numpy as np
import pytest

import crmsim.mechanisms as rulebook
from crmsim.declaration.mechanism import BY_RULE, EACH_WEEK, KEPT
from crmsim.mechanisms import COLUMN, COLUMNS, FIELDS, RECORDS, WEEK
from crmsim.mechanisms.state import NEVER, PROJECT_LEADER, State
from crmsim.scenario import load
from crmsim.simulation import Simulation

RULEBOOK = Path(rulebook.__file__).resolve().parent
LIVELY = (
    "organisation.employees=60", "turnover.annual_rate=0.6", "turnover.replacement_weeks=3.0",
    "adoption.threshold_mean=0.35",
)  # fmt: skip
SINGLE = [one for one in FIELDS["people"] if not one.shape]


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    simulation = Simulation(load("baseline", LIVELY, weeks=60), 1)
    for _ in simulation.slices(60):
        pass
    return simulation


def test_every_column_moves(simulation: Simulation) -> None:
    sums = simulation.state.sums
    still = [name for name in COLUMNS if sums[:, 0, COLUMN[name]].max() == 0.0]
    assert still == []


def test_every_column_is_summed_by_group_or_for_all_alone(simulation: Simulation) -> None:
    sums = simulation.state.sums
    whole = {name for one in WEEK.mechanisms for result in one.columns if result.entity != "people"
             for name in result.names}  # fmt: skip
    for name in COLUMNS:
        by_style = sums[:, 1:4, COLUMN[name]].sum(axis=1)
        if name in whole:
            assert not by_style.any(), name
        else:
            assert np.allclose(by_style, sums[:, 4:, COLUMN[name]].sum(axis=1)), name
            assert np.allclose(by_style, sums[:, 0, COLUMN[name]]), name


def strange(state: State, seat: int) -> None:
    """Put values into every measure of a person that no newcomer begins with."""
    for one in SINGLE:
        if not one.fixed:
            state.people[one.name][seat] = 77 if RECORDS["people"][one.name].kind in "iu" else 0.77123


@pytest.mark.parametrize("field", SINGLE, ids=lambda field: field.name)
def test_a_newcomer_begins_as_declared(simulation: Simulation, field: dataclasses.Field) -> None:  # type: ignore[type-arg]
    state = Simulation(load("baseline", LIVELY, weeks=2), 3).state
    seat = 7
    strange(state, seat)
    state.people.role[seat] = PROJECT_LEADER
    state.people.style[seat] = 0
    state.project.go_live[0] = 5
    state.people.access[seat] = NEVER
    before = state.people[seat].copy()
    WEEK.functions["welcome"](state, simulation.params, simulation.key, 9, seat)
    now = state.people[seat][field.name]
    if field.newcomer in (KEPT, EACH_WEEK):
        assert now == before[field.name] or field.name == "role"
    elif field.newcomer == BY_RULE:
        assert now != before[field.name] or field.name == "style"
    elif isinstance(field.newcomer, str):
        table, _, key = field.newcomer.partition(".")
        assert now == simulation.params[table][key]
    else:
        assert now == field.newcomer


@pytest.mark.parametrize("field", [one for one in SINGLE if one.newcomer == EACH_WEEK], ids=lambda field: field.name)
def test_what_is_set_each_week_is(field: dataclasses.Field) -> None:  # type: ignore[type-arg]
    one, other = (Simulation(load("baseline", LIVELY, weeks=30), 3) for _ in range(2))
    for simulation in (one, other):
        for _ in simulation.slices(29):
            pass
    present = np.flatnonzero(one.state.people.present == 1)
    for seat in present:
        other.state.people[field.name][seat] = 3 if RECORDS["people"][field.name].kind in "iu" else 0.3
    for simulation in (one, other):
        for _ in simulation.slices(30):
            pass
    assert np.array_equal(one.state.people[field.name][present], other.state.people[field.name][present])


def test_every_measure_that_rules_use_is_declared() -> None:
    known = {entity: {one.name for one in fields} | {"size", "shape"} for entity, fields in FIELDS.items()}
    unknown = []
    for path in sorted(RULEBOOK.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Subscript)):
                continue
            entity = ast.unparse(node.value.value).rpartition(".")[2]
            if entity in known and node.attr not in known[entity]:
                unknown.append(f"{path.name}:{node.lineno}: {entity}.{node.attr}")
    assert unknown == []


def test_every_declared_measure_is_used() -> None:
    used = {
        node.attr
        for path in RULEBOOK.parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert [(entity, one.name) for entity, fields in FIELDS.items() for one in fields if one.name not in used] == []


def test_every_rule_is_called_somewhere() -> None:
    defined: dict[str, str] = {}
    named: list[str] = []
    for path in sorted(RULEBOOK.parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named += [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
        named += [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        if path.parent == RULEBOOK:
            defined |= {node.name: path.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {name: file for name, file in defined.items() if name not in named and name[0] != "_"} == {}
