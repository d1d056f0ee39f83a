"""Numbers of many runs, small enough to travel in a page: a mean and a band for each week."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.difference import paired_difference
from crmsim.declaration.limits import MOST_RUNS
from crmsim.mechanisms import OUTCOME
from crmsim.results import summarise
from crmsim.results.weekly import PLACE, weekly
from crmsim.scenario import Scenario
from crmsim.simulation import simulate

Floats = NDArray[np.float64]
DIGITS = 4  # that a number in the page keeps
BAND = (0.1, 0.9)  # shares of the runs below and above which the band ends: it holds eight runs in ten


@dataclass(frozen=True)
class Runs:
    """Runs of one scenario with the seeds ``seed``, ``seed`` + 1 and so on.

    Attributes
    ----------
    scenario:
        What was run.
    groups:
        Names of the second axis of ``values``: "all", the styles, departments.
    values:
        float64[runs, weeks, groups, outcomes], in the order of the declared outcomes; NaN where undefined.
    summaries:
        One mapping a run, outcome → its value over the whole run, None where undefined.
    """

    scenario: Scenario
    groups: tuple[str, ...]
    values: Floats
    summaries: tuple[Mapping[str, float | None], ...]

    def of(self, outcome: str, group: str = "all") -> Floats:
        """float64[runs, weeks]: one outcome of one group."""
        result: Floats = self.values[:, :, self.groups.index(group), PLACE[outcome]]
        return result

    def summed(self, outcome: str) -> Floats:
        """float64[runs]: an outcome over the whole run, as every answer of crmsim tells it."""
        return np.array([_or_nan(one[outcome]) for one in self.summaries])


def run_many(scenario: Scenario, seed: int, runs: int) -> Runs:
    """Run a scenario ``runs`` times, the first with ``seed``."""
    values, summaries = [], []
    groups: tuple[str, ...] = ()
    for number in range(runs):
        run = simulate(scenario, seed + number)
        groups = run.groups
        values.append(weekly(run.ledger, run.money).values)
        found = summarise(run.ledger, groups=run.groups, target=scenario.scenario.target, money=run.money)
        summaries.append(found.values)
    return Runs(scenario, groups, np.array(values), tuple(summaries))


def band(values: Floats) -> dict[str, list[float | None]]:
    """Mean, low and high of every week over the runs of float64[runs, weeks]; None where no run has a value."""
    result: dict[str, list[float | None]] = {"mean": [], "low": [], "high": []}
    for week in values.T:
        there = week[np.isfinite(week)]
        low, high = np.quantile(there, BAND) if there.size else (math.nan, math.nan)
        mean = there.mean() if there.size else math.nan
        for name, value in (("mean", mean), ("low", low), ("high", high)):
            result[name].append(short(value))
    return result


def compared(name: str, reference: Runs, alternative: Runs, shown: int) -> dict[str, Any]:
    """The paired difference of one outcome, with its interval and verdict; ``shown`` are told together."""
    return difference(name, reference.summed(name), alternative.summed(name), shown)


def difference(name: str, first: Floats, second: Floats, shown: int) -> dict[str, Any]:
    """The paired difference of one outcome between values run by run, float64[runs] each."""
    found = paired_difference(OUTCOME[name], "first", "second", first, second, shown=shown)
    return {
        "outcome": name,
        "first": short(_or_nan(found.reference_mean)),
        "second": short(_or_nan(found.alternative_mean)),
        "mean": short(_or_nan(found.mean)),
        "low": short(_or_nan(found.low)),
        "high": short(_or_nan(found.high)),
        "verdict": found.verdict,
        "higher": short(_or_nan(found.superiority)),
        "needed": None if found.runs_needed in (None, MOST_RUNS) else found.runs_needed,
    }


def short(value: float) -> float | None:
    """A number with as many digits as the page needs; None for one that is none."""
    if not math.isfinite(value):
        return None
    kept = float(f"{float(value):.{DIGITS}g}")
    return int(kept) if kept.is_integer() else kept


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else float(value)
