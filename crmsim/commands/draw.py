"""``crmsim draw``: figures of the people in a run, and a film of it."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller, message

FIGURES = ("network", "tails", "tails-raw", "helping", "life", "film")
USUAL = ("network", "tails", "helping")


@click.command()
@click.argument("scenario")
@click.option(
    "--figure", "figures", type=options.Choice(FIGURES), multiple=True, default=USUAL, show_default=True,
    metavar=f"[{'|'.join(FIGURES)}]", help="What to draw; may be repeated.",
)  # fmt: skip
@click.option("--week", type=click.IntRange(min=1), help="The last week drawn; the end of the run unless given.")
@click.option("--employee", metavar="ID", help="Whose week `life` draws: an id, or the number of a seat from 0.")
@click.option("--mp4", is_flag=True, help="Write the film as MP4 instead of GIF; needs ffmpeg.")
@options.together(options.run_of, options.seed, options.settings, options.out, options.teller)
def draw(
    scenario: str,
    figures: tuple[str, ...],
    week: int | None,
    employee: str | None,
    mp4: bool,
    run: str | None,
    seed: int,
    settings: tuple[str, ...],
    out: str | None,
    teller: Teller,
) -> None:
    """Draw the people in one run of SCENARIO.

    network: the organisation by style, stage and quality of ties. tails: who is at the bottom and at the top of
    output (tails-raw: not divided by own productivity). helping: who carries the helping. life: a week of one person.
    film: the run as an animation.

    \b
    Examples:
      crmsim draw baseline --out pictures
      crmsim draw baseline --figure network --week 60
      crmsim draw baseline --figure life --employee e017 --week 60
      crmsim draw outputs/said_and_done --run 3f9a2c --out pictures
      crmsim draw taker_heavy --figure film --out film
    """
    from pathlib import Path

    from crmsim.commands.of_sweep import of_sweep
    from crmsim.commands.place import given_up_cleanly, show_files
    from crmsim.commands.progress import Bar, announcer
    from crmsim.errors import CrmsimError
    from crmsim.explain import find_employee
    from crmsim.report.animation import film_writer
    from crmsim.report.files import run_origin
    from crmsim.report.life import not_drawn
    from crmsim.report.people_files import write_figures
    from crmsim.results import content_hash, prepare
    from crmsim.results.snapshots import record
    from crmsim.runner.background import interruptible
    from crmsim.scenario import load
    from crmsim.scenario.work import refuse_absurd
    from crmsim.simulation import announce_compilation
    from crmsim.simulation.built import build_organisation

    loaded, seed = of_sweep(scenario, run, settings) if run is not None else (load(scenario, settings), seed)
    refuse_absurd([loaded], 1, 1)
    if "life" in figures and loaded.files:
        raise not_drawn("--figure", "life")
    if "life" in figures and employee is None:
        raise CrmsimError(
            message("missing: the one whose week is to be drawn"),
            key="--employee",
            expected=message("an id, as e017, or the number of a seat from 0"),
        )
    kind = ".mp4" if mp4 else ".gif"
    if "film" in figures:
        film_writer(Path(f"film{kind}"))
    if employee is not None:
        find_employee(build_organisation(loaded, seed).ids, employee)
    origin = run_origin(loaded, seed, teller)
    asked = {"kind": "draw", "figures": sorted(set(figures)), "week": week, "employee": employee, "mp4": mp4}
    content = content_hash([origin["content"], asked])
    folder = prepare(out, f"{loaded.name}-drawn", content, {**origin, **asked})
    if folder.finished:
        say(teller("Already there, unchanged: {folder}", folder=folder.path))
        return
    announce_compilation(announcer(teller))
    last = loaded.weeks if week is None else week
    with given_up_cleanly(folder):
        with Bar(loaded.name) as bar:
            recording = interruptible(
                lambda stop: record(loaded, seed, last, stop=stop, progress=lambda done: bar.update(done, last))
            )
            files = write_figures(recording, folder, set(figures), teller, employee, kind, bar.update)
        folder.finish({**origin, **asked})
    show_files(folder, files, teller)
