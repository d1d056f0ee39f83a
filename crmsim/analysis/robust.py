"""Levers over many worlds: what holds whatever the world is like.

The pair is a world: every setting of the levers met it with the same random numbers. Runs of one world are averaged
first, so that an interval is over worlds and not over runs; what noise does to shares of worlds is taken out
(:mod:`crmsim.analysis.noise`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from crmsim.analysis.interval import Floats
from crmsim.analysis.noise import ShareOfWorlds, shares_of_worlds
from crmsim.analysis.spread import wilson
from crmsim.words import Message


@dataclass(frozen=True)
class Robustness:
    """How a setting of the levers does over the worlds.

    Attributes
    ----------
    worlds:
        Worlds in which every setting is defined, for ``best``.
    best:
        Worlds in which it is the best of all by the mean of its runs; worlds that tie are shared out. None where noise
        may have decided that: where the shares of a setting cannot be told, and where all settings are identical.
    pairs:
        Worlds in which it and the reference are defined.
    identical:
        Whether it agrees with the reference to the bit in every run.
    better, worse, near:
        Share of these in which it differs from the reference by at least the smallest change that matters, in the
        better or worse direction (where the outcome has none: up or down), or by less; random variation is taken out.
        None where that cannot be told.
    better_low, better_high, worse_low, worse_high, near_low, near_high:
        Their 95 % intervals.
    worst:
        The difference in its worst twentieth of worlds, random variation taken out.
    noise_share:
        Share of the variance of the worlds' mean differences that is noise; None where it cannot be told.
    runs_needed, reason:
        Runs of each world that would do, and why shares are not told; None where they are.
    """

    worlds: int
    best: float | None
    pairs: int
    identical: bool
    better: float | None
    better_low: float | None
    better_high: float | None
    worse: float | None
    worse_low: float | None
    worse_high: float | None
    near: float | None
    near_low: float | None
    near_high: float | None
    worst: float | None
    noise_share: float | None
    runs_needed: int | None
    reason: Message | None


def world_means(values: ArrayLike) -> Floats:
    """float64[worlds, settings] from [worlds, settings, replicates]: the mean of the runs that are defined."""
    table = np.asarray(values, dtype=np.float64)
    known = np.isfinite(table)
    count = known.sum(axis=-1)
    total = np.where(known, table, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def robustness(
    values: ArrayLike, references: Sequence[int], higher_is_better: bool, matters: float
) -> list[Robustness]:
    """Each setting over the worlds.

    Parameters
    ----------
    values:
        float64[worlds, settings, runs], NaN where missing.
    references:
        Number of the setting that each is compared with.
    matters:
        The smallest change that matters, in the outcome's unit.
    """
    sign = 1.0 if higher_is_better else -1.0
    table = sign * np.asarray(values, dtype=np.float64)
    whole = world_means(table)
    whole = whole[np.isfinite(whole).all(axis=1)]
    worlds, settings = whole.shape
    gains = [table[:, setting] - table[:, references[setting]] for setting in range(settings)]
    shares = [shares_of_worlds(gain, matters) for gain in gains]
    same = [not np.any(gain[np.isfinite(gain)]) for gain in gains]
    best: Sequence[float | None] = [None] * settings
    known = [same[setting] or shares[setting].reason is None for setting in range(settings)]
    if worlds and all(known) and not all(same):
        top = whole == whole.max(axis=1, keepdims=True)
        best = (top / top.sum(axis=1, keepdims=True)).sum(axis=0).tolist()
    result = []
    for setting, one in enumerate(shares):
        nothing = same[setting] and one.worlds > 0  # then there is no noise either, however often it was run
        near = ShareOfWorlds(1.0, *wilson(float(one.worlds), one.worlds)) if nothing else one.near
        none = ShareOfWorlds(0.0, *wilson(0.0, one.worlds)) if nothing else None
        result.append(
            Robustness(
                worlds,
                best[setting],
                one.worlds,
                nothing,
                *_ends(none or one.better),
                *_ends(none or one.worse),
                *_ends(near),
                0.0 if nothing else None if one.worst is None else sign * one.worst,
                one.noise_share,
                None if nothing else one.runs_needed,
                None if nothing else one.reason,
            )
        )
    return result


def _ends(share: ShareOfWorlds | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if share is None else (share.share, share.low, share.high)
