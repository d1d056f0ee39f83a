"""``python -m experiments.signs``: run the long form and write the table; ``make signs`` does the same."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import click

import crmsim
from crmsim.declaration.parameter import choices
from crmsim.scenario.schema import fields
from experiments.signs.predictions import Prediction, not_asked, read_predictions
from experiments.signs.reach import as_csv as reach_csv
from experiments.signs.reach import as_markdown as reach_lines
from experiments.signs.reach import moves_to_run, reaches
from experiments.signs.runs import CODE, at_extremes, run_all
from experiments.signs.table import as_csv, as_markdown
from experiments.signs.verdicts import findings
from experiments.signs.worlds import PEOPLE, worlds

ROOT = Path(__file__).resolve().parents[2]


@click.command()
@click.option("--worlds", "count", default=40, show_default=True, help="Sampled settings of everything else.")
@click.option("--seeds", default=3, show_default=True, help="Paired runs in each world.")
@click.option("--seed", default=20261, show_default=True, help="Of the sample of worlds.")
@click.option("--weeks", default=104, show_default=True)
@click.option("--people", default=PEOPLE, show_default=True)
@click.option("--jobs", default=1, show_default=True, help="Threads.")
@click.option("--only", multiple=True, help="A table or a parameter; may be repeated. Prints and writes nothing.")
def signs(count: int, seeds: int, seed: int, weeks: int, people: int, jobs: int, only: tuple[str, ...]) -> None:
    """Move every parameter from low to high and hold what happens against the signs declared beside it."""
    rows = [row for row in read_predictions() if not only or wanted(row, only)]
    started = time.monotonic()
    made = worlds(count, seed, people, weeks)
    moves = moves_to_run(rows) if not only else list(dict.fromkeys(row.move for row in rows))
    values = run_all(made, moves, seeds, jobs, ROOT / "outputs" / "signs", click.echo)
    result, reach = findings(rows, moves, values), reaches(moves, values)
    click.echo(f"{2 * values.shape[0] * len(moves) * seeds:,} runs in {time.monotonic() - started:.0f} s")
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
    numbers = sum(not choices(fields()[name]) for name in {row.parameter for row in rows})
    provenance = (
        f"{len(rows)} predictions on {numbers} numbers and {len({row.parameter for row in rows}) - numbers} choices; "
        f"{count} worlds × {seeds} paired runs of {people} people over {weeks} weeks (worlds drawn with seed {seed}); "
        f"crmsim {crmsim.__version__}, model code {CODE}; predictions sha256 {digest}…"
        + "".join(f". Not asked of `{name}`: {reason}" for name, reason in not_asked().items())
    )
    page = as_markdown(result, reach_lines(reach), provenance, "python -m experiments.signs", at_extremes(made, seeds))
    if only:
        click.echo(page)
        return
    (ROOT / "crmsim" / "evidence" / "signs.csv").write_text(as_csv(result), encoding="utf-8")
    (ROOT / "experiments" / "signs" / "moves.csv").write_text(reach_csv(reach), encoding="utf-8")
    (ROOT / "docs" / "signs.md").write_text(page, encoding="utf-8")
    click.echo("written: crmsim/evidence/signs.csv, experiments/signs/moves.csv and docs/signs.md")


def wanted(row: Prediction, only: tuple[str, ...]) -> bool:
    """Whether a row belongs to what was asked for."""
    return row.parameter in only or row.parameter.split(".")[0] in only


if __name__ == "__main__":
    signs()
