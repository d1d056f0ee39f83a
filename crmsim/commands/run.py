"""``crmsim run``: one run of one scenario."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller


@click.command()
@click.argument("scenario")
@options.together(options.events, options.networks)
@options.together(options.seed, options.weeks, options.settings, options.out, options.teller)
def run(
    scenario: str,
    events: bool,
    networks: bool,
    seed: int,
    weeks: int | None,
    settings: tuple[str, ...],
    out: str | None,
    teller: Teller,
) -> None:
    """Run SCENARIO once and tell what happened.

    SCENARIO is a shipped name (see `crmsim scenarios`) or the path of a TOML file. Writes weeks.csv, summary.json,
    provenance.json, answer.txt and figures.

    \b
    Examples:
      crmsim run baseline
      crmsim run baseline --seed 7 --set people.takers=.3 --set leadership.done=.2
      crmsim run ours.toml --weeks 52 --out results --language nb
      crmsim run baseline --events --networks --out one
    """
    from crmsim.commands.place import given_up_cleanly, show_files, show_stored
    from crmsim.commands.progress import Bar, announcer
    from crmsim.report.files import run_origin
    from crmsim.results import prepare
    from crmsim.scenario import load
    from crmsim.scenario.work import refuse_absurd

    loaded = load(scenario, settings, weeks)
    refuse_absurd([loaded], 1, 1)
    keep = options.kept(events, networks)
    origin = run_origin(loaded, seed, teller, keep)
    folder = prepare(out, loaded.name, str(origin["content"]), origin)
    if folder.finished:
        show_stored(folder, teller)
        return
    with given_up_cleanly(folder):
        from crmsim.report.drawn import DrawnRun
        from crmsim.report.files import run_answer, write_run
        from crmsim.results.acts import acts_of
        from crmsim.runner.background import interruptible
        from crmsim.simulation import announce_compilation, simulate

        announce_compilation(announcer(teller))
        with Bar(loaded.name) as bar:
            done = interruptible(
                lambda stop: simulate(
                    loaded, seed, stop=stop, progress=lambda week: bar.update(week, loaded.weeks), keep=keep
                )
            )
        result = DrawnRun.of(done, teller.language, keep)
        files = write_run(result, loaded, folder, teller, acts_of(done))
    say(run_answer(result, loaded, teller))
    show_files(folder, files, teller)
