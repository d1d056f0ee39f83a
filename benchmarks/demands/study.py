"""The runs that the rows rest on, each made once and only when a row asks for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from benchmarks.demands.measured import AT, OUTCOME_NAMES
from benchmarks.demands.population import ROOT, Population, levers, seeds
from benchmarks.demands.workers import Asked, Measured, Workers
from crmsim.analysis.difference import smallest_change
from crmsim.mechanisms import OUTCOME
from crmsim.scenario import Scenario, load, shipped

Floats = NDArray[np.float64]
LONG = 156  # weeks, so that 17 months after access lie within the run
LOW, HIGH = 0, 1
NEVER_SHARED = 5_000_000  # first seed of a study whose seeds no other study has
SHARED_DATA = ROOT.parent / "shared" / "data"
REAL = SHARED_DATA / "cross_parker_consulting"
REAL_KIND = "advice_frequency"
GENERATED, KNOWN = "generated_46", "cross_parker"


@dataclass(frozen=True)
class Amounts:
    """How much is run.

    Attributes
    ----------
    worlds, runs:
        Organisations of the reference population, and runs of each.
    close:
        Of them looked at week by week.
    lever_draws:
        Combinations of levers drawn in each of ``lever_worlds`` / 2 organisations.
    lever_worlds, lever_runs:
        Worlds in which every lever is moved, and runs at either end.
    paired:
        Runs of each scenario that is compared, and of either end of a lever in the baseline.
    combinations, first, chosen, judged:
        In the search for the best and worst settings: combinations of levers drawn, runs of each to begin with, runs
        of those among which is chosen, runs on which the choice is judged.
    """

    worlds: int = 600
    runs: int = 2
    close: int = 150
    lever_worlds: int = 48
    lever_runs: int = 2
    paired: int = 60
    combinations: int = 120
    first: int = 6
    chosen: int = 40
    judged: int = 100
    lever_draws: int = 80

    def quick(self) -> Amounts:
        """A fifth of it or so, with wider errors."""
        return Amounts(150, 2, 40, 12, 2, 30, 40, 4, 16, 40, 40)


def known_scenarios() -> dict[str, Scenario]:
    """Shipped scenarios with a project, the limits apart; and two organisations of 46, where the real one is there."""
    result = {}
    for name in shipped():
        if "/" not in name:
            made = load(name)
            if made.mechanisms.project:
                result[name] = made
    if REAL.is_dir():
        files = {f"organisation.{kind}_csv": str(REAL / f"{kind}.csv") for kind in ("employees", "ties")}
        result[KNOWN] = load("baseline", {**files, "organisation.tie_kinds": [REAL_KIND]})
        result[GENERATED] = load("baseline", {"organisation.employees": 46, "organisation.mean_ties": mean_ties()})
    return result


def mean_ties() -> float:
    """How many colleagues each of the 46 turns to, on average."""
    from crmsim.organisation import read

    organisation: Any = read(REAL / "employees.csv", REAL / "ties.csv", kinds=(REAL_KIND,))
    return round(float(np.count_nonzero(organisation.contact > 0.0)) / len(organisation.ids), 2)


class Study:
    """All runs asked for by the rows."""

    def __init__(
        self, workers: Workers, scenarios: dict[str, Scenario], amounts: Amounts, targets: dict[str, Any]
    ) -> None:
        self.workers = workers
        self.scenarios = scenarios
        self.amounts = amounts
        self.targets = targets
        self.population = Population(amounts.worlds, targets)
        base = load("baseline")
        self.target, self.weeks = float(base.scenario.target), base.weeks

    @cached_property
    def organisations(self) -> Measured:
        """The reference population, ``amounts.runs`` runs of each world."""
        worlds = enumerate(self.population.settings)
        asked = [Asked(settings=one, seeds=seeds(world, self.amounts.runs)) for world, one in worlds]
        return self.workers.measured(asked, "reference population")

    @cached_property
    def all_at_once(self) -> Measured:
        """The first worlds of the population with access for all at once, long enough to see 17 months of use."""
        changed = {"project.rollout": "all", "scenario.weeks": LONG}
        some = self.population.settings[: self.amounts.close]
        asked = [
            Asked(settings={**one, **changed}, seeds=[NEVER_SHARED + world], how="weeks")
            for world, one in enumerate(some)
        ]
        return self.workers.measured(asked, "population, access for all at once")

    @cached_property
    def baseline_at_once(self) -> Measured:
        """The baseline with access for all at once, week by week."""
        changed = {"project.rollout": "all", "scenario.weeks": LONG}
        return self.workers.measured([Asked(settings=changed, seeds=range(20), how="weeks")], "baseline, all at once")

    @cached_property
    def baseline(self) -> Measured:
        """The baseline week by week, without money."""
        return self.workers.measured([Asked(seeds=range(20), how="weeks")], "baseline, week by week")

    @cached_property
    def baseline_money(self) -> Measured:
        """The baseline with money."""
        return self.workers.measured([Asked(seeds=range(self.amounts.paired))], "baseline")

    @cached_property
    def lever_ends(self) -> Measured:
        """The baseline with each lever at its low and at its high end, in this order, lever by lever."""
        asked = [
            Asked(settings={key: end}, seeds=range(self.amounts.paired))
            for key, ends in levers().items()
            for end in ends
        ]
        return self.workers.measured(asked, "levers in the baseline")

    @cached_property
    def lever_worlds(self) -> Measured:
        """As :attr:`lever_ends` in the first worlds of the population, world by world."""
        asked = [
            Asked(settings={**world, key: end}, seeds=seeds(number, self.amounts.lever_runs, NEVER_SHARED))
            for number, world in enumerate(self.population.settings[: self.amounts.lever_worlds])
            for key, ends in levers().items()
            for end in ends
        ]
        return self.workers.measured(asked, "levers in worlds")

    @cached_property
    def lever_draws(self) -> tuple[Floats, Measured]:
        """Combinations of levers, evenly drawn over their intervals, in each of some worlds of the population.

        float64[draws, levers], the same in every world, and one run of each: world by world.
        """
        ends = levers()
        unit = qmc.LatinHypercube(len(ends), rng=np.random.default_rng(0)).random(self.amounts.lever_draws)
        low, high = np.array(list(ends.values())).T
        drawn = low + unit * (high - low)
        chosen = [dict(zip(ends, map(float, row), strict=True)) for row in drawn]
        worlds = self.population.settings[: self.amounts.lever_worlds // 2]
        asked = [
            Asked(settings={**world, **one}, seeds=[2 * NEVER_SHARED + number * len(chosen) + place])
            for number, world in enumerate(worlds)
            for place, one in enumerate(chosen)
        ]
        return drawn, self.workers.measured(asked, "levers drawn within organisations")

    def compared(self, names: list[str]) -> Measured:
        """Scenarios by name, paired runs of each."""
        asked = [Asked(scenario=name, seeds=range(self.amounts.paired)) for name in names]
        return self.workers.measured(asked, "scenarios compared")


def of_size(people: int) -> dict[str, Any]:
    """Settings of a firm of so many people, with as many ties each as it can hold."""
    most = load("baseline").organisation.mean_ties
    return {"organisation.employees": people, "organisation.mean_ties": min(most, people - 2.0)}


def effects(measured: Measured, low: int, high: int) -> tuple[Floats, Floats, Floats]:
    """Of every outcome: mean paired difference high minus low, its standard error, the smallest change that matters.

    NaN where an outcome is undefined.
    """
    places = [AT[name] for name in OUTCOME_NAMES]
    a, b = measured.values[low][:, places], measured.values[high][:, places]
    mean, error, matters = (np.full(len(OUTCOME_NAMES), math.nan) for _ in range(3))
    for place, name in enumerate(OUTCOME_NAMES):
        both = np.isfinite(a[:, place]) & np.isfinite(b[:, place])
        if both.sum() > 1:
            change = (b - a)[both, place]
            mean[place], error[place] = change.mean(), change.std(ddof=1) / math.sqrt(both.sum())
            matters[place] = smallest_change(OUTCOME[name], float(a[both, place].mean()))
    return mean, error, matters


def data_folder() -> Path | None:
    """The folder of real organisations beside the checkout; None where it is absent."""
    return SHARED_DATA if SHARED_DATA.is_dir() else None
