"""What the paired runs say of each prediction, corrected for the whole table (Holm 1979, Scand. J. Stat. 6:65-70).

The unit is a world: the mean over its runs of the difference between high and low. So an interval tells about worlds
like these, not about the noise within one of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from crmsim.analysis.difference import smallest_change
from crmsim.mechanisms import OUTCOME
from experiments.signs.predictions import Prediction
from experiments.signs.runs import GROUPS, PLACE, Floats, Move

LEVEL = 0.05
CAME_OUT, OPPOSITE, SMALL, NOISE, EFFECT = "came out", "opposite", "too small", "within noise", "has an effect"
NOTHING = "no effect"
VERDICTS = (CAME_OUT, OPPOSITE, EFFECT, SMALL, NOTHING, NOISE)


@dataclass(frozen=True)
class Finding:
    """A prediction and what came of it.

    Attributes
    ----------
    low_mean, mean, half:
        Mean outcome at the low end; mean difference over worlds; half-width of its 95 % interval, taken alone.
    matters:
        The smallest change that matters, in the outcome's unit.
    p, p_small:
        Holm-adjusted over the table: of a difference from zero (two-sided t), and of lying within the smallest change
        that matters (two one-sided tests).
    worlds, agree:
        Worlds used, and the share of them that differ in the predicted direction (for sign 0: by less than matters).
    """

    row: Prediction
    low_mean: float
    mean: float
    half: float
    matters: float
    p: float
    p_small: float
    worlds: int
    agree: float
    verdict: str


def holm(p: Sequence[float]) -> list[float]:
    """p values adjusted so that the chance of any false rejection in the family stays below the level."""
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p) - rank) * p[place]))
        adjusted[place] = highest
    return [float(value) for value in adjusted]


def differences(values: Floats) -> tuple[Floats, float]:
    """Mean difference of each world where defined (float64[worlds]), and the mean at the low end.

    ``values`` is float64[worlds, seeds, ends].
    """
    both = np.isfinite(values).all(axis=2)
    pairs = np.where(both, values[:, :, 1] - values[:, :, 0], 0.0)
    defined = both.sum(axis=1)
    by_world = pairs.sum(axis=1)[defined > 0] / defined[defined > 0]
    low = values[:, :, 0][both]
    return by_world, float(low.mean()) if low.size else math.nan


def two_tests(by_world: Floats, matters: float) -> tuple[float, float]:
    """p of a difference from zero, and of lying within ``matters`` of zero."""
    worlds = by_world.size
    if worlds < 2:
        return 1.0, 1.0
    mean = float(by_world.mean())
    error = float(by_world.std(ddof=1)) / math.sqrt(worlds)
    if error == 0.0:
        return (1.0 if mean == 0.0 else 0.0), (0.0 if abs(mean) < matters else 1.0)
    p = 2.0 * float(stats.t.sf(abs(mean) / error, worlds - 1))
    p_small = float(stats.t.sf((matters - abs(mean)) / error, worlds - 1))
    return p, p_small


def judge(sign: int, mean: float, p: float, p_small: float) -> str:
    """The verdict on a prediction, from adjusted p values."""
    if p_small < LEVEL:
        return CAME_OUT if sign == 0 else SMALL
    if p < LEVEL:
        if sign == 0:
            return EFFECT
        return CAME_OUT if mean * sign > 0 else OPPOSITE
    return NOISE


def findings(rows: Sequence[Prediction], moves: Sequence[Move], values: Floats) -> list[Finding]:
    """A finding for each row; ``values`` as :func:`experiments.signs.runs.run_all` gives them for the moves."""
    parts = []
    for row in rows:
        chosen = values[:, moves.index(row.move), :, :, GROUPS.index(row.group), PLACE[row.outcome]]
        by_world, low = differences(chosen)
        matters = smallest_change(OUTCOME[row.outcome], low)
        parts.append((row, by_world, low, matters, *two_tests(by_world, matters)))
    adjusted = zip(holm([part[4] for part in parts]), holm([part[5] for part in parts]), strict=True)
    return [_finding(*part[:4], *pair) for part, pair in zip(parts, adjusted, strict=True)]


def _finding(row: Prediction, by_world: Floats, low: float, matters: float, p: float, p_small: float) -> Finding:
    worlds = by_world.size
    mean = float(by_world.mean()) if worlds else math.nan
    half = math.nan
    if worlds > 1:
        half = float(stats.t.isf(0.025, worlds - 1) * by_world.std(ddof=1) / math.sqrt(worlds))
    agree = float(np.mean(by_world * row.sign > 0 if row.sign else np.abs(by_world) < matters)) if worlds else math.nan
    verdict = judge(row.sign, mean, p, p_small)
    if row.sign != 0 and worlds and not np.any(by_world):
        verdict = NOTHING
    return Finding(row, low, mean, half, matters, p, p_small, worlds, agree, verdict)
