"""Lists of what is shipped, each with the question it asks."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from crmsim.errors import CrmsimError

if TYPE_CHECKING:
    from crmsim.scenario import Entry


def show_shipped(entries: Sequence[Entry], what: str, language: str) -> None:
    """Print name, title and question of every entry.

    Raises
    ------
    CrmsimError
        Without any: the installation lacks its files.
    """
    if not entries:
        raise CrmsimError(f"no shipped {what} were found", expected=f"an installation with its {what}")
    width = min(max(shutil.get_terminal_size((100, 24)).columns, 60), 120)
    for entry in entries:
        title, question = entry.told(language)
        click.echo(f"{entry.name}: {title}")
        if question:
            click.echo(textwrap.fill(question, width, initial_indent="    ", subsequent_indent="    "))
