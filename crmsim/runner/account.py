"""What is told of a sweep: how far it has come, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crmsim.experiment.runs import Counts
from crmsim.runner.precision import Reached


@dataclass(frozen=True)
class Progress:
    """How far a sweep has come.

    Attributes
    ----------
    done, total:
        Runs of the table that are there, and those planned by now; a round of refinement adds to them.
    computed, failed:
        Runs computed since the start of this process, and those of them that are missing: failed, hung or crashed.
    rate:
        Runs a second, None at first.
    left:
        Seconds until all planned by now is done, None at first.
    round:
        From 1.
    reached:
        How precise each watched outcome was after the round before.
    """

    done: int
    total: int
    computed: int
    failed: int
    rate: float | None
    left: float | None
    round: int
    reached: tuple[Reached, ...]


@dataclass(frozen=True, eq=False)
class Driven:
    """What a sweep has come to.

    Attributes
    ----------
    planned:
        int64[points]: runs of each point in the table.
    computed:
        Runs computed now; the others were in the journal.
    rounds:
        How many there were.
    reached:
        How precise each watched outcome is.
    spent:
        "runs" or "hours" where that budget ended the sweep before it was done, else None.
    """

    planned: Counts
    computed: int
    rounds: int
    reached: tuple[Reached, ...]
    spent: str | None


@dataclass(frozen=True)
class Account:
    """What became of a sweep.

    Attributes
    ----------
    folder:
        Where everything is.
    runs, settings:
        Rows of the table, and points of the design.
    computed:
        Runs computed now; the rest was in the journal.
    missing:
        Status → runs of the table that have no values: "failed", "hung", "crashed", "not run".
    examples:
        A few of the missing: identity, status, error.
    rounds, reached, spent:
        As in :class:`Driven`.
    seconds:
        Wall time.
    """

    folder: Path
    runs: int
    settings: int
    computed: int
    missing: dict[str, int]
    examples: tuple[tuple[str, str, str], ...]
    rounds: int
    reached: tuple[Reached, ...]
    spent: str | None
    seconds: float
