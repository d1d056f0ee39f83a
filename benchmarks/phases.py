"""Where the time of an employee's week goes: nanoseconds of each phase, of a run and of its counterfactual.

Each phase of each week is called by itself, which adds some ten nanoseconds for each phase at 150 people; seconds are
those of the processor, the least of some repeats. A counterfactual run has no project and keeps its output alone.
"""

from __future__ import annotations

import time

from benchmarks.figure import Figure
from benchmarks.speed import WEEKS, scenario_of, sizes
from crmsim.mechanisms import PHASES
from crmsim.simulation.run import Simulation

REPEATS = 7


def spent(people: int, weeks: int, counterfactual: bool) -> list[float]:
    """Nanoseconds of each phase for an employee and week, in one run."""
    simulation = Simulation(scenario_of(people, weeks), 0, counterfactual=counterfactual, ledger=not counterfactual)
    call = simulation.bound()
    result = [0.0] * len(PHASES)
    for week in range(1, weeks + 1):
        for phase in range(len(PHASES)):
            begin = time.process_time()
            call(week, week, phase, phase)
            result[phase] += time.process_time() - begin
    return [1e9 * seconds / (people * weeks) for seconds in result]


def measure(quick: bool = False, million: bool = False) -> list[Figure]:
    """Every phase at every size, beside the whole week."""
    figures = []
    for people in sizes(quick, million):
        weeks = WEEKS if people <= 1_000 else 12
        for name, counterfactual in (("run", False), ("counterfactual", True)):
            taken = [spent(people, weeks, counterfactual) for _ in range(REPEATS if people <= 10_000 else 1)]
            least = [min(each) for each in zip(*taken, strict=True)]
            for phase, nanoseconds in zip(PHASES, least, strict=True):
                figures.append(Figure(f"{phase}, {name}", people, nanoseconds, "ns", "the week", sum(least)))
    return figures
