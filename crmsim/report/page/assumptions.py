"""What the answer rests on: what was given, what is unknown, what is assumed, and what the model gets wrong."""

from __future__ import annotations

import functools
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from crmsim.experiment.targets import FILES
from crmsim.report.page.blocks import Block, Cell, Folded, Items, Paragraph, Table
from crmsim.report.whatif_words import meaning
from crmsim.scenario import load
from crmsim.scenario.catalogue import shipped
from crmsim.scenario.describe import STATUS, ParameterRow, describe_parameters, value_at
from crmsim.scenario.schema import number, plain
from crmsim.scenario.settings import literal
from crmsim.whatif.answer import Answer
from crmsim.whatif.asking import constants
from crmsim.whatif.options import OPTIONS
from crmsim.words import Message, Teller, message

HOLD_OUT = "hold out"
ASKED = ("scenario",)  # the table of what is asked, which is no assumption
TABLE: dict[str, Message] = {  # what the tables of a scenario are about
    "organisation": message("The organisation"),
    "people": message("People"),
    "market": message("Customers and what is known of them"),
    "system": message("The system"),
    "project": message("The project"),
    "economy": message("Prices and values"),
    "leadership": message("Leaders"),
    "motivation": message("What drives and watches people"),
    "adoption": message("Taking the system up"),
    "climate": message("How people get on"),
}
OTHER = message("Other rules of the model")


@dataclass(frozen=True)
class HeldOut:
    """Something the model was held against and never fitted to.

    Attributes
    ----------
    what, now, source:
        What it is about, what the model says and whether it is met, and who found it.
    met:
        Whether the model meets it.
    """

    what: str
    now: str
    source: str
    met: bool


CHOICE: dict[str, Message] = {  # values of parameters that are words
    "private": message("private", context="choice"),
    "public": message("public", context="choice"),
    "any": message("anybody", context="choice"),
    "giver": message("giver"),
    "taker": message("taker"),
    "matcher": message("matcher"),
    "all": message("everybody", context="choice"),
    "owners": message("those with customers of their own", context="choice"),
    "pilot": message("a first group before the rest", context="choice"),
    "departments": message("department by department", context="choice"),
    "one_department": message("one department before the rest", context="choice"),
    "none": message("none", context="choice"),
    "good": message("a good one", context="choice"),
    "bad": message("a bad one", context="choice"),
    "customer": message("by customer", context="choice"),
    "case": message("by case", context="choice"),
}


@functools.cache
def held_out() -> tuple[HeldOut, ...]:
    """The rows of ``docs/targets.toml`` that are never fitted; none where the file is not there."""
    for path in FILES:
        if path.is_file():
            rows: Mapping[str, Mapping[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))["target"]
            return tuple(
                HeldOut(row["what"], row["now"], row["source"], row["met_now"] == "yes")
                for row in rows.values()
                if row["use"] == HOLD_OUT
            )
    return ()


def wrong_blocks(teller: Teller) -> list[Block]:
    """What the model gets wrong of what it was never fitted to."""
    rows = held_out()
    missed = [one for one in rows if not one.met]
    if not rows:
        return [Paragraph(teller("The list of what the model was held against did not come with this installation."))]
    return [
        Paragraph(
            teller(
                "The model was held against {all} findings that it was never fitted to. It misses {missed} of them; "
                "where the answer leans on one of these, trust it less.",
                all=len(rows), missed=len(missed),
            )
        ),
        Table(
            teller("Findings that the model misses"),
            [teller("what was found"), teller("what the model says"), teller("source")],
            [[teller(one.what), teller(one.now), teller(one.source)] for one in missed], words=True,
        ),
    ]  # fmt: skip


def assumption_blocks(answer: Answer, teller: Teller) -> list[Block]:
    """Every number behind the answer, by whether it was given, is unknown, or is assumed."""
    base = answer.trials.experiment.base
    if base is None:  # which a what-if always has
        return []
    rows = [row for row in describe_parameters(base) if row.table.partition(".")[0] not in (*ASKED, "mechanisms")]
    drawn = {factor.name for factor in answer.trials.experiment.uncertainties}
    given = [row for row in rows if row.name in answer.asked.given and row.name not in drawn]
    unknown = [row for row in rows if row.name in answer.asked.unknown]
    assumed = [row for row in rows if row.name in drawn and row.name not in answer.asked.unknown]
    decided = [row for row in rows if row.name in constants(base) and row not in given and row.name not in drawn]
    blocks: list[Block] = [
        Paragraph(
            teller(
                "{given} numbers were given by you, {unknown} you said you do not know, {assumed} more nobody knows "
                "and are varied within their interval, and {decided} are the plan's own choices.",
                given=len(given), unknown=len(unknown), assumed=len(assumed), decided=len(decided),
            )
        )
    ]  # fmt: skip
    if given:
        blocks.append(_table(teller("Given by you"), given, teller, ranges=False))
    if unknown:
        blocks.append(_table(teller("Unknown to you, and varied"), unknown, teller, ranges=True))
    if decided:
        summary = teller("What the plan decides ({n})", n=len(decided))
        blocks.append(Folded(summary, [_table(summary, decided, teller, ranges=False)]))
    if assumed:
        blocks.append(Folded(teller("What is assumed, with interval, status and source ({n})", n=len(assumed)),
                             _by_table(assumed, teller)))  # fmt: skip
    return blocks


def _by_table(rows: Sequence[ParameterRow], teller: Teller) -> list[Block]:
    def about(row: ParameterRow) -> str:
        return teller(TABLE.get(row.table.partition(".")[0], OTHER))

    grouped = groupby(sorted(rows, key=about), about)
    return [_table(title, list(each), teller, ranges=True) for title, each in grouped]


def _table(caption: str, rows: Sequence[ParameterRow], teller: Teller, *, ranges: bool) -> Table:
    told: list[Sequence[str | Cell]] = [
        [meaning(row.name, teller), _range(row, teller) if ranges else _value(row, teller),
         teller(STATUS[row.status]), teller(row.source)]
        for row in rows
    ]  # fmt: skip
    return Table(
        caption,
        [teller("what"), teller("interval") if ranges else teller("value"), teller("status"), teller("source")],
        told, words=True,
    )  # fmt: skip


def _range(row: ParameterRow, teller: Teller) -> str:
    if row.interval is None:
        return _value(row, teller)
    if row.unit == "share":
        low, high = (teller.share(end) for end in row.interval)
        return teller("{low} to {high}", low=low, high=high)
    low, high = (teller.digits(number(end)) for end in row.interval)
    return _with_unit(teller("{low} to {high}", low=low, high=high), row.unit, teller)


def _value(row: ParameterRow, teller: Teller) -> str:
    if isinstance(row.value, bool):
        return teller("yes") if row.value else teller("no")
    if isinstance(row.value, int | float) and row.unit == "share":
        return teller.share(row.value)
    if isinstance(row.value, int | float):
        return _with_unit(teller.digits(number(row.value)), row.unit, teller)
    if isinstance(row.value, list | tuple):
        return ", ".join(map(str, row.value))
    told = CHOICE.get(row.value) if row.key != "graph" else None
    return teller(told) if told else str(row.value) or "-"


def _with_unit(text: str, unit: str, teller: Teller) -> str:
    return f"{text} {teller(unit)}" if unit else text


def command(answer: Answer) -> str:
    """What was typed, as far as it is known: a shipped scenario with what was set beside it, or the user's own file."""
    name, base = answer.asked.scenario, answer.trials.experiment.base
    tried = [option.name for option in OPTIONS if option.name in answer.trials.names]
    chosen = [word for one in tried for word in ("--option", one)] if len(tried) < len(OPTIONS) else []
    if base is None or name not in shipped():
        return shlex.join(["crmsim", "whatif", f"{name}.toml", *chosen])
    own = set(load(name).given)
    typed = []
    for key in answer.asked.given:
        if key not in own:
            value = answer.asked.horizon if key == "scenario.weeks" else plain(value_at(base, key))
            typed += ["--set", f"{key}={literal(value)}"]
    return shlex.join(["crmsim", "whatif", name, *chosen, *typed])


def repeat_blocks(answer: Answer, teller: Teller) -> list[Block]:
    """How to get the same answer again."""
    trials = answer.trials
    made = trials.sweep.provenance
    base = trials.experiment.base
    return [
        Items([
            teller("Command: {command}", command=command(answer)),
            teller("Version {version}, commit {commit}.", version=made.get("crmsim", "-"),
                   commit=str(made.get("commit") or "-")[:12]),
            teller("Seed {seed}; {worlds} worlds, {runs} in each.", seed=trials.experiment.seed, worlds=trials.worlds,
                   runs=teller.plural("{n} run", "{n} runs", trials.runs)),
            teller("Scenario {hash}.", hash=base.hash if base is not None else "-"),
            teller("Any single run again: {command}; whether the folder is what was written: {verify}.",
                   command="crmsim replay DIR RUN_ID", verify="crmsim verify DIR"),
        ])
    ]  # fmt: skip
