"""Runs of a design whose settings follow from what came out before: generation by generation, then all of it.

Each generation is a design of its own on the same journal, so that a search which was ended goes through the same
generations again without computing them: what is looked at follows from the file, the seed and the recorded runs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.aimed import front_of, good, over_worlds, spread_out
from crmsim.experiment import Experiment
from crmsim.experiment.adaptive import MOST_AGAIN
from crmsim.experiment.looked_at import AS_IS, LookedAt
from crmsim.experiment.runs import Runs
from crmsim.runner.account import Driven
from crmsim.runner.backend import Backend, Done
from crmsim.runner.drive import Driver
from crmsim.runner.proposing import proposer_of
from crmsim.store.journal import Journal

Floats = NDArray[np.float64]


class Searching:
    """Drives a search as :class:`crmsim.runner.drive.Driver` drives a design.

    Parameters
    ----------
    experiment, code, journal:
        What is run, the hash of the code, where it is recorded.
    prepare:
        Called with the runs of each generation before they are made.
    keep:
        Called with the settings looked at after each generation.
    options:
        Of the driver.

    Attributes
    ----------
    runs:
        All runs, once it is done.
    """

    def __init__(
        self,
        experiment: Experiment,
        code: str,
        journal: Journal,
        prepare: Callable[[Runs], object],
        keep: Callable[[LookedAt], object],
        **options: Any,
    ) -> None:
        self.experiment, self.code, self.journal = experiment, code, journal
        self.prepare, self.keep, self.options = prepare, keep, options
        self.proposer = proposer_of(experiment)
        self.backend: Backend | None = None
        self.driver: Driver | None = None
        self.computed = 0
        self.runs: Runs | None = None

    def __call__(self, backend: Backend) -> Searching:
        """With the workers that compute."""
        self.backend = backend
        return self

    def record(self, over: Sequence[Done]) -> None:
        """Record what workers left when they were ended."""
        if self.driver is not None:
            self.driver.record(list(over))

    def run(self) -> Driven:
        """Look at generation after generation, then at what was found in fresh worlds.

        Raises
        ------
        CrmsimError
            As :meth:`crmsim.runner.drive.Driver.run`.
        """
        choice = self.experiment.design
        width = len(self.experiment.levers if choice.kind == "search" else self.experiment.factors)
        # the levers as they are now, against which all is held
        base = [(AS_IS,) * width] if choice.kind == "search" else []
        looked_at = LookedAt().more(base)
        found = [self._generation(looked_at)] if base else []
        while True:
            asked = self.proposer.ask()
            if not len(asked) or len(looked_at.codes) - len(base) + len(asked) > choice.settings:
                break
            codes = [tuple(map(float, row)) for row in asked]
            part = LookedAt(first=len(looked_at.codes)).more(codes)
            values = self._generation(part)
            self.proposer.tell(values)
            found.append(values)
            looked_at = looked_at.more(codes)
            self.keep(looked_at)
        if choice.kind == "search":
            looked_at = replace(looked_at, again=self._again(np.concatenate(found, axis=1)))
            self.keep(looked_at)
        driven = self._drive(looked_at)
        return replace(driven, computed=self.computed)

    def _again(self, values: Floats) -> tuple[int, ...]:
        """What is tried again: the levers as they are, and those that no other beats, or some of many."""
        choice = self.experiment.design
        made = good(over_worlds(values, choice.aims, choice.robust), choice.aims, choice.robust)
        front = np.flatnonzero(front_of(made))
        kept = front[spread_out(made[front], MOST_AGAIN)] if front.size else front
        return tuple(sorted({0, *map(int, kept)}))

    def _drive(self, looked_at: LookedAt) -> Driven:
        assert self.backend is not None
        self.runs = Runs(replace(self.experiment, looked_at=looked_at), self.code)
        self.prepare(self.runs)
        self.driver = Driver(self.runs, self.journal, self.backend, **self.options)
        driven = self.driver.run()
        self.computed += driven.computed
        return driven

    def _generation(self, looked_at: LookedAt) -> Floats:
        """float64[worlds, settings, outcomes], means of the runs; NaN where a run is missing or undefined."""
        driven = self._drive(looked_at)
        assert self.runs is not None
        choice, stored = self.experiment.design, self.experiment.stored
        wanted = [*(aim.outcome for aim in choice.aims), *(axis.outcome for axis in choice.axes)]
        places = [stored.index(name) for name in wanted]
        result = np.full((self.runs.size, len(wanted)), np.nan)
        for number in range(self.runs.size):
            ids = [self.runs.run(number, replicate) for replicate in range(int(driven.planned[number]))]
            there = self.journal.outcomes(ids)
            if all(one in there for one in ids):
                rows = np.stack([np.frombuffer(there[one])[places] for one in ids])
                result[number] = rows.mean(axis=0)
        settings = len(looked_at.codes)
        return result.reshape(-1, settings, len(wanted))
