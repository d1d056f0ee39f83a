"""``crmsim forecast``: fitted on the early part of real adoption, held against the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller

if TYPE_CHECKING:
    from crmsim.forecast.reading import Adopters


@click.command()
@click.argument("data", type=click.Path(), metavar="DATA")
@click.option("--until", type=float, metavar="TIME", help="The last time that is fitted; the middle by default.")
@click.option("--kinds", metavar="KIND[,KIND]", help="Kinds of tie to use, where there are several; by default all.")
@click.option(
    "--adjust", metavar="COLUMN[,COLUMN]",
    help="Columns of numbers about people that contagion is asked for beside, as age; what is missing is marked.",
)  # fmt: skip
@click.option(
    "--mapping", type=click.Path(), metavar="FILE",
    help="What the files and columns are called, in TOML; by default forecast.toml in DATA, where it is there.",
)  # fmt: skip
@click.option("--runs", type=click.IntRange(50, 20_000), default=500, show_default=True, help="Runs of each model.")
@options.together(options.seed, options.out, options.teller)
def forecast(
    data: str,
    until: float | None,
    kinds: str | None,
    adjust: str | None,
    mapping: str | None,
    runs: int,
    seed: int,
    out: str | None,
    teller: Teller,
) -> None:
    """Fit models on the early part of real adoption, forecast the rest, and ask for contagion.

    DATA is a folder with people (employees.csv), ties (ties.csv) and times of adoption (adoption.csv: employee_id,
    adoption_time, adopted), of any set: who has not adopted, or is known in part only, is told apart. A Bass curve, a
    logistic curve and the three rules of adoption, each with and without contagion, are compared by log score and by
    how often the intervals hold. Contagion is asked for with any course of time allowed. Writes answer.txt, scores.csv,
    forecast.csv, contagion.csv and a figure. The page docs/forecast.md tells what files may look like.

    \b
    Examples:
      crmsim forecast doctors
      crmsim forecast doctors --until 8 --kinds advice,discussion
      crmsim forecast villages --mapping villages.toml --adjust age,children
    """
    from pathlib import Path

    from crmsim.commands.place import given_up_cleanly, show_files, show_stored
    from crmsim.commands.progress import announcer
    from crmsim.forecast.forecast import forecast as made_of
    from crmsim.forecast.reading import read_adopters
    from crmsim.results import prepare

    changes: dict[str, dict[str, Any]] = {}
    if kinds is not None:
        changes["ties"] = {"kinds": kinds}
    if adjust is not None:
        changes["people"] = {"adjust": adjust}
    adopters = read_adopters(Path(data), None if mapping is None else Path(mapping), changes)
    origin = origin_of(adopters, {"until": until, "kinds": kinds, "adjust": adjust}, seed, runs, teller)
    folder = prepare(out, f"forecast-{adopters.name}", str(origin["content"]), origin)
    if folder.finished:
        show_stored(folder, teller)
        return
    with given_up_cleanly(folder):
        from crmsim.report.forecast import answer, write_forecast
        from crmsim.simulation import announce_compilation

        announce = announcer(teller)
        announce_compilation(announce)
        announce(teller("Fitting eight models and running them …"))
        result = made_of(adopters, until, runs, seed)
        files = write_forecast(result, folder, teller)
        folder.finish(origin)
    say(answer(result, teller))
    show_files(folder, files, teller)


def origin_of(adopters: Adopters, asked: dict[str, Any], seed: int, runs: int, teller: Teller) -> dict[str, Any]:
    """What a forecast rests on: the files, what was asked, and the code."""
    from crmsim.numerics.sources import hash_of_code
    from crmsim.results.provenance import PACKAGE, provenance
    from crmsim.scenario.sources import Source, file_digest

    sources = [Source(path, file_digest(path)) for path in adopters.files]
    code = hash_of_code([(path.name, path) for path in sorted((PACKAGE / "forecast").glob("*.py"))])
    also = {
        **asked, "language": teller.language, "forecast": code, "files": [source.digest for source in sources],
    }  # fmt: skip
    return provenance({}, {}, seed=seed, runs=runs, also=also, inputs=sources)
