"""``crmsim check``: whether a scenario can be run, and what in it looks doubtful."""

from __future__ import annotations

import click

from crmsim.commands import options


@click.command()
@click.argument("scenario")
@options.settings
def check(scenario: str, settings: tuple[str, ...]) -> None:
    """Check SCENARIO without running it.

    Leaves with 0 when it can be run; what looks doubtful is told nevertheless.

    \b
    Example:
      crmsim check ours.toml
    """
    from crmsim.scenario import check as doubts

    found = doubts(scenario, settings)
    for line in found:
        click.echo(f"{scenario}: {line}")
    click.echo(f"{scenario} can be run{'' if not found else ', with the doubts above'}.")
