"""Worlds as quantiles of what nobody knows."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def worlds_drawn(dimensions: int, worlds: int, seed: int | Sequence[int]) -> Floats:
    """float64[worlds, dimensions] of quantiles, by a scrambled Sobol sequence: more worlds keep the first ones."""
    if not dimensions:
        return np.empty((worlds, 0))
    from scipy.stats import qmc

    rng = seed if isinstance(seed, int) else np.random.default_rng(seed)
    sequence = qmc.Sobol(dimensions, scramble=True, rng=rng)
    with warnings.catch_warnings():  # a number of worlds that is no power of two keeps less of the balance
        warnings.simplefilter("ignore", UserWarning)
        return np.asarray(sequence.random(worlds), dtype=np.float64)
