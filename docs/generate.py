"""Write the pages of ``docs/`` that are read out of the code and of tables, and draw the picture of the README.

    python docs/generate.py              writes claims.md, mechanisms.md, odd.md, outcomes.md, parameters.md,
                                         questions.md, robustness.md, targets.md and trace.md, and the tables that
                                         stand in evidence.md and the README
    python docs/generate.py --pictures   draws docs/pictures/adoption.png too (100 runs of four scenarios)

A test fails while the committed pages are not what this prints.
"""

from __future__ import annotations

import argparse
import functools
import inspect
import pkgutil
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

import crmsim.mechanisms as rulebook
from crmsim.commands.week import rows
from crmsim.declaration.outcome import JUDGED, Outcome
from crmsim.declaration.parameter import STATUSES, choices, extra, inner_table, limits
from crmsim.interview import QUESTIONS
from crmsim.mechanisms import OUTCOMES, WEEK
from crmsim.mechanisms.intervention import KINDS
from crmsim.odd import odd_page
from crmsim.odd.markdown import cell, first_line, span, table
from crmsim.report.labels import outcome_label
from crmsim.scenario import load
from crmsim.scenario.schema import expectation, fields, groups, tables
from crmsim.scenario.settings import literal
from crmsim.words import ENGLISH, Teller

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))
from filled_pages import filled_pages  # noqa: E402 - these lie beside this file
from targets_page import targets_page  # noqa: E402 - the same
from tests_done import trace_page  # noqa: E402 - the same

MARK = "<!-- Written by docs/generate.py from the declarations in the code; edit those. -->"
PICTURED = ("baseline", "giver_rich", "taker_leader", "say_do_gap")  # what `make demo` compares

STATUS_WORDS = {
    "measured": "measured, as the source says",
    "derived": "arithmetic on measured values",
    "calibrated": "fitted, to what the source says",
    "assumed": "nobody has measured it as far as we know; sweep the interval",
    "definition": "fixed by the question",
    "choice": "no truth to know: what you ask for",
}
SUMMARY_WORDS = {
    "sum": "summed over all weeks",
    "stock": "mean of the last four weeks",
    "ratio": "pooled over all weeks: sum of numerators over sum of denominators",
    "duration": "first week it holds; the last week, flagged `censored`, where it never does",
    "drop": "largest fall within 26 weeks",
    "composite": "mean of its parts",
    "money": "summed over all weeks, each discounted to the first",
    "payback": "first week from which it holds for good; the last week where it never does",
    "verdict": "of the run as a whole",
}
NORWEGIAN = Teller("nb")
BETTER_WORDS = {"higher": "higher", "lower": "lower", "none": "neither"}


def main() -> None:
    """Write the pages, and draw the picture where it is asked for."""
    parser = argparse.ArgumentParser(description="Write the pages of docs/ that are read out of the code.")
    parser.add_argument("--pictures", action="store_true", help="draw the picture of the README too")
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    if parser.parse_args().pictures:
        draw()


@functools.cache
def pages() -> dict[str, str]:
    """The generated pages by file name."""
    made = {"mechanisms": mechanisms_page, "outcomes": outcomes_page, "parameters": parameters_page,
            "questions": questions_page}  # fmt: skip
    of_package = {"odd.md": odd_page(load("baseline"), MARK)}
    of_package |= filled_pages() | {"targets.md": targets_page(MARK)}
    of_package["trace.md"] = trace_page(MARK.replace("the declarations in the code", "the tests"))
    return of_package | {f"{name}.md": page() for name, page in made.items()}


def draw() -> None:
    """Draw the picture of the README from shipped scenarios, as ``crmsim compare`` draws it."""
    import crmsim

    with tempfile.TemporaryDirectory() as folder:
        crmsim.compare(PICTURED, runs=100).write(Path(folder) / "compared")
        shutil.copy(Path(folder) / "compared" / "adoption.png", DOCS / "pictures" / "adoption.png")


def parameters_page() -> str:
    """Every parameter of every table, and every kind of intervention."""
    counted = [field for name, field in fields().items() if name.partition(".")[0] not in ("scenario", "mechanisms")]
    assumed = sum(extra(field)["status"] == "assumed" for field in counted)
    lines = [
        "# Every parameter",
        "",
        MARK,
        "",
        f"{assumed} of {len(counted)} parameters (questions and switches not counted) are assumptions. A scenario "
        "file names only those that differ from the default; "
        "`crmsim show SCENARIO` prints them as they stand in a scenario. How to write one: [scenario.md](scenario.md). "
        "Ids such as G1 are explained in [claims.md](claims.md), E7 in [evidence.md](evidence.md), O6 in "
        "[oracles.md](oracles.md).",
        "",
        "**Interval** is the plausible range to sweep; **allowed** is what is refused beyond. **Status** says how well "
        "the default is known:",
        "",
        *(f"- *{status}*: {STATUS_WORDS[status]}" for status in STATUSES),
        "",
        "Tables: " + " · ".join(f"[{name}](#{anchor(name)})" for name in [*shown_groups(), "intervention"]),
    ]
    for group in shown_groups():
        lines += ["", f"## {group}", "", purpose(group), ""]
        rows = [row(key, field) for key, field in fields().items() if key.rpartition(".")[0] == group]
        lines += table(["key", "default", "unit", "interval", "allowed", "status", "claims", "meaning"], rows)
    lines += ["", "## intervention", "", "Each `[[intervention]]` has `week`, `kind` and, unless it concerns all, "]
    lines[-1] += "`who`; beside them:"
    for kind, declared in KINDS.items():
        lines += ["", f"**{kind}**: {first_line(declared)}", ""]
        needs = [
            [f"`{name}`", default_of(field), cell(expectation(field)), cell(field.description or "")]
            for name, field in declared.model_fields.items()
        ]
        lines += table(["key", "default", "expected", "meaning"], needs) if needs else ["Needs nothing more."]
    return "\n".join(lines) + "\n"


def shown_groups() -> list[str]:
    """The tables in the order they are shown, those inside others after them."""
    order = list(tables())
    return sorted(groups(), key=lambda name: (order.index(name.partition(".")[0]), name.count("."), name))


def purpose(group: str) -> str:
    """What a table is for, as its declaration says."""
    top, *path = group.split(".")
    declared: Any = tables()[top]
    for name in path:
        declared = inner_table(declared.model_fields[name])
    if group == "mechanisms":
        return "Which mechanisms are at work; with everything off nothing happens."
    return first_line(declared)


def row(key: str, field: FieldInfo) -> list[str]:
    """One parameter as cells."""
    text = extra(field)
    default = default_of(field)
    if text["public"] is not None:
        default += f"; public {cell(literal(text['public'], bare=False))}"
    low, high = limits(field)
    allowed = " or ".join(f"`{word}`" for word in choices(field)) if choices(field) else span(low, high)
    source = str(text["source"])
    return [
        f"`{key.rpartition('.')[2]}`",
        default,
        cell(text["unit"]),
        span(*text["interval"]) if text["interval"] else "",
        allowed,
        text["status"],
        " ".join(text["claims"]),
        cell(f"{field.description} (*{source}*)"),
    ]


def default_of(field: FieldInfo) -> str:
    """The default as a file would hold it."""
    if field.default is PydanticUndefined:
        return "needed"
    return "none" if field.default is None else f"`{cell(literal(field.default, bare=False))}`"


def mechanisms_page() -> str:
    """Every mechanism: its place in the week, its state, its columns of the ledger, its rules."""
    lines = [
        "# Every mechanism",
        "",
        MARK,
        "",
        "A mechanism is a file of `crmsim/mechanisms/` that declares everything about itself; how to change one: "
        "[contributing.md](contributing.md). `crmsim week` prints the order of the week, `crmsim week --code` the "
        "functions that are written out from these declarations.",
        "",
    ]
    week = [[str(number), f"`{row.phase}`", f"`{row.file}`", f"`{row.switch}`" if row.switch else "", cell(row.meaning)]
            for number, row in enumerate(rows(), 1)]  # fmt: skip
    lines += table(["", "phase", "declared in", "switch", "what happens"], week)
    for mechanism in WEEK.mechanisms:
        lines += ["", f"## {mechanism.name}", "", first_line(sys.modules[mechanism.module])]
        if mechanism.table is not None:
            name = mechanism.table.__name__.lower()
            lines += ["", f"Parameters: [{name}](parameters.md#{anchor(name)})."]
        fields = [
            [entity, f"`{field.name}`", cell(field.meaning), start_words(field.start),
             start_words(field.newcomer) if entity == "people" else ""]
            for entity, declared in mechanism.fields.items() for field in declared
        ]  # fmt: skip
        if fields:
            lines += ["", *table(["of", "measure", "meaning", "first week", "newcomer"], fields)]
        columns = [f"`{name}`" for declared in mechanism.columns for name in declared.names]
        if columns:
            lines += ["", f"Ledger: {', '.join(columns)}."]
        if mechanism.outcomes:
            named = ", ".join(f"`{outcome.name}`" for outcome in mechanism.outcomes)
            lines += ["", f"Outcomes ([outcomes.md](outcomes.md)): {named}."]
        lines += ["", *table(["rule", "what it says"], rules_of(mechanism.module))]
    alone = {mechanism.module for mechanism in WEEK.mechanisms}
    for name in sorted(module.name for module in pkgutil.iter_modules(rulebook.__path__)):
        module = f"{rulebook.__name__}.{name}"
        if module not in alone and rules_of(module):
            lines += ["", f"## {name}", "", first_line(sys.modules[module]), ""]
            lines += table(["rule", "what it says"], rules_of(module))
    return "\n".join(lines) + "\n"


def start_words(value: object) -> str:
    """What a measure begins with."""
    return (
        f"`{value}`"
        if isinstance(value, str) and "." in value
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def rules_of(module: str) -> list[list[str]]:
    """The rules of a module in the order of the file, each with the first sentence of its docstring."""
    return [
        [f"`{name}`", cell(first_line(function))]
        for name, function in vars(sys.modules[module]).items()
        if inspect.isfunction(function) and function.__module__ == module and not name.startswith("_")
    ]


def outcomes_page() -> str:
    """Every outcome."""
    lines = [
        "# Every outcome",
        "",
        MARK,
        "",
        "Where an outcome has no value, results hold null with a reason. *Matters* is the smallest change that "
        "matters: a verdict of `crmsim compare` is judged against it ([results.md](results.md)); in brackets between "
        f"which values it may as well lie. All of them are assumed: {JUDGED}. *Groups* says whether "
        "an outcome is also told by style and by department.",
        "",
    ]
    rows = [outcome_row(outcome) for outcome in OUTCOMES]
    lines += table(
        ["outcome", "called", "meaning", "unit", "range", "a run's value", "better", "matters", "groups"], rows
    )
    return "\n".join(lines) + "\n"


def outcome_row(outcome: Outcome) -> list[str]:
    """One outcome as cells."""
    scale = 100.0 if outcome.relative else 1.0
    usual, least, most = (f"{scale * one:g}" for one in (outcome.matters, outcome.matters_from, outcome.matters_to))
    matters = f"{usual} % of the reference ({least} to {most})" if outcome.relative else f"{usual} ({least} to {most})"
    return [
        f"`{outcome.name}`",
        cell(f"{outcome_label(outcome.name, ENGLISH)}; nb: {outcome_label(outcome.name, NORWEGIAN)}"),
        cell(outcome.meaning),
        cell(outcome.unit),
        span(outcome.low, outcome.high) or "any",
        SUMMARY_WORDS[outcome.summary],
        BETTER_WORDS[outcome.better],
        matters,
        "yes" if outcome.by_group else "no",
    ]


def questions_page() -> str:
    """The page of the questions of ``crmsim new``, and what each answer says of parameters."""
    lines = [
        "# What the answers to crmsim new say of the model",
        "",
        MARK,
        "",
        "`crmsim new` asks these questions ([leader.md](leader.md)). An answer in words stands for a range of each "
        "parameter beside it, within the interval that [parameters.md](parameters.md) declares. **All ranges are "
        "assumed**: no study ties such a sentence to a number on the model's scales. A run takes the middle of a "
        "range; the range itself stands in `[unknown]` of the scenario "
        "([scenario.md](scenario.md#what-you-do-not-know)). A question that is not answered leaves the whole interval.",
        "",
        "*Name* is what a question is called in a file of answers and after `--answer`.",
    ]
    for question in QUESTIONS:
        lines += ["", f"## {question.key}", "", question.words, ""]
        if question.amount is not None:
            kind = "a whole number" if question.amount.whole else "a number"
            lines.append(f"{kind.capitalize()}, or a range: `{question.amount.key}`.")
            continue
        said = [
            [
                f"`{picture.key}`",
                cell(picture.words),
                "<br>".join(
                    f"`{key}` {value if isinstance(value, str) else span(*value)}"
                    for key, value in picture.values.items()
                ),
            ]
            for picture in question.pictures
        ]
        lines += table(["name", "answer", "what it says of the model"], said)
    return "\n".join(lines) + "\n"


def anchor(heading: str) -> str:
    """How a heading is linked to."""
    return heading.lower().replace(".", "")


if __name__ == "__main__":
    main()
