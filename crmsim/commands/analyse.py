"""``crmsim analyse``: what a sweep says."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller, message


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
@click.option("--box", type=click.IntRange(1), metavar="N", help="Tell box N of the search for conditions of failure.")
@click.option(
    "--coverage", type=click.FloatRange(0.0, 1.0), metavar="SHARE",
    help="Of the boxes that hold this share of the failures, tell the one in which most fail.",
)  # fmt: skip
@click.option(
    "--density", type=click.FloatRange(0.0, 1.0), metavar="SHARE",
    help="Of the boxes in which this share fails, tell the one that holds most of the failures.",
)  # fmt: skip
@click.option(
    "--explore", is_flag=True,
    help="Learn from the sample too: scores of factors, a tree, stacked factors, an emulator with its error.",
)  # fmt: skip
@click.option(
    "--at", multiple=True, metavar="KEY=VALUE,…",
    help="What the emulator expects there, the other factors averaged; may be repeated.",
)  # fmt: skip
@options.teller
def analyse(
    folder: str, outcomes: tuple[str, ...], out: str | None, partial: bool, csv: bool, box: int | None,
    coverage: float | None, density: float | None, explore: bool, at: tuple[str, ...], teller: Teller,
) -> None:  # fmt: skip
    """Tell what the sweep in DIR says: tables and figures to DIR/analysis, and a short answer here.

    What is made depends on the design: means with intervals, paired differences with effect sizes, response curves
    and maps, shares of variance with noise told apart (Sobol), elementary effects (Morris), correlations, how levers do
    over sampled worlds, and the conditions under which projects fail (needs the extra crmsim[conditions]). What is
    learned from a sample (--explore, --at) needs crmsim[calibrate]. Missing runs are told and never filled in. An
    earlier analysis is replaced. DIR's runs are only read: DIR may be an archive that nobody can write, with --out
    elsewhere.

    \b
    Examples:
      crmsim analyse outputs/said_and_done
      crmsim analyse outputs/said_and_done --partial
      crmsim analyse outputs/said_and_done --csv
      crmsim analyse outputs/said_and_done --outcome market_orientation --language nb
      crmsim analyse outputs/conditions_of_failure --coverage 0.6
      crmsim analyse outputs/conditions_of_failure --explore --at leadership.done=0.8,adoption.threshold_mean=0.4
    """
    from pathlib import Path

    from crmsim.analysis.findings import More
    from crmsim.analysis.peeling import Choice
    from crmsim.errors import CrmsimError
    from crmsim.report.sweep_drawn import DrawnSweep
    from crmsim.report.sweep_text import sweep_text

    asked = {"--box": box, "--coverage": coverage, "--density": density}
    given = [name for name, value in asked.items() if value is not None]
    if len(given) > 1:
        raise CrmsimError(
            message("one box is told, and it is chosen in one way"), key=given[1], value=asked[given[1]],
            expected=message("{first} alone, or {other} alone", first=given[0], other=given[1]),
        )  # fmt: skip
    more = More(Choice(box, coverage, density) if given else None, explore, at)
    sweep = DrawnSweep.read(Path(folder), partial)
    files = sweep.write_analysis(teller.language, outcomes, out, csv, more)

    say(sweep_text(sweep.analyse(outcomes, more), teller))
    say()
    where = files[0].parent
    say(teller("Written to {folder}: {files}", folder=where, files=", ".join(file.name for file in files)))
