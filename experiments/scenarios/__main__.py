"""``python -m experiments.scenarios``: every shipped scenario against the baseline and its natural counterpart.

What was expected stands in each scenario's file, written before its first run; what came out stands there too, as
``finding``, and this is the table it is told from. Rewrite a finding when the model's numbers change, never the
expectation.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from crmsim import compare
from crmsim.analysis.comparison import Comparison
from crmsim.analysis.difference import paired_difference
from crmsim.mechanisms import OUTCOMES
from crmsim.results.weekly import PLACE
from crmsim.scenario import shipped

FILE = Path(__file__).with_name("results.csv")
BASELINE = "baseline"
COUNTERPARTS = (
    ("taker_leader", "giver_leader"),
    ("say_do_gap", "walk_the_talk"),
    ("say_do_gap", "unsteady_leaders"),
    ("giver_rich", "taker_heavy"),
    ("cut_corners", "needs_analysis"),
    ("trained_once", "kept_up"),
    ("surveillance_unexplained", "surveillance_explained"),
    ("surveillance_unexplained", "motivation.surveillance=0.0, leadership.explaining=0.9"),
    ("lottery_winner", "lottery_winner_unrecorded"),
    ("plug_and_play", "tailored"),
    ("public_sector", "front_desk"),
    ("burnt_before", "system.earlier_system=good"),
)
WHAT_IF = ("motivation.surveillance=0.0,leadership.explaining=0.9", "system.earlier_system=good")
COLUMNS = (
    "reference", "scenario", "outcome", "reference_mean", "scenario_mean", "difference", "low", "high", "matters",
    "pairs", "verdict",
)  # fmt: skip


def pairs(labels: tuple[str, ...]) -> list[tuple[str, str]]:
    """What is compared with what: everything with the baseline, then each with its counterpart."""
    return [*((BASELINE, label) for label in labels if label != BASELINE), *COUNTERPARTS]


def table(comparison: Comparison) -> str:
    """One line a pair and outcome; intervals corrected for the outcomes of a pair."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for reference, alternative in pairs(comparison.labels):
        first, second = (comparison.values[comparison.labels.index(name)] for name in (reference, alternative))
        for outcome in OUTCOMES:
            column = PLACE[outcome.name]
            result = paired_difference(
                outcome, reference, alternative, first[:, column], second[:, column], shown=len(OUTCOMES)
            )
            numbers = (
                result.reference_mean,
                result.alternative_mean,
                result.mean,
                result.low,
                result.high,
                result.matters,
            )
            words = ["" if number is None else f"{number:.6g}" for number in numbers]
            writer.writerow([reference, alternative, outcome.name, *words, result.pairs, result.verdict])
    return text.getvalue()


@click.command()
@click.option("--runs", default=100, show_default=True, help="Paired runs of each scenario.")
@click.option("--seed", default=0, show_default=True, help="Of the first run.")
@click.option("--jobs", default=1, show_default=True, help="Threads.")
def scenarios(runs: int, seed: int, jobs: int) -> None:
    """Run every shipped scenario and write what differs."""
    names = [name for name in shipped() if "/" not in name]
    comparison = compare(names, runs=runs, seed=seed, jobs=jobs, what_if=WHAT_IF)
    FILE.write_text(table(comparison), encoding="utf-8")
    click.echo(f"written: {FILE.relative_to(FILE.parents[2])}")


if __name__ == "__main__":
    scenarios()
