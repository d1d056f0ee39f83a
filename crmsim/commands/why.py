"""``crmsim why``: why somebody decided as they did in a week."""

from __future__ import annotations

from pathlib import Path

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.errors import CrmsimError
from crmsim.words import Teller, message


@click.command()
@click.argument("scenario")
@click.option(
    "--employee", required=True, metavar="ID", help="An id, as e017, or the number of a seat, counted from 0."
)
@click.option("--week", required=True, type=click.IntRange(min=1), help="The week, from 1.")
@click.option("--figure", type=click.Path(dir_okay=False), metavar="FILE.png", help="Draw the week as well.")
@click.option(
    "--of-an-invented-person", is_flag=True,
    help="Of people from files: tell style and numbers too, of somebody whom the model invents for the seat and whom "
    "nobody has measured.",
)  # fmt: skip
@options.together(options.run_of, options.seed, options.settings, options.teller)
def why(
    scenario: str,
    employee: str,
    week: int,
    figure: str | None,
    of_an_invented_person: bool,
    run: str | None,
    seed: int,
    settings: tuple[str, ...],
    teller: Teller,
) -> None:
    """Tell why one person asked, helped, recorded or moved in one week of a run of SCENARIO.

    The run is made again up to that week, and each decision is taken apart by the rule that made it. Of people from
    files only what came of it is told.

    \b
    Examples:
      crmsim why baseline --employee e017 --week 60
      crmsim why outputs/said_and_done --run 3f9a2c --employee e017 --week 60
      crmsim why baseline --employee 16 --week 60 --seed 1 --language nb --figure week.png
    """
    from crmsim.commands.of_sweep import of_sweep
    from crmsim.commands.progress import announcer
    from crmsim.explain import explain
    from crmsim.report.why_text import explanation_text
    from crmsim.results.folder import file_errors
    from crmsim.scenario import load
    from crmsim.scenario.work import refuse_absurd
    from crmsim.simulation import announce_compilation

    if figure is not None:
        _refuse_figure(Path(figure))
    loaded, seed = of_sweep(scenario, run, settings) if run is not None else (load(scenario, settings), seed)
    refuse_absurd([loaded], 1, 1)
    if figure is not None and loaded.files:
        from crmsim.report.life import not_drawn

        raise not_drawn("--figure", figure)
    announce_compilation(announcer(teller))
    result = explain(loaded, employee, week, seed)
    say(explanation_text(result, teller, of_an_invented_person))
    if figure is not None:
        from crmsim.report import style
        from crmsim.report.life import life, life_height

        with file_errors(Path(figure)):
            style.save(life(result, style.canvas(9.0, life_height(result)), teller), Path(figure))
        say(f"\n{figure}")


def _refuse_figure(path: Path) -> None:
    """Refuse what no figure can be written to, before the run is made."""
    if path.suffix.lower() != ".png":
        raise CrmsimError(
            message("not the name of a figure"),
            key="--figure",
            value=str(path),
            expected=message("a name as week.png"),
        )
    if not path.parent.is_dir():
        raise CrmsimError(
            message("there is no such folder"),
            file=path.parent,
            key="--figure",
            expected=message("a folder that is there"),
        )
