"""Which settings still need runs, until every watched outcome is known as precisely as was asked.

Runs come in rounds, each half as long again as all before. A setting is settled when the 95 % interval of every
watched outcome is narrow enough after a round that is wholly in. Looking again and again makes an interval stop when
it is narrow by chance; how much that costs was measured (4,000 repetitions, bounds of 3 to 15 rounds): from 30 first
runs a t interval on a normal outcome covers .943 to .955, on a skewed one .931 to .955; from 100 first runs Wilson's
interval on a rare yes-or-no outcome (1 to 10 %) covers .933 to .984 and Tango's on a rare paired one .939 to .970,
while Jeffreys' falls to .895. Hence these intervals, these first rounds, and no correction beyond them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.interval import mean_interval, score_interval, t_interval
from crmsim.analysis.needed import LEAST_PAIRS, LEAST_PAIRS_BINARY
from crmsim.analysis.robust import world_means
from crmsim.analysis.spread import CONFIDENCE, same_interval, wilson
from crmsim.experiment.experiment import Replication
from crmsim.results.by_group import named

Floats = NDArray[np.float64]

GROWTH = 1.5  # runs after a round, as a multiple of those before it
LEAST_CONSTANT = 100  # runs before a number without known bounds is believed to be the same in every run


@dataclass(frozen=True)
class Reached:
    """How precisely one watched outcome is known.

    Attributes
    ----------
    outcome:
        Its name.
    asked:
        The half-width asked for.
    widest:
        The largest half-width of all settings; None where none is known yet.
    settled, settings:
        Settings that are precise enough, and all that are asked about.
    """

    outcome: str
    asked: float
    widest: float | None
    settled: int
    settings: int


def is_binary(name: str) -> bool:
    """Whether an outcome is a yes or a no."""
    known = named(name)
    return known is not None and known.summary == "verdict"


def first_round(runs: Replication) -> int:
    """Runs of every point before any decision; experiment files that ask for fewer than intervals need are refused."""
    return min(runs.least, runs.most)


def next_round(done: int, most: int) -> int:
    """Runs of a setting after the next round."""
    return min(math.ceil(done * GROWTH), most)


def half_width(values: Floats, name: str, paired: bool) -> float | None:
    """Half the width of the 95 % interval of a mean, or of a mean paired difference.

    Parameters
    ----------
    values:
        Finite values of an outcome run by run; differences pair by pair where ``paired``.
    name:
        The outcome; it says whether it is a yes or a no, and which bounds it has.

    Returns
    -------
    None where there are too few values for an interval.
    """
    count = int(values.size)
    low: float | None
    high: float | None
    if count < 2:
        return None
    if is_binary(name):
        if paired:
            ends = score_interval(int((values > 0.0).sum()), int((values < 0.0).sum()), count, CONFIDENCE)
            low, high = float(ends[0]), float(ends[1])
        else:
            low, high = wilson(float(values.sum()), count, CONFIDENCE)
    elif np.ptp(values) == 0.0:
        low, high = same_interval(float(values[0]), count, bounds(name, paired), CONFIDENCE)
        if low is None or high is None:
            return 0.0 if count >= LEAST_CONSTANT else None
    else:
        # of differences as they are told; of means too
        ends = mean_interval(values, CONFIDENCE) if paired else t_interval(values, CONFIDENCE)
        low, high = float(ends[0]), float(ends[1])
    return (high - low) / 2.0


def bounds(name: str, paired: bool) -> tuple[float | None, float | None]:
    """Least and greatest value of an outcome, or of a difference of two of it; None where there is none."""
    known = named(name)
    if known is None:
        return None, None
    low, high = known.low, known.high
    if not paired or low is None or high is None:
        return (None, None) if paired else (low, high)
    return low - high, high - low


class Decision:
    """What a round has shown; fed point by point, in the order of the design."""

    def __init__(self, runs: Replication) -> None:
        self.runs = runs
        self.paired = runs.of == "difference"
        self.names: Sequence[str] = tuple(runs.precision)
        self.widest: dict[str, float | None] = dict.fromkeys(self.names)
        self.settled: dict[str, int] = dict.fromkeys(self.names, 0)
        self.settings = 0

    def settles(self, values: Floats, reference: Floats | None = None) -> bool:
        """Whether a setting needs no more runs.

        Parameters
        ----------
        values:
            float64[points, runs, watched outcomes]; NaN where a run is missing or its outcome undefined. Several points
            are worlds, of which each is one value or pair: the mean of its runs.
        reference:
            The same of the reference's runs with the same random numbers; for differences.
        """
        self.settings += 1
        if self.paired and reference is not None:
            values = values - reference
        values = values.reshape(-1, *values.shape[-2:])  # one point alone may come without its axis
        settled = [self._settled(name, values[:, :, place]) for place, name in enumerate(self.names)]
        return all(settled)

    def _settled(self, name: str, table: Floats) -> bool:
        column = table[0] if len(table) == 1 else world_means(table)
        finite = column[np.isfinite(column)]
        if finite.size == 0:  # undefined in every run: more of them would tell nothing
            self.settled[name] += 1
            return True
        width = half_width(finite, name, self.paired)
        if width is None or finite.size < (LEAST_PAIRS_BINARY if is_binary(name) else LEAST_PAIRS):
            return False
        known = self.widest[name]
        self.widest[name] = width if known is None else max(known, width)
        enough = width <= self.runs.precision[name]
        self.settled[name] += enough
        return enough

    def reached(self) -> tuple[Reached, ...]:
        """How far each watched outcome has come."""
        asked: Mapping[str, float] = self.runs.precision
        return tuple(
            Reached(name, asked[name], self.widest[name], self.settled[name], self.settings) for name in self.names
        )
