"""``crmsim week``: the order of the week, as the mechanisms declare it."""

from __future__ import annotations

from typing import Any, NamedTuple

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller, message

HEADINGS = (message("phase"), message("declared in"), message("switch"), message("what happens"))


class Row(NamedTuple):
    """A phase as a reader meets it: its name, the file that declares it, its switch, what happens in it."""

    phase: str
    file: str
    switch: str | None
    meaning: str


def rows() -> list[Row]:
    """The order of the week, for readers."""
    from crmsim.declaration.mechanism import LEDGER
    from crmsim.mechanisms import WEEK

    made = [
        Row(phase.name, one.file, phase.switch, first_sentence(phase.function))
        for phase in WEEK.phases
        for one in WEEK.mechanisms
        if phase in one.phases
    ]
    ledger = first_sentence(WEEK.functions["write_ledger"])
    return [*made, Row(LEDGER, "crmsim/declaration/writing.py", None, ledger)]


def first_sentence(function: Any) -> str:
    """What a rule does, as the first sentence of its docstring says."""
    return " ".join((function.__doc__ or "").split()).partition(". ")[0].rstrip(".") + "."


CODE = click.option("--code", is_flag=True, help="The functions written out from the declarations.")


@click.command()
@CODE
@options.teller
def week(code: bool, teller: Teller) -> None:
    """Print the order of the week: its phases, where each is declared, and the switch that turns it on.

    \b
    Examples:
      crmsim week
      crmsim week --language nb
    """
    from crmsim.mechanisms import WEEK

    if code:
        say(WEEK.source.removesuffix("\n"))
        return
    lines = [tuple(teller(heading) for heading in HEADINGS)]
    lines += [(row.phase, row.file, row.switch or "", teller(row.meaning)) for row in rows()]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    for number, row in enumerate(lines):
        start = f"{number or '':>2}  " + "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=False))
        say(teller.wrap(row[3], f"{start}  ", " " * (len(start) + 2)))
