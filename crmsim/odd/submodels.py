"""Element 7 of the protocol: every mechanism with its parameters, its constants and its rules."""

from __future__ import annotations

from collections.abc import Iterator

from crmsim.declaration.mechanism import Mechanism
from crmsim.declaration.parameter import choices
from crmsim.mechanisms import ONLY_WITH, WEEK, state
from crmsim.odd.elements import constants, said_of, written
from crmsim.odd.markdown import cell, paragraphs, span, table
from crmsim.odd.notation import SIGNS, with_signs
from crmsim.odd.pages import SMALL, book, modules
from crmsim.odd.prose import paragraph
from crmsim.scenario import Scenario
from crmsim.scenario.describe import ParameterRow, describe_parameters
from crmsim.scenario.schema import fields, plain
from crmsim.scenario.settings import literal
from crmsim.scenario.tables import PROSE


def submodels(scenario: Scenario) -> list[str]:
    """Element 7."""
    lines = ["", "## 7. Submodels", *paragraph("notation"), ""]
    lines += table(["sign", "what it means"], [[f"`{sign}`".replace("|", "\\|"), cell(text)] for sign, text in SIGNS])
    lines += ["", *_codes(), *_general(scenario)]
    of_module = {one.module: one for one in WEEK.mechanisms}
    rows: dict[str, list[ParameterRow]] = {}
    for row in describe_parameters(scenario):
        rows.setdefault(row.table.partition(".")[0], []).append(row)
    for module in modules():
        one = of_module.get(module)
        level = "###" if one is not None else "####"
        lines += ["", f"{level} {module.rpartition('.')[2]}", *paragraphs(said_of(module))]
        if one is not None and one.table is not None:
            name = one.table.__name__.lower()
            lines += [*_standing(one, scenario), "", *parameters(rows[name])]
        lines += constants(module)
        lines += written(rule.full_name for rule in book().rules(module))
    for module in SMALL:
        lines += ["", f"### {module.rpartition('.')[2]}", *paragraphs(said_of(module)), *constants(module)]
        lines += written(rule.full_name for rule in book().rules(module))
    return lines


def _standing(one: Mechanism, scenario: Scenario) -> Iterator[str]:
    """Where the scenario has switched a mechanism off."""
    switch = ONLY_WITH.get(one.table.__name__.lower()) if one.table is not None else None
    if switch is not None and not getattr(scenario.mechanisms, switch):
        yield from ["", f"Off in this scenario: `mechanisms.{switch}` is false."]


def _general(scenario: Scenario) -> Iterator[str]:
    """The parameters that belong to no mechanism."""
    rows = [
        row for row in describe_parameters(scenario)
        if row.table in ("organisation", "mechanisms") or (row.table == "scenario" and row.key not in PROSE)
    ]  # fmt: skip
    yield from ["", "### the run, the organisation and the switches", ""]
    yield from parameters(rows)


def parameters(rows: list[ParameterRow]) -> list[str]:
    """Parameters with their values in the scenario, as a table; those that differ from the default in bold."""
    return table(
        ["parameter", "value", "unit", "interval", "status", "meaning (source)"], [_parameter(row) for row in rows]
    )


def _parameter(row: ParameterRow) -> list[str]:
    value = "none" if row.value is None else cell(literal(plain(row.value), bare=False))
    shown = f"**{value}**" if row.given and row.value != row.default else value
    words = choices(fields()[row.name])
    unit = ", ".join(f"{place} {word}" for place, word in enumerate(words)) if words else row.unit
    return [
        f"`{row.name}`", shown, cell(unit), span(*row.interval) if row.interval else "", row.status,
        cell(f"{row.meaning} ({row.source})"),
    ]  # fmt: skip


def _codes() -> Iterator[str]:
    """The codes of the state that all rules share."""
    known = {name: value for name, value in vars(state).items() if name.isupper() and isinstance(value, int | tuple)}
    yield f"Codes: {'; '.join(f'{name} = {with_signs(repr(value))}' for name, value in known.items())}."
