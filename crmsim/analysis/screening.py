"""Morris's elementary effects: which of many factors matter at all, at few runs each.

An effect is how far the outcome moves when one factor makes one move of its trajectory: a number through half of the
grid of its interval, a switch to its other side, a category to another one, a seed to another seed (Morris 1991,
Technometrics 33:161-174; its mean size: Campolongo, Cariboni & Saltelli 2007, "An effective screening design for
sensitivity analysis of large models", Environmental Modelling & Software 22:1509-1518). None is stretched to a whole
interval: all stand on the scale of the outcome, and the seed's beside them, so that a factor that moves the outcome
less than another seed does is told to be below the noise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crmsim.analysis.difference import corrected_confidence
from crmsim.analysis.interval import Floats, t_quantile
from crmsim.analysis.spread import CONFIDENCE
from crmsim.analysis.usable import Problem, usable
from crmsim.experiment import SEED_FACTOR

LEAST_TRAJECTORIES = 4


@dataclass(frozen=True)
class Effect:
    """One factor's elementary effects, in the outcome's unit.

    Attributes
    ----------
    mu, mu_low, mu_high:
        Mean effect and its t interval, corrected for how many factors are shown: which way it moves the outcome.
    mu_star, mu_star_low, mu_star_high:
        Mean size of the effect whatever its sign, and its 95 % t interval over trajectories.
    sigma:
        Standard deviation of effects: interactions, bends, and noise that the factor lets loose. None where there is no
        direction: for a group of several, whose factors move in different ways, and for three categories or more.
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


Moved = tuple[NDArray[np.intp], NDArray[np.float64] | None]


@dataclass(frozen=True)
class Screening:
    """Effects of all factors in the order of the problem, the seed last where it is one.

    Empty where ``problem`` says why.
    """

    asked: int
    dropped: int
    replicates: int
    problem: Problem | None
    effects: tuple[Effect, ...] = ()


def morris(
    values: ArrayLike,
    sample: ArrayLike,
    names: Sequence[str],
    members: Sequence[str] = (),
    without_order: Sequence[str] = (),
    moved: Sequence[Moved] = (),
) -> Screening:
    """Analyse Morris trajectories.

    Parameters
    ----------
    values:
        float64[points, replicates] in the order of the design; NaN where missing or undefined: its trajectory is left
        out whole.
    sample:
        float64[points, factors]: where each factor stands, more of it being more of it.
    names:
        Factors, or groups where the sample was drawn by group; the seed last where it is in the problem.
    members:
        Where the sample was drawn by group: the group of each factor.
    without_order:
        Factors that have no direction: categories.
    moved:
        As :func:`moves_of` has it of the sample, where that is known.
    """
    length = len(names) + 1
    result = usable(values, length, LEAST_TRAJECTORIES)
    about = (result.asked, result.dropped, result.replicates)
    if result.problem is not None:
        return Screening(*about, result.problem)
    moves = np.diff(result.values.reshape(-1, length, result.replicates), axis=1)
    rows = np.arange(len(moves))
    effects = []
    for name, (at, way) in zip(names, moved or moves_of(sample, names, members, without_order), strict=True):
        change = moves[rows, at[result.kept]]
        effects.append(_effect(name, change, None if way is None else way[result.kept], len(names)))
    return Screening(*about, None, tuple(effects))


def moves_of(
    sample: ArrayLike, names: Sequence[str], members: Sequence[str] = (), without_order: Sequence[str] = ()
) -> list[Moved]:
    """The step of every trajectory in which each factor moves, and which way; the same for all outcomes."""
    columns = np.asarray(sample, dtype=np.float64)
    steps = np.diff(columns.reshape(-1, len(names) + 1, columns.shape[1]), axis=1)
    rows = np.arange(len(steps))
    result: list[Moved] = []
    for name in names:
        places = [place for place, own in enumerate(members or names) if own == name]
        at = np.any(steps[:, :, places] != 0.0, axis=2).argmax(axis=1)
        plain = len(places) == 1 and name not in without_order
        result.append((at, np.sign(steps[rows, at, places[0]]) if plain else None))
    return result


def _effect(name: str, change: Floats, way: NDArray[np.float64] | None, shown: int) -> Effect:
    """Effects of one factor from float64[trajectories, replicates], runs of one trajectory counted as one."""
    trajectories = change.shape[0]
    sizes = np.abs(change).mean(axis=1)
    mu_star = float(sizes.mean())
    reach = t_quantile(CONFIDENCE, trajectories) * float(sizes.std(ddof=1)) / math.sqrt(trajectories)
    size = (mu_star, max(mu_star - reach, 0.0), mu_star + reach)
    if way is None:
        return Effect(name, None, None, None, *size, None, "none" if mu_star == 0.0 else "unclear")
    signed = (change * way[:, None]).mean(axis=1)
    mu, sigma = float(signed.mean()), float(signed.std(ddof=1))
    beyond = t_quantile(corrected_confidence(shown), trajectories) * sigma / math.sqrt(trajectories)
    return Effect(name, mu, mu - beyond, mu + beyond, *size, sigma, _direction(name, mu, beyond, mu_star))


def _direction(name: str, mu: float, reach: float, mu_star: float) -> str:
    if mu_star == 0.0:
        return "none"
    if name == SEED_FACTOR or abs(mu) <= reach:
        return "unclear"
    return "up" if mu > 0.0 else "down"
