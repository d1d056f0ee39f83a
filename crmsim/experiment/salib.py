"""Samples as SALib draws them."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.experiment.experiment import DesignChoice

Floats = NDArray[np.float64]


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
