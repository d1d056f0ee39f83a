"""``crmsim scenarios`` and ``crmsim experiments``: what is shipped, each with the question it asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.errors import CrmsimError
from crmsim.words import Teller, message

if TYPE_CHECKING:
    from crmsim.scenario import Entry


def show_shipped(entries: Sequence[Entry], teller: Teller) -> None:
    """Print name, title and question of every entry.

    Raises
    ------
    CrmsimError
        Without any: the installation lacks its files.
    """
    if not entries:
        raise CrmsimError(
            message("nothing is shipped with this installation"),
            expected=message("an installation with its scenarios and experiments"),
        )
    for entry in entries:
        title, question = entry.title_and_question(teller)
        say(f"{entry.name}: {title}")
        if question:
            say(teller.wrap(question, "    "))


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
