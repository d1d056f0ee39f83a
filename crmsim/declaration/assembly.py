"""From the declarations of all mechanisms to the week, the records of the state, the ledger and the outcomes.

The functions that walk over all mechanisms (the week, the beginning of a run, a newcomer, the ledger) are written out
as Python source and then compiled like any rule: compiled code cannot loop over functions or over the measures of a
record. ``crmsim week --code`` prints that source.
"""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from crmsim.declaration.mechanism import (
    BY_RULE,
    EACH_WEEK,
    GIVEN,
    KEPT,
    LEDGER,
    DeclarationError,
    Explained,
    Field,
    Mechanism,
    Phase,
    entered_columns,
)
from crmsim.declaration.outcome import Outcome
from crmsim.declaration.parameter import Table, extra
from crmsim.declaration.signs import check_signs
from crmsim.declaration.writing import written

GENERATED = "<the week, as crmsim week --code prints it>"


@dataclass(frozen=True)
class Assembly:
    """What follows from the declarations.

    Attributes
    ----------
    mechanisms:
        In the order of the week: what only begins a run first.
    phases:
        In the order of the week, without the ledger.
    carried_out:
        What carries out each phase by name, the ledger included: ``function(state, p, key, week)``.
    tables:
        Parameter tables by name, in the order of the mechanisms.
    fields, records:
        What each entity of the state holds, and the numpy record it is laid out as.
    columns, outcomes:
        The ledger's columns in the order of its last axis, and what is made of them.
    source, functions:
        The generated source, and its functions: ``run_weeks``, ``begin_run``, ``welcome``, ``write_ledger``.
    """

    mechanisms: tuple[Mechanism, ...]
    phases: tuple[Phase, ...]
    carried_out: Mapping[str, Any]
    tables: dict[str, type[Table]]
    fields: dict[str, tuple[Field, ...]]
    records: dict[str, np.dtype[Any]]
    columns: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    source: str
    functions: Mapping[str, Any]

    @property
    def switches(self) -> tuple[str, ...]:
        """The switches in the order in which the week comes to them."""
        return tuple(dict.fromkeys(phase.switch for phase in self.phases if phase.switch is not None))

    @property
    def switch_of(self) -> dict[str, str | None]:
        """The switch of each phase, the ledger's included, which is always on."""
        return {**{phase.name: phase.switch for phase in self.phases}, LEDGER: None}

    def explained(self) -> dict[str, Explained]:
        """The rules that can be taken apart, by module and function."""
        return {one.name: one for mechanism in self.mechanisms for one in mechanism.explained}


def assemble(declared: Iterable[Mechanism], helpers: Mapping[str, Any]) -> Assembly:
    """Put the declarations together.

    Parameters
    ----------
    helpers:
        What the generated source calls besides the mechanisms' rules: ``enter_amount``, ``WINDOW``, ``RING``.

    Raises
    ------
    DeclarationError
        Where something is missing or contradictory; names the file and the line to add.
    """
    unordered = tuple(declared)
    phases = ordered_phases(unordered)
    mechanisms = ordered_mechanisms(unordered, phases)
    tables = {one.table.__name__.lower(): one.table for one in mechanisms if one.table is not None}
    fields = gathered_fields(mechanisms, tables)
    columns = gathered_columns(mechanisms, fields)
    outcomes = gathered_outcomes(mechanisms, columns)
    check_explained(mechanisms)
    check_signs(mechanisms, tables, outcomes, fields)
    source, called, named = written(mechanisms, phases, columns)
    space: dict[str, Any] = {"__name__": "crmsim.mechanisms", **helpers, **called}
    linecache.cache[GENERATED] = (len(source), None, source.splitlines(keepends=True), GENERATED)  # for tracebacks
    exec(compile(source, GENERATED, "exec"), space)
    made = {name: space[name] for name in ("run_weeks", "begin_run", "begin_week", "welcome", "write_ledger")}
    carried_out = {name: space[named[name]] for name in (*(phase.name for phase in phases), LEDGER)}
    records = {entity: laid_out(result) for entity, result in fields.items()}
    return Assembly(mechanisms, phases, carried_out, tables, fields, records, columns, outcomes, source, made)


def ordered_phases(mechanisms: Iterable[Mechanism]) -> tuple[Phase, ...]:
    """The phases in the order of the week: each after the one it names, and before another where it says so."""
    owner = {phase.name: one for one in mechanisms for phase in one.phases}
    phases = {phase.name: phase for one in mechanisms for phase in one.phases}
    order: list[Phase] = []
    waiting = dict(phases)
    while waiting:
        reached = order[-1].name if order else None
        ready = [phase for phase in waiting.values() if phase.after == reached]
        if len(ready) > 1:
            first = [phase for phase in ready if phase.before in waiting]
            ready = first if len(first) == 1 else ready
        if len(ready) == 1:
            order.append(waiting.pop(ready[0].name))
            # What followed the same phase now follows the one that goes before it.
            waiting = {
                name: replace(p, after=order[-1].name) if p.after == reached else p for name, p in waiting.items()
            }
            continue
        if ready:
            names = " and ".join(phase.name for phase in ready)
            raise DeclarationError(
                f"{owner[ready[0].name].file}: the phases {names} both follow {reached!r}; "
                f'say in one of them which goes first: before="{ready[0].name}"'
            )
        lost = next(iter(waiting.values()))
        raise DeclarationError(
            f"{owner[lost.name].file}: the phase {lost.name} follows {lost.after!r}, which the week does not come to; "
            f'the phases are {", ".join(phases)}: after="…"'
        )
    return tuple(order)


def ordered_mechanisms(mechanisms: Iterable[Mechanism], phases: tuple[Phase, ...]) -> tuple[Mechanism, ...]:
    """The mechanisms in the order of the week; one without a phase just before the one whose phase calls its rules."""
    place = {phase.name: number for number, phase in enumerate(phases)}
    place[LEDGER] = len(phases)

    def key(one: Mechanism) -> tuple[float, str]:
        if one.phases:
            return min(place[phase.name] for phase in one.phases), one.name
        if one.within is None:
            return -1.0, one.name
        if one.within not in place:
            raise DeclarationError(f'{one.file}: there is no phase {one.within!r}: within="…", of {", ".join(place)}')
        return place[one.within] - 0.5, one.name

    return tuple(sorted(mechanisms, key=key))


def parameter_exists(name: str, tables: Mapping[str, type[Table]]) -> bool:
    """Whether "table.key" is a number that compiled code has."""
    table, _, key = name.partition(".")
    result = tables[table].model_fields.get(key) if table in tables else None
    return result is not None and bool(extra(result)["kernel"])


def gathered_fields(mechanisms: Iterable[Mechanism], tables: Mapping[str, type[Table]]) -> dict[str, tuple[Field, ...]]:
    """The measures of each entity, each declared once and in full."""
    result: dict[str, dict[str, Field]] = {}
    for one in mechanisms:
        for entity, fields in one.fields.items():
            for field in fields:
                if field.name in result.setdefault(entity, {}):
                    raise DeclarationError(f"{one.file}: {entity}.{field.name} is declared twice; remove one")
                if entity == "people":
                    _check_field(one, field, tables)
                result[entity][field.name] = field
    return {entity: tuple(fields.values()) for entity, fields in result.items()}


def _check_field(one: Mechanism, field: Field, tables: Mapping[str, type[Table]]) -> None:
    if field.newcomer is None:
        raise DeclarationError(
            f'{one.file}: Field("{field.name}") does not say what somebody new to the seat begins with; '
            'add newcomer=0.0, a parameter as newcomer="people.energy", KEPT, EACH_WEEK or BY_RULE'
        )
    for name, value, known in (
        ("start", field.start, (GIVEN, BY_RULE)),
        ("newcomer", field.newcomer, (KEPT, EACH_WEEK, BY_RULE)),
    ):
        if isinstance(value, str) and value not in known and not parameter_exists(value, tables):
            raise DeclarationError(
                f'{one.file}: Field("{field.name}", {name}="{value}"): no such parameter; give "table.key" or a number'
            )
        if value == BY_RULE and getattr(one, name) is None:
            raise DeclarationError(
                f'{one.file}: Field("{field.name}", {name}=BY_RULE), but the mechanism has no such rule; '
                f"add {name}=… to Mechanism(…)"
            )


def gathered_columns(mechanisms: Iterable[Mechanism], fields: Mapping[str, tuple[Field, ...]]) -> tuple[str, ...]:
    """The ledger's columns: those entered by rules when something happens first, whose places those rules know."""
    result = list(entered_columns())
    for one in mechanisms:
        for columns in one.columns:
            for name in columns.names:
                if name in result:
                    raise DeclarationError(f"{one.file}: the column {name} is declared twice; remove one")
                result.append(name)
            if not callable(columns.of):
                known = {field.name for field in fields.get(columns.entity, ())}
                for measure in columns.of:
                    if measure not in known:
                        raise DeclarationError(
                            f"{one.file}: the column of {measure!r} sums no measure of {columns.entity}; "
                            f'add Field("{measure}", …) or give a rule'
                        )
    return tuple(result)


def gathered_outcomes(mechanisms: Iterable[Mechanism], columns: tuple[str, ...]) -> tuple[Outcome, ...]:
    """The outcomes, each of columns that are entered somewhere."""
    result: dict[str, Outcome] = {}
    for one in mechanisms:
        for outcome in one.outcomes:
            if outcome.name in result:
                raise DeclarationError(f"{one.file}: the outcome {outcome.name} is declared twice; remove one")
            for column in (outcome.numerator, outcome.denominator):
                if column is not None and column not in columns:
                    raise DeclarationError(
                        f"{one.file}: the outcome {outcome.name} is made of {column!r}, which nothing enters in the "
                        f'ledger; add Columns(("{column}",), …) to columns='
                    )
            result[outcome.name] = outcome
    return tuple(result.values())


def check_explained(mechanisms: Iterable[Mechanism]) -> None:
    """Every argument of a rule that is taken apart is a term or context."""
    for one in mechanisms:
        for explained in one.explained:
            arguments = set(inspect.signature(explained.rule).parameters)
            text = {*explained.neutral, *explained.context}
            for name in sorted(arguments - text):
                raise DeclarationError(
                    f"{one.file}: Explained({explained.rule.__name__}) says nothing of the argument {name!r}; "
                    f'add "{name}": … to neutral, the value at which it weighs nothing, or "{name}" to context'
                )
            for name in sorted(text - arguments):
                raise DeclarationError(f"{one.file}: {explained.rule.__name__} has no argument {name!r}; remove it")


def laid_out(fields: Iterable[Field]) -> np.dtype[Any]:
    """The record of an entity: what colleagues read first, wide measures before narrow ones, so that none is padded."""
    order = sorted(fields, key=lambda field: (not field.near, -np.dtype(field.kind).itemsize))
    return np.dtype(
        [(one.name, one.kind, one.shape) if one.shape else (one.name, one.kind) for one in order], align=True
    )
