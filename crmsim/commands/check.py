"""``crmsim check``: whether a scenario or an experiment can be run, and what in a scenario looks doubtful."""

from __future__ import annotations

import click

from crmsim.commands import options


@click.command()
@click.argument("scenario")
@options.settings
def check(scenario: str, settings: tuple[str, ...]) -> None:
    """Check SCENARIO, or an experiment, without running it.

    Leaves with 0 when it can be run; what looks doubtful is told nevertheless.

    \b
    Examples:
      crmsim check ours.toml
      crmsim check said_and_done
    """
    from crmsim.experiment.catalogue import is_experiment
    from crmsim.scenario import check as doubts

    if is_experiment(scenario):
        check_experiment(scenario, settings)
        return

    found = doubts(scenario, settings)
    for line in found:
        click.echo(f"{scenario}: {line}")
    click.echo(f"{scenario} can be run{'' if not found else ', with the doubts above'}.")


def check_experiment(name: str, settings: tuple[str, ...]) -> None:
    """Read an experiment, which checks every value in it, and say what it comes to."""
    from crmsim.experiment import design_of, read

    if settings:
        raise click.UsageError("--set changes a scenario; an experiment has [constants] in its file.")
    found = read(name)
    size = design_of(found).size
    runs = " to ".join(f"{size * runs:,}" for runs in sorted({found.runs.least, found.runs.most}))
    click.echo(f"{name} can be run: {size:,} settings, {runs} runs.")
