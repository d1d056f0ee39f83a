"""``crmsim check``: whether a scenario or an experiment can be run, and what in a scenario looks doubtful."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller, message


@click.command()
@click.argument("scenario")
@options.together(options.settings, options.teller)
def check(scenario: str, settings: tuple[str, ...], teller: Teller) -> None:
    """Check SCENARIO, or an experiment, without running it.

    Leaves with 0 when it can be run; what looks doubtful is told nevertheless.

    \b
    Examples:
      crmsim check ours.toml
      crmsim check said_and_done
    """
    from crmsim.experiment.catalogue import is_experiment
    from crmsim.scenario import check as doubts
    from crmsim.scenario import load
    from crmsim.scenario.describe import told_worlds

    if is_experiment(scenario):
        check_experiment(scenario, settings, teller)
        return

    from crmsim.organisation.understood import understood
    from crmsim.runner.ready import refuse_unready
    from crmsim.simulation.built import build_organisation

    asked = load(scenario, settings)
    refuse_unready(asked)
    if asked.unknown:
        say(
            teller.plural(
                "{name}: one value is not known; a run takes the usual one.",
                "{name}: {n} values are not known; a run takes the usual ones.",
                len(asked.unknown),
                name=scenario,
            )
        )
    if asked.worlds is not None:
        say(teller.wrap(teller(told_worlds(asked.worlds))))
    if asked.files:
        say(teller("How the files were read:"))
        for label, text in understood(build_organisation(asked, 0), teller):
            say(teller.wrap(f"{label}: {text}", "  ", "    "))
    result = doubts(scenario, settings)
    for line in result:
        say(f"{scenario}: {teller(line)}")
    say(
        teller("{name} can be run, with the doubts above.", name=scenario)
        if result
        else teller("{name} can be run.", name=scenario)
    )


def check_experiment(name: str, settings: tuple[str, ...], teller: Teller) -> None:
    """Read an experiment, which checks every value in it, and say what it comes to."""
    from crmsim.experiment import design_of, read
    from crmsim.experiment.adaptive import planned

    if settings:
        raise click.UsageError(message("--set changes a scenario; an experiment has [constants] in its file."))
    result = read(name)
    size = design_of(planned(result)).size
    least, most = size * result.runs.least, size * result.runs.most
    if least == most:
        words = (
            message("{name} can be run: one setting, {runs:,} runs.")
            if size == 1
            else message("{name} can be run: {settings:,} settings, {runs:,} runs.")
        )
        text = teller(words, name=name, settings=size, runs=most)
    else:
        words = (
            message("{name} can be run: one setting, {least:,} to {most:,} runs.")
            if size == 1
            else message("{name} can be run: {settings:,} settings, {least:,} to {most:,} runs.")
        )
        text = teller(
            words,
            name=name, settings=size, least=least, most=most,
        )  # fmt: skip
    say(text)
