"""``crmsim analyse``: what a sweep says."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option(
    "--outcome", "outcomes", multiple=True, metavar="NAME",
    help="An outcome to analyse, instead of those the experiment watches; may be repeated.",
)  # fmt: skip
@click.option("--out", type=click.Path(), metavar="DIR", help="Folder for the analysis; by default DIR/analysis.")
@click.option(
    "--partial", is_flag=True,
    help="Take a sweep that still runs, or was stopped, with what is finished; written to DIR-partial.",
)  # fmt: skip
@click.option("--csv", is_flag=True, help="Write every run as runs.csv too, and what its columns mean as columns.csv.")
@options.teller
def analyse(folder: str, outcomes: tuple[str, ...], out: str | None, partial: bool, csv: bool, teller: Teller) -> None:
    """Tell what the sweep in DIR says: tables and figures to DIR/analysis, and a short answer here.

    What is made depends on the design: means with intervals, paired differences with effect sizes, response curves
    and maps, shares of variance with luck told apart (Sobol), elementary effects (Morris), correlations, how levers do
    over sampled worlds, and the conditions under which projects fail (needs the extra crmsim[conditions]). Missing runs
    are told and never filled in. An earlier analysis is replaced. DIR's runs are only read: DIR may be an archive that
    nobody can write, with --out elsewhere.

    \b
    Examples:
      crmsim analyse outputs/said_and_done
      crmsim analyse outputs/said_and_done --partial
      crmsim analyse outputs/said_and_done --csv
      crmsim analyse outputs/said_and_done --outcome market_orientation --language nb
    """
    from pathlib import Path

    from crmsim.report.sweep_drawn import DrawnSweep
    from crmsim.report.sweep_text import sweep_text

    sweep = DrawnSweep.read(Path(folder), partial)
    files = sweep.write_analysis(teller.language, outcomes, out, csv)

    say(sweep_text(sweep.analyse(outcomes), teller))
    say()
    where = files[0].parent
    say(teller("Written to {folder}: {files}", folder=where, files=", ".join(file.name for file in files)))
