"""``crmsim archive``: a study as one file for others."""

from __future__ import annotations

import os
from pathlib import Path

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--out", type=click.Path(), metavar="FILE", help="The file to write; by default DIR with .zip behind it.")
@click.option("--title", metavar="TEXT", help="What the study is called; by default as its scenario or experiment.")
@click.option("--licence", metavar="SPDX", help="What others may do with it, as CC-BY-4.0; without it nothing is said.")
@click.option(
    "--creator", "creators", multiple=True, metavar="NAME",
    help='Who made it, with an ORCID iD or without: "Josiah Carberry (0000-0002-1825-0097)"; may be repeated.',
)  # fmt: skip
@click.option("--with-files", is_flag=True, help="Take the files of an organisation too, which name people.")
@options.teller
def archive(
    folder: str, out: str | None, title: str | None, licence: str | None, creators: tuple[str, ...], with_files: bool,
    teller: Teller,
) -> None:  # fmt: skip
    """Put the study in DIR into one zip, to be handed in or kept: results, what they were made of, the model as an ODD
    protocol, hashes of everything, and the commands that make it again.

    DIR is a folder that run, compare, sweep or whatif has written, and is whole. The zip is a research object (RO-Crate
    1.1), which archives read. Unpacked, `crmsim verify` checks it and `crmsim replay` makes runs of a sweep again.

    \b
    Examples:
      crmsim archive outputs/said_and_done --licence CC-BY-4.0 --creator "Kari Nordmann"
      crmsim archive results --out study.zip
    """
    from crmsim.archive import archive as put_together
    from crmsim.archive import creator_of

    file = Path(f"{os.path.normpath(folder)}.zip" if out is None else out)
    people = [creator_of(one) for one in creators]
    contents = put_together(Path(folder), file, title, licence, people, with_files)
    say(teller("Written: {files}", files=file))
    if contents.left_out:
        listed = ", ".join(contents.left_out)
        say(
            teller(
                "Left out, because they name people: {files}. Without them nothing can be made again; --with-files "
                "takes those of a sweep.",
                files=listed,
            )
        )
    if licence is None:
        say(teller("No licence is given, so others may not use it: --licence CC-BY-4.0, for one."))
    say(teller("To make it again, unpack it and type there: {command}", command=contents.again[-1]))
