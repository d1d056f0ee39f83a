"""In how many worlds a change helps, with random variation taken out.

A world is run a few times, and the paired difference of one run holds noise beside the world's own effect. Counting
worlds whose mean difference is large enough counts noise as worlds: of a lever that does nothing, a third may look
better and a third worse. Runs of one world differ by chance alone, which tells how large the noise is; taking it out of
the spread of worlds is deconvolution (Efron 2016, "Empirical Bayes deconvolution estimates", Biometrika 103:1-20).

The effects' distribution is estimated on a grid by maximum likelihood, without a form (Kiefer & Wolfowitz 1956; Koenker
& Mizera 2014, "Convex optimization, shape constraints, compound decisions, and empirical Bayes rules", JASA
109:674-685), by a fixed number of steps of the EM algorithm, which keeps it smooth. Noise may be larger in one world
than in another: its spread has such a distribution too, found from the runs within worlds (Gu & Koenker 2017,
"Unobserved heterogeneity in income dynamics", JBES 35:1-16). Intervals come from drawing worlds anew (percentiles),
and reach 0 or 1 where a likelihood ratio keeps them or all worlds may be alike. ``benchmarks/coverage_worlds.py``
measures what they cover, and where the estimate is refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crmsim.analysis.interval import Floats, normal_quantile, t_quantile
from crmsim.analysis.spread import CONFIDENCE, wilson
from crmsim.words import Message, message

LEAST_RUNS = 2  # of a world, so that noise shows
LEAST_WORLDS = 30
TWENTIETH = 0.05
MOST_NOISE = 0.6  # spread of noise in a world's mean, in smallest changes that matter
MOST_SMALL_NOISE, SMALL_NOISE = 1.0, 0.1  # the same where noise is at most this share of the variance of worlds' means
MOST_UNCLEAR = 0.1  # worlds so close to it that noise may have put them on either side, where noise is larger
STEPS = 100  # of the EM algorithm: more of them make spikes of noise, fewer leave the grid's own shape
DRAWS = 200
TAIL = 0.015  # of the draws on either side: measured, as draws do not tell how far the estimate is off by itself
SPREADS = 9  # sizes of noise
LEAST_PLACES, MOST_PLACES = 31, 61  # sizes of effects
STRATA, LEAST_IN_STRATUM = 4, 32  # worlds by how much noise their runs show, as noise may be larger where effects are
FLOOR = 1e-30  # of a probability, so that numbers do not become too small to be quick


@dataclass(frozen=True)
class ShareOfWorlds:
    """A share of worlds, with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class WorldShares:
    """In how many worlds an effect is large enough to matter.

    Attributes
    ----------
    worlds:
        Worlds with a run in which the difference is defined.
    better, near, worse:
        Share of the worlds whose own effect, random variation taken out, is at least the smallest change that matters,
        is smaller either way, or is at least as much in the other direction. None where it cannot be told.
    worst:
        The effect that a twentieth of the worlds stay below, random variation taken out; None where it cannot be told.
    noise_share:
        Share of the variance of the worlds' mean differences that is noise; None where it is unknown or nothing varies.
    runs_needed:
        Runs of each world that would do, where those made do not; None else.
    reason:
        Why nothing is told, else None.
    """

    worlds: int
    better: ShareOfWorlds | None = None
    near: ShareOfWorlds | None = None
    worse: ShareOfWorlds | None = None
    worst: float | None = None
    noise_share: float | None = None
    runs_needed: int | None = None
    reason: Message | None = None


def shares_of_worlds(differences: ArrayLike, matters: float, seed: int = 0) -> WorldShares:
    """In how many worlds a difference is large enough to matter, random variation taken out.

    Parameters
    ----------
    differences:
        float64[worlds, runs]: the paired difference, higher being better; NaN where it is missing.
    matters:
        The smallest change that matters, in the same unit, at least 0.
    seed:
        Of the draws of worlds from which the intervals come.
    """
    table = np.asarray(differences, dtype=np.float64)
    known = np.isfinite(table)
    table, known = table[known.any(axis=1)], known[known.any(axis=1)]
    worlds = len(table)
    if worlds == 0:
        return WorldShares(0, reason=_too_few(0))
    runs = known.sum(axis=1)
    means = np.where(known, table, 0.0).sum(axis=1) / runs
    squares = np.where(known, (table - means[:, None]) ** 2, 0.0).sum(axis=1)
    if int((runs >= LEAST_RUNS).sum()) < min(worlds, LEAST_WORLDS):
        reason = message(
            "noise cannot be told from worlds by one run of each; at least {runs:,} are needed", runs=LEAST_RUNS
        )
        return WorldShares(worlds, runs_needed=LEAST_RUNS, reason=reason)
    variance = float(squares.sum() / (runs - 1).sum())
    per_mean = variance * float(np.mean(1.0 / runs))
    spread = float(means.var(ddof=1)) if worlds > 1 else 0.0
    noise_share = None if spread == 0.0 else min(per_mean / spread, 1.0)
    if variance <= (matters * 1e-9) ** 2:  # no noise: worlds are counted
        counts = _classes(means, matters).sum(axis=1)
        better, near, worse = (ShareOfWorlds(float(n / worlds), *wilson(float(n), worlds)) for n in counts)
        return WorldShares(worlds, better, near, worse, float(np.quantile(means, TWENTIETH)), noise_share)
    if worlds < LEAST_WORLDS:
        return WorldShares(worlds, noise_share=noise_share, reason=_too_few(worlds))
    if matters <= 0.0:
        return WorldShares(
            worlds, noise_share=noise_share, reason=message("no smallest change that matters is declared")
        )
    usual = math.sqrt(per_mean)
    unclear = np.abs(np.abs(means) - matters) < 2.0 * usual
    most = MOST_NOISE if noise_share is None or noise_share > SMALL_NOISE else MOST_SMALL_NOISE
    if usual > most * matters and unclear.mean() > MOST_UNCLEAR:
        needed = _needed(variance, spread - per_mean, matters)
        reason = message(
            "noise is too large beside what matters; about {runs:,} runs of each world would do", runs=needed
        )
        return WorldShares(worlds, noise_share=noise_share, runs_needed=needed, reason=reason)
    places = _places(means, matters, usual)
    likelihood = _likelihood(means, squares, runs, places, variance)
    classes = _classes(places, matters)
    found, effects = _drawn(likelihood, classes, _strata(squares, runs), seed)
    low, high = np.quantile(found[:, 1:], [TAIL, 1.0 - TAIL], axis=1)
    alike = _if_alike(table, known, means, matters)
    for one, kept in enumerate(_kept(likelihood, classes)):
        low[one] = 0.0 if kept[0] or alike[one][0] else low[one]
        high[one] = 1.0 if kept[1] or alike[one][1] else high[one]
    ends = [_with_counting(*one, worlds) for one in zip(found[:, 0].tolist(), low.tolist(), high.tolist(), strict=True)]
    better, near, worse = (ShareOfWorlds(*one) for one in ends)
    worst = float(places[np.searchsorted(effects.cumsum(), TWENTIETH * effects.sum())])
    return WorldShares(worlds, better, near, worse, worst, noise_share)


def _needed(variance: float, effects: float, matters: float) -> int:
    """Runs of each world after which noise, of this variance in one run, is small enough beside these effects'."""
    needed = variance / (MOST_NOISE * matters) ** 2
    if effects > 0.0:
        small = variance / effects * (1.0 / SMALL_NOISE - 1.0)
        needed = min(needed, max(variance / (MOST_SMALL_NOISE * matters) ** 2, small))
    return math.ceil(needed)


def _with_counting(share: float, low: float, high: float, worlds: int) -> tuple[float, float, float]:
    """A share, never surer than if each world's own effect had been seen."""
    least, most = wilson(share * worlds, worlds)
    return share, min(low, least), max(high, most)


def _too_few(worlds: int) -> Message:
    return message("{worlds:,} worlds are too few; at least {least:,} are needed", worlds=worlds, least=LEAST_WORLDS)


def _classes(effects: Floats, matters: float) -> Floats:
    """float64[3, effects] of 0 and 1: which are better, near, worse."""
    least = matters if matters > 0.0 else np.finfo(float).tiny
    better, worse = effects >= least, effects <= -least
    return np.stack([better, ~(better | worse), worse]).astype(np.float64)


def _places(means: Floats, matters: float, noise: float) -> Floats:
    """The effects that are thought possible: from the least to the greatest mean, and none at all."""
    low, high = min(float(means.min()), 0.0), max(float(means.max()), 0.0)
    many = math.ceil((high - low) / (0.4 * min(noise, matters)))
    return np.unique([*np.linspace(low, high, min(max(many, LEAST_PLACES), MOST_PLACES)), 0.0])


def _likelihood(means: Floats, squares: Floats, runs: Floats, places: Floats, variance: float) -> Floats:
    """float64[worlds, places]: of each effect in each world, over the sizes noise may have there; 1 at the largest."""
    spreads = _sizes(squares, runs, variance)
    freedom = runs[:, None] - 1
    of_size = -freedom * np.log(spreads) - squares[:, None] / (2.0 * spreads**2)
    chance = np.exp(of_size - of_size.max(axis=1, keepdims=True))
    prior = _fitted(chance, np.full((len(spreads), 1), 1.0 / len(spreads)), np.ones((len(means), 1)))
    weight = chance * prior[:, 0]
    weight /= weight.sum(axis=1, keepdims=True)
    away = (means[:, None, None] - places[None, :, None]) ** 2 * runs[:, None, None]
    density = np.exp(-away / (2.0 * spreads**2)) / spreads
    made = (density * weight[:, None, :]).sum(axis=2)
    result: Floats = np.maximum(made / made.max(axis=1, keepdims=True), 1e-15)
    return result


def _sizes(squares: Floats, runs: Floats, variance: float) -> Floats:
    """Sizes of noise, as standard deviations: from a sixth of the usual one to the largest seen."""
    own = np.sqrt(squares / np.maximum(runs - 1, 1))
    usual = math.sqrt(variance)
    return np.geomspace(usual / 6.0, max(float(own.max()), 1.5 * usual), SPREADS)


def _fitted(likelihood: Floats, start: Floats, weights: Floats, allowed: Floats | None = None) -> Floats:
    """The distribution after all steps of EM, one a column of ``weights`` (worlds by columns)."""
    total = np.maximum(weights.sum(axis=0), 1.0)
    result = start
    for _ in range(STEPS):
        result = result * (likelihood.T @ (weights / np.maximum(likelihood @ result, FLOOR))) / total
        result = np.maximum(result, FLOOR)
        if allowed is not None:
            result = result * allowed
            result = result / result.sum(axis=0)
    return result


def _strata(squares: Floats, runs: Floats) -> list[NDArray[np.intp]]:
    """Which worlds have runs that differ little, and which much: noise may be larger where the effect is."""
    many = min(max(len(squares) // LEAST_IN_STRATUM, 1), STRATA)
    return np.array_split(np.argsort(squares / np.maximum(runs - 1, 1), kind="stable"), many)


def _drawn(likelihood: Floats, classes: Floats, strata: Sequence[NDArray[np.intp]], seed: int) -> tuple[Floats, Floats]:
    """Shares of the three classes, float64[3, 1 + draws], first in the worlds as they are; and their effects' share."""
    worlds, many = likelihood.shape
    drawn = np.random.default_rng(seed).multinomial(worlds, np.full(worlds, 1.0 / worlds), DRAWS).T
    weights = np.concatenate([np.ones((worlds, 1)), drawn], axis=1)
    found, effects = np.zeros((len(classes), DRAWS + 1)), np.zeros(many)
    for part in strata:
        fitted = _fitted(likelihood[part], np.full((many, DRAWS + 1), 1.0 / many), weights[part])
        found += classes @ fitted * weights[part].sum(axis=0) / worlds
        effects += fitted[:, 0] * len(part)
    return found, effects


def _kept(likelihood: Floats, classes: Floats) -> list[tuple[bool, bool]]:
    """Whether a likelihood ratio keeps that none, and that all, of the worlds are in each class."""
    worlds, many = likelihood.shape
    allowed = np.concatenate([np.ones((1, many)), 1.0 - classes, classes]).T
    possible = allowed.any(axis=0)
    allowed = np.where(possible, allowed, 1.0)
    best = _fitted(likelihood, allowed / allowed.sum(axis=0), np.ones((worlds, 1)), allowed)
    fit = np.log(np.maximum(likelihood @ best, FLOOR)).sum(axis=0)
    kept = possible & (2.0 * (fit.max() - fit) < normal_quantile(CONFIDENCE) ** 2)
    return list(zip(kept[1:4].tolist(), kept[4:7].tolist(), strict=True))


def _if_alike(table: Floats, known: Floats, means: Floats, matters: float) -> list[tuple[bool, bool]]:
    """Whether each class may hold none, or all, of the worlds because all may have the same effect.

    Products of two runs of a world hold none of the noise's variance, whatever its shape and however it differs between
    worlds, so that their mean tells the variance of the effects alone.
    """
    middle = float(means.mean())
    away = np.where(known, table - middle, 0.0)
    runs = known.sum(axis=1)
    several = runs > 1
    pairs = (runs * (runs - 1))[several]
    products = (away.sum(axis=1) ** 2 - (away**2).sum(axis=1))[several] / pairs
    count = len(products)
    if products.mean() > t_quantile(CONFIDENCE, count) * products.std(ddof=1) / math.sqrt(count):
        return [(False, False)] * 3
    half = t_quantile(CONFIDENCE, len(means)) * float(means.std(ddof=1)) / math.sqrt(len(means))
    low, high = middle - half, middle + half
    return [
        (not (low >= start and high < end), high >= start and low < end)
        for start, end in ((matters, math.inf), (-matters, matters), (-math.inf, -matters))
    ]
