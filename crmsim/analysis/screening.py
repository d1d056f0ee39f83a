"""Morris's elementary effects: which of many factors matter at all, at few runs each.

SALib's estimates (Morris 1991, Technometrics 33:161-174; Campolongo, Cariboni & Saltelli 2007, "An effective screening
design for sensitivity analysis of large models", Environmental Modelling & Software 22:1509-1518). Luck is one of the
factors, switched along the trajectory like any other, so that its effect stands beside theirs: a factor that moves
the outcome less than another roll of the dice does is told to be below luck.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from crmsim.analysis.difference import corrected_confidence
from crmsim.analysis.interval import Floats, t_quantile
from crmsim.analysis.sensitivity import RESAMPLES, SEED
from crmsim.analysis.usable import Problem, usable
from crmsim.experiment import SEED_FACTOR

LEAST_TRAJECTORIES = 4


@dataclass(frozen=True)
class Effect:
    """One factor's elementary effects, in the outcome's unit.

    A factor's is the move over its whole interval, luck's that from one luck to another.

    Attributes
    ----------
    mu, mu_low, mu_high:
        Mean effect and its t interval, corrected for how many factors are shown: which way it moves the outcome.
    mu_star, mu_star_low, mu_star_high:
        Mean size of the effect whatever its sign, and its 95 % interval.
    sigma:
        Standard deviation of effects: interactions, bends, and luck that the factor lets loose. None for a group of
        several, whose factors move in different ways; then there is no direction either.
    direction:
        "up", "down", "unclear", or "none" where no trajectory moved at all.
    """

    name: str
    mu: float | None
    mu_low: float | None
    mu_high: float | None
    mu_star: float
    mu_star_low: float
    mu_star_high: float
    sigma: float | None
    direction: str


@dataclass(frozen=True)
class Screening:
    """Effects of all factors in the order of the problem, luck last where it is one.

    Empty where ``problem`` says why.
    """

    asked: int
    dropped: int
    replicates: int
    problem: Problem | None
    effects: tuple[Effect, ...] = ()


def morris(
    values: ArrayLike, sample: ArrayLike, names: Sequence[str], levels: int, members: Sequence[str] = ()
) -> Screening:
    """Analyse Morris trajectories.

    Parameters
    ----------
    values:
        float64[points, replicates] in the order of the design; NaN where missing or undefined: its trajectory is left
        out whole.
    sample:
        float64[points, factors] in 0..1, as SALib's sampler gave it.
    names:
        Factors, or groups where the sample was drawn by group; luck last where it is in the problem.
    levels:
        Of the sampler's grid.
    members:
        Where the sample was drawn by group: the group of each factor.
    """
    from SALib.analyze import morris as library

    length = len(names) + 1
    result = usable(values, length, LEAST_TRAJECTORIES)
    about = (result.asked, result.dropped, result.replicates)
    if result.problem is not None:
        return Screening(*about, result.problem)
    columns = np.asarray(sample, dtype=np.float64)
    factors = columns.shape[1]
    x = columns.reshape(result.asked, length, factors)[result.kept]
    trajectories, replicates = result.values.shape[:2]
    repeated = np.ascontiguousarray(np.repeat(x, replicates, axis=0).reshape(-1, factors))
    problem = {
        "num_vars": factors,
        "names": [f"f{place}" for place in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
        "groups": list(members) or None,
    }
    text = library.analyze(
        problem, repeated, result.values.reshape(-1), num_resamples=RESAMPLES, num_levels=levels, seed=SEED
    )
    mu, mu_star, sigma, half = (
        np.asarray(text[key], dtype=np.float64) for key in ("mu", "mu_star", "sigma", "mu_star_conf")
    )
    # Runs of one trajectory are no independent trajectories: they are counted as one, which errs on the wide side.
    half = half * math.sqrt(replicates)
    if SEED_FACTOR in names:  # it has no interval to cross: its move is told as it is, not over the step
        step = levels / (2.0 * (levels - 1.0))
        scale = np.where(np.array(names) == SEED_FACTOR, step, 1.0)
        mu, mu_star, sigma, half = (column * scale for column in (mu, mu_star, sigma, half))
    critical = t_quantile(corrected_confidence(len(names)), trajectories)
    reach: Floats = critical * sigma / math.sqrt(trajectories)
    effects = []
    for k, name in enumerate(names):
        size = (float(mu_star[k]), max(float(mu_star[k] - half[k]), 0.0), float(mu_star[k] + half[k]))
        if np.isnan(sigma[k]):
            effects.append(Effect(name, None, None, None, *size, None, "none" if size[0] == 0.0 else "unclear"))
        else:
            direction = _direction(name, float(mu[k]), float(reach[k]), size[0])
            ends = (float(mu[k] - reach[k]), float(mu[k] + reach[k]))
            effects.append(Effect(name, float(mu[k]), *ends, *size, float(sigma[k]), direction))
    return Screening(*about, None, tuple(effects))


def _direction(name: str, mu: float, reach: float, mu_star: float) -> str:
    if mu_star == 0.0:
        return "none"
    if name == SEED_FACTOR or abs(mu) <= reach:
        return "unclear"
    return "up" if mu > 0.0 else "down"
