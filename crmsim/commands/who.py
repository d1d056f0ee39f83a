"""``crmsim who``: the ids behind pseudonyms, for the owner of the list."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller


@click.command()
@click.argument("file", type=click.Path(), metavar="EMPLOYEES")
@click.argument("pseudonyms", metavar="PSEUDONYM...", nargs=-1, required=True)
@options.together(options.teller)
def who(file: str, pseudonyms: tuple[str, ...], teller: Teller) -> None:
    """Look pseudonyms up in the list of employees they were made from.

    It takes the list and the key, which lies beside it (pseudonyms.key) since these people were first shown. Look
    people up to act on the network, as on who holds it together, and never to judge anybody: styles are drawn, not
    measured.

    \b
    Example:
      crmsim who employees.csv pabcdefghijkl
    """
    from pathlib import Path

    from crmsim.organisation.files import people_in
    from crmsim.organisation.pseudonyms import look_up

    for pseudonym, person in look_up(people_in(file), pseudonyms, Path(file).parent).items():
        say(f"{pseudonym}  {person}")
    say(teller("A pseudonym says where somebody stands in the network, and nothing of what they are like."))
