"""``crmsim compare``: several scenarios with the same luck."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from crmsim.commands import options

if TYPE_CHECKING:
    from crmsim.analysis.comparison import Comparison
    from crmsim.analysis.plan import Plan


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option(
    "--what-if", "what_if", multiple=True, metavar="KEY=VALUE[,KEY=VALUE]",
    help="An alternative to the first scenario; may be repeated.",
)  # fmt: skip
@options.together(options.settings, options.weeks)
@click.option(
    "--runs", type=click.IntRange(2, 1_000_000), default=100, show_default=True, help="Runs of each scenario."
)
@options.seed
@click.option("--jobs", type=click.IntRange(1, 1024), help="Threads; by default one a core. Changes no result.")
@options.together(options.out, options.language)
def compare(
    scenarios: tuple[str, ...],
    what_if: tuple[str, ...],
    settings: tuple[str, ...],
    weeks: int | None,
    runs: int,
    seed: int,
    jobs: int | None,
    out: str | None,
    language: str,
) -> None:
    """Compare the first SCENARIO with others, or with what-ifs, run by run with the same luck.

    SCENARIO is a shipped name (see `crmsim scenarios`) or the path of a TOML file. --set and --weeks hold for every
    scenario. Tells every outcome, the paired difference, its 95 % interval (corrected for how many are shown) and a
    verdict: better, worse, higher, lower, too small to matter, within noise. Writes runs.parquet, comparison.csv,
    provenance.json, answer.txt and figures. Ctrl-C leaves the runs finished by then.

    \b
    Examples:
      crmsim compare baseline giver_rich taker_heavy
      crmsim compare baseline --what-if project.leader_style=taker --runs 200
      crmsim compare ours.toml --what-if leadership.said=.9,leadership.done=.1 --set people.takers=.3
    """
    from crmsim.analysis.plan import plan
    from crmsim.commands.place import given_up_cleanly, show_files, show_stored
    from crmsim.report import known_language
    from crmsim.report.files import comparison_name, comparison_origin, write_comparison
    from crmsim.report.text import comparison_text
    from crmsim.results import prepare

    chosen = known_language(language)
    made = plan(scenarios, runs=runs, seed=seed, jobs=jobs, settings=settings, what_if=what_if, weeks=weeks)
    origin = comparison_origin(made, chosen)
    folder = prepare(out, comparison_name(made), str(origin["content"]))
    if folder.finished:
        show_stored(folder, chosen)
        return
    with given_up_cleanly(folder):
        comparison, interrupted = _computed(made)
        files = write_comparison(comparison, folder, origin, chosen)
    click.echo(comparison_text(comparison, chosen))
    show_files(folder, files, chosen)
    if interrupted:
        sys.exit(130)


def _computed(made: Plan) -> tuple[Comparison, bool]:
    """The comparison, and whether Ctrl-C cut it short."""
    import threading

    from crmsim.commands.progress import Bar, announce
    from crmsim.runner.compare import Interrupted, compute

    try:
        with Bar("compare") as bar:
            return compute(made, bar.update, threading.Event(), announce), False
    except Interrupted as stopped:
        if stopped.comparison is None:
            raise
        announce("Stopping: writing what is finished.")
        return stopped.comparison, True
