"""``crmsim scenarios``: what is shipped."""

from __future__ import annotations

import click


@click.command()
def scenarios() -> None:
    """List the shipped scenarios, each with the question it asks.

    \b
    Example:
      crmsim scenarios
    """
    import shutil
    import textwrap

    from crmsim.errors import CrmsimError
    from crmsim.scenario import list_scenarios

    entries = list_scenarios()
    if not entries:
        raise CrmsimError("no shipped scenarios were found", expected="an installation with its scenarios")
    width = min(max(shutil.get_terminal_size((100, 24)).columns, 60), 120)
    for entry in entries:
        click.echo(f"{entry.name}: {entry.title}")
        if entry.question:
            click.echo(textwrap.fill(entry.question, width, initial_indent="    ", subsequent_indent="    "))
