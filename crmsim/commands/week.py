"""``crmsim week``: the order of the week, as the mechanisms declare it."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.words import Teller, message

HEADINGS = (message("phase"), message("declared in"), message("switch"), message("what happens"))
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
        click.echo(WEEK.source, nl=False)
        return
    rows = [tuple(teller(heading) for heading in HEADINGS)]
    rows += [(row.phase, row.file, row.switch or "", teller(row.meaning)) for row in WEEK.rows()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for number, row in enumerate(rows):
        start = f"{number or '':>2}  " + "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=False))
        click.echo(teller.wrap(row[3], f"{start}  ", " " * (len(start) + 2)))
