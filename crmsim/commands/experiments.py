"""``crmsim experiments``: what is shipped."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.shipped import show_shipped
from crmsim.report.words import LANGUAGES


@click.command()
@click.option(
    "--language",
    type=options.Language(),
    default="en",
    show_default=True,
    metavar=f"[{'|'.join(LANGUAGES)}]",
    help="Language of titles and questions; English where an experiment has no other.",
)
def experiments(language: str) -> None:
    """List the shipped experiments, each with the question it asks.

    \b
    Examples:
      crmsim experiments
      crmsim experiments --language nb
    """
    from crmsim.experiment.catalogue import list_experiments

    show_shipped(list_experiments(), "experiments", language)
