"""``crmsim replay``: one run of a sweep again."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

import click

from crmsim.commands import options
from crmsim.commands.sweep_words import in_digits, tell

if TYPE_CHECKING:
    from crmsim.report.words import Language
    from crmsim.runner.replay import Replay

DIFFERS = 1


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.argument("run", metavar="RUN_ID")
@options.language
def replay(folder: str, run: str, language: str) -> None:
    """Repeat one run of the sweep in DIR, and say whether it comes out the same to the bit.

    RUN_ID stands in the table's column run_id; its first digits are enough where no other run begins so. A run that
    failed shows its error again; one that crashed or hung is repeated in a process of its own, under its time limit.
    Leaves with 1 where it comes out differently.

    \b
    Example:
      crmsim replay outputs/said_and_done 3f9a2c
    """
    from crmsim.report import known_language
    from crmsim.runner.replay import replay as repeat

    chosen = known_language(language)
    found = repeat(folder, run)
    click.echo(replay_text(found, chosen))
    if not (found.equal and found.same_inputs):
        sys.exit(DIFFERS)


def replay_text(found: Replay, language: Language) -> str:
    """What came out, and whether it is what is recorded."""
    lines = [tell("replay", language, run=found.run, point=found.point, replicate=found.replicate, seed=found.seed)]
    if found.values is not None:
        width = max(len(name) for name in found.outcomes)
        for name, value in zip(found.outcomes, found.values.tolist(), strict=True):
            shown = tell("undefined", language) if math.isnan(value) else in_digits(repr(value), language)
            lines.append(f"  {name:<{width}}  {shown}")
    if not found.same_code:
        lines.append(tell("other code", language, before=found.made_by, now=found.now_by))
    if not found.same_inputs:
        lines.append(tell("other inputs", language))
    before, after = found.before, found.after
    if found.equal and after.values is None:
        lines.append(tell("again failed", language, status=tell(f"is {after.status}", language), error=after.error))
    elif found.equal:
        lines.append(tell("equal", language))
    elif before.status != after.status:
        said = {"before": tell(f"is {before.status}", language), "status": tell(f"is {after.status}", language)}
        lines.append(tell("now failed", language, **said) + (f": {after.error}" if after.error else "."))
    else:
        lines.append(tell("other", language, names=", ".join(found.differing)))
    return "\n".join(lines)
