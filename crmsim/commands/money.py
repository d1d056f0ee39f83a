"""``crmsim money``: what a project costs and what it is worth, in lines."""

from __future__ import annotations

import functools

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller


@click.command()
@click.argument("scenario")
@click.option(
    "--runs", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Runs, each with its own seed."
)
@options.together(options.seed, options.settings, options.teller)
def money(scenario: str, runs: int, seed: int, settings: tuple[str, ...], teller: Teller) -> None:
    """Tell what the project of SCENARIO costs and what it is worth after two, three and five years, line by line.

    SCENARIO is a shipped name (see `crmsim scenarios`) or the path of a TOML file; it is run for five years. Tells
    licences, consultants, training and own hours, the value of needs, of hours saved and of knowledge kept, own hours
    by role, and the week from which what was spent has come back.

    \b
    Examples:
      crmsim money baseline
      crmsim money ours.toml --runs 100 --set economy.licence_month=450
      crmsim money baseline --set economy.count_saved_hours=false --language nb
    """
    from crmsim.analysis.money import LONGEST, Money, check_money
    from crmsim.commands.progress import Bar, announcer
    from crmsim.report.money import money_text
    from crmsim.runner.background import interruptible
    from crmsim.scenario import load
    from crmsim.scenario.work import refuse_absurd
    from crmsim.simulation import announce_compilation, simulate

    loaded = load(scenario, settings, LONGEST)
    check_money(loaded)
    refuse_absurd([loaded], runs, 1)
    announce_compilation(announcer(teller))
    done = []
    with Bar(loaded.name) as bar:
        for number in range(runs):
            done.append(interruptible(functools.partial(simulate, loaded, seed + number)))
            bar.update(number + 1, runs)
    say(money_text(loaded, Money.of(done), seed, teller))
