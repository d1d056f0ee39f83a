"""``crmsim why``: why somebody decided as they did in a week."""

from __future__ import annotations

from pathlib import Path

import click

from crmsim.commands import options
from crmsim.errors import CrmsimError


@click.command()
@click.argument("scenario")
@click.option(
    "--employee", required=True, metavar="ID", help="An id, as e017, or the number of a seat, counted from 0."
)
@click.option("--week", required=True, type=click.IntRange(min=1), help="The week, from 1.")
@click.option("--figure", type=click.Path(dir_okay=False), metavar="FILE.png", help="Draw the week as well.")
@options.together(options.seed, options.settings, options.language)
def why(
    scenario: str, employee: str, week: int, figure: str | None, seed: int, settings: tuple[str, ...], language: str
) -> None:
    """Tell why one person asked, helped, recorded or moved in one week of a run of SCENARIO.

    The run is made again up to that week, and each decision is taken apart by the rule that made it.

    \b
    Examples:
      crmsim why baseline --employee e017 --week 60
      crmsim why baseline --employee 16 --week 60 --seed 1 --language nb --figure week.png
    """
    from crmsim.commands.progress import announce
    from crmsim.report import known_language
    from crmsim.report.why import explain
    from crmsim.results.folder import told
    from crmsim.scenario import load
    from crmsim.scenario.work import refuse_absurd
    from crmsim.simulation import announce_compilation

    chosen = known_language(language)
    if figure is not None:
        _refuse_figure(Path(figure))
    loaded = load(scenario, settings)
    refuse_absurd([loaded], 1, 1)
    announce_compilation(announce)
    found = explain(loaded, employee, week, seed)
    click.echo(found.text(chosen))
    if figure is not None:
        from crmsim.report import style
        from crmsim.report.life import life_height

        with told(Path(figure)):
            style.save(found.plot(style.canvas(9.0, life_height(found)), chosen), Path(figure))
        click.echo(f"\n{figure}")


def _refuse_figure(path: Path) -> None:
    """Refuse what no figure can be written to, before the run is made."""
    if path.suffix.lower() != ".png":
        raise CrmsimError("not the name of a figure", key="--figure", value=str(path), expected="a name as week.png")
    if not path.parent.is_dir():
        raise CrmsimError(
            "there is no such folder", file=path.parent, key="--figure", expected="a folder that is there"
        )
