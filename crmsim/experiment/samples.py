"""Samples of quantiles: Latin hypercubes that can grow, worlds by a Sobol sequence, and what SALib draws."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.experiment.experiment import DesignChoice

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


@functools.lru_cache(maxsize=1)
def salib_sample(design: DesignChoice, seed: int, names: tuple[str, ...], groups: tuple[str, ...]) -> Floats:
    """The sample of SALib, read-only; the latest is kept, as hundreds of factors take seconds to draw."""
    problem: dict[str, Any] = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    if groups:
        problem["groups"] = list(groups)
    from SALib.sample import sobol
    from SALib.util import handle_seed

    # scipy takes a plain number given as "seed" by an older way, which it is about to leave
    rng = handle_seed(seed)
    result = np.asarray(sobol.sample(problem, design.samples, calc_second_order=design.second_order, seed=rng))
    result.setflags(write=False)
    return result
