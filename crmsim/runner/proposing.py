"""Which settings are looked at next, by what came out of those before.

Robust settings are searched for by NSGA-II (Deb et al. 2002, IEEE Trans. Evol. Comput. 6:182-197), or with more than
three aims by AGE-MOEA-II (Panichella 2022, GECCO '22:595-603), which does far better there and no better before, both
as pymoo has them. The exploration of patterns is that of Chérel, Cottineau & Reuillon (2015, PLoS ONE 10:e0138212):
the rarer a pattern was reached, the likelier the settings that reached it are to be varied. It is written out here,
because no library has it that is kept up in Python; those of quality and diversity choose among the cells evenly
(``python -m benchmarks.searching`` holds both against each other).
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.aimed import AGE, good, method, over_worlds
from crmsim.analysis.aimed import indicator as pymoo_there
from crmsim.analysis.reached import cell_numbers
from crmsim.experiment.adaptive import snapped
from crmsim.experiment.experiment import Experiment
from crmsim.experiment.samples import hypercube

Floats = NDArray[np.float64]
PARTS = 4  # of a population of a search: as many new settings are looked at before the next are chosen
STEP = 0.1  # standard deviation of a change, in widths of a factor
ALONG = 0.2  # that of a step towards another setting, in distances between the two


class Proposer(Protocol):
    """What says which settings are looked at next."""

    def ask(self) -> Floats:
        """float64[settings, chosen factors] of quantiles; empty where there is nothing left to look at."""

    def tell(self, values: Floats) -> None:
        """What came out of those asked for last: float64[worlds, settings, outcomes], NaN where nothing did."""


def proposer_of(experiment: Experiment) -> Proposer:
    """What an experiment searches by.

    Raises
    ------
    CrmsimError
        Where pymoo is needed and not installed.
    """
    return Evolution(experiment) if experiment.design.kind == "search" else Rarest(experiment)


class Evolution:
    """NSGA-II or AGE-MOEA-II over quantiles of the levers."""

    def __init__(self, experiment: Experiment) -> None:
        pymoo_there()
        from pymoo.core.problem import Problem
        from pymoo.core.repair import Repair
        from pymoo.core.termination import NoTermination

        class Snapped(Repair):  # type: ignore[misc] # pymoo has no types
            def _do(self, _: Any, quantiles: Floats, **__: Any) -> Floats:
                return snapped(experiment, quantiles)

        choice = experiment.design
        self.experiment = experiment
        many = len(experiment.levers)
        if method(len(choice.aims)) == AGE:
            from pymoo.algorithms.moo import age2  # which compiles for ten seconds

            kind = age2.AGEMOEA2
        else:
            from pymoo.algorithms.moo import nsga2

            kind = nsga2.NSGA2
        self.algorithm = kind(
            pop_size=choice.population, n_offsprings=max(1, choice.population // PARTS), repair=Snapped(),
            sampling=hypercube(many, choice.population, experiment.seed),
        )  # fmt: skip
        self.algorithm.setup(
            Problem(n_var=many, n_obj=len(choice.aims), n_ieq_constr=1, xl=0.0, xu=1.0),
            termination=NoTermination(), seed=experiment.seed, verbose=False,
        )  # fmt: skip
        self.asked: Any = None

    def ask(self) -> Floats:
        """The next generation, of settings that were not there before."""
        self.asked = self.algorithm.ask()
        if self.asked is None or not len(self.asked):
            return np.empty((0, len(self.experiment.levers)))
        return np.asarray(self.asked.get("X"), dtype=np.float64)

    def tell(self, values: Floats) -> None:
        """What cannot be judged comes after all that can."""
        choice = self.experiment.design
        made = good(over_worlds(values, choice.aims, choice.robust), choice.aims, choice.robust)
        known: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=(0, 2)))
        self.asked.set("F", np.where(known[:, None], -made, 0.0))
        self.asked.set("G", np.where(known, -1.0, 1.0)[:, None])
        self.algorithm.tell(infills=self.asked)


class Rarest:
    """Pattern space exploration: what reached the rarest patterns is varied."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.draws = np.random.default_rng(experiment.seed)
        self.asked = np.empty((0, len(experiment.factors)))
        self.looked_at = 0
        self.hits: dict[int, int] = {}
        self.latest: dict[int, Floats] = {}

    def ask(self) -> Floats:
        """A Latin hypercube first, then variations; the last generation may be a smaller one."""
        left = self.experiment.design.settings - self.looked_at
        many, dimensions = min(self.experiment.design.population, left), len(self.experiment.factors)
        self.looked_at += many
        if many < 1:
            return self.asked[:0]
        if not self.latest:
            made = hypercube(dimensions, many, int(self.draws.integers(2**31)))
        else:
            one, other = self._rare(many), self._rare(many)
            along = ALONG * self.draws.normal(size=(many, 1))
            made = (
                one + STEP * self.draws.normal(size=one.shape) + along * (other - one)
            )  # beyond an end, it is the end
        self.asked = snapped(self.experiment, made)
        return self.asked

    def _rare(self, many: int) -> Floats:
        """float64[many, factors]: settings, each the likelier the less often its pattern was reached."""
        cells = list(self.hits)
        chance = 1.0 / np.array([self.hits[cell] for cell in cells], dtype=np.float64)
        drawn = self.draws.choice(len(cells), size=many, p=chance / chance.sum())
        return np.stack([self.latest[cells[place]] for place in drawn])

    def tell(self, values: Floats) -> None:
        """Counts patterns, and keeps the latest setting that reached each."""
        for cell, setting in zip(cell_numbers(values[0], self.experiment.design.axes), self.asked, strict=True):
            if cell >= 0:
                self.hits[int(cell)] = self.hits.get(int(cell), 0) + 1
                self.latest[int(cell)] = setting
