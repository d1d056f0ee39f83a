"""``crmsim scenarios``: what is shipped."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.shipped import show_shipped
from crmsim.words import Teller


@click.command()
@options.teller
def scenarios(teller: Teller) -> None:
    """List the shipped scenarios, each with the question it asks.

    \b
    Examples:
      crmsim scenarios
      crmsim scenarios --language nb
    """
    from crmsim.scenario import list_scenarios

    show_shipped(list_scenarios(), teller)
