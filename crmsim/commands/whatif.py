"""``crmsim whatif``: what leaders can do about their project, and what it would change."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say, typed
from crmsim.words import Teller


@click.command()
@click.argument("scenario", required=False)
@click.option(
    "--option", "names", multiple=True, metavar="NAME", help="An option to try, instead of all; may be repeated."
)
@click.option("--list", "listed", is_flag=True, help="List the options, each with what it means, and leave.")
@click.option(
    "--worlds", type=click.IntRange(30, 4096), default=64, show_default=True,
    help="Worlds drawn from what nobody knows.",
)  # fmt: skip
@click.option(
    "--runs", type=click.IntRange(1, 100), default=2, show_default=True,
    help="Runs of each alternative in each world, each with its own seed.",
)  # fmt: skip
@click.option(
    "--budget", type=click.FloatRange(min=0.0), metavar="NOK",
    help="Also tell the best use of so much, paid to others within two years; by default what SCENARIO says.",
)  # fmt: skip
@options.together(options.settings, options.seed)
@click.option("--jobs", type=click.IntRange(1, 1024), help="Worker processes; one a core by default.")
@click.option(
    "--out", type=click.Path(), metavar="DIR", help="Folder for the results; by default outputs/whatif-SCENARIO."
)
@options.teller
def whatif(
    scenario: str | None,
    names: tuple[str, ...],
    listed: bool,
    worlds: int,
    runs: int,
    budget: float | None,
    settings: tuple[str, ...],
    seed: int,
    jobs: int | None,
    out: str | None,
    teller: Teller,
) -> None:
    """Try what leaders can do about the project of SCENARIO, and tell what it would change, in people and in money.

    SCENARIO is your plan: a file (see `crmsim new`) or a shipped name. The plan as it is, doing nothing, and each
    option are run for five years in the same worlds, drawn from all that nobody knows, with the same random numbers;
    the best options also together, and begun later. Whatever ends it, the same command goes on where it was.

    \b
    Examples:
      crmsim whatif --list
      crmsim whatif ours.toml
      crmsim whatif ours.toml --option explain_why --option require_use --worlds 128
      crmsim whatif ours.toml --budget 500000
      crmsim report outputs/whatif-ours --language nb
    """
    from crmsim.report.budget_text import budget_text
    from crmsim.report.whatif_text import options_text, whatif_text
    from crmsim.whatif.options import chosen

    wanted = chosen(names)
    if listed:
        say(options_text(wanted, teller))
        return
    if scenario is None:
        raise click.UsageError(teller("SCENARIO is missing: the plan that the options would change."))

    from crmsim.commands.ending import goes_on_later
    from crmsim.commands.progress import PATIENCE, Display, announcer
    from crmsim.scenario import load
    from crmsim.whatif.answer import Answer
    from crmsim.whatif.asking import Size
    from crmsim.whatif.budget import best_use
    from crmsim.whatif.trying import try_out

    plan = load(scenario, settings)
    size, tell = Size(worlds, runs), announcer(teller)
    money = budget if budget is not None else plan.scenario.budget_nok or None
    best = None
    with goes_on_later(teller):
        with Display(teller, PATIENCE) as display:
            account = try_out(plan, wanted, size, seed, jobs, out, display.update, tell)
        if money is not None:
            with Display(teller, PATIENCE) as display:
                best = best_use(plan, wanted, money, size, seed, jobs, account.folder, display.update, tell)
    say(whatif_text(Answer.read(account.folder), teller))
    if best is not None:
        say()
        say(budget_text(best, teller))
    say()
    language = "" if teller.language == "en" else f" --language {teller.language}"
    folder = typed(account.folder) + language
    say(teller("The whole answer as a page: crmsim report {folder}", folder=folder))
