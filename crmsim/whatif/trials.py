"""The runs of a what-if as arrays: every alternative in every world, week by week."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from crmsim.analysis.money import WEEKS_PER_YEAR
from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment
from crmsim.experiment.values import columns
from crmsim.results.folder import read_marker
from crmsim.results.summary import STOCK_WEEKS
from crmsim.store.load import Sweep
from crmsim.store.place import WHATIF
from crmsim.whatif.asked import SIZE, Asked
from crmsim.whatif.asking import LEVER, NOTHING, PLAN
from crmsim.words import message

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trials:
    """What was run.

    Attributes
    ----------
    sweep:
        The runs, as any sweep's.
    asked:
        What was asked: people, horizon, what was given.
    """

    sweep: Sweep
    asked: Asked

    @classmethod
    def read(cls, folder: Path) -> Trials:
        """The what-if in a folder.

        Raises
        ------
        CrmsimError
            Where there is none, or it is not finished.
        """
        if not is_whatif(folder):
            raise CrmsimError(
                message("holds no what-if"), file=folder, expected=message("a folder that `crmsim whatif` has written")
            )
        marked = read_marker(folder)
        if marked is None or marked.get("finished") is not True:
            raise CrmsimError(
                message("the what-if is not finished"), file=folder,
                expected=message("the same `crmsim whatif` again, which goes on where it was"),
            )  # fmt: skip
        sweep = Sweep.read(folder)
        return cls(sweep, Asked.read(folder, sweep.provenance))

    @property
    def experiment(self) -> Experiment:
        """The experiment that was run."""
        return self.sweep.experiment

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """The alternatives, in order: the plan, nothing, options, options together, options that begin later."""
        factor = next(factor for factor in self.experiment.factors if factor.name == LEVER)
        return factor.choices

    @property
    def worlds(self) -> int:
        """Worlds drawn."""
        return self.experiment.design.samples

    @property
    def runs(self) -> int:
        """Runs of each alternative in each world."""
        return self.experiment.runs.least

    @functools.cached_property
    def _places(self) -> tuple[NDArray[np.int64], ...]:
        """World, alternative, run and week of every row of the weekly table."""
        table = self.sweep.weeks()
        points = table["point"].to_numpy()
        worlds, alternatives = np.divmod(points, len(self.names))
        return worlds, alternatives, table["replicate"].to_numpy(), table["week"].to_numpy() - 1

    @functools.cached_property
    def _weekly(self) -> dict[str, Floats]:
        return {}

    def weekly(self, name: str) -> Floats:
        """float64[alternatives, worlds, runs, weeks] of a weekly outcome; NaN where undefined or not run."""
        if name in self._weekly:
            return self._weekly[name]
        worlds, alternatives, runs, weeks = self._places
        result = np.full((len(self.names), self.worlds, self.runs, self.weeks), np.nan)
        result[alternatives, worlds, runs, weeks] = self.sweep.weeks()[name].to_numpy(zero_copy_only=False)
        self._weekly[name] = result
        return result

    @property
    def weeks(self) -> int:
        """Weeks of every run."""
        base = self.experiment.base
        assert base is not None
        return base.weeks

    def place(self, name: str) -> int:
        """The place of an alternative."""
        return self.names.index(name)

    def summed(self, name: str, until: int) -> Floats:
        """float64[alternatives, worlds, runs] of a weekly flow, added up to a week; 0 for what nothing costs."""
        result: Floats = self.weekly(name)[..., :until].sum(axis=-1)
        nothing = self.place(NOTHING)
        result[nothing] = np.where(self._finished(NOTHING), np.nan_to_num(result[nothing]), np.nan)
        return result

    def standing(self, name: str, week: int) -> Floats:
        """float64[alternatives, worlds, runs] of a weekly stock: the mean of the four weeks up to a week."""
        first = max(week - STOCK_WEEKS, 0)
        result: Floats = self.weekly(name)[..., first:week].mean(axis=-1)
        return result

    def check_plan(self) -> None:
        """Refuse trials of which nothing can be told.

        Raises
        ------
        CrmsimError
            Where no run of the plan is whole.
        """
        if not self._finished(PLAN).any():
            raise CrmsimError(
                message("no run of the plan came to its end, so there is nothing to tell"), file=self.sweep.folder,
                expected=message("a what-if in which the plan can be run; `crmsim check` may tell why it cannot"),
            )  # fmt: skip

    def _finished(self, name: str) -> NDArray[np.bool_]:
        """bool[worlds, runs]: whether an alternative was run to its end."""
        finished: NDArray[np.bool_] = np.isfinite(self.weekly("departures")[self.place(name), ..., -1])
        return finished

    def failed(self, name: str) -> str:
        """Why an alternative was not run to its end in any world; empty where it was in some."""
        if self._finished(name).any():
            return ""
        table = self.sweep.table
        own = table.filter(pc.equal(table["lever"], self.place(name)))
        return next((error for error in own["error"].to_pylist() if error), "")

    @functools.cached_property
    def drawn(self) -> dict[str, NDArray[Any]]:
        """What nobody knows → [worlds]: what it was in each world."""
        table = self.sweep.table
        rows = np.flatnonzero((table["lever"].to_numpy() == 0) & (table["replicate"].to_numpy() == 0))
        order = rows[np.argsort(table["world"].to_numpy()[rows])]
        return {
            name: table[name].to_numpy(zero_copy_only=False)[order]
            for factor in self.experiment.uncertainties
            for name in columns(factor)
        }

    @functools.cached_property
    def people(self) -> Floats:
        """float64[worlds]: how many people there are in each world; all alike unless that is not known."""
        drawn = self.drawn.get(SIZE)
        return np.full(self.worlds, float(self.asked.people)) if drawn is None else drawn.astype(np.float64)

    @functools.cached_property
    def identical(self) -> dict[str, NDArray[np.bool_]]:
        """Alternative → bool[worlds]: where it is the plan to the bit, as for leaders who do already what it asks."""
        stored = np.stack([self.weekly(name) for name in ("user_share", "departures", "value_nok", "own_hours_nok")])
        stored = np.nan_to_num(stored, nan=-1.0)
        plan = stored[:, self.place(PLAN)]
        return {name: (stored[:, place] == plan).all(axis=(0, 2, 3)) for place, name in enumerate(self.names)}


def mean_of(values: Floats) -> float:
    """The mean of what is known; NaN where nothing is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def year(years: int) -> int:
    """The last week of a year."""
    return years * WEEKS_PER_YEAR


def is_whatif(folder: Path) -> bool:
    """Whether a folder holds what was asked of a what-if."""
    return (folder / WHATIF).is_file()
