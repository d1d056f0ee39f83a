"""``crmsim organisation``: describe an organisation from files of any usual kind and write a scenario for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crmsim.commands import options
from crmsim.commands.say import say, typed
from crmsim.errors import CrmsimError
from crmsim.words import Teller

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("files", type=click.Path(), metavar="FILE [FILE]", nargs=-1, required=True)
@click.option("--kinds", metavar="KIND[,KIND]", help="Kinds of tie to use, where there are several; by default all.")
@click.option("--out", type=click.Path(), metavar="SCENARIO.toml", help="Write a scenario that is ready to run.")
@click.option(
    "--direction", type=options.Choice(("directed", "undirected")), metavar="directed|undirected",
    help="Whether a row of ties speaks for one direction or for both; otherwise as the file says, or else as many or "
    "few pairs that stand both ways suggest.",
)  # fmt: skip
@click.option(
    "--repeats", metavar="sum|mean|max|last",
    help="What becomes of several rows for one pair: a log of messages is summed.",
)  # fmt: skip
@click.option(
    "--scale", metavar="[KIND=]SCALE",
    help="What strengths are: count, share, or the ends of a scale of answers, as 1-5, the lower of which is no tie.",
)  # fmt: skip
@click.option("--decimal", metavar="point|comma", help="The decimal sign, where a column does not show it.")
@click.option("--level", metavar="top|bottom", help="Where level 1 is.")
@click.option("--tenure", metavar="years|months|weeks", help="The unit of a column tenure.")
@click.option(
    "--missing", metavar="WORD[,WORD]", help="Words that mean that nothing is known, instead of NA, - and such."
)
@click.option(
    "--unlisted", metavar="refuse|leave-out|add", default="refuse", show_default=True,
    help="What becomes of people in ties, or as managers, who are not on the list of employees.",
)  # fmt: skip
@click.option(
    "--column", "columns", multiple=True, metavar="USE=NAME",
    help="The column for a use, as strength=mails, or one to leave out, as ignore=mails; may be repeated.",
)  # fmt: skip
@click.option("--key", is_flag=True, help="Say where the key lies under which people go by pseudonyms.")
@options.together(options.teller)
def organisation(
    files: tuple[str, ...],
    kinds: str | None,
    out: str | None,
    direction: str | None,
    repeats: str | None,
    scale: str | None,
    decimal: str | None,
    level: str | None,
    tenure: str | None,
    missing: str | None,
    unlisted: str,
    columns: tuple[str, ...],
    key: bool,
    teller: Teller,
) -> None:
    """Describe the network of an organisation, and write a scenario ready to run.

    FILE is a table of people and a table of ties (CSV, Excel, LibreOffice, Parquet), or one file that holds both: a
    workbook, GraphML, GEXF, Pajek, UCINET DL or an adjacency matrix. It is told what each file looks like and what
    every column was used for. Names never leave the machine: people go by pseudonyms, under a key that is made beside
    the files (pseudonyms.key) and stays there.

    \b
    Examples:
      crmsim organisation employees.csv ties.csv
      crmsim organisation employees.csv ties.csv --kinds advice --out ours.toml
      crmsim organisation messages.csv --repeats sum
      crmsim organisation network.graphml --out ours.toml
    """
    from pathlib import Path

    _load_igraph()
    from crmsim.organisation import describe, read, write_scenario
    from crmsim.organisation.export import write_pair
    from crmsim.organisation.files import gather
    from crmsim.organisation.options import options as asked_for
    from crmsim.organisation.pseudonyms import key_of, key_path, share_key
    from crmsim.organisation.reading import build

    asked = asked_for(
        directed=None if direction is None else direction == "directed", repeats=repeats, scale=scale, decimal=decimal,
        level=level, tenure=tenure, missing=missing, unlisted=unlisted, columns=columns,
    )  # fmt: skip
    tables = gather(files)
    for look in tables.looks:
        say(teller(look))
    if key and tables.folder is not None:
        key_of(tables.folder)
        say(teller("key: {path}", path=key_path(tables.folder)))
    result = build(tables, kinds, asked)
    say(("\n" if tables.looks else "") + describe(result).text(teller))
    if out is None:
        return
    if tables.plain and asked.plain:
        written = write_scenario(result, files[0], files[1], out, kinds)
    else:
        named = build(tables, kinds, asked, keep_names=True)
        pair = write_pair(named, Path(out).parent, Path(out).stem)
        share_key(tables.folder, Path(out).parent)
        written = write_scenario(read(*pair), *pair, out)
        say("\n" + teller("As it was read: {people}, {ties}", people=pair[0], ties=pair[1]))
    tell_written(written, teller)


def tell_written(path: Path, teller: Teller) -> None:
    """Say where the scenario is and how to run it, or why it cannot be run as it is.

    Raises
    ------
    CrmsimError
        What a run of it would refuse.
    """
    from crmsim.runner.ready import refuse_unready
    from crmsim.scenario import load

    try:
        refuse_unready(load(path))
    except CrmsimError:
        say("\n" + teller("Written: {path}\nIt cannot be run as it is:", path=path))
        raise
    say("\n" + teller("Written: {path}\nRun it:  {command}", path=path, command=typed("crmsim", "run", path)))


def _load_igraph() -> None:
    """Import igraph without matplotlib, which it would load to draw with: nothing is drawn, and it takes as long."""
    import importlib
    import sys

    drawing = "matplotlib" not in sys.modules
    if drawing:
        sys.modules["matplotlib"] = None  # type: ignore[assignment] # Python's own way to bar an import
    try:
        importlib.import_module("igraph")
    finally:
        if drawing:
            del sys.modules["matplotlib"]
