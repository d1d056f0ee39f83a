"""Which settings of the levers no other setting beats in everything, over worlds (Pareto front).

Each watched outcome with a direction is an aim. A setting is on the front where no other is at least as good in all
aims and better in one. Over worlds an aim is measured by its mean, and by its value in the worst tenth of worlds (of
the measures of robustness that McPhail et al. 2018, Earth's Future 6:169-191, compare, the expectation and a
percentile). Every setting was run in the same worlds, so nothing need be searched for; what worlds were drawn decides
who is on the front all the same, so that worlds are drawn anew and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crmsim.analysis.interval import Floats
from crmsim.analysis.settings import arranged
from crmsim.analysis.study import Study

Measure = Literal["mean", "worst tenth"]
MEASURES: tuple[Measure, ...] = ("mean", "worst tenth")
WORST = 0.1
LEAST_WORLDS = 30
RESAMPLES = 500
SEED = 20240229


@dataclass(frozen=True)
class Placed:
    """A setting of the levers by one measure.

    Attributes
    ----------
    measured:
        Aim → its measure over worlds, in the outcome's unit.
    on_front:
        Whether no other setting is as good in all aims and better in one.
    share:
        Share of draws of worlds in which it is on the front.
    """

    setting: int
    measured: Mapping[str, float]
    on_front: bool
    share: float


def fronts(study: Study) -> dict[Measure, tuple[Placed, ...]]:
    """Every setting of the levers by each measure; empty for fewer than two aims, three settings or thirty worlds."""
    aims = [name for name in study.outcomes if study.judged(name).better != "none"]
    if study.kind != "worlds" or len(aims) < 2:
        return {}
    values = np.stack([arranged(study, name) for name in aims], axis=2)  # worlds, settings, aims
    values = values[np.isfinite(values).all(axis=(1, 2))]
    worlds, settings = values.shape[:2]
    if settings < 3 or worlds < LEAST_WORLDS:
        return {}
    sign = np.array([1.0 if study.judged(name).better == "higher" else -1.0 for name in aims])
    good = values * sign
    drawn = np.random.default_rng(SEED).integers(worlds, size=(RESAMPLES, worlds))
    result: dict[Measure, tuple[Placed, ...]] = {}
    for measure in MEASURES:
        point = _measured(good, measure)
        front = on_front(point)
        often = np.mean([on_front(_measured(good[rows], measure)) for rows in drawn], axis=0)
        result[measure] = tuple(
            Placed(one, dict(zip(aims, (point[one] * sign).tolist(), strict=True)), bool(front[one]), float(often[one]))
            for one in range(settings)
        )
    return result


def on_front(points: Floats) -> NDArray[np.bool_]:
    """bool[settings]: whether no other row is at least as high in every column and higher in one."""
    as_good = (points[None, :, :] >= points[:, None, :]).all(axis=2)
    better = (points[None, :, :] > points[:, None, :]).any(axis=2)
    return np.asarray(~np.asarray(as_good & better).any(axis=1), dtype=np.bool_)


def fronts_table(found: Mapping[Measure, tuple[Placed, ...]], study: Study) -> pd.DataFrame:
    """A row a measure and setting: whether it is on the front, in which share of draws, and its aims."""
    return pd.DataFrame(
        [
            {
                "measure": measure, "setting": one.setting, "label": study.label(one.setting),
                "on_front": one.on_front, "share": one.share, **one.measured,
            }
            for measure, each in found.items() for one in each
        ]
    )  # fmt: skip


def _measured(good: Floats, measure: Measure) -> Floats:
    """float64[settings, aims] over worlds, higher is better."""
    made: Floats = good.mean(axis=0) if measure == "mean" else np.quantile(good, WORST, axis=0)
    return made
