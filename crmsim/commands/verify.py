"""``crmsim verify``: whether results are whole and unaltered."""

from __future__ import annotations

import sys

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller

DIFFERS = 1


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@options.teller
def verify(folder: str, teller: Teller) -> None:
    """Say whether the results in DIR are whole, and what crmsim wrote: nothing edited, gone or damaged on the disk.

    DIR is a folder that run, compare, sweep, analyse, draw or export has written. Every file is held against its digest
    in provenance.json, every record of a sweep's journal against its checksum. Nothing is changed. Leaves with 1 and
    names what differs where anything does. It finds accidents and edits; who can write there and wants to deceive can
    write digests too, so keep a copy of provenance.json elsewhere if that matters.

    \b
    Examples:
      crmsim verify outputs/said_and_done
      crmsim verify results
    """
    from pathlib import Path

    from crmsim.store.verify import verify as check

    found = check(Path(folder))
    for line in (*found.problems, *found.notes):
        say(teller(line))
    if not found.whole:
        say(teller("NOT whole and unaltered: {folder}", folder=folder))
        sys.exit(DIFFERS)
    if found.records:
        text = teller(
            "Whole and unaltered: {folder} ({files:,} files, {records:,} records of runs)",
            folder=folder, files=found.files, records=found.records,
        )  # fmt: skip
    else:
        text = teller("Whole and unaltered: {folder} ({files:,} files)", folder=folder, files=found.files)
    say(text)
