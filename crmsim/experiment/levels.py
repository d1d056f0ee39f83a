"""The settings of a design of levels by number, and which of them each is compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crmsim.experiment.experiment import Experiment
from crmsim.experiment.factor import Factor


def digits(number: int, counts: Sequence[int]) -> list[int]:
    """``number`` written in the mixed base ``counts``, the last digit changing first."""
    result = []
    for base in reversed(counts):
        number, digit = divmod(number, base)
        result.append(digit)
    return result[::-1]


def number_of(levels: Sequence[int], counts: Sequence[int]) -> int:
    """The number whose :func:`digits` are ``levels``."""
    result = 0
    for level, base in zip(levels, counts, strict=True):
        result = result * base + level
    return result


def references(experiment: Experiment, factors: Sequence[Factor], counts: Sequence[int]) -> NDArray[np.int64]:
    """int64[settings]: the setting that each is compared with; the reference with itself.

    It has the setting's own levels of the factors named in ``experiment.within``, and else those of the reference.

    Parameters
    ----------
    factors, counts:
        Those whose levels make the settings, and how many levels each has.
    """
    size = math.prod(counts)
    kept = [factor.name in experiment.within for factor in factors]
    reference = digits(experiment.reference % size, counts)
    result = np.empty(size, dtype=np.int64)
    for number in range(size):
        own = digits(number, counts)
        result[number] = number_of(
            [mine if keep else its for mine, its, keep in zip(own, reference, kept, strict=True)], counts
        )
    return result
