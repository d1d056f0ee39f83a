"""``python -m experiments.evidence``: run the register and write what is shipped of it, as ``make evidence`` does."""

from __future__ import annotations

from pathlib import Path

import click

from crmsim.commands.progress import Display
from crmsim.evidence.ablation import OFTEN, SIZE, alone, headlines, without_each
from crmsim.evidence.figure import effects_figure
from crmsim.evidence.register import read_register
from crmsim.evidence.robustness import ABLATED, OFTEN_RUN, as_csv, taken_apart
from crmsim.evidence.robustness import TABLE as APART
from crmsim.evidence.stored import TABLE, table_text
from crmsim.evidence.study import Size, run
from crmsim.evidence.write import findings_of
from crmsim.report import style
from crmsim.words import ENGLISH

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "crmsim" / "evidence"
OUT = ROOT / "outputs" / "evidence"


@click.command()
@click.option("--jobs", type=int, default=None, help="Worker processes; one a core by default.")
@click.option("--apart/--no-apart", default=True, show_default=True, help="Take the headline results apart too.")
def evidence(jobs: int | None, apart: bool) -> None:
    """Run every prediction, and every headline result without each mechanism."""
    size, predictions = Size(), list(read_register().values())
    with Display(ENGLISH) as display:
        run(predictions, size, OUT, jobs=jobs, progress=display.update, announce=click.echo)
    stored = findings_of(predictions, size, OUT, 0)
    (SHIPPED / TABLE).write_text(table_text(stored.findings, size, 0), encoding="utf-8")
    style.save(effects_figure(stored.findings), ROOT / "docs" / "pictures" / "effects.png")
    if apart:
        with Display(ENGLISH) as display:
            run(headlines(), OFTEN, OUT, 0, jobs, display.update, click.echo, alone, OFTEN_RUN)
            run(headlines(), SIZE, OUT, 0, jobs, display.update, click.echo, without_each, ABLATED)
        (SHIPPED / APART).write_text(as_csv(taken_apart(OUT)), encoding="utf-8")
    click.echo("written: crmsim/evidence/*.csv and docs/pictures/effects.png; then: python docs/generate.py")


if __name__ == "__main__":
    evidence()
