"""``crmsim calibrate``: worlds that are plausible given what was observed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmsim.commands import options
from crmsim.commands.ending import goes_on_later
from crmsim.commands.say import say
from crmsim.commands.sweep import Jobs
from crmsim.words import Teller

if TYPE_CHECKING:
    from crmsim.calibration.observed import Observed
    from crmsim.scenario import Scenario


@click.command()
@click.argument("scenario")
@options.together(options.seed, options.weeks, options.settings)
@click.option(
    "--observed", type=click.Path(), metavar="FILE",
    help="Your own adoption: a CSV file with employee and week of first use, counted from go-live; empty for not yet.",
)  # fmt: skip
@click.option("--without", multiple=True, metavar="MECHANISM", help="Hold a mechanism out; may be repeated.")
@click.option("--worlds", type=click.IntRange(20, 5000), metavar="N", help="Worlds in the end; 200 by default.")
@click.option(
    "--runs", type=click.IntRange(60, 100_000), metavar="N", help="Runs of each of two waves; 600 by default."
)
@click.option("--quick", is_flag=True, help="A quarter of the runs and worlds, for a first look.")
@click.option("--jobs", type=Jobs(), metavar="N", help="Worker processes; one a core by default, 0 or serial for none.")
@click.option("--out", type=click.Path(), metavar="DIR", help="Folder; by default outputs/calibrate-SCENARIO.")
@options.teller
def calibrate(
    scenario: str,
    seed: int,
    weeks: int | None,
    settings: tuple[str, ...],
    observed: str | None,
    without: tuple[str, ...],
    worlds: int | None,
    runs: int | None,
    quick: bool,
    jobs: int | None,
    out: str | None,
    teller: Teller,
) -> None:
    """Find worlds in which SCENARIO does what real organisations were observed to do.

    Of all that nobody knows, the parameters that matter are looked for, then settings of them that come near the rows
    to fit of docs/targets.md and, with --observed, near your own adoption. Writes worlds.csv, which a scenario names,
    an answer that tells what was learned and which targets are missed, tables and figures. Interrupted, the same
    command goes on where it was.

    \b
    Examples:
      crmsim calibrate baseline
      crmsim calibrate ours.toml --observed logins.csv --out ours_calibrated
      crmsim calibrate baseline --without climate --quick
    """
    from dataclasses import replace

    from crmsim.calibration.calibrate import Amounts, Calibration
    from crmsim.commands.place import show_files
    from crmsim.commands.progress import Display, announcer
    from crmsim.report.calibration import answer, write_calibration
    from crmsim.results.folder import OUTPUTS, distinct_name
    from crmsim.runner.start import start
    from crmsim.scenario import load

    loaded = load(scenario, settings, weeks)
    amounts = Amounts().quick() if quick else Amounts()
    amounts = replace(amounts, worlds=worlds or amounts.worlds, runs=runs or amounts.runs)
    folder = Path(out) if out is not None else Path(OUTPUTS) / f"calibrate-{distinct_name(loaded.name)}"
    own = None if observed is None else own_adoption(Path(observed), loaded)
    made = Calibration(loaded, scenario, folder, amounts, seed, own, without)
    announce = announcer(teller)

    def sweep(file: Path, place: Path) -> None:
        with Display(teller) as display:
            start(file, jobs, place, progress=display.update, announce=announce)

    with goes_on_later(teller, folder):
        result = made.run(sweep, lambda words: announce(teller(words)))
        files = write_calibration(result, made.folder, teller)
    say(answer(result, teller))
    show_files(made.folder, files, teller)


def own_adoption(file: Path, scenario: Scenario) -> Observed:
    """First use in the user's own organisation; people are looked for in the scenario's list, where it has one."""
    from crmsim.calibration.observed import read_observed
    from crmsim.simulation.built import build_organisation

    known = None
    if scenario.files:
        known = build_organisation(scenario.changed(["organisation.keep_names=true"]), 0).ids
    return read_observed(file, known, scenario.weeks)
