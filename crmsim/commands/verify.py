"""``crmsim verify``: whether results are whole and unaltered."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller

if TYPE_CHECKING:
    from crmsim.store.verify import Verdict

DIFFERS = 1


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@options.teller
def verify(folder: str, teller: Teller) -> None:
    """Say whether the results in DIR are whole, and what crmsim wrote: nothing edited, gone or damaged on the disk.

    DIR is a folder that run, compare, sweep, analyse, draw or export has written, or one in which such folders lie:
    then each of them is checked. Every file is held against its digest in provenance.json, every record of a sweep's
    journal against its checksum. Nothing is changed. Leaves with 1 and names what differs where anything does. It finds
    accidents and edits; who can write there and wants to deceive can write digests too, so keep a copy of
    provenance.json elsewhere if that matters.

    \b
    Examples:
      crmsim verify outputs/said_and_done
      crmsim verify outputs
    """
    from pathlib import Path

    from crmsim.store.verify import verify_all

    found = verify_all(Path(folder))
    for one in found:
        for line in verdict_text(one, teller):
            say(line)
    whole = sum(one.whole for one in found)
    if len(found) > 1:
        say(teller("{whole:,} of {folders:,} folders are whole and unaltered.", whole=whole, folders=len(found)))
    if whole < len(found):
        sys.exit(DIFFERS)


def verdict_text(found: Verdict, teller: Teller) -> list[str]:
    """What was found of one folder: what differs, what harms nothing, and the verdict."""
    lines = [teller(line) for line in (*found.problems, *found.notes)]
    if not found.whole:
        return [*lines, teller("NOT whole and unaltered: {folder}", folder=found.folder)]
    if found.records:
        text = teller(
            "Whole and unaltered: {folder} ({files:,} files, {records:,} records of runs)",
            folder=found.folder, files=found.files, records=found.records,
        )  # fmt: skip
    else:
        text = teller("Whole and unaltered: {folder} ({files:,} files)", folder=found.folder, files=found.files)
    return [*lines, text]
