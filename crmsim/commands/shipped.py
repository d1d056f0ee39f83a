"""Lists of what is shipped, each with the question it asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
