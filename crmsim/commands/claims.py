"""``crmsim claims``: where each claim of the sources lives in the model."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller, message


@click.command()
@click.argument("claim", required=False)
@click.option("--json", "json_wanted", is_flag=True, help="For other programs.")
@click.option("--markdown", is_flag=True, help="The whole map as a page, in English.")
@options.teller
def claims(claim: str | None, json_wanted: bool, markdown: bool, teller: Teller) -> None:
    """Show where a CLAIM of the sources lives (rooms, parameters, outcomes, scenarios, experiments), or list them all.

    \b
    Examples:
      crmsim claims
      crmsim claims G7 --language nb
    """
    from crmsim.claims import find, read_claims
    from crmsim.claims.text import as_json, details, overview, page
    from crmsim.experiment.catalogue import experiments_on

    if markdown and (json_wanted or claim is not None):
        raise click.UsageError(message("--markdown gives the whole map and goes with nothing else."))
    if json_wanted:
        say(as_json([find(claim)] if claim is not None else list(read_claims().values())))
    elif markdown:
        say(page().removesuffix("\n"))
    else:
        say(overview(teller) if claim is None else details(find(claim), teller))
        tested = experiments_on(find(claim).id) if claim is not None else []
        if tested:
            say(teller.wrap(f"{teller('experiments')}: {', '.join(tested)}", "  ", "    "))
