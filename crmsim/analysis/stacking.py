"""Dimensional stacking: the mean of an outcome in every combination of stretches of its two to four best factors.

LeBlanc, Ward & Wittels 1990, "Exploring N-dimensional databases", Proc. IEEE Visualization 230-237; with the factors
chosen by feature scores, as EMA Workbench does. Numbers are cut into three stretches that hold equally many settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crmsim.analysis.factors import continuous
from crmsim.analysis.sample import Sample

STRETCHES = 3
MOST_WORDS = 6  # kinds of a factor of words
MOST_FACTORS, LEAST_FACTORS = 4, 2
LEAST_MEAN = 10  # settings of a cell on average
LEAST_CELL = 3  # settings below which the mean of a cell is not told


@dataclass(frozen=True)
class Stretch:
    """A part of a factor: from one value to another, or a word (both ends the same)."""

    low: Any
    high: Any


@dataclass(frozen=True, eq=False)
class Stack:
    """Means by cell.

    Attributes
    ----------
    factors:
        The best first.
    stretches:
        Of each factor.
    mean, points:
        float64 and int64, an axis a factor: mean over the settings of a cell, NaN where they are too few; and how many.
    """

    factors: tuple[str, ...]
    stretches: tuple[tuple[Stretch, ...], ...]
    mean: Any
    points: Any


def stack(sample: Sample, best: Sequence[str]) -> Stack | None:
    """Stack an outcome along its best factors, as many as leave enough settings to a cell; None for fewer than two."""
    chosen: list[str] = []
    parts: list[tuple[Any, tuple[Stretch, ...]]] = []
    cells = 1
    for name in best:
        place, stretches = _cut(sample.points[name])
        if len(stretches) < 2 or len(stretches) > MOST_WORDS:
            continue
        if len(chosen) == MOST_FACTORS or sample.values.size < LEAST_MEAN * cells * len(stretches):
            break
        chosen.append(name)
        parts.append((place, stretches))
        cells *= len(stretches)
    if len(chosen) < LEAST_FACTORS:
        return None
    shape = tuple(len(stretches) for _, stretches in parts)
    flat = np.ravel_multi_index(tuple(place for place, _ in parts), shape)
    points = np.bincount(flat, minlength=cells)
    total = np.bincount(flat, weights=sample.values, minlength=cells)
    mean = np.where(points >= LEAST_CELL, total / np.maximum(points, 1), np.nan)
    return Stack(tuple(chosen), tuple(each for _, each in parts), mean.reshape(shape), points.reshape(shape))


def stack_table(found: Mapping[str, Stack]) -> pd.DataFrame:
    """A row an outcome and cell: the stretch of each factor, the number of settings and their mean."""
    rows = []
    for name, one in found.items():
        for cell in np.ndindex(one.mean.shape):
            row: dict[str, Any] = {"outcome": name}
            for number, (factor, stretches, part) in enumerate(zip(one.factors, one.stretches, cell, strict=True), 1):
                at = stretches[part]
                row |= {f"factor{number}": factor, f"from{number}": at.low, f"to{number}": at.high}
            mean = float(one.mean[cell])
            rows.append({**row, "points": int(one.points[cell]), "mean": None if np.isnan(mean) else mean})
    return pd.DataFrame(rows)


def _cut(column: pd.Series) -> tuple[Any, tuple[Stretch, ...]]:
    """int64[settings]: number of the stretch each lies in; and the stretches, in order."""
    if not continuous(column) or column.nunique() <= STRETCHES:
        levels, place = np.unique(column if continuous(column) else column.astype(str), return_inverse=True)
        return place, tuple(Stretch(level, level) for level in levels.tolist())
    values = column.to_numpy(dtype=np.float64)
    inner = np.unique(np.quantile(values, np.arange(1, STRETCHES) / STRETCHES))
    place = np.searchsorted(inner, values, side="left")
    ends = [values.min(), *inner, values.max()]
    kept, place = np.unique(place, return_inverse=True)
    return place, tuple(Stretch(float(ends[part]), float(ends[part + 1])) for part in kept)
