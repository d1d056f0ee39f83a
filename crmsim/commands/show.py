"""``crmsim show``: every parameter of a scenario."""

from __future__ import annotations

import click

from crmsim.commands import options


@click.command()
@click.argument("scenario")
@options.together(options.settings, options.weeks)
def show(scenario: str, settings: tuple[str, ...], weeks: int | None) -> None:
    """Show every parameter of SCENARIO as resolved, with unit, interval, status and source.

    \b
    Examples:
      crmsim show baseline
      crmsim show baseline --set people.takers=.3
    """
    import shutil

    from crmsim.scenario import load, parameters_text

    width = min(max(shutil.get_terminal_size((100, 24)).columns, 60), 120)
    click.echo(parameters_text(load(scenario, settings, weeks), width))
