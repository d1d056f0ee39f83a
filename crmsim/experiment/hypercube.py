"""Latin hypercubes that can grow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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

    cube: Floats = qmc.LatinHypercube(dimensions, scramble=True, rng=seed).random(first or samples)
    while len(cube) < samples:
        size = len(cube)
        generator = np.random.default_rng([seed, size])
        slices = np.argsort(np.argsort(cube, axis=0), axis=0)  # whose is which, exact where products are not
        upper = cube * size - slices >= 0.5
        empty = np.empty_like(slices)
        for column in range(dimensions):
            empty[slices[:, column], column] = 2 * slices[:, column] + ~upper[:, column]
        new = (generator.permuted(empty, axis=0) + generator.random(cube.shape)) / (2 * size)
        cube = np.concatenate([cube, new])
    return cube
