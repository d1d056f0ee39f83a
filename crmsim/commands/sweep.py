"""``crmsim sweep``: every run of an experiment, whatever happens on the way."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crmsim.commands import options
from crmsim.commands.ending import goes_on_later
from crmsim.commands.progress import Display, reached_text
from crmsim.commands.say import say, typed
from crmsim.commands.sweep_words import ENDED, LOST, RUNS_OF, RUNS_OF_ONE, SPENT
from crmsim.errors import CrmsimError
from crmsim.words import Teller, message, roughly

if TYPE_CHECKING:
    from crmsim.experiment import Experiment
    from crmsim.runner.account import Account

ALL_FAILED = 1
SERIAL = "serial"


class Jobs(click.ParamType[int]):
    """A number of worker processes, or "serial"."""

    name = "jobs"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """0 for serial."""
        if str(value).lower() == SERIAL:
            return 0
        return int(click.IntRange(0, 1024).convert(value, param, ctx))


@click.command()
@click.argument("experiment")
@click.option("--jobs", type=Jobs(), metavar="N", help="Worker processes; one a core by default, 0 or serial for none.")
@click.option("--out", type=click.Path(), metavar="DIR", help="Folder; by default outputs/EXPERIMENT.")
@click.option("--dry-run", is_flag=True, help="Say how many runs it is, how long they take and how much they leave.")
@click.option("--retry-failed", is_flag=True, help="Compute runs again that failed, hung or crashed before.")
@click.option(
    "--known", multiple=True, type=click.Path(), metavar="DIR",
    help="Take runs that are the same from another sweep's folder; may be repeated.",
)  # fmt: skip
@options.together(options.run_rules, options.backend, options.cluster, options.cluster_options)
@click.option("--part", metavar="I/N", help="Only part I of N, into a journal of its own; for arrays of jobs.")
@click.option(
    "--slurm-script", "slurm_parts", type=click.IntRange(min=1), metavar="N",
    help="Write a script that has SLURM compute N parts, and leave.",
)  # fmt: skip
@options.teller
def sweep(
    experiment: str,
    jobs: int | None,
    out: str | None,
    dry_run: bool,
    retry_failed: bool,
    known: tuple[str, ...],
    run_rules: bool,
    backend: str | None,
    cluster: str | None,
    cluster_options: tuple[str, ...],
    part: str | None,
    slurm_parts: int | None,
    teller: Teller,
) -> None:
    """Run EXPERIMENT: a shipped name (see `crmsim experiments`) or the path of a TOML file.

    Every run is recorded as soon as it is finished. Whatever ends the sweep (Ctrl-C, a crash, a power cut), the same
    command goes on where it was; a changed experiment in the same folder computes only what is new. A run that fails
    costs itself alone. Workers, crashes and interruptions change no number.

    \b
    Examples:
      crmsim sweep said_and_done --dry-run
      crmsim sweep said_and_done --jobs 4
      crmsim sweep ours.toml --out results
    """
    from crmsim.commands.progress import announcer

    whole = {"--known": known, "--cluster": cluster, "--cluster-option": cluster_options}
    if dry_run:
        show_estimate(experiment, jobs, teller, out, known, run_rules, backend, cluster, cluster_options)
    elif slurm_parts is not None:
        refuse_beside("--slurm-script", {"--part": part, "--retry-failed": retry_failed, "--backend": backend, **whole})
        write_script(experiment, slurm_parts, out, run_rules, teller, jobs)
    elif part is not None:
        refuse_beside("--part", whole)
        compute_part(experiment, part, jobs, out, retry_failed, run_rules, teller, backend)
    else:
        from crmsim.runner.start import start

        if jobs == 0 and cluster is None and backend is None:
            announcer(teller)(
                teller("One after the other in this process: a run that crashes or hangs will take the sweep with it.")
            )
        with goes_on_later(teller), Display(teller) as display:
            account = start(
                experiment,
                jobs,
                out,
                cluster,
                display.update,
                announcer(teller),
                retry_failed,
                options=cluster_options,
                once_read=lambda asked: tell_doubts(asked, jobs, cluster, teller),
                run_rules=run_rules,
                known=known,
                backend=backend,
            )
        say(account_text(account, teller))
        if account.runs and sum(account.missing.values()) == account.runs:
            sys.exit(ALL_FAILED)


def tell_doubts(asked: Experiment, jobs: int | None, cluster: str | None, teller: Teller) -> None:
    """Say before the first run what the largest settings ask too much of."""
    from crmsim.commands.progress import announcer
    from crmsim.runner.estimate import doubts, load_of
    from crmsim.scenario.work import cores

    load = load_of(asked, jobs or cores())
    if load is not None and cluster is not None:  # whose memory is not this machine's
        load = replace(load, there=None)
    for line in doubts(load, teller):
        announcer(teller)(line)


def show_estimate(
    experiment: str,
    jobs: int | None,
    teller: Teller,
    out: str | None,
    known: tuple[str, ...],
    run_rules: bool,
    backend: str | None = None,
    cluster: str | None = None,
    cluster_options: tuple[str, ...] = (),
) -> None:
    """Say what a sweep would take, and what of it is stored already; refuse what the sweep itself would refuse."""
    from crmsim.experiment import read
    from crmsim.experiment.runs import Runs
    from crmsim.runner.choose import refuse
    from crmsim.runner.estimate import estimate, estimate_text
    from crmsim.runner.known import foreseen
    from crmsim.runner.rules import NamedRule, with_rules
    from crmsim.runner.start import job_of
    from crmsim.runner.worker import code
    from crmsim.scenario.work import cores
    from crmsim.store.place import folder_of

    asked = read(experiment)
    workers = jobs or cores()
    folder = folder_of(asked, out)
    rules = tuple(NamedRule(name, None, "") for name in asked.all_rules)  # that there are any is all that counts here
    refuse(cluster, workers, job_of(asked, rules), cluster_options, backend)
    found = estimate(asked, workers)
    say(estimate_text(found, teller))
    if backend is not None:
        say(teller("This is for the processor of this machine; how long it takes on the card is not known beforehand."))
    if cluster is not None:
        say(teller("This is for the processor of this machine; on a cluster it takes as long as its workers need."))
    if asked.all_rules and not run_rules:
        return  # what they do is part of what runs are known by, and nothing is imported for an estimate
    seen = foreseen(Runs(with_rules(asked, Path.cwd(), run_rules)[0], code()), folder, known)
    if seen is not None:
        say(teller(seen.text()))
        say(
            teller(
                "Left to compute for {folder}: {left:,} runs, {time}.",
                left=seen.left, folder=folder, time=roughly(seen.left * found.seconds_a_run / found.jobs),
            )
        )  # fmt: skip


def refuse_beside(option: str, others: Mapping[str, object]) -> None:
    """Refuse what would have no effect beside an option."""
    for key, value in others.items():
        if value:
            first = value[0] if isinstance(value, tuple) else value
            problem = message("does not go with {option}", option=option)
            raise CrmsimError(problem, key=key, value=None if first is True else first)


def write_script(
    experiment: str, parts: int, out: str | None, run_rules: bool, teller: Teller, jobs: int | None
) -> None:
    """Write a script for SLURM, whose tasks have as many processors each as there are to be worker processes."""
    from crmsim.experiment import read
    from crmsim.runner.rules import with_rules
    from crmsim.runner.slurm import CORES
    from crmsim.runner.slurm import write_script as write
    from crmsim.runner.start import refuse_adaptive
    from crmsim.runner.worker import code
    from crmsim.store.place import claim, folder_of, origin_of

    asked, _ = with_rules(read(experiment), Path.cwd(), run_rules)
    refuse_adaptive(asked)
    folder = folder_of(asked, out)
    claim(folder, asked, origin_of(asked, code()))
    script = write(experiment, parts, folder, CORES if jobs is None else max(jobs, 1), run_rules)
    say(teller("Written: {script}. Look through it, then: sbatch {command}", script=script, command=typed(script)))


def compute_part(
    experiment: str,
    part: str,
    jobs: int | None,
    out: str | None,
    retry_failed: bool,
    run_rules: bool,
    teller: Teller,
    backend: str | None,
) -> None:
    """Compute one part of a sweep."""
    from crmsim.commands.progress import announcer
    from crmsim.experiment import read
    from crmsim.runner.start import start_part
    from crmsim.store.part import parse_part
    from crmsim.store.place import folder_of

    wanted = parse_part(part)
    folder = folder_of(read(experiment), out)
    with goes_on_later(teller), Display(teller) as display:
        driven = start_part(
            experiment, wanted, jobs, out, display.update, announcer(teller), retry_failed, run_rules=run_rules,
            backend=backend,
        )  # fmt: skip
    say(
        teller(
            "Part {part}: {computed:,} runs computed now. When all parts are done: crmsim sweep {experiment} --out "
            "{folder}",
            part=part,
            computed=driven.computed,
            experiment=typed(experiment),
            folder=typed(folder),
        )
    )


def account_text(account: Account, teller: Teller) -> str:
    """What became of a sweep, where it is, and what to do next."""
    lines = [
        teller(
            RUNS_OF_ONE if account.settings == 1 else RUNS_OF,
            runs=account.runs, settings=account.settings, computed=account.computed,
            seconds=teller.duration(account.seconds),
        )
    ]  # fmt: skip
    if account.reached:
        lines.append(
            teller(
                "Rounds of replication: {rounds:,}. Half-widths of 95 % intervals, each taken alone; tables of "
                "differences show wider ones, that hold together.",
                rounds=account.rounds,
            )
        )
        lines += [reached_text(one, teller) for one in account.reached]
    if account.spent is not None:
        lines.append(teller(SPENT[account.spent]))
    if account.missing:
        listed = ", ".join(teller(LOST[name], count=count) for name, count in account.missing.items())
        lines.append(teller("Without a result: {listed}.", listed=listed))
    for run, status, error in account.examples:
        lines.append(f"  {run[:12]} {teller(ENDED[status])}: {error}")
    if account.examples:
        lines.append(
            teller(
                "Repeat one: crmsim replay {folder} {run}. Try all of them again: the same command with "
                "--retry-failed.",
                folder=typed(account.folder),
                run=account.examples[0][0][:12],
            )
        )
    tables = "runs/, weeks/" if (account.folder / "weeks").is_dir() else "runs/"
    lines += [
        teller(
            "In {folder}: {tables} (Parquet), journal.sqlite, experiment.toml, provenance.json",
            folder=account.folder,
            tables=tables,
        ),
        teller("Next: crmsim analyse {folder}", folder=typed(account.folder)),
    ]
    return "\n".join(lines)
