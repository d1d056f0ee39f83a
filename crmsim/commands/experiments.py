"""``crmsim experiments``: what is shipped."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.shipped import show_shipped
from crmsim.words import Teller


@click.command()
@options.teller
def experiments(teller: Teller) -> None:
    """List the shipped experiments, each with the question it asks.

    \b
    Examples:
      crmsim experiments
      crmsim experiments --language nb
    """
    from crmsim.experiment.catalogue import list_experiments

    show_shipped(list_experiments(), teller)
