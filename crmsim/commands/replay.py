"""``crmsim replay``: one run of a sweep again."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.commands.sweep_words import ENDED
from crmsim.errors import CrmsimError
from crmsim.words import Teller, message

if TYPE_CHECKING:
    from crmsim.runner.replay import Replay

DIFFERS = 1


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.argument("run", metavar="RUN_ID")
@options.run_rules
@click.option("--out", type=click.Path(), metavar="DIR", help="Write the run as `crmsim run` does: weeks and figures.")
@options.together(options.events, options.networks, options.teller)
def replay(
    folder: str, run: str, run_rules: bool, out: str | None, events: bool, networks: bool, teller: Teller
) -> None:
    """Repeat one run of the sweep in DIR, and say whether it comes out the same to the bit.

    RUN_ID stands in the table's column run_id; its first digits are enough where no other run begins so. A run that
    failed shows its error again; one that crashed or hung is repeated in a process of its own, under its time limit.
    Leaves with 1 where it comes out differently.

    \b
    Examples:
      crmsim replay outputs/said_and_done 3f9a2c
      crmsim replay outputs/said_and_done 3f9a2c --out one --events
    """
    from crmsim.runner.replay import replay as repeat

    keep = options.kept(events, networks)
    if keep and out is None:
        raise CrmsimError(
            message("needs a folder to write to"), key=f"--{keep[0]}", expected=message("--out with its name")
        )
    result = repeat(folder, run, run_rules=run_rules)
    say(replay_text(result, teller))
    if out is not None and result.values is not None:
        _write(folder, run, run_rules, out, keep, teller)
    if not (result.equal and result.same_inputs):
        sys.exit(DIFFERS)


def _write(folder: str, run: str, run_rules: bool, out: str, keep: tuple[str, ...], teller: Teller) -> None:
    """Make the run once more, whole, and write what `crmsim run` writes."""
    from crmsim.report.drawn import drawn
    from crmsim.report.files import write_run
    from crmsim.results import prepare
    from crmsim.results.acts import acts_of
    from crmsim.runner.replay import made_of
    from crmsim.runner.rules import hooks_named
    from crmsim.simulation import simulate

    scenario, seed, names = made_of(folder, run)
    rules = hooks_named(names, Path.cwd(), run_rules)
    made = simulate(scenario, seed, hooks=rules, keep=keep)
    result = drawn(made, rules, keep)
    place = prepare(out, result.name, result.content(), result.provenance)
    files = (
        sorted(place.path.iterdir()) if place.finished else write_run(result, scenario, place, teller, acts_of(made))
    )
    say()
    say(teller("Written to {folder}: {files}", folder=out, files=", ".join(file.name for file in files)))


def replay_text(found: Replay, teller: Teller) -> str:
    """What came out, and whether it is what is recorded."""
    lines = [
        teller(
            "Run {run}: setting {point}, replicate {replicate}, seed {seed}",
            run=found.run,
            point=found.point,
            replicate=found.replicate,
            seed=found.seed,
        )
    ]
    if found.values is not None:
        width = max(len(name) for name in found.outcomes)
        for name, value in zip(found.outcomes, found.values.tolist(), strict=True):
            shown = teller("undefined") if math.isnan(value) else teller.digits(repr(value))
            lines.append(f"  {name:<{width}}  {shown}")
    if not found.same_code:
        lines.append(
            teller(
                "The run was made by other code (crmsim {before}) than this (crmsim {now}), and may differ.",
                before=found.made_by,
                now=found.now_by,
            )
        )
    if not found.same_inputs:
        lines.append(
            teller("The experiment, its scenario or a file that it reads was edited since: this is another run.")
        )
    before, after = found.before, found.after
    if found.equal and after.values is None:
        lines.append(
            teller(
                "The run ends as it is recorded: {status}, {error}", status=ENDED[after.status], error=found.said or ""
            )
        )
    elif found.equal:
        lines.append(teller("The same to the last bit as what is recorded."))
    elif before.status != after.status:
        said = {"before": ENDED[before.status], "status": ENDED[after.status]}
        lines.append(
            teller("NOT the same: recorded as {before}; now {status}", **said)
            + (f": {found.said}" if found.said else ".")
        )
    else:
        lines.append(teller("NOT the same as what is recorded: {names}.", names=", ".join(found.differing)))
    return "\n".join(lines)
