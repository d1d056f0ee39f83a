"""What the driver and its workers say to each other, and what a place to compute must be able to do.

Everything here is plain and small, because it is pickled for every run: the keys of a setting are one object shared
by a whole chunk, numbers travel as bytes, and what never changes during a sweep is sent once, in a :class:`Job`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from crmsim.experiment.runs import Setup
from crmsim.runner.rules import NamedRule
from crmsim.store.records import Result

if TYPE_CHECKING:
    from crmsim.card.line import Address

CUDA = "cuda"  # the name of a graphics card as a backend
MOST_RUNS_A_CHUNK = 500
CRASHED, HUNG = "crashed", "hung"
DEATH = "the process that computed it died"
DEATH_BY_KILLING = (
    "the process that computed it was killed from outside, most often for want of memory: fewer workers (--jobs) or "
    "employees need less"
)


class Task(NamedTuple):
    """One run: its identity (16 bytes), the place of its :class:`Setup` in the chunk, its seed."""

    run: bytes
    setup: int
    seed: int


class Chunk(NamedTuple):
    """Runs that are computed together, one after the other; runs of one seed stand together.

    Attributes
    ----------
    number:
        Given by the driver; no two chunks of a sweep share one.
    setups, tasks:
        The settings, each once, and the runs.
    patience:
        Seconds after which the chunk is given up as hung, counted from when a worker has begun it.
    """

    number: int
    setups: tuple[Setup, ...]
    tasks: tuple[Task, ...]
    patience: float


class Done(NamedTuple):
    """What became of a chunk.

    Attributes
    ----------
    chunk:
        The chunk.
    results:
        A result for each of its tasks, in their order; None where ``problem`` stands.
    problem:
        None; "crashed" where the worker died; "hung" where its patience ran out; else a sentence about what keeps
        the whole sweep from going on, as a worker with other code.
    worker:
        A name for who did it; kept in the journal, never in the table.
    death:
        Of a worker that died: how, as it is recorded.
    """

    chunk: Chunk
    results: Sequence[Result] | None
    problem: str | None
    worker: str
    death: str = DEATH


@dataclass(frozen=True)
class Job:
    """What a worker needs to know of a sweep, sent once.

    Attributes
    ----------
    resolver:
        The :class:`crmsim.experiment.resolver.Resolver` that makes a setting's scenario, pickled.
    function:
        A known function run in place of the simulation; None usually.
    money:
        Whether the counterfactual run without a project is run.
    weekly, by_group, measures:
        Outcomes wanted week by week, and of a part of the people, as ``output:giver``.
    limit:
        Seconds after which one run is given up, as the experiment has it; None where that follows from the runs.
    code:
        Hash of the code that makes the numbers (:func:`crmsim.runner.worker.code`).
    compute:
        ``module:attribute`` of the function that computes a chunk: ``compute(job, chunk) -> list[Result]``.
    branch_week:
        The week before which all settings of the levers are one run; None where they differ from the start.
    rules:
        Own rules that take part in some runs; a worker imports them.
    own:
        Outcomes that they tell.
    card:
        Where batches are computed on a graphics card; None without one.
    keep:
        What is kept of single people in every run: "events", "networks".
    """

    resolver: bytes
    function: str | None
    money: bool
    weekly: tuple[str, ...]
    limit: float | None
    code: str
    compute: str = "crmsim.runner.worker:compute"
    by_group: tuple[str, ...] = ()
    branch_week: int | None = None
    rules: tuple[NamedRule, ...] = ()
    own: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    card: Address | None = None
    keep: tuple[str, ...] = ()


class Backend(Protocol):
    """A place to compute chunks.

    ``capacity`` is how many chunks may be in flight: the driver submits no more. It may change from call to call.
    ``isolated`` says whether a run that crashes or hangs costs only itself. Two attributes are optional:
    ``chunk_seconds`` of work are wanted in a chunk; or, where runs of a chunk are computed side by side, as many as
    ``chunk_runs`` from the first.
    """

    capacity: int
    isolated: bool

    def submit(self, chunk: Chunk) -> None:
        """Take a chunk; returns at once."""
        ...

    def finished(self, timeout: float) -> list[Done]:
        """Chunks that are over, as soon as there is one, or none after ``timeout`` seconds; each is told once."""
        ...

    def close(self, kill: bool) -> list[Done]:
        """End all workers, at once or when idle, and tell what they had finished since. May be called twice."""
        ...
