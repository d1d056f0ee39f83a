"""``crmsim organisation``: describe an organisation from two CSV files and write a scenario for it."""

from __future__ import annotations

import click


@click.command()
@click.argument("employees", type=click.Path(), metavar="EMPLOYEES.csv")
@click.argument("ties", type=click.Path(), metavar="TIES.csv")
@click.option("--kinds", metavar="KIND[,KIND]", help="Kinds of tie to use, where TIES.csv has several; by default all.")
@click.option("--out", type=click.Path(), metavar="SCENARIO.toml", help="Write a scenario that is ready to run.")
def organisation(employees: str, ties: str, kinds: str | None, out: str | None) -> None:
    """Describe the network of an organisation, and write a scenario ready to run.

    EMPLOYEES.csv has a row a person (employee_id; department, level, manager_id where known), TIES.csv a row a tie
    (source_id, target_id; strength and kind where known). Names never leave the machine.

    \b
    Examples:
      crmsim organisation employees.csv ties.csv
      crmsim organisation employees.csv ties.csv --kinds advice --out ours.toml
    """
    from crmsim.organisation import describe, read, write_scenario

    found = read(employees, ties, kinds=kinds)
    click.echo(describe(found).text())
    if out is not None:
        written = write_scenario(found, employees, ties, out, kinds)
        click.echo(f"\nWritten: {written}\nRun it:  crmsim run {written}")
