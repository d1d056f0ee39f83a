"""``crmsim sweep``: every run of an experiment, whatever happens on the way."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

import click

from crmsim.commands import options
from crmsim.commands.sweep_words import ENDED, LOST, NOT_REACHED, NOWHERE_DEFINED, REACHED, SPENT
from crmsim.words import Teller

if TYPE_CHECKING:
    from rich.live import Live

    from crmsim.experiment import Experiment
    from crmsim.runner.account import Account, Progress
    from crmsim.runner.precision import Reached

ALL_FAILED, INTERRUPTED, TERMINATED = 1, 130, 143
EVERY = 10.0  # seconds between lines where there is no terminal
BAR = 60  # characters
SERIAL = "serial"


@contextlib.contextmanager
def ends_on_sigterm() -> Iterator[list[int]]:
    """Let SIGTERM, which a queue sends a job before it kills it, end a sweep as Ctrl-C does; holds it once it came."""
    came: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # where Python takes no handlers
        yield came
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield came
    finally:
        signal.signal(signal.SIGTERM, before)


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
@options.together(options.cluster, options.cluster_options)
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
    cluster: str | None,
    cluster_options: tuple[str, ...],
    part: str | None,
    slurm_parts: int | None,
    teller: Teller,
) -> None:
    """Run EXPERIMENT: a shipped name (see experiments/) or the path of a TOML file.

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

    if dry_run:
        show_estimate(experiment, jobs, teller)
    elif slurm_parts is not None:
        write_script(experiment, slurm_parts, out, teller)
    elif part is not None:
        compute_part(experiment, part, jobs, out, retry_failed, teller)
    else:
        from crmsim.runner.start import Interrupted, start

        if jobs == 0 and cluster is None:
            announcer(teller)(
                teller("One after the other in this process: a run that crashes or hangs will take the sweep with it.")
            )
        try:
            with ends_on_sigterm() as ended, Display(teller) as display:
                account = start(
                    experiment,
                    jobs,
                    out,
                    cluster,
                    display.update,
                    announcer(teller),
                    retry_failed,
                    options=cluster_options,
                    heed=lambda asked: tell_doubts(asked, jobs, cluster, teller),
                )
        except Interrupted as stopped:
            click.echo(
                teller(
                    "Interrupted. What is finished is kept in {folder}; the same command again goes on from there.",
                    folder=stopped.folder,
                ),
                err=True,
            )
            sys.exit(TERMINATED if ended else INTERRUPTED)
        click.echo(account_text(account, teller))
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


def show_estimate(experiment: str, jobs: int | None, teller: Teller) -> None:
    """Say what a sweep would take."""
    from crmsim.experiment import read
    from crmsim.runner.estimate import estimate, estimate_text
    from crmsim.scenario.work import cores

    asked = read(experiment)
    click.echo(estimate_text(estimate(asked, jobs or cores()), teller))


def write_script(experiment: str, parts: int, out: str | None, teller: Teller) -> None:
    """Write a script for SLURM."""
    from crmsim.experiment import read
    from crmsim.runner.slurm import write_script as write
    from crmsim.store.place import folder_of

    script = write(experiment, parts, folder_of(read(experiment), out))
    click.echo(teller("Written: {script}. Look through it, then: sbatch {script}", script=script))


def compute_part(
    experiment: str, part: str, jobs: int | None, out: str | None, retry_failed: bool, teller: Teller
) -> None:
    """Compute one part of a sweep."""
    from crmsim.commands.progress import announcer
    from crmsim.experiment import read
    from crmsim.runner.start import Interrupted, start_part
    from crmsim.store.part import parse_part
    from crmsim.store.place import folder_of

    wanted = parse_part(part)
    folder = folder_of(read(experiment), out)
    try:
        with ends_on_sigterm() as ended, Display(teller) as display:
            driven = start_part(experiment, wanted, jobs, out, display.update, announcer(teller), retry_failed)
    except Interrupted as stopped:
        click.echo(
            teller(
                "Interrupted. What is finished is kept in {folder}; the same command again goes on from there.",
                folder=stopped.folder,
            ),
            err=True,
        )
        sys.exit(TERMINATED if ended else INTERRUPTED)
    click.echo(
        teller(
            "Part {part}: {computed:,} runs computed now. When all parts are done: crmsim sweep {experiment} --out "
            "{folder}",
            part=part,
            computed=driven.computed,
            experiment=experiment,
            folder=folder,
        )
    )


class Display:
    """Shows how far a sweep has come: a live display on a terminal, else a line every ten seconds."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.live: Live | None = None
        self.last = time.monotonic()

    def __enter__(self) -> Display:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live is not None:
            self.live.stop()

    def update(self, progress: Progress) -> None:
        """Show it."""
        if sys.stderr.isatty():
            self._draw(progress)
        elif time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            click.echo("; ".join(progress_lines(progress, self.teller)), err=True)

    def _draw(self, progress: Progress) -> None:
        from rich.console import Console, Group
        from rich.live import Live
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        if self.live is None:
            self.live = Live(console=Console(stderr=True), transient=True, refresh_per_second=4)
            self.live.start()
        bar = ProgressBar(total=max(progress.total, 1), completed=progress.done, width=BAR)
        lines = [Text(line) for line in progress_lines(progress, self.teller)]
        self.live.update(Group(*lines, bar))  # a bar ends no line, so it stands last


def progress_lines(progress: Progress, teller: Teller) -> list[str]:
    """How far it has come, and a line for each outcome that must reach a precision."""
    parts = [teller("{done:,} of {total:,} runs", done=progress.done, total=progress.total)]
    if progress.rate is None:
        parts.append(teller("starting"))
    else:
        parts.append(
            teller("{rate:,.0f} a second" if progress.rate >= 10.0 else "{rate:.2g} a second", rate=progress.rate)
        )
        parts.append(teller("{left} left", left=teller.duration(progress.left or 0.0)))
    if progress.failed:
        parts.append(teller("{failed:,} without a result", failed=progress.failed))
    head = ", ".join(parts)
    return [head, *(reached_text(one, teller) for one in progress.reached)]


def reached_text(one: Reached, teller: Teller) -> str:
    """How precise one outcome is."""
    told = REACHED
    if one.widest is None:  # settled without a width: there is nothing whose width could be told
        told = NOWHERE_DEFINED if one.settled == one.settings else NOT_REACHED
    return teller(
        told, outcome=one.outcome, widest=one.widest, asked=one.asked, settled=one.settled,
        settings=one.settings,
    )  # fmt: skip


def account_text(account: Account, teller: Teller) -> str:
    """What became of a sweep, where it is, and what to do next."""
    lines = [
        teller(
            "{runs:,} runs of {settings:,} settings; {computed:,} computed now, in {seconds}.",
            runs=account.runs, settings=account.settings, computed=account.computed,
            seconds=teller.duration(account.seconds),
        )
    ]  # fmt: skip
    if account.reached:
        lines.append(teller("Rounds of replication: {rounds:,}.", rounds=account.rounds))
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
                folder=account.folder,
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
        teller("Next: crmsim analyse {folder}", folder=account.folder),
    ]
    return "\n".join(lines)
