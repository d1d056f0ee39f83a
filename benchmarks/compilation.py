"""What the first run ever costs, and what every later start does.

Compilation is the CPU time of a run of one week in an empty cache, less that of the same with the cache filled.
"""

from __future__ import annotations

import statistics
import tempfile

from benchmarks.figure import Figure
from benchmarks.fresh import Spent, crmsim, python

SECONDS = 30.0
RUN = """
from crmsim.scenario import load
from crmsim.simulation.run import simulate
simulate(load("baseline", weeks=1), 0)
"""


def measure(quick: bool = False) -> list[Figure]:
    """CPU seconds of compilation beside the goal; start-up with compiled code at hand."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {"CRMSIM_CACHE_DIR": cache}
        cold = python(["-c", RUN], environment)
        warm = [python(["-c", RUN], environment) for _ in range(2 if quick else 5)]
    shown = [crmsim(["--help"]) for _ in range(2 if quick else 5)]
    compilation: float | None = None
    if cold.cpu is not None:
        compilation = cold.cpu - statistics.median(one.cpu for one in warm if one.cpu is not None)
    return [
        Figure("first compilation", 0, compilation, "s (CPU)", "goal", SECONDS, most=1.0),
        Figure("a run of one week, cold", 150, cold.clock, "s (clock)", "warm", _clock(warm)),
        Figure("a run of one week, warm", 150, _clock(warm), "s (clock)", "crmsim --help", _clock(shown)),
    ]


def _clock(spent: list[Spent]) -> float:
    return statistics.median(one.clock for one in spent)
