"""Morris's trajectories over factors of every kind: numbers, whole numbers, switches, categories, and the seed.

As in Morris (1991), "Factorial sampling plans for preliminary computational experiments", Technometrics 33:161-174,
one dimension moves at a time, in random order, each once a trajectory. Our own, because the sampler of SALib 1.6 puts
every factor on one grid from 0 to 1: of three categories it draws the first in over half of all points and never
compares two of the three pairs, and whole numbers come out unevenly too. Here each factor has levels of its own, from
each of which it moves equally often:

- a range, to the level half of the grid away: always the same share of its interval;
- whole numbers, to the one half of them away;
- categories, to every other one equally often;
- the seed, from one to another.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from crmsim.experiment.factor import Factor
from crmsim.experiment.values import count

Floats = NDArray[np.float64]
SEED_CODES = (0.25, 0.75)
Way = tuple[float, float]


def ways(factor: Factor | None, levels: int) -> tuple[Way, ...]:
    """From which quantile to which a factor may move; all are equally likely.

    Parameters
    ----------
    factor:
        None for the seed.
    levels:
        Of the grid of a range; even.
    """
    if factor is None:
        return (SEED_CODES,)
    if factor.kind == "range" and not factor.whole:
        grid = [step / (levels - 1) for step in range(levels)]
        return tuple((grid[step], grid[(step + levels // 2) % levels]) for step in range(levels))
    many = int(factor.high - factor.low) + 1 if factor.kind == "range" else count(factor)
    codes = [(step + 0.5) / many for step in range(many)]
    if factor.kind == "range" and many > 2:
        shifts = {many // 2, many - many // 2}
        return tuple((codes[step], codes[(step + shift) % many]) for step in range(many) for shift in sorted(shifts))
    return tuple((one, other) for one in codes for other in codes if one != other)


def trajectories(
    factors: Sequence[Factor | None], dimensions: Sequence[Sequence[int]], samples: int, levels: int, seed: int
) -> Floats:
    """float64[samples × (dimensions + 1), factors] of quantiles; more samples keep those that there were.

    Parameters
    ----------
    factors:
        None for the seed.
    dimensions:
        The places of the factors that move together, a factor alone or a group.
    """
    made = [ways(factor, levels) for factor in factors]
    result = np.empty((samples, len(dimensions) + 1, len(factors)))
    for trajectory in range(samples):
        moves = [_way(each, place, trajectory, seed) for place, each in enumerate(made)]
        rows = result[trajectory]
        rows[:] = [start for start, _ in moves]
        order = _order(len(dimensions), "order", trajectory, seed)
        for step, dimension in enumerate(order, start=1):
            for place in dimensions[dimension]:
                rows[step:, place] = moves[place][1]
    return result.reshape(-1, len(factors))


def _way(each: tuple[Way, ...], place: int, trajectory: int, seed: int) -> Way:
    """The move of a factor in a trajectory: all its ways once, in random order, before any comes again."""
    block, number = divmod(trajectory, len(each))
    return each[_order(len(each), str(place), block, seed)[number]]


@functools.lru_cache(maxsize=4096)
def _order(many: int, what: str, block: int, seed: int) -> tuple[int, ...]:
    """The numbers below ``many`` in an order of chance, the same on every machine and in every version of NumPy."""

    def ticket(number: int) -> bytes:
        return hashlib.blake2b(f"morris {seed} {what} {block} {number}".encode(), digest_size=8).digest()

    return tuple(sorted(range(many), key=ticket))


def ordered(factor: Factor) -> bool:
    """Whether a factor has a direction: numbers, switches, and any two values; more words have none."""
    if factor.kind == "range" or len(factor.choices) == 2:
        return True
    return factor.kind == "list" and all(_is_number(value) for value in factor.choices)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def rising(factor: Factor, codes: Iterable[float]) -> list[float]:
    """Quantiles of a factor, so that more of them is more of it, also where a list is not written in order."""
    if factor.kind != "list":
        return list(codes)
    order = sorted(range(len(factor.choices)), key=lambda place: _order_key(factor.choices[place]))
    rank = {place: number for number, place in enumerate(order)}
    many = len(factor.choices)
    return [float(rank[min(int(code * many), many - 1)]) for code in codes]


def _order_key(value: object) -> tuple[float, str]:
    return (float(value), "") if isinstance(value, int | float) else (0.0, str(value))
