"""``crmsim claims``: where each claim of the sources lives in the model."""

from __future__ import annotations

import click


@click.command()
@click.argument("claim", required=False)
@click.option("--json", "json_wanted", is_flag=True, help="For other programs.")
@click.option("--markdown", is_flag=True, help="The whole map as a page.")
def claims(claim: str | None, json_wanted: bool, markdown: bool) -> None:
    """Show where a CLAIM of the sources lives (rooms, parameters, outcomes, scenarios, experiments), or list them all.

    \b
    Examples:
      crmsim claims
      crmsim claims G7
    """
    import shutil
    import textwrap

    from crmsim.claims import find, read_claims
    from crmsim.claims.text import as_json, details, overview, page
    from crmsim.experiment.catalogue import experiments_on

    if markdown and (json_wanted or claim is not None):
        raise click.UsageError("--markdown gives the whole map and goes with nothing else.")
    width = min(max(shutil.get_terminal_size((100, 24)).columns, 60), 120)
    if json_wanted:
        click.echo(as_json([find(claim)] if claim is not None else list(read_claims().values())))
    elif markdown:
        click.echo(page(), nl=False)
    else:
        click.echo(overview(width) if claim is None else details(find(claim), width))
        tested = experiments_on(find(claim).id) if claim is not None else []
        if tested:
            click.echo(
                textwrap.fill(", ".join(tested), width, initial_indent="  experiments: ", subsequent_indent="    ")
            )
