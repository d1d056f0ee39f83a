"""Which settings are plausible given what was observed: draws from the posterior over emulated runs.

Approximate Bayesian computation with a normal kernel: a setting is as plausible as what a run of it measures is near
what was observed, where near is counted in the row's own tolerance, the emulator's error and the noise of a run
together. All values within a parameter's interval are equally likely before anything is observed.

Draws are made by an ensemble of chains that propose along the differences between each other (differential evolution
Markov chain, ter Braak 2006, Statistics and Computing 16:239-249), begun from an importance sample of the whole space.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Predict = Callable[[Floats], Floats]
SPACE = 2**14  # points at which the whole space is looked at
STEPS = 300
FEWEST = 50  # effective points that chains begin from
WHOLE_STEP = 10  # every so many steps a chain jumps by a whole difference, from one mode to another
UNREACHED = 3.0  # standard deviations: beyond that nobody takes a miss for chance


@dataclass(frozen=True)
class Draws:
    """Plausible settings.

    Attributes
    ----------
    points:
        float64[draws, parameters] of quantiles.
    accepted:
        Share of proposals taken.
    misses:
        float64[draws, measures]: how far the expected measure is off, in standard deviations.
    """

    points: Floats
    accepted: float
    misses: Floats


def look(dimensions: int, seed: int, points: int = SPACE) -> Floats:
    """float64[points, dimensions]: a power of two of points spread evenly over the whole space (Sobol sequence)."""
    from scipy.stats import qmc

    return np.asarray(qmc.Sobol(dimensions, scramble=True, rng=seed).random(points), dtype=np.float64)


def out_of_reach(expected: Floats, observed: Floats, spread: Floats) -> NDArray[np.bool_]:
    """bool[measures]: whether no point comes nearer than three standard deviations.

    Parameters
    ----------
    expected:
        float64[points, measures] over the whole space.
    observed, spread:
        float64[measures]; the spread of tolerance, error and noise together.
    """
    nearest = np.abs((expected - observed) / spread).min(axis=0)
    return np.asarray(nearest > UNREACHED)


def draw(
    predict: Predict, observed: Floats, spread: Floats, dimensions: int, count: int, seed: int, steps: int = STEPS,
    begin: int = SPACE,
) -> Draws:  # fmt: skip
    """So many plausible settings.

    Parameters
    ----------
    predict:
        Expected measures at settings: float64[settings, dimensions] to float64[settings, measures].
    observed, spread:
        float64[measures].
    steps:
        That each chain takes.
    begin:
        Points over the whole space that the chains begin from, a power of two.
    """
    generator = np.random.default_rng(seed)
    space = look(dimensions, seed, begin)

    def fit(points: Floats) -> Floats:
        inside = ((points >= 0.0) & (points <= 1.0)).all(axis=1)
        result = np.full(len(points), -np.inf)
        if inside.any():
            result[inside] = -0.5 * (((predict(points[inside]) - observed) / spread) ** 2).sum(axis=1)
        return result

    chains = 2 * max((count + 1) // 2, dimensions + 1)
    of_space = fit(space)
    begun = _resampled(of_space, chains, float(generator.random()))
    points, at = space[begun], of_space[begun]
    taken = 0
    for step in range(1, steps + 1):
        for half in (0, 1):  # each half moves along the differences of the other, which stands still
            own, others = np.arange(half, chains, 2), np.arange(1 - half, chains, 2)
            pairs = np.array([generator.choice(others, 2, replace=False) for _ in own])
            size = 1.0 if step % WHOLE_STEP == 0 else 2.38 / np.sqrt(2.0 * dimensions)
            moved = points[own] + size * (points[pairs[:, 0]] - points[pairs[:, 1]])
            moved = moved + generator.normal(0.0, 1e-3, moved.shape)
            new = fit(moved)
            better = np.log(generator.random(own.size)) < new - at[own]
            points[own[better]], at[own[better]] = moved[better], new[better]
            taken += int(better.sum())
    chosen = points[:count]
    return Draws(chosen, taken / (steps * chains), (predict(chosen) - observed) / spread)


def _resampled(fit: Floats, count: int, roll: float) -> NDArray[np.int64]:
    """Points by their plausibility, flattened as far as it takes for enough of them to count."""
    flat = 1.0
    while True:
        weight = np.exp((fit - fit.max()) / flat)
        weight /= weight.sum()
        if 1.0 / (weight**2).sum() >= min(FEWEST, fit.size) or flat > 1e6:
            break
        flat *= 1.5
    # systematic: one roll for all, so that a point of weight w is taken w times count, rounded up or down
    places = (roll + np.arange(count)) / count
    return np.minimum(np.searchsorted(np.cumsum(weight), places), fit.size - 1)
