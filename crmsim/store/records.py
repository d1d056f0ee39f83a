"""What is recorded of a run, as it goes into the journal and comes out of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Status = Literal["done", "failed", "hung", "crashed"]
STATUSES: tuple[Status, ...] = ("done", "failed", "hung", "crashed")
NUMBER: dict[str, int] = {status: number for number, status in enumerate(STATUSES)}


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
        What went wrong, without names and folders; None where nothing did.
    seconds:
        Wall time of the run.
    reasons:
        JSON: outcome → why it is undefined; None where all are defined, and of money that was not counted.
    full_text:
        What went wrong in full, for the terminal of who ran it; never recorded.
    kept:
        What is kept of single people: kind and bytes of its Parquet file, which stands beside the journal.
    """

    run: bytes
    status: Status
    values: bytes | None
    censored: bool
    weekly: bytes | None
    error: str | None
    seconds: float
    reasons: str | None = None
    full_text: str | None = None
    kept: tuple[tuple[str, bytes], ...] = ()


class Record(NamedTuple):
    """A run as the journal has it, without what differs from one computation of it to the next."""

    status: Status
    values: bytes | None
    censored: bool
    weekly: bytes | None
    error: str | None
    reasons: str | None = None


class Entry(NamedTuple):
    """How a run was computed: its seed, wall seconds, worker, when it was finished (Unix time), how often tried."""

    run: bytes
    status: Status
    error: str | None
    seed: int
    seconds: float
    worker: str
    finished: float
    attempts: int
