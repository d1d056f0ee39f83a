"""``crmsim odd``: the model as an ODD protocol, with the values of a scenario."""

from __future__ import annotations

from pathlib import Path

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller


@click.command()
@click.argument("scenario", default="baseline")
@options.together(options.settings, options.weeks)
@click.option("--out", type=click.Path(), metavar="FILE", help="Write it to a new file instead of printing it.")
@options.teller
def odd(scenario: str, settings: tuple[str, ...], weeks: int | None, out: str | None, teller: Teller) -> None:
    """Write the model with the values of SCENARIO as an ODD protocol, as journals ask for it: one Markdown page.

    It is read out of the model itself, the formulas of every rule included, so it says what this version computes. The
    page is in English whatever the language; docs/odd.md is that of the baseline.

    \b
    Examples:
      crmsim odd baseline --out odd.md
      crmsim odd taker_leader --set project.patience=.3
    """
    from crmsim.odd import odd_page
    from crmsim.organisation.scenario_file import write_new
    from crmsim.scenario import load

    text = odd_page(load(scenario, settings, weeks))
    if out is None:
        say(text.removesuffix("\n"))
        return
    write_new(Path(out), text)
    say(teller("Written: {files}", files=out))
