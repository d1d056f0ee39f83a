"""The one rule that every library is given: contagion on a fixed network, the same network for all.

``n`` people stand on a random network in which each has eight neighbours. A fifteenth of them, drawn at random, have
adopted at first. In each of 52 steps whoever has not adopted does so with chance 1 - exp(-rate k / 8), where k of the
eight had adopted before the step (Bass's hazard without a spontaneous part; the same as each of the k passing it on
with chance 1 - exp(-rate / 8)). Nobody goes back.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

STEPS, RATE, DEGREE, SHARE = 52, 0.1, 8, 1.0 / 15.0
LOOKED_AT = (12, 25, 38, 51)  # steps at which curves are compared
FAR = 4.5  # standard errors; four steps of eight libraries come so far apart by chance twice in ten thousand tables


def network(people: int, folder: Path) -> Path:
    """The file of int64[people, 8], who stands beside whom."""
    import networkx as nx

    file = folder / f"network_{people}.npy"
    if not file.exists():
        graph = nx.random_regular_graph(DEGREE, people, seed=1)
        np.save(file, np.array([sorted(graph[i]) for i in range(people)], dtype=np.int64))
    return file


def task(people: int, folder: Path, **more: object) -> dict[str, object]:
    """What a program is asked."""
    return {"network": str(network(people, folder)), "steps": STEPS, "rate": RATE, "share": SHARE, **more}


def apart(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """How many standard errors the means of two sets of curves, [runs, steps], lie apart where they do so most."""
    found = 0.0
    for step in LOOKED_AT:
        a, b = one[:, step], other[:, step]
        error = math.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        gap = abs(float(a.mean() - b.mean()))
        found = max(found, gap / error if error > 0.0 else math.inf if gap > 0.0 else 0.0)
    return found
