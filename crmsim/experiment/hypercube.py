"""Latin hypercubes that can grow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
JUST_BELOW_ONE = 1.0 - 1e-9


def hypercube(dimensions: int, samples: int, seed: int, first: int = 0) -> Floats:
    """float64[samples, dimensions] of quantiles, in which each of ``samples`` slices of every dimension has one point.

    With ``first`` it begins with the hypercube of that many points and is doubled until it is large enough: every slice
    is halved, the old point stays in its half, and a new one is drawn in the other. So a larger sample begins with the
    smaller one, and both are Latin hypercubes (Sallaberry, Helton & Hora 2008, Reliab. Eng. Syst. Saf. 93:1047-1059).

    Parameters
    ----------
    samples:
        Of it, ``first`` times a power of two.
    """
    from scipy.stats import qmc

    def drawn(size: int, own: int) -> Floats:
        made: Floats = qmc.LatinHypercube(dimensions, scramble=True, rng=own).random(size)
        return made

    cube = drawn(first or samples, seed)
    while len(cube) < samples:
        size = len(cube)
        slices = _slices(cube)
        other_half = 2 * slices + (cube * size - slices < 0.5)
        empty = np.empty_like(slices)
        np.put_along_axis(empty, slices, other_half, axis=0)
        fresh = drawn(size, seed + size)  # which slice each new point has, and where in it
        chosen = _slices(fresh)
        within = np.clip(fresh * size - chosen, 0.0, JUST_BELOW_ONE)
        cube = np.concatenate([cube, (np.take_along_axis(empty, chosen, axis=0) + within) / (2 * size)])
    return cube


def _slices(cube: Floats) -> NDArray[np.int64]:
    """The slice of every point in every dimension, by rank: exact where a product is not."""
    return np.argsort(np.argsort(cube, axis=0), axis=0)
