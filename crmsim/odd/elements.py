"""Elements 1 to 6 of the protocol: purpose, entities, schedule, concepts, beginning, input."""

from __future__ import annotations

import importlib
import inspect
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from crmsim.claims import read_claims
from crmsim.declaration.mechanism import BY_RULE, EACH_WEEK, GIVEN, KEPT, LEDGER, Field
from crmsim.declaration.outcome import Outcome
from crmsim.declaration.parameter import Table
from crmsim.experiment.targets import FILES as TARGETS
from crmsim.mechanisms import COLUMNS, FIELDS, OUTCOMES, WEEK
from crmsim.mechanisms.intervention import KINDS
from crmsim.mechanisms.state import State
from crmsim.odd.markdown import block, cell, first_line, paragraphs, table
from crmsim.odd.pages import BEGINNING, INTERVENING, OF_INTERVENTIONS, ORGANISATION, book, rules, words_of_rules
from crmsim.odd.prose import paragraph, prose
from crmsim.odd.rules import WRITTEN_OUT, Rule, constants_of, streams_of
from crmsim.results.provenance import without_folders, without_people
from crmsim.scenario import Scenario
from crmsim.scenario.schema import expectation

ARRAY = re.compile(r"^    (\w+): NDArray\[np\.(\w+)\]  # (.*)$", re.MULTILINE)
OF_EACH = {
    "people": "each employee: a seat, and who holds it", "ties": "each entry of a tie, i→j", "facts": "each fact",
    "needs": "each slot for an open need of each employee", "requests": "each request of a week",
    "leadership": "the organisation", "project": "the organisation", "requirements": "each requirement of the system",
    "cohorts": "each week, in a ring",
}  # fmt: skip
SUMMARIES = {
    "sum": "sum over weeks", "stock": "mean of the last four weeks", "ratio": "pooled over weeks",
    "duration": "first week it holds; else the last, flagged", "drop": "largest fall within 26 weeks",
    "composite": "mean of its parts", "money": "sum over weeks, discounted", "payback": "first week it holds for good",
    "verdict": "of the run",
}  # fmt: skip


def purpose() -> list[str]:
    """Element 1."""
    lines = ["", "## 1. Purpose and patterns", *paragraph("purpose"), *paragraph("patterns"), ""]
    file = next(path for path in TARGETS if path.is_file())
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["target"].values()
    found = [[cell(row["what"]), _value(row), row["use"], cell(row["source"])] for row in rows]
    return lines + table(["pattern", "value", "use", "source"], found)


def _value(row: dict[str, Any]) -> str:
    """The figure of a target with its unit."""
    low, high = (row.get(key, row.get("value")) for key in ("low", "high"))
    bounds = f"at most {high}" if low is None else f"{high}" if low == high else f"{low} to {high}"
    return cell(f"{bounds} {row['unit']}".strip())


def entities(scenario: Scenario) -> list[str]:
    """Element 2."""
    lines = ["", "## 2. Entities, state variables, and scales", *paragraph("entities"), *paragraph("scales")]
    lines += [f"This scenario runs {scenario.weeks} weeks."]
    for entity, declared in FIELDS.items():
        lines += ["", f"### Measures of {entity}", "", f"Of {OF_EACH[entity]}:", ""]
        lines += table(["measure", "kind", "meaning", "begins with", "of somebody new"], map(_measure, declared))
    lines += [
        "",
        "### Arrays",
        "",
        "n people, m ties, f facts, d departments, t topics, s slots of needs, r requests:",
        "",
    ]
    found = ARRAY.findall(inspect.getsource(State))
    return lines + table(
        ["array", "kind", "shape and meaning"], [[f"`{a}`", kind, cell(text)] for a, kind, text in found]
    )


def _measure(field: Field) -> list[str]:
    """One measure as cells."""
    meaning = field.meaning + (
        f": {', '.join(f'{n} {word}' for n, word in enumerate(field.words))}" if field.words else ""
    )
    kind = {"f": "number", "i": "whole number", "u": "whole number, 64 bits"}[field.kind[0]]
    if field.fixed:
        kind += ", fixed"
    return [f"`{field.name}`", kind, cell(meaning), _begins(field.start), _begins(field.newcomer)]


def _begins(value: float | str | None) -> str:
    if value in (GIVEN, BY_RULE, KEPT, EACH_WEEK, None):
        return str(value or "")
    return f"`{value}`" if isinstance(value, str) else f"{value:g}"


def schedule() -> list[str]:
    """Element 3."""
    lines = ["", "## 3. Process overview and scheduling", *paragraph("schedule"), ""]
    of_phase = [(phase, one) for phase in WEEK.phases for one in WEEK.mechanisms if phase in one.phases]
    made = [
        [str(number), f"`{phase.name}`", f"`mechanisms.{phase.switch}`" if phase.switch else "",
         cell(first_line(phase.function)), f"[{one.name}](#{one.name})"]
        for number, (phase, one) in enumerate(of_phase)
    ]  # fmt: skip
    ledger = [
        str(len(made)),
        f"`{LEDGER}`",
        "",
        cell(first_line(WEEK.functions["write_ledger"])),
        "[below](#observation)",
    ]
    lines += table(["", "phase", "switch", "what happens", "submodel"], [*made, ledger])
    lines += ["", "In full, with phases by their numbers; week 0 is the beginning:"]
    lines += block(rules()["week.run_weeks"].lines)
    elsewhere = ("run_weeks", "begin_run", "write_ledger")
    rest = [rule.full_name for rule in book().rules(WRITTEN_OUT) if rule.name not in elsewhere]
    lines += written(["ledger.begin_week", *rest])
    return lines + paragraph("counterfactual")


def concepts() -> list[str]:
    """Element 4."""
    lines = ["", "## 4. Design concepts"]
    for name in prose()["concepts"]:
        lines += ["", f"### {name}", *paragraph("concepts", name)]
        lines += {"Emergence": _claims, "Stochasticity": _streams, "Observation": _outcomes}.get(name, list)()
    return lines


def _claims() -> list[str]:
    found = sorted(read_claims().values(), key=lambda one: (one.kind, one.id[0], int(one.id[1:])))
    return ["", *table(["claim", "standing", "what is claimed"], [[one.id, one.kind, cell(one.text)] for one in found])]


def _streams() -> list[str]:
    """Every stream of random numbers, and the rules that draw from it."""
    users: dict[str, list[str]] = {}
    for rule in rules().values():
        text = "\n".join(rule.lines)
        for name in re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', text):
            users.setdefault(name, [])
            if rule.full_name not in users[name]:
                users[name].append(rule.full_name)
    known = {name for module in book().trees for name in streams_of(module).values()}
    made = [[f"`{name}`", ", ".join(f"`{one}`" for one in users.get(name, []))] for name in sorted(known)]
    return ["", *table(["stream", "drawn from in"], made)]


def _outcomes() -> list[str]:
    lines = ["", *table(["outcome", "meaning", "unit", "made of", "a run's value"], map(_outcome, OUTCOMES))]
    lines += ["", "Columns of the ledger, as `write_ledger` numbers them: "]
    lines[-1] += ", ".join(f"{place} {name}" for place, name in enumerate(COLUMNS)) + "."
    for name in ("write_ledger",):
        lines += block(book().rule(WRITTEN_OUT, name).lines)
    return lines + written(["ledger.enter", "ledger.enter_amount"])


def _outcome(outcome: Outcome) -> list[str]:
    parts = [f"`{name}`" for name in (outcome.numerator, outcome.denominator) if name]
    return [
        f"`{outcome.name}`", cell(outcome.meaning), outcome.unit, " / ".join(parts), SUMMARIES[outcome.summary],
    ]  # fmt: skip


def initialization(scenario: Scenario) -> list[str]:
    """Element 5."""
    lines = ["", "## 5. Initialization", *paragraph("initialization", "text")]
    if scenario.files:
        lines += ["", f"This scenario reads its organisation from {len(scenario.files)} files."]
    lines += ["", "### The organisation"]
    for module in ORGANISATION:
        lines += [*paragraphs(said_of(module)), *constants(module)]
        lines += written(rule.full_name for rule in book().rules(module))
    lines += ["", "### Records"]
    for module in BEGINNING:
        lines += constants(module)
        lines += written(rule.full_name for rule in book().rules(module))
    lines += ["", "### What is settled in the week before the first", "", "Rules of the mechanisms stand in element 7."]
    return lines + written(["week.begin_run"])


def given(scenario: Scenario) -> list[str]:
    """Element 6."""
    lines = ["", "## 6. Input data", *paragraph("input", "text"), ""]
    lines += [*paragraphs(said_of(OF_INTERVENTIONS)), ""]
    kinds = [row for kind, declared in KINDS.items() for row in _kind(kind, declared)]
    lines += table(["kind", "what it does", "key", "expected", "meaning"], kinds)
    entries = without_people(without_folders(scenario.content())).get("intervention", ())
    if entries:
        lines += ["", "This scenario has:", ""]
        lines += [f"- {', '.join(f'{key} {value}' for key, value in entry.items())}" for entry in entries]
    else:
        lines += ["", "This scenario has no interventions."]
    for module in (*INTERVENING, OF_INTERVENTIONS):
        lines += constants(module)
        lines += written(rule.full_name for rule in book().rules(module))
    return lines


def _kind(kind: str, declared: type[Table]) -> list[list[str]]:
    """A kind of intervention, a row for each thing that it needs."""
    first = [f"`{kind}`", cell(first_line(declared))]
    needs = [[name, cell(expectation(field)), cell(field.description)] for name, field in declared.model_fields.items()]
    return [[*first, *need] for need in needs or [["", "", ""]]]


def said_of(module: str) -> str:
    """What a module says of itself."""
    return inspect.getdoc(importlib.import_module(module)) or ""


def constants(module: str) -> Iterator[str]:
    """The numbers and words that a module names, as far as rules of the page use them."""
    every = constants_of(module, tuple(book().trees))
    if known := {name: value for name, value in every.items() if name in words_of_rules()}:
        yield from ["", f"Constants: {'; '.join(f'{name} = {value}' for name, value in known.items())}."]


def written(found: Iterable[str]) -> list[str]:
    """Rules by full name, each with what its docstring says."""
    return [line for name in found for line in of_rule(rules()[name])]


def of_rule(rule: Rule) -> Iterator[str]:
    """One rule: its name, what it says, and the formula or the steps."""
    said = paragraphs(rule.saying)
    yield from ["", f"**{rule.name}.** {said[1]}" if len(said) > 1 else f"**{rule.name}**", *said[2:]]
    yield from block(rule.lines)
