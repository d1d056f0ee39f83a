"""What ``crmsim show`` and ``crmsim check`` tell about a scenario: every parameter, and what looks doubtful."""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass
from typing import Any

from crmsim.declaration.parameter import extra
from crmsim.mechanisms import ONLY_WITH
from crmsim.scenario.scenario import Scenario, load
from crmsim.scenario.schema import UNKNOWN, fields, number, plain
from crmsim.scenario.settings import literal
from crmsim.scenario.shares import share_groups
from crmsim.scenario.tables import PROSE
from crmsim.scenario.unknown import in_words, usual_outside
from crmsim.scenario.worlds import Worlds
from crmsim.words import ENGLISH, Message, Teller, message

NOT_PARAMETERS = ("scenario", "mechanisms")  # tables that ask and switch rather than claim something about the world

HEADINGS: dict[str, Message] = {  # prose shown above the tables
    "question": message("question"),
    "expect": message("expected"),
    "surprise": message("would surprise"),
    "finding": message("found"),
}
STATUS: dict[str, Message] = {
    "measured": message("measured"),
    "derived": message("derived"),
    "calibrated": message("calibrated"),
    "assumed": message("assumed"),
    "definition": message("definition"),
    "choice": message("choice"),
}

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


def parameters_text(scenario: Scenario, teller: Teller = ENGLISH) -> str:
    """Every parameter as text: a line each with value, unit, interval and status, its meaning and source below.

    A star marks what was given; its default stands beside it.
    """
    header = scenario.scenario
    lines = [teller.choose(scenario.title, header.title_nb)]
    for key, heading in HEADINGS.items():
        text = teller.choose(getattr(header, key), header.question_nb if key == "question" else "")
        if text:
            lines.append(teller.wrap(f"{teller(heading)}: {text}", "  ", "    "))
    if scenario.worlds is not None:
        lines.append(teller.wrap(teller(told_worlds(scenario.worlds)), "  ", "    "))
    lines.append(f"  hash: {scenario.hash}")
    table = None
    for row in describe_parameters(scenario):
        if row.table == "scenario" and row.key in PROSE and row.key != "claims":
            continue
        if row.table != table:
            table = row.table
            lines += ["", f"[{table}]"]
        lines += _parameter_lines(row, teller)
    lines += _unknown_lines(scenario, teller)
    for intervention in scenario.interventions:
        entry = intervention.content()
        lines += ["", "[[intervention]]", *(f"* {key} = {literal(value, bare=False)}" for key, value in entry.items())]
    lines += ["", teller("{assumed} of {all} parameters are assumptions", **assumptions(scenario))]
    return "\n".join(lines)


def _unknown_lines(scenario: Scenario, teller: Teller) -> list[str]:
    """What is not known, each key with the values that may hold and the one that a run takes."""
    lines = [
        teller(
            "* {key}: {values}; a run takes {value}",
            key=key, values=in_words(values, extra(fields()[key])["interval"]), value=_shown(value_at(scenario, key)),
        )
        for key, values in scenario.unknown.items()
    ]  # fmt: skip
    return ["", f"[{UNKNOWN}]", *lines] if lines else []


def told_worlds(worlds: Worlds) -> Message:
    """Which worlds a scenario names, and where they come from, in a sentence."""
    head = worlds.head
    return message(
        "worlds: {name}, {rows:,} of them over {keys} parameters, made by {made_by} {version} with the seed {seed}, "
        "held against {basis}",
        name=worlds.name, rows=len(worlds.rows), keys=len(worlds.keys), made_by=head.made_by, version=head.version,
        seed=str(head.seed), basis=head.basis,
    )  # fmt: skip


def _parameter_lines(row: ParameterRow, teller: Teller) -> list[str]:
    mark = "*" if row.given else " "
    changed = row.default != row.value and row.default not in EMPTY
    default = teller(" (default {value})", value=_shown(row.default)) if changed else ""
    ends = row.interval and teller("{low} to {high}", low=number(row.interval[0]), high=number(row.interval[1]))
    status = teller(STATUS[row.status])
    facts = "  ".join(part for part in (teller(row.unit), ends, status, " ".join(row.claims)) if part)
    return [
        f"{mark} {row.key} = {_shown(row.value)}{default}  {facts}".rstrip(),
        teller.wrap(f"{_sentence(teller(row.meaning))} {_sentence(teller(row.source))}", "      "),
    ]


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


def assumptions(scenario: Scenario) -> dict[str, Any]:
    """How many parameters there are, and how many of them rest on nothing but judgement."""
    rows = [row for row in describe_parameters(scenario) if row.table not in NOT_PARAMETERS]
    return {"assumed": sum(row.status == "assumed" for row in rows), "all": len(rows)}


def warnings(scenario: Scenario, changed: bool = False) -> list[Message]:
    """What may be meant but looks doubtful: values beyond their plausible interval, keys and dates without effect.

    ``changed`` leaves out what is given as it stands anyway: a scenario read back with its results gives every key.
    """
    result = []
    for row in describe_parameters(scenario):
        if not row.given or (changed and row.value == row.default):
            continue
        setting = f"{row.name} = {literal(plain(row.value))}"
        reason = without_effect(scenario, row.name)
        if reason is not None:
            result.append(message("{setting} has no effect: {reason}", setting=setting, reason=reason))
        elif row.interval is not None and _doubtful(row):
            low, high = (number(end) for end in row.interval)
            result.append(
                message(
                    "{setting} lies outside the plausible interval {low} to {high} ({status})",
                    setting=setting,
                    low=low,
                    high=high,
                    status=STATUS[row.status],
                )
            )
    for key, values in scenario.unknown.items():
        interval, value = extra(fields()[key])["interval"], value_at(scenario, key)
        if usual_outside(values, interval, value):
            result.append(
                message(
                    "a run takes {key} = {value}, which lies outside what [{table}] says: {values}",
                    key=key,
                    value=literal(plain(value)),
                    table=UNKNOWN,
                    values=in_words(values, interval),
                )
            )
        reason = without_effect(scenario, key)
        if reason is not None:
            result.append(message("{setting} has no effect: {reason}", setting=f"{UNKNOWN}.{key}", reason=reason))
    for intervention in scenario.interventions:
        if intervention.week > scenario.weeks:
            result.append(
                message(
                    "the intervention {kind!r} in week {week} comes after the last week ({weeks})",
                    kind=intervention.kind,
                    week=intervention.week,
                    weeks=scenario.weeks,
                )
            )
    return result


def _doubtful(row: ParameterRow) -> bool:
    """Whether a number is beyond what its source thinks plausible; a choice has no truth to be far from.

    Nor has what is asked: how far ahead to look, and what to call a success.
    """
    if (
        row.table in NOT_PARAMETERS
        or row.interval is None
        or row.status in ("choice", "definition")
        or not isinstance(row.value, int | float)
    ):
        return False
    return not row.interval[0] <= row.value <= row.interval[1]


def without_effect(scenario: Scenario, dotted: str) -> Message | None:
    """Why a key changes nothing in this scenario, or None where it may."""
    table, _, key = dotted.rpartition(".")
    declared = extra(fields()[dotted]) if dotted in fields() else {}
    switch = ONLY_WITH.get(table)
    if switch is not None and not declared.get("begins") and not getattr(scenario.mechanisms, switch):
        return message("{key} is false", key=f"mechanisms.{switch}")
    if table == "organisation":
        if scenario.files and key in GRAPH_KEYS:
            return message("the organisation is read from CSV files")
        if not scenario.files and key in ("tie_kinds", "keep_names"):
            return message("no organisation.employees_csv is given")
    if declared.get("needs"):
        other, values = declared["needs"]
        actual = value_at(scenario, other) if other in fields() else None
        if actual is not None and actual not in values:
            return message(
                "{key} is {actual}, not {wanted}",
                key=other, actual=literal(actual), wanted="/".join(literal(value) for value in values),
            )  # fmt: skip
    return None


def check(name_or_path: str | os.PathLike[str], settings: tuple[str, ...] = ()) -> list[Message]:
    """Warnings about a scenario that loads.

    Raises
    ------
    CrmsimError
        Where it does not load.
    """
    return warnings(load(name_or_path, settings))
