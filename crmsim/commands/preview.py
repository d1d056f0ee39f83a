"""``crmsim preview``: what options would do together, guessed in no time from a what-if."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.argument("names", metavar="OPTION...", nargs=-1, required=True)
@options.teller
def preview(folder: str, names: tuple[str, ...], teller: Teller) -> None:
    """Guess what options would change together, from the what-if in DIR, without running anything.

    OPTION is an option that was tried (see `crmsim whatif --list`). The guess is made from what each option did alone,
    world by world. Beside it stands how far such guesses were off where options were run together too; what cannot be
    guessed well enough to matter is not.

    \b
    Examples:
      crmsim preview outputs/whatif-ours walk_the_talk explain_why
      crmsim preview outputs/whatif-ours superusers meetings --language nb
    """
    from pathlib import Path

    from crmsim.report.preview_text import preview_text
    from crmsim.whatif.preview import Preview
    from crmsim.whatif.trials import Trials

    say(preview_text(Preview(Trials.read(Path(folder))), names, teller))
