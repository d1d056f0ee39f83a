"""``crmsim scenarios``: what is shipped."""

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
    help="Language of titles and questions; English where a scenario has no other.",
)
def scenarios(language: str) -> None:
    """List the shipped scenarios, each with the question it asks.

    \b
    Example:
      crmsim scenarios
      crmsim scenarios --language nb
    """
    from crmsim.scenario import list_scenarios

    show_shipped(list_scenarios(), "scenarios", language)
