"""Under which conditions projects fail: the box in the space of factors that holds many failures and little else.

PRIM (Friedman & Fisher 1999, "Bump hunting in high-dimensional data", Statistics and Computing 9:123-143) as EMA
Workbench has it, with the quasi-p-values of Bryant & Lempert (2010, "Thinking inside the box", Technological
Forecasting and Social Change 77:34-49). A box fitted to luck looks as good as a true one, so it is found on one half of
the sample and its density is told on the other; there it must beat the share of failures anywhere.
"""

from __future__ import annotations

import inspect
import logging
import warnings
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from crmsim.analysis.interval import Floats
from crmsim.analysis.spread import CONFIDENCE
from crmsim.errors import CrmsimError
from crmsim.words import message

EXTRA = "crmsim[conditions]"
LEAST_UNITS = 100  # independent points; half of them must carry a box
LEAST_CASES = 20  # failures, and successes, in either half
LEAST_MASS = 0.05
LEAST_CASE = 1e-9  # what counts as a failure is 1; the search must not stop at a box for being too thin
LEAST_GAIN = 0.02  # that a limit must add to the difference between shares of failures and of others inside
MOST_LIMITED = 4  # factors a box may limit: more can neither be remembered nor acted on
SIGNIFICANT = 0.05
MOST_ROWS = 20_000
RESAMPLES = 1000
SEED = 20240229

Reason = Literal["too few runs", "no failure", "only failures", "too few cases", "no condition"]


@dataclass(frozen=True)
class Limit:
    """What a box says of one factor.

    Attributes
    ----------
    low, high:
        Its ends; None where the box reaches the end of the factor, and for words.
    values:
        The words it may have; None for numbers.
    quasi_p:
        Chance that leaving this limit out would do as well by luck, on the half it was found on (the larger of both
        ends); a screening value, no test.
    """

    factor: str
    low: float | None
    high: float | None
    values: tuple[str, ...] | None
    quasi_p: float


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
        Steps of the peeling: step, coverage, density, mass, restricted (factors), chosen: the step whose box, made
        plainer, is the one told.
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


def conditions(factors: pd.DataFrame, failed: ArrayLike, unit: ArrayLike) -> Conditions:
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

    Raises
    ------
    CrmsimError
        Where EMA Workbench is not installed.
    """
    outcome = np.asarray(failed, dtype=np.float64)
    units = np.asarray(unit)
    known = np.isfinite(outcome)
    dropped = int((~known).sum())
    chosen = _within_reach(units[known])
    y = outcome[known][chosen].astype(np.int64)
    owner = units[known][chosen]
    table, words = _columns(factors[known].iloc[chosen])
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
    limits, trajectory = _find(table[first].reset_index(drop=True), y[first], words)
    inside = _inside(limits, table, words)
    there = ~first
    base = float(y[there].mean())
    both = inside & there
    if not limits or not both.any():
        return Conditions("no condition", *about, base=base, trajectory=trajectory)
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
        trajectory=trajectory,
    )


def _within_reach(units: NDArray[Any]) -> NDArray[np.int64]:
    """Rows of as many whole units, in their order, as can be searched in reasonable time."""
    if units.size <= MOST_ROWS:
        return np.arange(units.size)
    names, where, size = np.unique(units, return_index=True, return_counts=True)
    order = np.argsort(where)
    taken = names[order][np.cumsum(size[order]) <= MOST_ROWS]
    return np.flatnonzero(np.isin(units, taken))


def _columns(factors: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Columns that PRIM can take: whole numbers as floats, on which it would crash, and words as numbered kinds.

    A number for each word, because sets of words come in an order of their own in every process.
    """
    made, words = {}, {}
    for name in factors.columns:
        column = factors[name]
        if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
            made[name] = column.astype(np.float64).to_numpy()
        else:
            text = column.astype(str)
            words[name] = sorted(text.unique())
            made[name] = np.array([words[name].index(one) for one in text], dtype=object)
    return pd.DataFrame(made), words


def _find(
    table: pd.DataFrame, y: NDArray[np.int64], words: dict[str, list[str]]
) -> tuple[tuple[Limit, ...], pd.DataFrame]:
    """EMA Workbench's peeling, and of its boxes the one that parts failures from the rest best.

    Every box is first freed of limits that may be luck. Returns the limits of the best, empty without one, and the
    trajectory.
    """
    prim_class = _prim()
    names = {name: f"f{place}" for place, name in enumerate(table.columns)}  # it drops a column called "scenario"
    varied = [name for name in table.columns if table[name].nunique() > 1]
    steps = pd.DataFrame({"step": [0], "coverage": [1.0], "density": [float(y.mean())], "mass": [1.0],
                          "restricted": [0], "chosen": [False]})  # fmt: skip
    if not varied:
        return (), steps
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        older = {"threshold": LEAST_CASE} if "threshold" in inspect.signature(prim_class).parameters else {}  # before 3
        result = prim_class(table[varied].rename(columns=names), y, mass_min=LEAST_MASS, **older).find_box()
    quasi_p = result.qp if older else result.p_values
    peeling = result.peeling_trajectory
    steps = pd.DataFrame(
        {
            "step": np.arange(len(peeling)),
            "coverage": peeling["coverage"].to_numpy(dtype=float),
            "density": peeling["density"].to_numpy(dtype=float),
            "mass": peeling["mass"].to_numpy(dtype=float),
            "restricted": peeling["res_dim"].to_numpy(dtype=int),
        }
    )
    back = {short: name for name, short in names.items()}
    chosen: tuple[Limit, ...] = ()
    best, gain = -1, 0.0
    for step in range(len(steps)):
        limits = _limits(result.box_lims[step], quasi_p[step], back, words)
        if not limits:
            continue
        limits, parted = _plainer(limits, table, y, words)
        if parted > gain + 1e-12:
            best, gain, chosen = step, parted, limits
    steps["chosen"] = steps["step"] == best
    return chosen, steps


def _prim() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis.prim import Prim
    except ImportError as error:
        raise CrmsimError(
            message("the conditions of failure need EMA Workbench, which is not installed"),
            expected=f"pip install '{EXTRA}'",
        ) from error
    logging.getLogger("EMA").setLevel(logging.WARNING)
    return Prim


def _limits(
    box: pd.DataFrame, quasi_p: dict[str, list[float]], back: dict[str, str], words: dict[str, list[str]]
) -> tuple[Limit, ...]:
    """The limits of a box that are more than luck by their quasi-p-values, the clearest first."""
    result = []
    for short, ends in quasi_p.items():
        name = back[short]
        if name in words:
            if ends[0] <= SIGNIFICANT:
                values = tuple(words[name][int(code)] for code in sorted(box[short].iloc[0]))
                result.append(Limit(name, None, None, values, float(ends[0])))
            continue
        kept = [0.0 <= end <= SIGNIFICANT for end in ends]  # -1 stands for an end that is not limited
        if any(kept):
            low, high = (float(limit) if keep else None for limit, keep in zip(box[short], kept, strict=True))
            worst = max(end for end, keep in zip(ends, kept, strict=True) if keep)
            result.append(Limit(name, low, high, None, float(worst)))
    return tuple(sorted(result, key=lambda one: (one.quasi_p, one.factor)))


def _plainer(
    limits: tuple[Limit, ...], table: pd.DataFrame, y: NDArray[np.int64], words: dict[str, list[str]]
) -> tuple[tuple[Limit, ...], float]:
    """The box made plainer, and how well it parts failures from the rest (Youden's J).

    Peeling takes a word out whole, and early, where luck is enough to choose among words that do not differ. Limits
    that hardly help are left out, so that what is told can be remembered.
    """

    def parted(box: tuple[Limit, ...]) -> float:
        inside = _inside(box, table, words)
        return float(inside[y == 1].mean() - inside[y == 0].mean())  # Youden's J

    best, gain = limits, parted(limits)
    while True:
        wider = []
        for place, limit in enumerate(best):
            if limit.values is not None and len(limit.values) < len(words[limit.factor]) - 1:
                for word in words[limit.factor]:
                    if word not in limit.values:
                        values = tuple(sorted((*limit.values, word), key=words[limit.factor].index))
                        wider.append((*best[:place], replace(limit, values=values), *best[place + 1 :]))
        gains = [parted(box) for box in wider]
        if not gains or max(gains) <= gain:
            break
        best, gain = wider[int(np.argmax(gains))], max(gains)
    while len(best) > 1:
        fewer = [(*best[:place], *best[place + 1 :]) for place in range(len(best))]
        gains = [parted(box) for box in fewer]
        if len(best) <= MOST_LIMITED and max(gains) < gain - LEAST_GAIN:
            break
        best, gain = fewer[int(np.argmax(gains))], max(gains)
    return best, gain


def _inside(limits: tuple[Limit, ...], table: pd.DataFrame, words: dict[str, list[str]]) -> NDArray[np.bool_]:
    inside = np.ones(len(table), dtype=bool)
    for limit in limits:
        column = table[limit.factor].to_numpy()
        if limit.values is not None:
            codes = [words[limit.factor].index(value) for value in limit.values]
            inside &= np.isin(column.astype(np.int64), codes)
        else:
            inside &= (column >= (-np.inf if limit.low is None else limit.low)) & (
                column <= (np.inf if limit.high is None else limit.high)
            )
    return inside


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
