"""Functions whose sensitivity indices are known, run in place of the simulation to test all that is around it."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crmsim.experiment.factor import SEED_FACTOR
from crmsim.numerics.draws import join, normal, run_key, stream

OUTCOME = "value"  # the one outcome of a function
A, B = 7.0, 0.1  # of Ishigami and Homma (1990), as in Saltelli et al. (2008), Global Sensitivity Analysis: The Primer
WEIGHTS = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0)  # of Sobol's g-function, as in Saltelli et al. (2008)


@dataclass(frozen=True)
class KnownFunction:
    """A function of independent uniform inputs.

    Attributes
    ----------
    name:
        As experiment files call it.
    inputs:
        Names of the inputs, ``x1`` and on.
    low, high:
        The range of every input.
    compute:
        The value at the inputs, in order; one for each of ``outcomes`` where there are several.
    noise:
        Standard deviation of the noise added to it; 0 for a function without noise.
    variances:
        Input numbers (from 0) → variance that these explain together and no fewer of them do; empty where there are
        several outcomes.
    outcomes:
        What its values are called.
    """

    name: str
    inputs: tuple[str, ...]
    low: float
    high: float
    compute: Callable[[Sequence[float]], tuple[float, ...]]
    variances: dict[tuple[int, ...], float]
    noise: float = 0.0
    outcomes: tuple[str, ...] = (OUTCOME,)

    @property
    def deterministic(self) -> bool:
        """Whether there is no noise."""
        return self.noise == 0.0

    @property
    def variance(self) -> float:
        """Of the value over all inputs, noise included."""
        return math.fsum(self.variances.values()) + self.noise * self.noise

    def first(self) -> dict[str, float]:
        """First-order Sobol indices by input; ``seed`` too where there is noise."""
        return self._indices(lambda numbers, wanted: numbers == (wanted,))

    def total(self) -> dict[str, float]:
        """Total Sobol indices by input; ``seed`` too where there is noise."""
        return self._indices(lambda numbers, wanted: wanted in numbers)

    def second(self) -> dict[tuple[str, str], float]:
        """Second-order Sobol indices by pair of inputs."""
        pairs = itertools.combinations(range(len(self.inputs)), 2)
        return {(self.inputs[i], self.inputs[j]): self.variances.get((i, j), 0.0) / self.variance for i, j in pairs}

    def _indices(self, counts: Callable[[tuple[int, ...], int], bool]) -> dict[str, float]:
        result = {
            name: math.fsum(part for numbers, part in self.variances.items() if counts(numbers, number)) / self.variance
            for number, name in enumerate(self.inputs)
        }
        return result if self.deterministic else {**result, SEED_FACTOR: self.noise * self.noise / self.variance}

    def value(self, inputs: Sequence[float], seed: int) -> float:
        """The first of :meth:`values`."""
        return self.values(inputs, seed)[0]

    def values(self, inputs: Sequence[float], seed: int) -> tuple[float, ...]:
        """The value of each outcome at ``inputs`` with the noise of ``seed``, the same on every machine."""
        exact = self.compute(inputs)
        if self.deterministic:
            return exact
        return tuple(one + self.noise * _noise_of(seed, place) for place, one in enumerate(exact))


def _noise_of(seed: int, outcome: int) -> float:
    """A standard normal number of a seed."""
    # The stream keeps the name it began with: its hash is the key, and another name would give other numbers.
    return normal(join(run_key(seed), stream("function.luck")), outcome)


def ishigami(inputs: Sequence[float]) -> tuple[float, ...]:
    """The function sin x1 + 7 sin² x2 + .1 x3⁴ sin x1, each input from -π to π."""
    x1, x2, x3 = inputs
    second = math.sin(x2)
    return (math.sin(x1) + A * second * second + B * x3 * x3 * x3 * x3 * math.sin(x1),)


def g_function(inputs: Sequence[float]) -> tuple[float, ...]:
    """The product of (|4x - 2| + a) / (1 + a) over eight inputs, each from 0 to 1."""
    return (math.prod((abs(4.0 * x - 2.0) + a) / (1.0 + a) for x, a in zip(inputs, WEIGHTS, strict=True)),)


def zdt1(inputs: Sequence[float]) -> tuple[float, ...]:
    """Two values, both wanted low, of which neither is to be had without the other (ZDT1).

    The first is x1. The second is g - √(g x1), where g is 1 plus nine times the mean of the other inputs, so that the
    best there is lies along 1 - √x1, and all between that and 10 - √(10 x1) can be reached (Zitzler, Deb & Thiele 2000,
    Evol. Comput. 8:173-195).
    """
    first, *others = inputs
    g = 1.0 + 9.0 * math.fsum(others) / len(others)
    return first, g - math.sqrt(g * first)


def _ishigami_variances() -> dict[tuple[int, ...], float]:
    """Parts of the variance, in closed form (Saltelli et al. 2008, p. 179)."""
    fourth, eighth = math.pi**4, math.pi**8
    return {
        (0,): 0.5 * (1.0 + B * fourth / 5.0) ** 2,
        (1,): A * A / 8.0,
        (0, 2): B * B * eighth * (1.0 / 18.0 - 1.0 / 50.0),
    }


def _g_variances() -> dict[tuple[int, ...], float]:
    """Parts of the variance: the product of the inputs' own (Saltelli et al. 2008, p. 164)."""
    own = [1.0 / (3.0 * (1.0 + a) ** 2) for a in WEIGHTS]
    sets = (numbers for size in range(1, 9) for numbers in itertools.combinations(range(8), size))
    return {numbers: math.prod(own[number] for number in numbers) for numbers in sets}


def _names(many: int) -> tuple[str, ...]:
    return tuple(f"x{number}" for number in range(1, many + 1))


@functools.cache
def functions() -> dict[str, KnownFunction]:
    """The known functions by name; those called ``…_noisy`` add noise."""
    result = []
    for name, many, low, high, compute, variances, noise in (
        ("ishigami", 3, -math.pi, math.pi, ishigami, _ishigami_variances(), 1.0),
        ("g_function", 8, 0.0, 1.0, g_function, _g_variances(), 0.5),
    ):
        result.append(KnownFunction(name, _names(many), low, high, compute, variances))
        result.append(KnownFunction(f"{name}_noisy", _names(many), low, high, compute, variances, noise))
    for name, noise in (("zdt1", 0.0), ("zdt1_noisy", 0.3)):
        result.append(KnownFunction(name, _names(6), 0.0, 1.0, zdt1, {}, noise, ("f1", "f2")))
    return {function.name: function for function in result}
