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
    """Show where a CLAIM of the sources lives in the model and what came of it, or list them all.

    A claim is G1 to N4 of the two theses, or a fact E1 to E34 that others measured. `crmsim evidence` runs them anew.

    \b
    Examples:
      crmsim claims
      crmsim claims G7 --language nb
      crmsim claims E4
    """
    from crmsim.claims import claims_and_facts
    from crmsim.evidence.claims import as_json, details, known, overview, page
    from crmsim.experiment.catalogue import experiments_on

    if markdown and (json_wanted or claim is not None):
        raise click.UsageError(message("--markdown gives the whole map and goes with nothing else."))
    if json_wanted:
        say(as_json([known(claim)] if claim is not None else list(claims_and_facts().values())))
    elif markdown:
        say(page().removesuffix("\n"))
    else:
        say(overview(teller) if claim is None else details(known(claim), teller))
        tested = experiments_on(known(claim).id) if claim is not None else []
        if tested:
            say(teller.wrap(f"{teller('experiments')}: {', '.join(tested)}", "  ", "    "))
