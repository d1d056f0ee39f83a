"""Weekly curves of a sweep: week by week the middle of what settings did, and the band that holds four in five.

Where few settings were chosen each has a curve of its own, with the band over its runs; where worlds were sampled each
setting of the levers, with the band over worlds; in a sample there is one, with the band over settings.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crmsim.analysis.factors import independent
from crmsim.analysis.study import SAMPLED, Study

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
FEW = 6  # settings with a curve of their own
KEYS = ("point", "replicate", "week")


def curves(study: Study, weeks: pd.DataFrame) -> pd.DataFrame:
    """A row an outcome, curve and week.

    Parameters
    ----------
    weeks:
        A row a run and week: ``point``, ``replicate``, ``week``, a column an outcome.

    Returns
    -------
    ``outcome``; ``setting``, the number of the setting (of the levers where worlds were sampled), missing where all
    settings are told together; ``label``, what it is called; ``week``; ``over``, what the band is over ("runs",
    "settings", "worlds"); ``count`` of them; ``q10``, ``median``, ``q90``.
    """
    groups, over = _groups(study)
    parts = []
    for name in weeks.columns:
        if name in KEYS:
            continue
        table = weeks[[*KEYS, name]].dropna()
        for setting, label, points in groups:
            own = table[table["point"].isin(points)]
            keys = ["week", "point", "replicate"] if over == "runs" else ["week", "point"]
            each = own.groupby(keys)[name].mean().astype(np.float64).groupby("week")
            bands = each.quantile(np.array([LOW, MIDDLE, HIGH])).unstack()
            if bands.empty:
                continue
            made = pd.DataFrame(
                {
                    "outcome": name, "setting": setting, "label": label, "week": bands.index.to_numpy(dtype=np.int64),
                    "over": over, "count": each.size().to_numpy(dtype=np.int64), "q10": bands[LOW].to_numpy(),
                    "median": bands[MIDDLE].to_numpy(), "q90": bands[HIGH].to_numpy(),
                }
            )  # fmt: skip
            parts.append(made)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _groups(study: Study) -> tuple[list[tuple[int | None, str, NDArray[Any]]], str]:
    """Of each curve the setting, what it is called, and its points; and what bands are over."""
    number = np.arange(len(study.points))
    if study.kind == "worlds":
        lever = study.points["lever"].to_numpy(dtype=np.int64)
        return [(one, study.label(one), number[lever == one]) for one in range(int(lever.max()) + 1)], "worlds"
    if study.kind in SAMPLED or len(number) > FEW:
        return [(None, "", np.asarray(independent(study)))], "settings"
    return [(int(one), study.label(int(one)), np.array([one])) for one in number], "runs"
