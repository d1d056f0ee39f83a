"""What ``crmsim show`` and ``crmsim check`` tell about a scenario: every parameter, and what looks doubtful."""

from __future__ import annotations

import functools
import os
import re
import textwrap
from dataclasses import dataclass
from typing import Any

from crmsim.mechanisms import ONLY_WITH
from crmsim.parameter import extra
from crmsim.scenario.scenario import Scenario, load
from crmsim.scenario.schema import fields, number, plain
from crmsim.scenario.settings import literal
from crmsim.scenario.shares import share_groups

NOT_PARAMETERS = ("scenario", "mechanisms")  # tables that ask and switch rather than claim something about the world

HEADINGS = ("title_nb", "question", "question_nb", "expect", "surprise", "finding")  # prose shown above the tables

EMPTY: tuple[Any, ...] = ("", (), [])  # defaults that tell nothing

GRAPH_KEYS = ("graph", "employees", "departments", "levels", "mean_ties", "within_department", "reciprocity",
              "clustering", "rewiring")  # fmt: skip


@dataclass(frozen=True)
class ParameterRow:
    """One parameter as ``crmsim show`` prints it.

    Attributes
    ----------
    table, key:
        ``people.hiring`` and ``takers``.
    value, default:
        As resolved; and what holds where nothing is given, in the scenario's sector.
    given:
        Whether the file or a setting names it.
    unit, interval, status, source, meaning, claims:
        As declared.
    """

    table: str
    key: str
    value: Any
    default: Any
    given: bool
    unit: str
    interval: tuple[float, float] | None
    status: str
    source: str
    meaning: str
    claims: tuple[str, ...]

    @property
    def name(self) -> str:
        """The dotted key."""
        return f"{self.table}.{self.key}"


def value_at(scenario: Scenario, dotted: str) -> Any:
    """The resolved value of a dotted key."""
    first, *rest = dotted.split(".")
    return functools.reduce(getattr, rest, scenario.tables[first])


def describe_parameters(scenario: Scenario) -> list[ParameterRow]:
    """Every parameter of a scenario in the order of its tables, switches last."""
    public = scenario.organisation.sector == "public"
    rows = []
    followers = share_groups()[1:]
    for dotted, field in fields().items():
        table, _, key = dotted.rpartition(".")
        declared = extra(field)
        default = field.default
        if public and declared["public"] is not None:
            default = declared["public"]
        if table in followers and f"{share_groups()[0]}.{key}" in fields():
            default = value_at(scenario, f"{share_groups()[0]}.{key}")
        interval = declared["interval"]
        rows.append(
            ParameterRow(
                table,
                key,
                value_at(scenario, dotted),
                default,
                dotted in scenario.given,
                str(declared["unit"]),
                None if interval is None else (float(interval[0]), float(interval[1])),
                str(declared["status"]),
                str(declared["source"]),
                str(field.description or ""),
                tuple(declared["claims"]),
            )
        )
    return rows


def parameters_text(scenario: Scenario, width: int = 120) -> str:
    """Every parameter as text: a line each with value, unit, interval and status, its meaning and source below.

    A star marks what was given; its default stands beside it.
    """
    lines = [scenario.title]
    for heading in HEADINGS:
        text = getattr(scenario.scenario, heading)
        if text:
            lines += _wrapped(f"{heading}: {text}", width, "  ", "    ")
    lines.append(f"  hash: {scenario.hash}")
    table = None
    for row in describe_parameters(scenario):
        if row.table == "scenario" and row.key in ("title", *HEADINGS):
            continue
        if row.table != table:
            table = row.table
            lines += ["", f"[{table}]"]
        mark = "*" if row.given else " "
        changed = f" (default {_shown(row.default)})" if row.default != row.value and row.default not in EMPTY else ""
        interval = "" if row.interval is None else f"{number(row.interval[0])} to {number(row.interval[1])}"
        facts = "  ".join(part for part in (row.unit, interval, row.status, " ".join(row.claims)) if part)
        lines.append(f"{mark} {row.key} = {_shown(row.value)}{changed}  {facts}".rstrip())
        lines += _wrapped(f"{row.meaning}. {_sentence(row.source)}", width, "      ", "      ")
    for intervention in scenario.interventions:
        entry = intervention.content()
        lines += ["", "[[intervention]]", *(f"* {key} = {literal(value, bare=False)}" for key, value in entry.items())]
    lines += ["", assumptions(scenario)]
    return "\n".join(lines)


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, max(width, 40), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _shown(value: Any) -> str:
    """A value as a file would hold it, a rescaled share to six digits."""
    if value is None:
        return "none"
    if not isinstance(value, float):
        return literal(plain(value), bare=False)
    text = f"{value:.6g}"
    return text if "." in text or "e" in text else f"{text}.0"


def _sentence(text: str) -> str:
    """Text as a sentence; the name of a file at its start stays as it is."""
    if re.match(r"\w+\.\w", text):
        return f"{text}."
    return f"{text[:1].upper()}{text[1:]}."


def assumptions(scenario: Scenario) -> str:
    """How many parameters rest on nothing but judgement, in a sentence."""
    rows = [row for row in describe_parameters(scenario) if row.table not in NOT_PARAMETERS]
    assumed = sum(row.status == "assumed" for row in rows)
    return f"{assumed} of {len(rows)} parameters are assumptions"


def warnings(scenario: Scenario) -> list[str]:
    """What may be meant but looks doubtful: values beyond their plausible interval, keys and dates without effect."""
    found = []
    for row in describe_parameters(scenario):
        if not row.given:
            continue
        reason = without_effect(scenario, row.name)
        if reason is not None:
            found.append(f"{row.name} = {literal(plain(row.value))} has no effect: {reason}")
        elif row.interval is not None and _doubtful(row):
            low, high = (number(end) for end in row.interval)
            found.append(
                f"{row.name} = {literal(row.value)} lies outside the plausible interval {low} to {high} ({row.status})"
            )
    for intervention in scenario.interventions:
        if intervention.week > scenario.weeks:
            found.append(
                f"the intervention {intervention.kind!r} in week {intervention.week} comes after "
                f"the last week ({scenario.weeks})"
            )
    return found


def _doubtful(row: ParameterRow) -> bool:
    """Whether a number is beyond what its source thinks plausible; a choice has no truth to be far from."""
    if row.interval is None or row.status in ("choice", "definition") or not isinstance(row.value, int | float):
        return False
    return not row.interval[0] <= row.value <= row.interval[1]


def without_effect(scenario: Scenario, dotted: str) -> str | None:
    """Why a key changes nothing in this scenario, or None where it may."""
    table, _, key = dotted.rpartition(".")
    declared = extra(fields()[dotted]) if dotted in fields() else {}
    switch = ONLY_WITH.get(table)
    if switch is not None and not declared.get("begins") and not getattr(scenario.mechanisms, switch):
        return f"mechanisms.{switch} is false"
    if table == "organisation":
        if scenario.files and key in GRAPH_KEYS:
            return "the organisation is read from CSV files"
        if not scenario.files and key in ("tie_kinds", "keep_names"):
            return "no organisation.employees_csv is given"
    if declared.get("needs"):
        other, values = declared["needs"]
        actual = value_at(scenario, other) if other in fields() else None
        if actual is not None and actual not in values:
            return f"{other} is {literal(actual)}, not {' or '.join(literal(value) for value in values)}"
    return None


def check(name_or_path: str | os.PathLike[str], settings: tuple[str, ...] = ()) -> list[str]:
    """Warnings about a scenario that loads.

    Raises
    ------
    CrmsimError
        Where it does not load.
    """
    return warnings(load(name_or_path, settings))
