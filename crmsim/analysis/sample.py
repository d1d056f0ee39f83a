"""A sample as libraries that learn from it take it: settings as columns, one outcome, and which are held out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crmsim.analysis.factors import continuous, independent
from crmsim.analysis.interval import Floats
from crmsim.analysis.robust import world_means
from crmsim.analysis.spread import CONFIDENCE
from crmsim.analysis.study import Study
from crmsim.words import Message, message

LEARNED = ("lhs", "sobol", "worlds")  # designs whose settings lie all over the ranges of what was varied
LEAST_POINTS = 100
LEAST_CASES = 20  # settings whose value is not the most common one
FOLDS = 5
RESAMPLES = 1000
SEED = 20240229

Reason = Literal["too few points", "nothing varies", "too rare", "no better than the mean"]
WHY: dict[Reason, Message] = {
    "too few points": message("fewer than {least} independent settings have a value", least=LEAST_POINTS),
    "nothing varies": message("it is the same at every setting"),
    "too rare": message("nearly all settings have the same value"),
    "no better than the mean": message(
        "settings that had no part in the learning are foretold no better than by the mean of all"
    ),
}


@dataclass(frozen=True, eq=False)
class Sample:
    """Settings and what came of them.

    Attributes
    ----------
    points:
        A row a setting, a column a factor that takes more than one value.
    values:
        float64[settings]: the mean of the setting's runs.
    unit:
        int64[settings]: number of the independent draw that a setting belongs to; those of one are held out together.
    dropped:
        Settings left out, because none of their runs has a value.
    """

    points: pd.DataFrame
    values: Floats
    unit: NDArray[np.int64]
    dropped: int

    @property
    def units(self) -> int:
        """Independent draws."""
        return int(np.unique(self.unit).size)

    def reason(self) -> Reason | None:
        """Why nothing can be learned from it, else None."""
        if self.units < LEAST_POINTS or not len(self.points.columns):
            return "too few points"
        if np.ptp(self.values) == 0.0:
            return "nothing varies"
        _, counts = np.unique(self.values, return_counts=True)
        return "too rare" if self.values.size - counts.max() < LEAST_CASES else None

    def rows(self, which: NDArray[Any]) -> Sample:
        """Some of the settings."""
        return Sample(self.points.iloc[which].reset_index(drop=True), self.values[which], self.unit[which], 0)

    def within(self, most: int) -> Sample:
        """As many whole draws, in a random order that is always the same, as make at most so many settings."""
        if self.values.size <= most:
            return self
        names, size = np.unique(self.unit, return_counts=True)
        order = np.random.default_rng(SEED).permutation(names.size)
        taken = names[order][np.cumsum(size[order]) <= most]
        return self.rows(np.flatnonzero(np.isin(self.unit, taken)))

    def folds(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Rows to learn from and rows held out, each draw once among the latter."""
        names, place = np.unique(self.unit, return_inverse=True)
        fold = np.random.default_rng(SEED).permutation(names.size) % FOLDS
        for number in range(FOLDS):
            out = fold[place] == number
            yield np.flatnonzero(~out), np.flatnonzero(out)


def sample_of(study: Study, outcome: str) -> Sample:
    """The settings of a study that are drawn apart from each other, and the mean of an outcome at each."""
    rows = independent(study)
    values = world_means(study.stored[outcome][rows])
    known = np.isfinite(values)
    points = study.points.iloc[rows[known]][list(study.columns)].reset_index(drop=True)
    varied = [name for name in points.columns if points[name].nunique() > 1]
    return Sample(points[varied], values[known], study.unit[rows[known]], int((~known).sum()))


def numbered(points: pd.DataFrame) -> pd.DataFrame:
    """Words, true and false as numbers in the order of their names; numbers as they are."""
    made = {}
    for name in points.columns:
        column = points[name]
        if continuous(column):
            made[name] = column.to_numpy(dtype=np.float64)
        else:
            made[name] = np.unique(column.astype(str).to_numpy(), return_inverse=True)[1].astype(np.float64)
    return pd.DataFrame(made)


@dataclass(frozen=True)
class Accuracy:
    """How well values are foretold that had no part in the learning.

    Attributes
    ----------
    explained, low, high:
        1 - mean squared error over variance (R²), with its 95 % interval over draws.
    error:
        Root of the mean squared error, in the outcome's unit.
    """

    explained: float
    low: float
    high: float
    error: float


def accuracy(values: Floats, foretold: Floats, unit: NDArray[np.int64]) -> Accuracy:
    """Hold what was foretold against what came; draws are resampled whole."""
    _, place = np.unique(unit, return_inverse=True)
    count = int(place.max()) + 1
    away = values - values.mean()
    columns = (np.ones_like(values), away, away**2, (values - foretold) ** 2)
    sums: Floats = np.column_stack([np.bincount(place, weights=column, minlength=count) for column in columns])
    weights = np.random.default_rng(SEED + 1).multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES)

    def share(total: Floats) -> Floats:
        many, first, square, off = total.T
        spread = square / many - (first / many) ** 2
        return np.asarray(1.0 - off / many / np.where(spread > 0.0, spread, np.nan))

    again = share(weights @ sums)
    low, high = np.nanquantile(again, [(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0])
    point = float(share(sums.sum(axis=0, keepdims=True))[0])
    return Accuracy(point, float(low), float(high), float(np.sqrt(np.mean((values - foretold) ** 2))))


@dataclass(frozen=True)
class Learned:
    """What was learned of an outcome, or why nothing was.

    Attributes
    ----------
    reason:
        Why nothing is told, else None.
    points, dropped:
        Settings learned from, and settings left out because the outcome is missing.
    accuracy:
        On what it has not seen; None where nothing was made.
    """

    reason: Reason | None
    points: int
    dropped: int
    accuracy: Accuracy | None = None

    def about(self, outcome: str) -> dict[str, Any]:
        """What a table says of all this."""
        held = self.accuracy
        return {
            "outcome": outcome, "reason": self.reason, "points": self.points, "left_out": self.dropped,
            "r2": held and held.explained, "r2_low": held and held.low, "r2_high": held and held.high,
            "error": held and held.error,
        }  # fmt: skip
