"""The measures behind the demands, over plain arrays: each has a known answer in tests/benchmarks."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
CONFIDENT = 1.96  # standard errors on either side of an interval of 95 %


class Fit(NamedTuple):
    """A logistic model: ``slopes`` a standard deviation of each column, and their standard errors."""

    intercept: float
    slopes: Floats
    errors: Floats


def auc(score: ArrayLike, yes: ArrayLike) -> float:
    """Chance that one of the ``yes`` scores higher than one of the others, ties counted half; NaN without both.

    The area under the curve of hits over false alarms, from ranks (Mann and Whitney 1947).
    """
    from scipy.stats import rankdata

    score, yes = np.asarray(score, dtype=np.float64), np.asarray(yes, dtype=bool)
    hits, others = int(yes.sum()), int((~yes).sum())
    if not hits or not others:
        return math.nan
    return float((rankdata(score)[yes].sum() - hits * (hits + 1) / 2.0) / (hits * others))


def logistic_fit(x: Floats, y: ArrayLike, ridge: float = 0.0, steps: int = 50) -> Fit:
    """Logistic regression of ``y`` (0 or 1, [n]) on ``x`` ([n, columns], in its own units), by Newton's method.

    Parameters
    ----------
    ridge:
        Weight of the squared slopes, which holds them finite where the columns tell ``y`` apart without error.
    """
    x = np.asarray(x, dtype=np.float64)
    spread = np.where(x.std(axis=0) > 0.0, x.std(axis=0), 1.0)
    design = np.column_stack([np.ones(len(x)), (x - x.mean(axis=0)) / spread])
    answer = np.asarray(y, dtype=np.float64)
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.0
    weights = np.zeros(design.shape[1])
    curve = np.eye(design.shape[1])
    for _ in range(steps):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ weights, -30.0, 30.0)))
        slope = design.T @ (answer - chance) - penalty * weights
        curve = (design * (chance * (1.0 - chance))[:, None]).T @ design + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    errors = np.sqrt(np.clip(np.diag(np.linalg.inv(curve)), 0.0, None))
    return Fit(float(weights[0]), weights[1:], errors[1:])


def predicted_auc(x: Floats, y: ArrayLike, folds: int = 10, ridge: float = 5.0) -> float:
    """AUC of a logistic regression on cases it was not fitted to; NaN with fewer than ``folds`` of either kind.

    Each fold is scored by a regression fitted to the others, so that chance in the fit does not count. Columns and
    their squares enter. Whoever shares a world must stand in one row.
    """
    yes = np.asarray(y, dtype=bool)
    if min(yes.sum(), (~yes).sum()) < folds:
        return math.nan
    centred = (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0.0, x.std(axis=0), 1.0)
    columns = np.column_stack([centred, centred**2])
    order = np.random.default_rng(0).permutation(len(yes))
    place = np.empty(len(yes), dtype=np.int64)
    for kind in (yes[order], ~yes[order]):  # every fold has its share of both kinds
        place[order[kind]] = np.arange(int(kind.sum())) % folds
    areas = []
    for fold in range(folds):
        kept, left = place != fold, place == fold
        middle, spread = columns[kept].mean(axis=0), columns[kept].std(axis=0)
        spread = np.where(spread > 0.0, spread, 1.0)
        fit = logistic_fit(columns[kept], yes[kept], ridge)
        areas.append(auc(((columns[left] - middle) / spread) @ fit.slopes, yes[left]))
    return float(np.nanmean(areas))


def seed_share(values: Floats) -> float:
    """Share of the variance of runs that lies within worlds; NaN where nothing varies.

    Parameters
    ----------
    values:
        float64[worlds, runs], runs of a world differing in their seed alone. One-way analysis of variance: the mean
        square within estimates noise; that between worlds holds noise too, which is taken off.
    """
    values = np.asarray(values, dtype=np.float64)
    runs = values.shape[1]
    within = float(values.var(axis=1, ddof=1).mean())
    between = float(values.mean(axis=1).var(ddof=1)) - within / runs
    total = within + max(0.0, between)
    return within / total if total > 0.0 else math.nan


def explained_share(parts: ArrayLike, threshold: ArrayLike) -> float:
    """Variance over people of what appeals to them, as a share of it and of their thresholds' together.

    Parameters
    ----------
    parts:
        float64[n], the sum of the terms of appeal of each.
    threshold:
        float64[n], what appeal must reach.
    """
    appeal, held = float(np.var(np.asarray(parts))), float(np.var(np.asarray(threshold)))
    return appeal / (appeal + held) if appeal + held > 0.0 else math.nan


def pace(weeks: ArrayLike, within: float = math.inf) -> float:
    """Time to nine tenths over time to half of those who begin within ``within`` weeks; NaN with fewer than ten.

    Parameters
    ----------
    weeks:
        Weeks from access to first use, 1 for the first week; NaN for those who never began.
    """
    begun = np.sort(np.asarray(weeks, dtype=np.float64))
    begun = begun[begun <= within]
    if begun.size < 10:
        return math.nan
    half, most = (begun[math.ceil(share * begun.size) - 1] for share in (0.5, 0.9))
    return float(most / half)


def correlation(first: ArrayLike, second: ArrayLike) -> float:
    """Pearson's correlation; NaN where either does not vary."""
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.size < 3 or a.std() == 0.0 or b.std() == 0.0:
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])


def share_and_error(yes: ArrayLike) -> tuple[float, float]:
    """A share with its standard error."""
    values = np.asarray(yes, dtype=np.float64)
    share = float(values.mean()) if values.size else math.nan
    return share, math.sqrt(max(0.0, share * (1.0 - share)) / max(1, values.size)) if values.size else math.nan


def mean_and_error(values: ArrayLike) -> tuple[float, float]:
    """A mean over what is known, with its standard error; NaN where nothing is."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if not known.size:
        return math.nan, math.nan
    return float(known.mean()), float(known.std(ddof=1) / math.sqrt(known.size)) if known.size > 1 else math.nan


def hazard(begun: Floats, risk: NDArray[np.bool_], columns: list[Floats], time: NDArray[np.int64]) -> Fit:
    """What makes beginning more likely in a week: logistic regression over weeks of people who have not begun.

    Parameters
    ----------
    begun, risk:
        [weeks, n]: whether somebody begins in that week, and whether they could.
    columns:
        float64[weeks, n] each, as they stood before the week.
    time:
        int64[weeks]: the period of each week; each period has a level of its own, so that what grows with time for
        everybody is not taken for an effect.
    """
    periods = np.repeat(time[:, None], begun.shape[1], axis=1)[risk]
    x = [column[risk] for column in columns]
    dummies = [(periods == period).astype(np.float64) for period in np.unique(periods)[1:]]
    fit = logistic_fit(np.column_stack([*x, *dummies]), begun[risk], ridge=1e-3)
    return Fit(fit.intercept, fit.slopes[: len(x)], fit.errors[: len(x)])
