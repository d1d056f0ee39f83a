"""Under which conditions projects fail: the box in the space of factors that holds many failures and little else.

PRIM (Friedman & Fisher 1999, "Bump hunting in high-dimensional data", Statistics and Computing 9:123-143) as EMA
Workbench has it, with the quasi-p-values of Bryant & Lempert (2010, "Thinking inside the box", Technological
Forecasting and Social Change 77:34-49). A box fitted to noise looks as good as a true one, so it is found on one half
of the sample and its density is told on the other; there it must beat the share of failures anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from crmsim.analysis.interval import Floats
from crmsim.analysis.peeling import Choice, Limit, boxes_table, columns_of, inside_of, peel
from crmsim.analysis.spread import CONFIDENCE

LEAST_UNITS = 100  # independent points; half of them must carry a box
LEAST_CASES = 20  # failures, and successes, in either half
MOST_ROWS = 20_000
RESAMPLES = 1000
SEED = 20240229

Reason = Literal["too few runs", "no failure", "only failures", "too few cases", "no condition"]


@dataclass(frozen=True, eq=False)
class Conditions:
    """The box, and how it holds.

    Attributes
    ----------
    reason:
        Why no box is told, else None. With "no condition" the other attributes hold the box that did not stand.
    rows, units, dropped:
        Runs used, independent points they come from, and runs left out because the outcome is missing.
    base:
        Share of failures anywhere, on the other half.
    limits:
        Of each factor the box restricts.
    coverage, density, mass:
        On the other half: share of all failures that lie in the box, share of failures in the box, share of runs.
    coverage_found, density_found:
        On the half it was found on, mostly the rosier.
    lift, lift_low, lift_high:
        Density minus base on the other half, with its 95 % interval (resampled by unit).
    trajectory:
        Steps of the peeling, as found: step, coverage, density, mass, restricted (factors), chosen: the step whose
        box, made plainer where nobody chose it, is the one told.
    boxes:
        A row a box of the peeling and factor that it limits.
    choice:
        Which box was asked for; None for the one that parts failures from the rest best.
    """

    reason: Reason | None
    rows: int
    units: int
    dropped: int
    base: float | None = None
    limits: tuple[Limit, ...] = ()
    coverage: float | None = None
    density: float | None = None
    mass: float | None = None
    coverage_found: float | None = None
    density_found: float | None = None
    lift: float | None = None
    lift_low: float | None = None
    lift_high: float | None = None
    trajectory: pd.DataFrame | None = None
    boxes: pd.DataFrame | None = None
    choice: Choice | None = None


def conditions(factors: pd.DataFrame, failed: ArrayLike, unit: ArrayLike, choice: Choice | None = None) -> Conditions:
    """Find the box of failures.

    Parameters
    ----------
    factors:
        A row a run, a column a factor; numbers, words, true or false.
    failed:
        1 where the run counts as failed, 0 where not, NaN where that is undefined or the run is missing.
    unit:
        Number of the independent point a run belongs to: a world, a base row, a trajectory. Runs of one unit are
        never parted.
    choice:
        Which box of the peeling is to be told, instead of the one that parts failures from the rest best.

    Raises
    ------
    CrmsimError
        Where EMA Workbench is not installed, and for a choice that no box meets.
    """
    outcome = np.asarray(failed, dtype=np.float64)
    units = np.asarray(unit)
    known = np.isfinite(outcome)
    dropped = int((~known).sum())
    chosen = _within_reach(units[known])
    y = outcome[known][chosen].astype(np.int64)
    owner = units[known][chosen]
    table, words = columns_of(factors[known].iloc[chosen])
    distinct = np.unique(owner)
    about = (int(y.size), int(distinct.size), dropped)
    if distinct.size < LEAST_UNITS:
        return Conditions("too few runs", *about)
    if y.min() == y.max():
        return Conditions("no failure" if y.max() == 0 else "only failures", *about)
    order = np.random.default_rng(SEED).permutation(distinct)
    first = np.isin(owner, order[: distinct.size // 2])
    for half in (first, ~first):
        if min(int(y[half].sum()), int((1 - y[half]).sum())) < LEAST_CASES:
            return Conditions("too few cases", *about, base=float(y.mean()))
    peeled = peel(table[first].reset_index(drop=True), y[first], words, choice)
    limits = peeled.limits
    boxes = boxes_table(peeled)
    inside = inside_of(limits, table, words)
    there = ~first
    base = float(y[there].mean())
    both = inside & there
    if not limits or not both.any():
        return Conditions("no condition", *about, base=base, trajectory=peeled.steps, boxes=boxes, choice=choice)
    density = float(y[both].mean())
    low, high = _lift(y[there], inside[there], owner[there])
    return Conditions(
        None if low > 0.0 else "no condition",
        *about,
        base=base,
        limits=limits,
        coverage=float(y[both].sum() / y[there].sum()),
        density=density,
        mass=float(inside[there].mean()),
        coverage_found=float(y[inside & first].sum() / y[first].sum()),
        density_found=float(y[inside & first].mean()),
        lift=density - base,
        lift_low=low,
        lift_high=high,
        trajectory=peeled.steps,
        boxes=boxes,
        choice=choice,
    )


def _within_reach(units: NDArray[Any]) -> NDArray[np.int64]:
    """Rows of as many whole units, in their order, as can be searched in reasonable time."""
    if units.size <= MOST_ROWS:
        return np.arange(units.size)
    names, where, size = np.unique(units, return_index=True, return_counts=True)
    order = np.argsort(where)
    taken = names[order][np.cumsum(size[order]) <= MOST_ROWS]
    return np.flatnonzero(np.isin(units, taken))


def _lift(y: NDArray[np.int64], inside: NDArray[np.bool_], owner: NDArray[Any]) -> tuple[float, float]:
    """Interval of the density inside minus the share of failures anywhere; units are resampled whole."""
    _, place = np.unique(owner, return_inverse=True)
    count = int(place.max()) + 1
    sums: Floats = np.column_stack(
        [np.bincount(place, weights=column, minlength=count) for column in (inside, inside * y, np.ones_like(y), y)]
    )
    weights = np.random.default_rng(SEED + 1).multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES)
    within, failed_within, all_runs, failed = (weights @ sums).T
    lift = failed_within / np.where(within > 0, within, np.nan) - failed / all_runs
    lift = lift[np.isfinite(lift)]
    if lift.size < RESAMPLES / 2:
        return float("-inf"), float("inf")
    low, high = np.quantile(lift, [(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0])
    return float(low), float(high)
