"""How use spreads in a run: what explains who adopts, and how fast first use goes from half of people to nine tenths.

``explained`` is the row *intention* of the targets: surveys of technology acceptance tell which share of the variance
of people's intentions their beliefs and norms explain (88 studies: King & He 2006). ``pace`` is the measure of the
curve of first use: 2.3 among the 125 doctors of Coleman et al. (1966), 3.3 where everybody adopts with one and the
same chance a week (an exponential), less where early users carry later ones.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crmsim.explain.terms import plain
from crmsim.mechanisms.appeal import appeal_of
from crmsim.mechanisms.state import NEVER
from crmsim.simulation import Simulation

Floats = NDArray[np.float64]
FEWEST = 10  # first users from whom a pace is told


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


def weeks_to_first_use(simulation: Simulation) -> Floats:
    """Weeks from access to first use, 1 for the first week, of those given access when the project went live.

    Returns
    -------
    float64[n]: infinite for who has not begun, NaN for who got access later or has come since.
    """
    people, go_live = simulation.state.people, int(simulation.state.project[0].go_live)
    if go_live == NEVER:
        return np.full(people.size, math.nan)
    first = (people.present == 1) & (people.access == go_live) & (people.holder == 0) & (people.hired < go_live)
    begun = np.where(people.first_use > 0, people.first_use - go_live + 1.0, math.inf)
    return np.where(first, begun, math.nan)


def pace(weeks: ArrayLike, within: float = math.inf) -> float:
    """Time to nine tenths over time to half, of those who begin within so many weeks.

    Parameters
    ----------
    weeks:
        Weeks to first use, as of :func:`weeks_to_first_use`; infinite or NaN for none.
    within:
        Who begins later counts as never, as where observation ends.

    Returns
    -------
    At least 1; NaN with fewer than ten who begin.
    """
    every = np.asarray(weeks, dtype=np.float64)
    begun = np.sort(every[np.isfinite(every) & (every <= within)])
    if begun.size < FEWEST:
        return math.nan
    half, most = (begun[math.ceil(share * begun.size) - 1] for share in (0.5, 0.9))
    return float(most / half)
