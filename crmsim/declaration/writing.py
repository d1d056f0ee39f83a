"""Writing out the functions that walk over all mechanisms, as Python source that is then compiled like any rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from crmsim.declaration.mechanism import (
    BY_RULE,
    EACH_WEEK,
    GIVEN,
    KEPT,
    LEDGER,
    Columns,
    DeclarationError,
    Field,
    Mechanism,
    Phase,
)

CONDITIONS = {
    "present": "people[i].present == 1",
    "worked": "people[i].present == 1 or people[i].left != 0",
    "always": "",
}


class _Writer:
    """Source in the making, and the functions that it calls."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.called: dict[str, Callable[..., Any]] = {}

    def line(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def call(self, one: Mechanism, function: Callable[..., Any]) -> str:
        name = f"{one.name}__{function.__name__}"
        self.called[name] = function
        return name


def written(
    mechanisms: tuple[Mechanism, ...], phases: tuple[Phase, ...], columns: tuple[str, ...]
) -> tuple[str, dict[str, Callable[..., Any]], dict[str, str]]:
    """The source of the functions over all mechanisms, what it calls by name, and what carries out each phase."""
    out = _Writer()
    _write_beginning(out, mechanisms)
    _write_welcome(out, mechanisms)
    _write_ledger(out, mechanisms, {name: place for place, name in enumerate(columns)})
    named = _write_phases(out, mechanisms)
    _write_weeks(out, phases, named)
    return "\n".join(out.lines) + "\n", out.called, named


def _value(value: float | str) -> str:
    return f"p.{value}" if isinstance(value, str) else repr(value)


def _set(fields: Iterable[Field], which: str, skip: tuple[object, ...]) -> Iterator[tuple[str, ...]]:
    for field in fields:
        value = getattr(field, which)
        if value in skip:
            continue
        if field.shape:
            yield f"for k in range({field.shape[0]}):", f"    people.{field.name}[i, k] = {_value(value)}"
        else:
            yield (f"people[i].{field.name} = {_value(value)}",)


def _write_beginning(out: _Writer, mechanisms: tuple[Mechanism, ...]) -> None:
    out.line(0, "@rule\ndef begin_run(state, p, key):")
    out.line(1, '"""Bring a new state into the condition in which the first week finds it."""')
    out.line(1, "people = state.people")
    for one in mechanisms:
        if one.begin is not None:
            out.line(1, f"{out.call(one, one.begin)}(state, p, key)")
    out.line(1, "for i in range(people.key.size):")
    for one in mechanisms:
        for lines in _set(one.fields.get("people", ()), "start", (0, 0.0, GIVEN, BY_RULE)):
            for text in lines:
                out.line(2, text)
    out.line(2, "pass")
    for one in mechanisms:
        if one.start is not None:
            out.line(2, f"{out.call(one, one.start)}(state, p, key, i)")


def _write_welcome(out: _Writer, mechanisms: tuple[Mechanism, ...]) -> None:
    out.line(0, "\n@rule\ndef welcome(state, p, key, week, i):")
    out.line(1, '"""Somebody new takes seat i: what each mechanism says a newcomer begins with."""')
    out.line(1, "people = state.people")
    for one in mechanisms:
        for lines in _set(one.fields.get("people", ()), "newcomer", (KEPT, EACH_WEEK, BY_RULE)):
            for text in lines:
                out.line(1, text)
    for one in mechanisms:
        if one.newcomer is not None:
            out.line(1, f"{out.call(one, one.newcomer)}(state, p, key, week, i)")


def _measures(columns: Columns) -> tuple[str, ...]:
    """The measures that columns of the organisation as a whole sum up; a rule gives amounts of people only."""
    if callable(columns.of):
        raise DeclarationError(f'columns of {columns.entity} sum measures, not a rule: of=("…",)')
    return columns.of


def _write_ledger(out: _Writer, mechanisms: tuple[Mechanism, ...], place: Mapping[str, int]) -> None:
    declared = [(one, columns) for one in mechanisms for columns in one.columns]
    out.line(0, "\n@rule\ndef write_ledger(state, p, key, week):")
    out.line(1, '"""Sum up the week, by style and department, and enter the cohorts that are due."""')
    out.line(1, "people, sums = state.people, state.sums")
    out.line(1, "row = week - 1")
    out.line(1, "if p.switches.ledger == 0:")
    for one, columns in declared:
        if columns.counterfactual:
            _write_alone(out, one, columns, place)
    _write_totals(out, 2)
    out.line(2, "return")
    out.line(1, "for i in range(people.key.size):")
    out.line(2, "by_style = sums[row, 1 + int(people[i].style)]")
    out.line(2, "by_department = sums[row, 4 + people[i].department]")
    for condition, text in CONDITIONS.items():
        counted = [(one, result) for one, result in declared if result.entity == "people" and result.when == condition]
        if text and counted:
            out.line(2, f"if {text}:")
        for one, columns in counted:
            _write_amounts(out, one, columns, place)
    _write_totals(out, 1)
    for _, columns in declared:
        if columns.entity == "project":
            for name, measure in zip(columns.names, _measures(columns), strict=True):
                out.line(1, f"sums[row, 0, {place[name]}] = state.project[0].{measure}")
    cohorts = [
        (place[name], measure)
        for _, columns in declared
        if columns.entity == "cohorts"
        for name, measure in zip(columns.names, _measures(columns), strict=True)
    ]
    out.line(1, "if week > WINDOW:")
    out.line(2, "due = (week - WINDOW) & (RING - 1)")
    for column, measure in cohorts:
        out.line(2, f"sums[row, 0, {column}] = state.cohorts[due].{measure}")
    out.line(1, "following = (week + 1) & (RING - 1)")
    for _, measure in cohorts:
        out.line(1, f"state.cohorts[following].{measure} = 0")


def _write_totals(out: _Writer, depth: int) -> None:
    """Everybody's sums from those of the styles, what rules entered when it happened included."""
    out.line(depth, "for column in range(sums.shape[2]):")
    out.line(depth + 1, "total = 0.0")
    out.line(depth + 1, "for style in range(3):")
    out.line(depth + 2, "total += sums[row, 1 + style, column]")
    out.line(depth + 1, "sums[row, 0, column] = total")


def _write_alone(out: _Writer, one: Mechanism, columns: Columns, place: Mapping[str, int]) -> None:
    """Sums by style alone, added up in the same order as with all others, so that both are the same to the bit."""
    if columns.entity != "people":
        raise DeclarationError(f"{one.file}: a counterfactual column is of people; remove counterfactual=True")
    names = [f"of_{name}" for name in columns.names]
    out.line(2, "for i in range(people.key.size):")
    out.line(3, f"if {CONDITIONS[columns.when] or 'True'}:")
    if callable(columns.of):
        out.line(4, f"{', '.join(names)} = {out.call(one, columns.of)}(state, p, week, i)")
        amounts = names
    else:
        amounts = [f"people[i].{measure}" for measure in columns.of]
    for name, amount in zip(columns.names, amounts, strict=True):
        out.line(4, f"sums[row, 1 + int(people[i].style), {place[name]}] += {amount}")


def _write_amounts(out: _Writer, one: Mechanism, columns: Columns, place: Mapping[str, int]) -> None:
    depth = 3 if CONDITIONS[columns.when] else 2
    amounts = list(columns.names)
    if callable(columns.of):
        amounts = [f"of_{name}" for name in amounts]
        out.line(depth, f"{', '.join(amounts)} = {out.call(one, columns.of)}(state, p, week, i)")
    else:
        amounts = [f"people[i].{measure}" for measure in columns.of]
    for name, amount in zip(columns.names, amounts, strict=True):
        out.line(depth, f"enter_amount(by_style, by_department, {place[name]}, {amount})")


def _write_phases(out: _Writer, mechanisms: tuple[Mechanism, ...]) -> dict[str, str]:
    """What carries out each phase, by name: the mechanism's function, and whoever is new when it is over."""
    named = {LEDGER: "write_ledger"}
    for one in mechanisms:
        for phase in one.phases:
            named[phase.name] = out.call(one, phase.function)
            if phase.filled is None:
                continue
            out.line(0, f"\n@rule\ndef {phase.name}_and_newcomers(state, p, key, week):")
            out.line(1, f'"""The phase {phase.name}, and somebody new in every seat that is filled when it is over."""')
            out.line(1, f"{named[phase.name]}(state, p, key, week)")
            out.line(1, "for i in range(state.people.key.size):")
            out.line(2, f"if {out.call(one, phase.filled)}(state, week, i):")
            out.line(3, "welcome(state, p, key, week, i)")
            named[phase.name] = f"{phase.name}_and_newcomers"
    return named


def _write_weeks(out: _Writer, phases: tuple[Phase, ...], named: Mapping[str, str]) -> None:
    out.line(0, "\ndef run_weeks(state, p, key, first_week, last_week, first_phase, last_phase):")
    out.line(
        1, '"""Phases ``first_phase`` of ``first_week`` to ``last_phase`` of ``last_week``; week 0 begins a run."""'
    )
    out.line(1, "on = p.switches")
    out.line(1, "for week in range(first_week, last_week + 1):")
    out.line(2, "if week == 0:")
    out.line(3, "begin_run(state, p, key)")
    out.line(3, "continue")
    out.line(2, "start = first_phase if week == first_week else 0")
    out.line(2, f"end = last_phase if week == last_week else {len(phases)}")
    out.line(2, "for phase in range(start, end + 1):")
    out.line(3, "if phase == 0:")
    out.line(4, "begin_week(state)")
    for number, phase in enumerate(phases):
        condition = f"phase == {number}" + (f" and on.{phase.switch}" if phase.switch else "")
        out.line(3, f"{'if' if number == 0 else 'elif'} {condition}:")
        out.line(4, f"{named[phase.name]}(state, p, key, week)")
    out.line(3, f"elif phase == {len(phases)}:")
    out.line(4, "write_ledger(state, p, key, week)")
