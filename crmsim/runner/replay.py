"""One run of a sweep again: the same numbers to the bit, or the same failure."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from crmsim.errors import CrmsimError, nearest
from crmsim.experiment import Experiment
from crmsim.experiment.runs import Runs, Setup
from crmsim.files.plain import refuse_special
from crmsim.results.folder import read_marker
from crmsim.results.provenance import commit, version
from crmsim.runner.backend import CRASHED, HUNG, Chunk, Job, Task
from crmsim.runner.limit import Limit
from crmsim.runner.local import LocalBackend
from crmsim.runner.precision import first_round
from crmsim.runner.rules import with_rules
from crmsim.runner.start import compile_first, job_of
from crmsim.runner.worker import code, perform
from crmsim.scenario import Scenario
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.load import experiment_of
from crmsim.store.records import Record, Result
from crmsim.store.table import RUNS
from crmsim.store.unfinished import begun_runs, journal_of
from crmsim.words import message

HEX = frozenset("0123456789abcdef")
DIGITS = 32
POLL = 0.2


@dataclass(frozen=True, eq=False)
class Replay:
    """A run repeated.

    Attributes
    ----------
    run:
        Its identity, 32 hex digits.
    point, replicate, seed:
        Its place in the design, and its seed.
    before, after:
        What is recorded, and what came out now.
    outcomes:
        Names of the values.
    differing:
        Outcomes, or other parts of a result, in which the two are not the same to the bit.
    same_code:
        Whether the code is that which made the record; else other numbers are to be expected.
    same_inputs:
        Whether the run is made of what it was made of then. Else the experiment, its scenario or its files have been
        edited since; where the code is another one that cannot be told, and this is True.
    made_by, now_by:
        The code that made the record and this one: version, commit, and hash.
    said:
        What went wrong now, in full, which is not recorded: it may name people and folders.
    """

    run: str
    point: int
    replicate: int
    seed: int
    before: Record
    after: Record
    outcomes: tuple[str, ...]
    differing: tuple[str, ...]
    same_code: bool
    same_inputs: bool
    made_by: str
    now_by: str
    said: str | None = None

    @property
    def equal(self) -> bool:
        """Whether the run came out as it is recorded."""
        return not self.differing

    @property
    def values(self) -> NDArray[np.float64] | None:
        """float64[outcomes] of the run now, NaN where undefined; None where it came to no end."""
        return None if self.after.values is None else np.frombuffer(self.after.values)


def replay(folder: str | os.PathLike[str], run: str, job: Job | None = None, run_rules: bool = False) -> Replay:
    """Repeat a run.

    Parameters
    ----------
    folder:
        Of the sweep.
    run:
        The identity of the run, or as many of its first digits as tell it apart.
    job:
        What computes it, if not what the experiment says.
    run_rules:
        Whether own rules that the experiment names may be imported and run.

    Raises
    ------
    CrmsimError
        For a folder without a sweep, for an identity that is none or tells several runs, and where the scenario or
        its files are not there any more.
    """
    path = Path(folder)
    with Journal(path / JOURNAL, readonly=True) as journal:
        whole = identified(journal, run)
        before = journal.records([whole])[whole]
        seed = next(journal.entries(whole)).seed
    experiment, rules = with_rules(experiment_of(path), Path.cwd(), run_rules)
    marker = read_marker(path) or {}
    marked = str(marker.get("measured_by", "")) or code()
    runs = Runs(experiment, marked)
    point, replicate = located(path, runs, whole, seed)
    setup = runs.setup(point)
    same_inputs = marked != code() or runs.run(point, replicate) == whole
    result = computed(job or job_of(experiment, rules), setup, whole, seed, before, experiment)
    after = _record(result)
    return Replay(
        whole.hex(), point, replicate, seed, before, after, experiment.stored,
        differences(before, after, experiment.stored), marked == code(), same_inputs,
        code_text(marker.get("crmsim"), marker.get("commit"), marked), code_text(version(), commit(), code()),
        result.full_text or result.error,
    )  # fmt: skip


def made_of(folder: str | os.PathLike[str], run: str) -> tuple[Scenario, int, tuple[str, ...]]:
    """What a run of a sweep is made of: its scenario, its seed, and the names of the own rules that took part.

    Parameters
    ----------
    folder, run:
        As for :func:`replay`.

    Raises
    ------
    CrmsimError
        As there, and for a known function, which has no people.
    """
    path = Path(folder)
    with Journal(journal_of(path), readonly=True) as journal:
        whole = identified(journal, run)
        seed = next(journal.entries(whole)).seed
    runs = begun_runs(experiment_of(path), read_marker(path) or {})
    if runs.experiment.function is not None:
        raise CrmsimError(message("a known function has no people"), file=path, value=run)
    point = runs.design.point(located(path, runs, whole, seed)[0])
    return runs.resolver.resolve(point.settings, point.scenario), seed, runs.rules_at(point)


def code_text(number: object, at: object, digest: str) -> str:
    """What tells one state of the code from another, as ``0.1.0, commit 3f9a2c1, code 83d3878e``."""
    parts = [str(number or "?"), f"commit {str(at)[:7]}" if at else "", f"code {digest[:8]}"]
    return ", ".join(part for part in parts if part)


def identified(journal: Journal, text: str) -> bytes:
    """The run whose identity begins with some hex digits."""
    digits = text.strip().lower()
    if not digits or len(digits) > DIGITS or not set(digits) <= HEX:
        raise CrmsimError(
            message("not the identity of a run"),
            value=text,
            expected=message("up to {digits} hex digits, as in the column run_id", digits=DIGITS),
        )
    result = [entry.run for entry in journal.entries(digits, most=4)]
    if len(result) == 1:
        return result[0]
    if result:
        shown = ", ".join(run.hex()[: len(digits) + 4] + "…" for run in result[:3])
        raise CrmsimError(
            message("several runs begin so: {shown}", shown=shown), value=text, expected=message("more digits")
        )
    for length in range(len(digits) - 1, 0, -1):
        alike = [entry.run.hex() for entry in journal.entries(digits[:length], most=64)]
        if alike:
            guess = nearest(digits, [one[: len(digits)] for one in alike]) or alike[0][: len(digits)]
            raise CrmsimError(message("no such run is recorded"), file=journal.path, value=text, nearest=guess)
    raise CrmsimError(message("no such run is recorded"), file=journal.path, value=text)


def located(folder: Path, runs: Runs, run: bytes, seed: int) -> tuple[int, int]:
    """Point and replicate of a run: from the table where it is there, else by going through the design."""
    for path in sorted((folder / RUNS).glob("part-*.parquet")):
        try:
            refuse_special(path)
            result = pq.read_table(
                path, columns=["point", "replicate"], filters=[("run_id", "=", run.hex())],
                page_checksum_verification=True,
            )  # fmt: skip
        except MemoryError:  # Arrow's own is an ArrowException too
            raise
        except (OSError, pa.ArrowException):  # damaged: the design tells too
            continue
        if result.num_rows and int(result["point"][0].as_py()) < runs.size:
            return int(result["point"][0].as_py()), int(result["replicate"][0].as_py())
    most = max(runs.experiment.runs.most, first_round(runs.experiment.runs))
    for number in range(runs.size):
        replicate = seed - runs.seed(number, 0)
        if 0 <= replicate < most and runs.run(number, replicate) == run:
            return number, replicate
    raise CrmsimError(
        message(
            "the run is of an earlier design or version, or what the experiment reads was edited since, so its setting "
            "is not known any more"
        ),
        file=folder,
        value=run.hex(),
        expected=message("a run of the experiment that stands in the folder"),
    )


def computed(job: Job, setup: Setup, run: bytes, seed: int, before: Record, experiment: Experiment) -> Result:
    """The run computed now: in this process, or where it crashed or hung before in one of its own."""
    limit = Limit(experiment)
    chunk = Chunk(1, (setup,), (Task(run, 0, seed),), limit.seconds)
    if before.status not in (HUNG, CRASHED):
        return perform(job, chunk)[0]
    compile_first(job, None)
    backend = LocalBackend(job, 1)
    try:
        backend.submit(chunk)
        over = backend.finished(POLL)
        while not over:
            over = backend.finished(POLL)
    finally:
        backend.close(kill=True)
    done = over[0]
    if done.results is not None:
        return done.results[0]
    if done.problem == HUNG:
        # How long was waited follows from other runs, where the experiment does not say; it is no difference.
        same = limit.given is None and before.status == HUNG
        return Result(run, "hung", None, False, None, before.error if same else limit.text(), 0.0)
    if done.problem == CRASHED:
        return Result(run, "crashed", None, False, None, done.death, 0.0)
    raise CrmsimError(str(done.problem))


def _record(result: Result) -> Record:
    return Record(result.status, result.values, result.censored, result.weekly, result.error, result.reasons)


def differences(before: Record, after: Record, names: tuple[str, ...]) -> tuple[str, ...]:
    """Where two results of a run differ by as much as a bit."""
    if before.status != after.status:
        return ("status",)
    result = [
        name for name in ("error", "censored", "weekly", "reasons") if getattr(before, name) != getattr(after, name)
    ]
    if before.values is not None and after.values is not None and before.values != after.values:
        first, second = (np.frombuffer(stored, dtype=np.uint64) for stored in (before.values, after.values))
        result += [name for name, a, b in zip(names, first, second, strict=True) if a != b]
    return tuple(result)
