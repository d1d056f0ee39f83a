"""What every design has: points in order, their columns, and how they are compared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.experiment.experiment import Experiment, Point
from crmsim.experiment.factor import SEED_FACTOR, Factor
from crmsim.experiment.moves import Move, joined, move, moves
from crmsim.experiment.values import columns, value_at
from crmsim.scenario import Setting

Floats = NDArray[np.float64]


class Design(ABC):
    """The points of an experiment.

    Attributes
    ----------
    experiment:
        What was asked for.
    factors:
        Names of the columns of :attr:`sample`: the factors in order, and ``seed`` last where it is one of them.
    columns:
        Names of the columns a point fills in the results.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._typed = experiment.function is None
        self.factors: tuple[str, ...] = tuple(factor.name for factor in experiment.factors)
        self.columns: tuple[str, ...] = tuple(name for factor in experiment.factors for name in columns(factor))
        self._moves = {factor.name: moves(factor, experiment.shown, self._typed) for factor in experiment.factors}

    @property
    @abstractmethod
    def size(self) -> int:
        """How many points there are."""

    @abstractmethod
    def codes(self, number: int) -> tuple[float, ...]:
        """Row ``number`` of :attr:`sample`: quantiles (0 to 1) where the design samples, level numbers elsewhere."""

    @abstractmethod
    def point(self, number: int) -> Point:
        """Point ``number``, from 0."""

    def seed_block(self, number: int) -> int:  # noqa: ARG002 - one for all, unless a design says otherwise
        """The seed block of point ``number``; points of one block share their seeds."""
        return 0

    @property
    def shared_seeds(self) -> bool:
        """Whether all points share their seeds."""
        return False

    @property
    def settings(self) -> int:
        """Settings that are compared: points, or in sampled worlds those of the levers."""
        return self.size

    def compared_with(self) -> NDArray[np.int64]:
        """int64[settings]: the setting that each is compared with; the reference with itself."""
        return np.full(self.settings, self.experiment.reference, dtype=np.int64)

    def points(self) -> Iterator[Point]:
        """All points in order."""
        return (self.point(number) for number in range(self.size))

    @property
    def sample(self) -> Floats:
        """float64[size, factors] of :meth:`codes`; made anew where the design samples nothing."""
        return np.array([self.codes(number) for number in range(self.size)], dtype=np.float64).reshape(
            self.size, len(self.factors)
        )

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Group → names of its factors, the seed a group of its own; empty where nothing is grouped."""
        result = dict(self.experiment.groups)
        if result and SEED_FACTOR in self.factors:
            result[SEED_FACTOR] = (SEED_FACTOR,)
        return result

    def problem(self) -> dict[str, Any]:
        """The problem as SALib takes it: every factor from 0 to 1, as in :attr:`sample`."""
        result: dict[str, Any] = {
            "num_vars": len(self.factors),
            "names": list(self.factors),
            "bounds": [[0.0, 1.0]] * len(self.factors),
        }
        if self.groups:
            group_of = {name: group for group, names in self.groups.items() for name in names}
            result["groups"] = [group_of[name] for name in self.factors]
        return result

    @property
    def dimensions(self) -> int:
        """How many things are told apart: groups where there are some, else factors, the seed included."""
        return len(self.groups) or len(self.factors)

    def _move(self, factor: Factor, code: float) -> Move:
        """The move of a level number."""
        return self._moves[factor.name][int(code)]

    def _move_at(self, factor: Factor, quantile: float) -> Move:
        """The move of a quantile: levels stand beside each other, each as wide as the next."""
        result = self._moves[factor.name]
        if result and factor.kind != "range":
            return result[min(int(quantile * len(result)), len(result) - 1)]
        return move(factor, value_at(factor, quantile), self.experiment.shown, self._typed)

    def _together(self, factors: Sequence[Factor], quantiles: Sequence[float]) -> Move:
        """The move of all factors at their quantiles; there may be hundreds, so ranges take the short way."""
        values: dict[str, Any] = {}
        settings: list[Setting] = []
        scenario = None
        origin = self.experiment.shown
        for factor, quantile in zip(factors, quantiles, strict=True):
            if factor.kind == "range" and factor.from_week is None:
                value = values[factor.name] = value_at(factor, quantile)
                settings.append(Setting(factor.name, value, origin))
            else:
                one = self._move_at(factor, quantile)
                values.update(one.values)
                settings += one.settings
                scenario = scenario if one.scenario is None else one.scenario
        return Move(values, joined(settings, self.experiment.base) if self._typed else (), scenario)

    def _point(self, number: int, made: Sequence[Move], world: int = -1, lever: int = -1) -> Point:
        values: dict[str, Any] = {}
        scenario = None
        for one in made:
            values.update(one.values)
            scenario = scenario if one.scenario is None else one.scenario
        settings = joined((setting for one in made for setting in one.settings), self.experiment.base)
        return Point(number, values, settings, scenario, self.seed_block(number), world, lever)
