"""What of a structured sample can be analysed: a missing run takes its whole row with it, and is counted.

A Sobol base row is all its ``D + 2`` or ``2 D + 2`` runs, a Morris trajectory its ``D + 1``. SALib computes zeros from
one NaN without a word, so nothing incomplete may reach it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crmsim.analysis.interval import Floats

Problem = Literal["too much missing", "too few", "nothing varies", "too rare"]
MOST_MISSING = 0.2  # share of rows; where more is missing, what is left may say little of the whole


@dataclass(frozen=True, eq=False)
class Usable:
    """The complete rows of a structured sample.

    Attributes
    ----------
    values:
        float64[rows, replicates, length]: complete rows only.
    kept:
        bool[rows asked for].
    asked, dropped:
        Rows asked for, and rows left out because a run of theirs is missing or undefined.
    replicates:
        Runs of each point that are used.
    problem:
        Why nothing can be told, else None.
    """

    values: Floats
    kept: NDArray[np.bool_]
    asked: int
    dropped: int
    replicates: int
    problem: Problem | None


def usable(values: ArrayLike, length: int, least: int) -> Usable:
    """Cut a sample into rows and leave incomplete ones out.

    Parameters
    ----------
    values:
        float64[points, replicates] in the order of the design; NaN where missing or undefined.
    length:
        Points of a row.
    least:
        Rows below which nothing is told.
    """
    table = np.asarray(values, dtype=np.float64)
    rows = table.shape[0] // length
    if rows * length != table.shape[0]:
        raise ValueError(f"{table.shape[0]} points are no whole number of rows of {length}")
    cut = table.reshape(rows, length, table.shape[1]).transpose(0, 2, 1)
    # Points may have different numbers of runs where these were repeated until precise enough: use those all have.
    complete = np.isfinite(cut).all(axis=2).cumprod(axis=1).astype(bool)  # rows, replicates: this and those before
    enough = complete.mean(axis=0) >= 1.0 - MOST_MISSING if rows else np.zeros(table.shape[1], dtype=bool)
    replicates = max(int(enough.sum()), 1)
    kept = complete[:, replicates - 1]
    result = cut[kept][:, :replicates]
    dropped = int(rows - kept.sum())
    problem: Problem | None = None
    if rows and dropped > MOST_MISSING * rows:
        problem = "too much missing"
    elif kept.sum() < least:
        problem = "too few"
    elif np.ptp(result) == 0.0:
        problem = "nothing varies"
    return Usable(result, kept, rows, dropped, replicates, problem)
