"""``crmsim evidence``: what the sources claim, run and judged."""

from __future__ import annotations

from pathlib import Path

import click

from crmsim.commands import options
from crmsim.commands.ending import goes_on_later
from crmsim.commands.say import say
from crmsim.commands.sweep import Jobs
from crmsim.words import Teller, message


@click.command()
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@click.option("--quick", is_flag=True, help="In 12 worlds, once: a first look, in which little can be told.")
@click.option(
    "--ablate", is_flag=True, help="Take the headline results apart instead: each mechanism switched off in turn."
)
@click.option("--worlds", type=click.IntRange(6, 5000), metavar="N", help="Calibrated worlds; 64 by default.")
@click.option(
    "--runs", type=click.IntRange(1, 1000), metavar="N", help="Runs of each setting in a world; 2 by default."
)
@options.together(options.seed)
@click.option("--jobs", type=Jobs(), metavar="N", help="Worker processes; one a core by default, 0 or serial for none.")
@click.option("--out", type=click.Path(), metavar="DIR", help="Folder; by default outputs/evidence.")
@options.teller
def evidence(
    claims: tuple[str, ...],
    quick: bool,
    ablate: bool,
    worlds: int | None,
    runs: int | None,
    seed: int,
    jobs: int | None,
    out: str | None,
    teller: Teller,
) -> None:
    """Run what the sources claim, all of it or each CLAIM named (G5, E4), and give a verdict on each.

    Every claim says what should come out of which comparison; that was written before it was run. All comparisons are
    made in the same calibrated worlds with the same random numbers. Writes verdicts.csv, a page and one figure of all
    effects. Interrupted, the same command goes on where it was. All claims take half an hour or more.

    \b
    Examples:
      crmsim evidence G5 E4
      crmsim evidence --quick
    """
    from dataclasses import replace

    from crmsim.commands.place import show_files
    from crmsim.commands.progress import Display, announcer
    from crmsim.evidence.ablation import OFTEN, alone, headlines, without_each
    from crmsim.evidence.ablation import SIZE as ABLATION
    from crmsim.evidence.robustness import ABLATED, OFTEN_RUN, robustness_text, taken_apart
    from crmsim.evidence.study import QUICK, Size, run, with_placebo
    from crmsim.evidence.text import evidence_text
    from crmsim.evidence.write import asked_for, findings_of, folder_for, write_apart, write_evidence
    from crmsim.results.folder import OUTPUTS

    if ablate and claims:
        raise click.UsageError(message("--ablate takes the headline results apart, and goes with no CLAIM."))
    names, predictions = (None, headlines()) if ablate else asked_for(claims)
    size = QUICK if quick else (ABLATION if ablate else Size())
    size = replace(size, worlds=worlds or size.worlds, runs=runs or size.runs)
    variants, prefix = (without_each, ABLATED) if ablate else (with_placebo, "")
    folder = Path(out) if out is not None else Path(OUTPUTS) / "evidence"
    with goes_on_later(teller), Display(teller) as display:
        if ablate:
            run(predictions, OFTEN, folder, seed, jobs, display.update, announcer(teller), alone, OFTEN_RUN)
        run(predictions, size, folder, seed, jobs, display.update, announcer(teller), variants, prefix)
    if ablate:
        rows = taken_apart(folder)
        place = folder_for(predictions, [ABLATED.strip("-")], size, seed, folder, teller)
        say(robustness_text(rows, teller))
        show_files(place, write_apart(rows, size, place), teller)
        return
    stored = findings_of(predictions, size, folder, seed)
    place = folder_for(predictions, names, size, seed, folder, teller)
    files = write_evidence(stored, names, place, teller)
    say(evidence_text(stored, names, teller))
    show_files(place, files, teller)
