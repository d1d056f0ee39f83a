"""What the driver and its workers say to each other, and what a place to compute must be able to do.

Everything here is plain and small, because it is pickled for every run: the keys of a setting are one object shared
by a whole chunk, numbers travel as bytes, and what never changes during a sweep is sent once, in a :class:`Job`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

Status = Literal["done", "failed", "hung", "crashed"]
STATUSES: tuple[Status, ...] = ("done", "failed", "hung", "crashed")
MOST_RUNS_A_CHUNK = 500
CRASHED, HUNG = "crashed", "hung"


class Setup(NamedTuple):
    """One setting of all factors, as it is sent to a worker.

    Attributes
    ----------
    point:
        Hash of the resolved scenario, or of the function with its values; 16 bytes.
    scenario:
        Which of the experiment's scenarios is changed; None for the experiment's own.
    keys, values:
        The settings typed after the base's own; for a known function its arguments.
    """

    point: bytes
    scenario: str | None
    keys: tuple[str, ...]
    values: tuple[Any, ...]


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


class Result(NamedTuple):
    """What a run leaves.

    Attributes
    ----------
    run:
        Its identity.
    status:
        "done" or "failed"; "hung" and "crashed" are found by the driver.
    values:
        float64 as bytes, in the order of the outcomes, NaN where undefined; None unless done.
    censored:
        Whether half the people were never users.
    weekly:
        float64[weekly outcomes, weeks] as bytes; None where none are wanted.
    error:
        Type and message of what went wrong; None where nothing did.
    seconds:
        Wall time of the run.
    """

    run: bytes
    status: Status
    values: bytes | None
    censored: bool
    weekly: bytes | None
    error: str | None
    seconds: float


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
    """

    chunk: Chunk
    results: Sequence[Result] | None
    problem: str | None
    worker: str


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
        Whether the twin without a project is run.
    weekly:
        Outcomes wanted week by week.
    limit:
        Seconds after which one run is given up.
    code:
        Hash of the code that makes the numbers (:func:`crmsim.runner.worker.code`).
    compute:
        ``module:attribute`` of the function that computes a chunk: ``compute(job, chunk) -> list[Result]``.
    """

    resolver: bytes
    function: str | None
    money: bool
    weekly: tuple[str, ...]
    limit: float
    code: str
    compute: str = "crmsim.runner.worker:compute"


class Backend(Protocol):
    """A place to compute chunks.

    ``capacity`` is how many chunks may be in flight: the driver submits no more. It may change from call to call.
    ``isolated`` says whether a run that crashes or hangs costs only itself.
    """

    capacity: int
    isolated: bool

    def submit(self, chunk: Chunk) -> None:
        """Take a chunk; returns at once."""
        ...

    def finished(self, timeout: float) -> list[Done]:
        """Chunks that are over, as soon as there is one, or none after ``timeout`` seconds; each is told once."""
        ...

    def close(self, kill: bool) -> None:
        """End all workers: at once, or when idle. May be called twice."""
        ...
