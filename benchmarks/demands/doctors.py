"""The 125 doctors (Coleman, Katz and Menzel 1966): when each first prescribed a new drug, and by whom he stood."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.demands.statistics import Fit, hazard

Floats = NDArray[np.float64]
MONTHS = 17


def adoption(data: Path) -> tuple[Floats, list[tuple[int, int]]]:
    """Month of first prescription, NaN for never, and who names whom, as pairs of places.

    Parameters
    ----------
    data:
        The folder that holds ``diff_medinnovations``.
    """
    folder = Path(data) / "diff_medinnovations"
    with (folder / "adoption.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    place = {row["employee_id"]: number for number, row in enumerate(rows)}
    months = np.array([float(row["adoption_time"]) if row["adopted"] == "1" else np.nan for row in rows])
    with (folder / "ties.csv").open(encoding="utf-8", newline="") as stream:
        named = {(place[row["source_id"]], place[row["target_id"]]) for row in csv.DictReader(stream)}
    return months, sorted(named)


def contagion(data: Path) -> Fit:
    """Effect of the share of prescribers among those a doctor names on beginning in a month, months held apart."""
    months, named = adoption(data)
    n = months.size
    exposure, begun, risk = (np.zeros((MONTHS, n)) for _ in range(3))
    ties = np.zeros((n, n))
    for source, target in named:
        ties[source, target] = 1.0
    degree = ties.sum(axis=1)
    for month in range(1, MONTHS + 1):
        before = (months < month).astype(np.float64)
        exposure[month - 1] = (ties @ before) / np.maximum(degree, 1.0)
        begun[month - 1] = months == month
        risk[month - 1] = ~(months < month) & (degree > 0.0)
    return hazard(begun, risk.astype(bool), [exposure], np.arange(MONTHS))
