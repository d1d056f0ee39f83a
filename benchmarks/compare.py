"""``crmsim compare`` with 2 × 200 runs of 150 people × 104 weeks in a fresh process, compiled code at hand.

Process start, tables, figures and files included.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.fresh import Spent, crmsim

SECONDS = 8.0
RUNS = 200


def once(runs: int) -> Spent:
    """One comparison into a folder that is then thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "results")
        arguments = ["compare", "baseline", "--what-if", "project.leader_style=taker", "--runs", str(runs)]
        return crmsim([*arguments, "--jobs", "2", "--out", out])


def measure(quick: bool = False) -> list[Figure]:
    """Seconds of the whole command beside the goal."""
    once(2)  # compiles, where that is still to be done
    spent = [once(RUNS) for _ in range(1 if quick else 3)]
    clock = statistics.median(one.clock for one in spent)
    figures = [Figure(f"compare, 2 × {RUNS} runs", 150, clock, "s (clock)", "goal", SECONDS, most=1.0)]
    if all(one.cpu is not None for one in spent):
        cpu = statistics.median(one.cpu for one in spent if one.cpu is not None)
        figures.append(Figure("the same, both cores", 150, cpu, "s (CPU)"))
    return figures
