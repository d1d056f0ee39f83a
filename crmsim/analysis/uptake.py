"""What explains who adopts in a run.

``explained`` is the row *intention* of the targets: surveys of technology acceptance tell which share of the variance
of people's intentions their beliefs and norms explain (88 studies: King & He 2006).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crmsim.mechanisms.appeal import appeal_of
from crmsim.simulation import Simulation
from crmsim.simulation.parameters import plain

Floats = NDArray[np.float64]


def appeals(simulation: Simulation) -> Floats:
    """How much the system appeals to each, by the model's own rule from the state as it stands.

    Returns
    -------
    float64[n], around .5; NaN where a seat is vacant.
    """
    people, p = simulation.state.people, plain(simulation.params)
    result = np.full(people.size, math.nan)
    for i in np.flatnonzero(people.present == 1).tolist():
        result[i] = appeal_of(simulation.state, p, i)
    return result


def explained_share(appeal: ArrayLike, threshold: ArrayLike) -> float:
    """Variance over people of the sum of the terms of appeal, as a share of it and of their thresholds' together.

    What is left to thresholds is what beliefs, norms, leaders, understanding and energy do not explain. Thresholds
    that experience has moved count as thresholds, so that the share is not flattered.

    Parameters
    ----------
    appeal, threshold:
        float64[n], a pair for each person; NaN for none.

    Returns
    -------
    0..1, NaN where neither varies.
    """
    first, second = np.asarray(appeal, dtype=np.float64), np.asarray(threshold, dtype=np.float64)
    known = np.isfinite(first) & np.isfinite(second)
    if not known.any():
        return math.nan
    of_appeal, of_threshold = float(np.var(first[known])), float(np.var(second[known]))
    return of_appeal / (of_appeal + of_threshold) if of_appeal + of_threshold > 0.0 else math.nan


def explained(simulation: Simulation) -> float:
    """Share of the variance of who adopts that the terms of appeal explain among people at work now."""
    return explained_share(appeals(simulation), simulation.state.people.threshold)
