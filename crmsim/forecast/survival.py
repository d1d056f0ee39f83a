"""Survival analysis of adoption that comes in periods, so that many adopt at once: curves, a median, Cox's model.

Written here because libraries differ where times are tied and exposure changes in time (``findings/`` has two of them).
Held against R's package survival by the values that its authors publish (Therneau & Grambsch 2000, appendix E).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Contribution = Callable[[Floats, Floats, Floats], tuple[float, Floats, Floats]]  # of one time: value, slope, bend
Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]
STEPS = 50
LONGEST = 5.0  # step in a log hazard ratio
FAR = 20.0  # log hazard ratios beyond which an estimate has run away


@dataclass(frozen=True)
class Cox:
    """A fit of Cox's model.

    Attributes
    ----------
    coefficients:
        float64[columns]: log hazard ratios.
    covariance:
        float64[columns, columns], from the information at the estimate.
    likelihood, without:
        Log partial likelihood at the estimate, and at zero.
    found:
        False where there is no finite estimate, as where all who adopt are exposed and nobody else.
    """

    coefficients: Floats
    covariance: Floats
    likelihood: float
    without: float
    found: bool

    def interval(self, level: float = 0.95, column: int = 0) -> tuple[float, float]:
        """Ends of the interval of a coefficient, by its standard error."""
        from scipy.stats import norm

        reach = float(norm.ppf(0.5 + level / 2.0)) * float(np.sqrt(self.covariance[column, column]))
        return float(self.coefficients[column]) - reach, float(self.coefficients[column]) + reach


def cox(
    start: Floats, stop: Floats, event: Truth, columns: Floats, strata: Whole | None = None, ties: str = "efron",
    held: Floats | None = None,
) -> Cox:  # fmt: skip
    """Cox's model on rows (start, stop], each of one person while nothing about them changes.

    A row is at risk at times t with start < t <= stop: one that begins at an event is not at risk at it.

    Parameters
    ----------
    start, stop:
        float64[rows].
    event:
        bool[rows]: whether it ends in adoption.
    columns:
        float64[rows, columns]: what may matter.
    strata:
        int64[rows]: groups, each with a baseline of its own.
    ties:
        "efron", "breslow", or "exact", which is the likelihood of times that are tied because time is discrete.
    held:
        float64[columns]: how firmly each coefficient is held towards nothing, as one over the variance of what is
        expected of it; 0 for not at all, as R does it.
    """
    groups = np.zeros(len(start), dtype=np.int64) if strata is None else strata
    columns = columns - columns.mean(axis=0) if len(columns) else columns  # of no consequence but to rounding
    sets = [
        (at_risk, at_risk & event & (stop == time))
        for group in np.unique(groups[event])
        for time in np.unique(stop[event & (groups == group)])
        for at_risk in [(groups == group) & (start < time) & (time <= stop)]
    ]
    chosen = [(columns[risk], columns[dead]) for risk, dead in sets]
    beta = np.zeros(columns.shape[1])
    firm = np.zeros(beta.size) if held is None else held
    contribution = _exact if ties == "exact" else _efron if ties == "efron" else _breslow
    value, slope, bend = _sum(contribution, beta, chosen, firm)
    without, found = value, False
    for _ in range(STEPS):
        try:
            step = np.linalg.solve(bend, slope)
        except np.linalg.LinAlgError:
            break
        step = np.clip(step, -LONGEST, LONGEST)
        new = _sum(contribution, beta + step, chosen, firm)
        halved = 0
        while not new[0] >= value - 1e-12 and halved < 30:
            step, halved = step / 2.0, halved + 1
            new = _sum(contribution, beta + step, chosen, firm)
        beta, gained = beta + step, new[0] - value
        value, slope, bend = new
        if np.abs(beta).max(initial=0.0) > FAR:
            break
        if gained < 1e-11 and np.abs(step).max(initial=0.0) < 1e-8:
            found = True
            break
    try:
        covariance: Floats = np.asarray(np.linalg.inv(bend), dtype=np.float64)
    except np.linalg.LinAlgError:
        covariance, found = np.full(bend.shape, np.nan), False
    return Cox(beta, covariance, float(value), float(without), found)


def _sum(
    contribution: Contribution, beta: Floats, chosen: list[tuple[Floats, Floats]], firm: Floats
) -> tuple[float, Floats, Floats]:
    value, slope, bend = -0.5 * float(firm @ beta**2), -firm * beta, np.diag(firm)
    with np.errstate(over="ignore", invalid="ignore"):
        for risk, dead in chosen:
            one = contribution(beta, risk, dead)
            value, slope, bend = value + one[0], slope + one[1], bend + one[2]
    return value, slope, bend


def _moments(beta: Floats, rows: Floats, shift: float) -> tuple[float, Floats, Floats]:
    """Sum of exp(x beta - shift), and the same with x and with x x'."""
    weight = np.exp(rows @ beta - shift)
    return float(weight.sum()), weight @ rows, (rows.T * weight) @ rows


def _efron(beta: Floats, risk: Floats, dead: Floats, share: float = 1.0) -> tuple[float, Floats, Floats]:
    """What one time adds to the log likelihood, its slope, and its bend, with Efron's way of ties."""
    shift = float((risk @ beta).max())  # so that nothing is too large for a double
    all0, all1, all2 = _moments(beta, risk, shift)
    of0, of1, of2 = _moments(beta, dead, shift)
    value, slope = float((dead @ beta).sum()) - len(dead) * shift, dead.sum(axis=0)
    bend = np.zeros((beta.size, beta.size))
    for k in range(len(dead)):
        left = share * k / len(dead)
        s0, s1, s2 = all0 - left * of0, all1 - left * of1, all2 - left * of2
        value, slope = value - np.log(s0), slope - s1 / s0
        bend = bend + s2 / s0 - np.outer(s1, s1) / s0**2
    return value, slope, bend


def _breslow(beta: Floats, risk: Floats, dead: Floats) -> tuple[float, Floats, Floats]:
    """The same with Breslow's: all who adopt at a time are at risk until the last has."""
    return _efron(beta, risk, dead, 0.0)


def _exact(beta: Floats, risk: Floats, dead: Floats) -> tuple[float, Floats, Floats]:
    """The same of discrete time: which d of those at risk adopt, given that d do (elementary symmetric sums)."""
    d, size = len(dead), beta.size
    sums = np.zeros(d + 1)
    first, second = np.zeros((d + 1, size)), np.zeros((d + 1, size, size))
    sums[0] = 1.0
    shift = float((risk @ beta).max())
    for x, weight in zip(risk, np.exp(risk @ beta - shift), strict=True):
        a, b, c = sums[:-1].copy(), first[:-1].copy(), second[:-1].copy()
        sums[1:] += weight * a
        first[1:] += weight * (b + a[:, None] * x)
        second[1:] += weight * (c + b[:, :, None] * x + x[:, None] * b[:, None, :] + a[:, None, None] * np.outer(x, x))
    s0, s1, s2 = sums[d], first[d], second[d]
    return (
        float((dead @ beta).sum() - d * shift - np.log(s0)),
        dead.sum(axis=0) - s1 / s0,
        s2 / s0 - np.outer(s1, s1) / s0**2,
    )


def turnbull(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Share who have adopted, from intervals (low, high] in which each did; high is infinite for not yet.

    Where every time is known to its period, or censored, this is what Kaplan & Meier give (Turnbull 1976).

    Returns
    -------
    Times at which the share may grow, and float64 of the share who have adopted by each. Where a step lies within an
    interval of time nobody can tell: it is told at the interval's end.
    """
    pairs, times = np.unique(np.column_stack([low, high]), axis=0, return_counts=True)
    low, high = pairs.T
    # Innermost intervals: a low end followed by a high end with nothing between them.
    ends = sorted({(float(value), 1) for value in low} | {(float(value), 0) for value in high})
    inner = [(a[0], b[0]) for a, b in itertools.pairwise(ends) if a[1] == 1 and b[1] == 0]
    left, right = np.array([one[0] for one in inner]), np.array([one[1] for one in inner])
    inside = (low[:, None] <= left) & (right <= high[:, None])
    mass = np.full(len(inner), 1.0 / len(inner))
    for _ in range(100_000):
        share = inside * mass
        new = times @ (share / share.sum(axis=1, keepdims=True)) / times.sum()
        moved = float(np.abs(new - mass).max())
        mass = new
        if moved < 1e-12:
            break
    known = np.isfinite(right)
    return right[known], np.cumsum(mass[known])


def quantile(times: Floats, shares: Floats, share: float = 0.5) -> float:
    """When a share have adopted: the first time with as many; halfway to the next step where it is hit exactly.

    NaN where it is never reached. So does R: the median of 1, 2, 3 and 4 is 2.5.
    """
    reached = np.flatnonzero(shares >= share - 1e-9)
    if not len(reached):
        return float("nan")
    at = int(reached[0])
    later = np.flatnonzero(shares > shares[at] + 1e-9)
    if abs(shares[at] - share) <= 1e-9 and len(later):
        return float(times[at] + times[later[0]]) / 2.0
    return float(times[at])
