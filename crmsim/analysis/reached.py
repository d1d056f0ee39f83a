"""Which combinations of outcomes a model was seen to reach (pattern space exploration, Chérel et al. 2015).

The outcomes are cut into cells; a cell is reached where the mean of the runs of a setting lies in it. What was not
reached in the settings looked at need not be out of reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crmsim.analysis.interval import Floats
from crmsim.analysis.study import Study
from crmsim.experiment.aims import Axis

OUTSIDE, UNDEFINED = -1, -2
LATEST = 0.1  # share of the settings, the last, by which it is told whether new cells still come


@dataclass(frozen=True, eq=False)
class Reached:
    """What was reached.

    Attributes
    ----------
    axes:
        The outcomes, and how each is cut.
    hits:
        int64[cells]: how many settings came to each cell; the last axis changes first.
    first:
        int64[cells]: the setting that was the first to; -1 where none was.
    outside, untold:
        Settings beyond the ends of an axis, and settings of which an outcome is missing or undefined.
    discovered:
        int64[settings]: cells reached by the settings looked at up to each.
    """

    axes: tuple[Axis, ...]
    hits: NDArray[np.int64]
    first: NDArray[np.int64]
    outside: int
    untold: int
    discovered: NDArray[np.int64]

    @property
    def cells(self) -> int:
        """How many cells were reached."""
        return int((self.hits > 0).sum())

    @property
    def settings(self) -> int:
        """How many settings were looked at."""
        return len(self.discovered)

    @property
    def lately(self) -> int:
        """Cells that were reached first by the last tenth of the settings."""
        before = int(self.settings * (1.0 - LATEST))
        return self.cells - (int(self.discovered[before - 1]) if before else 0)

    def shaped(self) -> NDArray[np.int64]:
        """Hits as an array with an axis for each outcome."""
        return self.hits.reshape([axis.parts for axis in self.axes])

    def cells_table(self) -> pd.DataFrame:
        """A row a cell: its ends in each outcome, settings that came to it, and the first that did."""
        number = np.arange(self.hits.size)
        places = np.unravel_index(number, [axis.parts for axis in self.axes])
        made: dict[str, object] = {"cell": number}
        for axis, place in zip(self.axes, places, strict=True):
            edges = np.linspace(axis.low, axis.high, axis.parts + 1)
            made[f"{axis.outcome}_from"], made[f"{axis.outcome}_to"] = edges[place], edges[place + 1]
        made["settings"] = self.hits
        made["first_point"] = pd.array(self.first, dtype="Int64")
        table = pd.DataFrame(made)
        table.loc[self.first < 0, "first_point"] = pd.NA
        return table

    def discovery_table(self) -> pd.DataFrame:
        """A row a setting, in the order of looking: cells reached by then."""
        return pd.DataFrame({"settings": np.arange(1, self.settings + 1), "cells": self.discovered})


def cell_numbers(values: Floats, axes: Sequence[Axis]) -> NDArray[np.int64]:
    """int64[settings]: the cell of each; ``OUTSIDE`` beyond the ends of an axis, ``UNDEFINED`` without a value.

    A cell holds its lower end; the last of an axis its upper end too.

    Parameters
    ----------
    values:
        float64[settings, axes].
    """
    known = np.isfinite(values).all(axis=1)
    result = np.zeros(len(values), dtype=np.int64)
    inside = known.copy()
    for place, axis in enumerate(axes):
        column = np.where(known, values[:, place], axis.low)
        inside &= (column >= axis.low) & (column <= axis.high)
        share = (np.clip(column, axis.low, axis.high) - axis.low) / (axis.high - axis.low)
        result = result * axis.parts + np.minimum((share * axis.parts).astype(np.int64), axis.parts - 1)
    result[~inside] = OUTSIDE
    result[~known] = UNDEFINED
    return result


def reached(study: Study, axes: tuple[Axis, ...]) -> Reached:
    """What the settings of a study reached, in the order in which they were looked at."""
    values = np.stack([study.means_of(axis.outcome) for axis in axes], axis=1)
    numbers = cell_numbers(values, axes)
    hits = np.zeros(int(np.prod([axis.parts for axis in axes])), dtype=np.int64)
    first = np.full(hits.size, -1, dtype=np.int64)
    discovered = np.zeros(len(numbers), dtype=np.int64)
    for setting, cell in enumerate(numbers):
        if cell >= 0:
            first[cell] = setting if hits[cell] == 0 else first[cell]
            hits[cell] += 1
        discovered[setting] = discovered[setting - 1] if setting else 0
        discovered[setting] += cell >= 0 and hits[cell] == 1
    return Reached(axes, hits, first, int((numbers == OUTSIDE).sum()), int((numbers == UNDEFINED).sum()), discovered)
