"""``crmsim show``: every parameter of a scenario."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller


@click.command()
@click.argument("scenario")
@options.together(options.settings, options.weeks, options.teller)
def show(scenario: str, settings: tuple[str, ...], weeks: int | None, teller: Teller) -> None:
    """Show every parameter of SCENARIO as resolved, with unit, interval, status and source.

    \b
    Examples:
      crmsim show baseline
      crmsim show baseline --set people.takers=.3
      crmsim show baseline --language nb
    """
    from crmsim.scenario import load, parameters_text

    say(parameters_text(load(scenario, settings, weeks), teller))
