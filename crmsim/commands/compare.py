"""``crmsim compare``: several scenarios with the same random numbers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.declaration.limits import MOST_RUNS
from crmsim.words import Teller, message

if TYPE_CHECKING:
    from crmsim.analysis.comparison import Comparison
    from crmsim.experiment import Experiment
    from crmsim.results import Folder
    from crmsim.runner.rules import NamedRule


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option(
    "--what-if", "what_if", multiple=True, metavar="KEY=VALUE[,KEY=VALUE]",
    help="An alternative to the first scenario; may be repeated.",
)  # fmt: skip
@click.option(
    "--from-week", "from_week", type=click.IntRange(2), metavar="WEEK",
    help="The what-ifs act from this week on; until then their runs are those of the scenario.",
)  # fmt: skip
@click.option(
    "--rule", "rules", multiple=True, metavar="MODULE:FUNCTION",
    help="An own rule of every scenario, which is imported and run; may be repeated.",
)  # fmt: skip
@options.together(options.settings, options.weeks)
@click.option(
    "--runs", type=click.IntRange(2, MOST_RUNS), default=100, show_default=True, help="Runs of each scenario."
)
@click.option(
    "--precision", multiple=True, metavar="OUTCOME=WIDTH",
    help="Go on beyond --runs until every difference in OUTCOME is known to ±WIDTH; may be repeated.",
)  # fmt: skip
@click.option("--most", type=click.IntRange(2, MOST_RUNS), help="With --precision: at most so many runs; 10 × --runs.")
@click.option(
    "--matters", multiple=True, metavar="OUTCOME=SIZE",
    help="The smallest change in OUTCOME that matters, in its unit; of [a,b,c] least, usual, most. May be repeated.",
)  # fmt: skip
@options.seed
@click.option("--jobs", type=click.IntRange(1, 1024), help="Threads; by default one a core. Changes no result.")
@options.together(options.cluster, options.cluster_options, options.out, options.teller)
def compare(
    scenarios: tuple[str, ...],
    what_if: tuple[str, ...],
    from_week: int | None,
    rules: tuple[str, ...],
    settings: tuple[str, ...],
    weeks: int | None,
    runs: int,
    precision: tuple[str, ...],
    most: int | None,
    matters: tuple[str, ...],
    seed: int,
    jobs: int | None,
    cluster: str | None,
    cluster_options: tuple[str, ...],
    out: str | None,
    teller: Teller,
) -> None:
    """Compare the first SCENARIO with others, or with what-ifs, run by run with the same random numbers.

    SCENARIO is a shipped name (see `crmsim scenarios`) or the path of a TOML file. --set and --weeks hold for every
    scenario. Tells every outcome, the paired difference, its 95 % interval (corrected for how many are shown) and a
    verdict: better, worse, higher, lower, too small to matter, within noise. Writes runs.parquet, comparison.csv,
    provenance.json, answer.txt and figures. Whatever ends it, the same command goes on where it was; Ctrl-C leaves
    an answer of the runs finished by then.

    \b
    Examples:
      crmsim compare baseline giver_rich taker_heavy
      crmsim compare baseline --what-if project.leader_style=taker --runs 200
      crmsim compare ours.toml --what-if leadership.said=.9,leadership.done=.1 --set people.takers=.3
      crmsim compare baseline --what-if leadership.done=.9 --from-week 52
      crmsim compare baseline --what-if rules=mine:lunch
      crmsim compare baseline giver_rich --matters routine_share=.02
      crmsim compare baseline say_do_gap --precision routine_share=.005 --most 2000
    """
    from crmsim.commands.place import given_up_cleanly, show_files, show_stored
    from crmsim.experiment.comparing import check_work, comparing, parsed_precision
    from crmsim.report.files import comparison_origin
    from crmsim.results import prepare
    from crmsim.runner.rules import with_rules
    from crmsim.scenario import as_settings

    asked = comparing(
        scenarios, runs=runs, seed=seed, settings=settings, what_if=what_if, weeks=weeks,
        precision=parsed_precision(precision), most=most, from_week=from_week, rules=rules,
        matters={one.key: one.value for one in as_settings(matters, "--matters")},
    )  # fmt: skip
    check_work(asked, jobs)
    asked, named = with_rules(asked, Path.cwd(), True)
    origin = comparison_origin(asked.others, seed, asked.runs, teller, asked.rule_lines, asked.matters)
    folder = prepare(out, asked.name, str(origin["content"]), origin)
    if folder.finished:
        show_stored(folder, teller)
        return
    with given_up_cleanly(folder):
        from crmsim.report.files import write_comparison
        from crmsim.report.text import comparison_text
        from crmsim.store.lock import locked
        from crmsim.store.place import forget

        with locked(folder.path):
            comparison, code = _computed(asked, named, folder, jobs, cluster, cluster_options, teller)
            files = write_comparison(comparison, folder, origin, teller)
            if not comparison.partial:
                forget(folder.path)
    say(comparison_text(comparison, teller))
    show_files(folder, files, teller)
    if code:
        sys.exit(code)


def _computed(
    asked: Experiment,
    rules: tuple[NamedRule, ...],
    folder: Folder,
    jobs: int | None,
    cluster: str | None,
    cluster_options: tuple[str, ...],
    teller: Teller,
) -> tuple[Comparison, int]:
    """The comparison, and the exit code of what cut it short, else 0."""
    from crmsim.commands.ending import INTERRUPTED, TERMINATED, ends_on_sigterm
    from crmsim.commands.progress import PATIENCE, Display, announcer
    from crmsim.runner.compare import Interrupted, compute
    from crmsim.store.place import RECORDED

    with ends_on_sigterm() as ended:
        try:
            with Display(teller, PATIENCE) as display:
                journal = folder.path / RECORDED
                return compute(
                    asked,
                    jobs,
                    cluster,
                    cluster_options,
                    journal,
                    display.update,
                    announce=announcer(teller),
                    rules=rules,
                ), 0
        except Interrupted as stopped:
            if stopped.comparison is None:
                raise
            announcer(teller)(message("Stopping: writing what is finished."))
            return stopped.comparison, TERMINATED if ended else INTERRUPTED
