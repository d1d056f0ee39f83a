"""Fitting a model to the early periods: plausible parameters, by importance from a distribution around the best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.forecast.model import Expected, Floats, Model, Seen

DRAWS = 400
FREEDOM = 5  # of the t distribution that is drawn from: wider than what is expected
STAGES = 3  # each draws from around what the one before found


@dataclass(frozen=True, eq=False)
class Fit:
    """Plausible parameters of a model.

    Attributes
    ----------
    expected:
        Its parameters.
    best:
        Name → the most plausible value.
    likelihood:
        Log likelihood there.
    draws:
        Plausible settings.
    weights:
        float64[draws], which sum to 1.
    last:
        The last period that was fitted.
    """

    model: Model
    expected: tuple[Expected, ...]
    best: dict[str, float]
    likelihood: float
    draws: tuple[dict[str, float], ...]
    weights: Floats
    last: int

    @property
    def effective(self) -> float:
        """How many equally plausible draws these are worth."""
        return float(1.0 / (self.weights**2).sum())

    def score(self, seen: Seen, periods: int) -> float:
        """Log of the probability that the model gave, after the fit, to what everybody then did until ``periods``."""
        gained = np.array([
            (self.model.likelihood(values, seen, periods) - self.model.likelihood(values, seen, self.last)).sum()
            for values in self.draws
        ])  # fmt: skip
        most = float(gained.max())
        return most + float(np.log(np.exp(gained - most) @ self.weights))

    def sample(self, count: int, chance: Any) -> list[dict[str, float]]:
        """So many plausible settings, each as often as it is plausible."""
        return [self.draws[k] for k in chance.choice(len(self.draws), size=count, p=self.weights)]


def fit(model: Model, seen: Seen, last: int, seed: int = 0, draws: int | None = None) -> Fit:
    """Fit a model to what happened until ``last``.

    The most plausible parameters are found first; then settings are drawn from a wide distribution around them, and
    weighted by likelihood and expectation, in stages.
    """
    from scipy.optimize import minimize
    from scipy.stats import multivariate_t

    draws = draws or DRAWS
    expected = model.expected(seen, last)
    mean, spread = np.array([one.mean for one in expected]), np.array([one.spread for one in expected])

    def values(place: Floats) -> dict[str, float]:
        return {one.name: one.value(float(at)) for one, at in zip(expected, place, strict=True)}

    def plausible(place: Floats) -> float:
        found = float(model.likelihood(values(place), seen, last).sum())
        return found - 0.5 * float((((place - mean) / spread) ** 2).sum())

    best = mean
    for begin in (mean, mean + 0.5 * spread):
        found = minimize(lambda place: -plausible(place), begin, method="Nelder-Mead", options={
            "maxiter": 300 * len(mean), "xatol": 0.02, "fatol": 0.01,
        })  # fmt: skip
        best = found.x if plausible(found.x) > plausible(best) else best
    centre = best
    around = _sound(np.asarray(np.linalg.pinv(_bend(plausible, best, 0.1 * spread), hermitian=True)), spread)
    chance = np.random.default_rng(seed)
    for _ in range(STAGES):
        shape = multivariate_t(centre, around, df=FREEDOM)
        points = np.atleast_2d(shape.rvs(draws, random_state=chance)).reshape(draws, len(mean))
        log = np.array([plausible(point) for point in points]) - shape.logpdf(points)
        weights = np.exp(log - log.max())
        weights /= weights.sum()
        centre = weights @ points
        around = _sound(np.einsum("i,ij,ik->jk", weights, points - centre, points - centre), spread)
    at_best = values(best)
    likelihood = float(model.likelihood(at_best, seen, last).sum())
    return Fit(model, expected, at_best, likelihood, tuple(map(values, points)), weights, last)


def _bend(function: Callable[[Floats], float], place: Floats, step: Floats) -> Floats:
    """How sharply a function falls around a place: its negative matrix of second differences."""
    size = len(place)
    made = np.empty((size, size))
    for j in range(size):
        for k in range(size):
            one, other = np.eye(size)[j] * step, np.eye(size)[k] * step
            made[j, k] = -(
                function(place + one + other) - function(place + one - other)
                - function(place - one + other) + function(place - one - other)
            ) / (4.0 * step[j] * step[k])  # fmt: skip
    return (made + made.T) / 2.0


def _sound(matrix: Floats, spread: NDArray[np.float64]) -> Floats:
    """A covariance that can be drawn from: no direction narrower than a hundredth or wider than what is expected."""
    scaled = matrix / np.outer(spread, spread)
    size, ways = np.linalg.eigh((scaled + scaled.T) / 2.0)
    return np.asarray((ways * np.clip(size, 1e-4, 1.0)) @ ways.T * np.outer(spread, spread))
