"""Levers over many worlds: what holds whatever the world is like.

The pair is a world: every setting of the levers met it with the same luck. Runs of one world are averaged first, so
that an interval is over worlds and not over runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from crmsim.analysis.interval import Floats
from crmsim.analysis.spread import wilson


@dataclass(frozen=True)
class Robustness:
    """How a setting of the levers does over the worlds.

    Attributes
    ----------
    worlds:
        Worlds in which every setting is defined, for ``best``.
    best:
        Worlds in which it is the best of all; worlds that tie are shared out.
    pairs:
        Worlds in which it and the reference are defined.
    better, worse, near:
        Share of these in which it differs from the reference by at least the smallest change that matters, in the
        better or worse direction (where the outcome has none: up or down), or by less.
    better_low, better_high, worse_low, worse_high:
        Wilson's 95 % intervals of the shares.
    worst:
        The difference in its worst twentieth of worlds: its 5 % quantile, by how much worse it is.
    """

    worlds: int
    best: float
    pairs: int
    better: float | None
    better_low: float | None
    better_high: float | None
    worse: float | None
    worse_low: float | None
    worse_high: float | None
    near: float | None
    worst: float | None


def world_means(values: ArrayLike) -> Floats:
    """float64[worlds, settings] from [worlds, settings, replicates]: the mean of the runs that are defined."""
    table = np.asarray(values, dtype=np.float64)
    known = np.isfinite(table)
    count = known.sum(axis=-1)
    total = np.where(known, table, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def robustness(means: Floats, references: Sequence[int], higher_is_better: bool, matters: float) -> list[Robustness]:
    """Each setting over the worlds.

    Parameters
    ----------
    means:
        float64[worlds, settings], NaN where missing.
    references:
        Number of the setting that each is compared with.
    matters:
        The smallest change that matters, in the outcome's unit.
    """
    sign = 1.0 if higher_is_better else -1.0
    complete = np.isfinite(means).all(axis=1)
    whole = sign * means[complete]
    top = whole == whole.max(axis=1, keepdims=True) if whole.size else np.zeros_like(whole, dtype=bool)
    best = (top / np.maximum(top.sum(axis=1, keepdims=True), 1)).sum(axis=0) if whole.size else np.zeros(means.shape[1])
    result = []
    for setting in range(means.shape[1]):
        gain = sign * (means[:, setting] - means[:, references[setting]])
        gain = gain[np.isfinite(gain)]
        pairs = int(gain.size)
        worlds = int(complete.sum())
        if pairs == 0:
            nothing = (None,) * 8
            result.append(Robustness(worlds, float(best[setting]), 0, *nothing))
            continue
        least = matters if matters > 0.0 else np.finfo(float).tiny
        up, down = int((gain >= least).sum()), int((gain <= -least).sum())
        better, worse = wilson(up, pairs), wilson(down, pairs)
        result.append(
            Robustness(
                worlds,
                float(best[setting]),
                pairs,
                up / pairs,
                *better,
                down / pairs,
                *worse,
                (pairs - up - down) / pairs,
                float(sign * np.quantile(gain, 0.05)),
            )
        )
    return result
