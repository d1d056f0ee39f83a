"""How long the model takes for an employee's week, and the limit beside it, at one size after another.

Seconds are those of the processor: on one thread that computes without pause they are those of the clock, less what
other programs take away meanwhile.
"""

from __future__ import annotations

import functools
import time
from typing import Any

import numpy as np

from benchmarks.figure import alternating
from crmsim.numerics.draws import run_key
from crmsim.organisation import generate
from crmsim.scenario import Scenario, load
from crmsim.simulation import run as running
from crmsim.simulation.run import Simulation

WEEKS = 104
SMALL = (150, 1_000, 10_000)
QUICK = (150, 1_000)
LARGE = 100_000
MILLION = 1_000_000


def scenario_of(people: int, weeks: int = WEEKS) -> Scenario:
    """The shipped baseline at another size."""
    return load("baseline", [f"organisation.employees={people}"], weeks=weeks)


class Again:
    """One run of the model that can be repeated: its organisation is made once, its state anew each time."""

    def __init__(self, people: int, weeks: int = WEEKS) -> None:
        self.scenario = scenario_of(people, weeks)
        self.weeks = weeks
        made = generate(self.scenario.organisation, run_key(0))
        self.build = lambda *_: made
        self.simulation = self.fresh()

    def fresh(self) -> Simulation:
        """A new state of the same organisation."""
        before, running.build_organisation = running.build_organisation, self.build
        try:
            return Simulation(self.scenario, 0)
        finally:
            running.build_organisation = before

    def run(self) -> float:
        """CPU seconds of all weeks, the state already made."""
        simulation = self.fresh()
        begin = time.process_time()
        for _ in simulation.slices(self.weeks):
            pass
        self.simulation = simulation
        return time.process_time() - begin


@functools.cache
def cost(people: int, repeats: int, weeks: int = WEEKS) -> float:
    """Nanoseconds of the model for each employee and week; median."""
    again = Again(people, weeks)
    return 1e9 * float(np.median([again.run() for _ in range(repeats)])) / (people * weeks)


def beside(people: int, repeats: int, limit_of: Any, weeks: int = WEEKS) -> tuple[float, float]:
    """Nanoseconds of the model and of a limit for each employee and week, taken in turn; medians.

    ``limit_of(state)`` gives the limit for a state; its ``weeks(n)`` passes n weeks.
    """
    again = Again(people, weeks)
    limit = limit_of(again.fresh().state)
    limit.weeks(1)  # compiles it
    some = max(1, min(weeks, 2_000_000 // people))
    model: list[float] = []
    result = alternating([lambda: model.append(again.run()), lambda: limit.weeks(some)], repeats)
    return 1e9 * float(np.median(model)) / (people * weeks), 1e9 * result[1] / (people * some)


def repeats_of(people: int, quick: bool) -> int:
    """How often to repeat at a size."""
    usual = 15 if people <= 1_000 else 5 if people <= 10_000 else 1
    return max(1, usual // 3) if quick else usual


def sizes(quick: bool, million: bool) -> tuple[int, ...]:
    """The sizes to measure at."""
    if quick:
        return QUICK
    return (*SMALL, LARGE, MILLION) if million else (*SMALL, LARGE)
