"""``crmsim experiments``: what is shipped."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.report.words import LANGUAGES


@click.command()
@click.option(
    "--language",
    type=options.Language(),
    default="en",
    show_default=True,
    metavar=f"[{'|'.join(LANGUAGES)}]",
    help="Language of titles and questions; English where an experiment has no other.",
)
def experiments(language: str) -> None:
    """List the shipped experiments, each with the question it asks.

    \b
    Examples:
      crmsim experiments
      crmsim experiments --language nb
    """
    import shutil
    import textwrap

    from crmsim.errors import CrmsimError
    from crmsim.experiment.catalogue import list_experiments

    entries = list_experiments()
    if not entries:
        raise CrmsimError("no shipped experiments were found", expected="an installation with its experiments")
    width = min(max(shutil.get_terminal_size((100, 24)).columns, 60), 120)
    for entry in entries:
        title, question = entry.told(language)
        click.echo(f"{entry.name}: {title}")
        if question:
            click.echo(textwrap.fill(question, width, initial_indent="    ", subsequent_indent="    "))
