"""The settings of an experiment in order, one at a time: no design keeps more than its sample in memory."""

from __future__ import annotations

import functools
import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.experiment.experiment import DesignChoice, Experiment, Point
from crmsim.experiment.factor import Factor
from crmsim.experiment.functions import functions
from crmsim.experiment.levels import digits, references
from crmsim.experiment.moves import Move, move, moves, unmoved
from crmsim.experiment.salib import salib_sample
from crmsim.experiment.values import columns, count, value_at
from crmsim.scenario import Setting

SEED_FACTOR = "luck"
Floats = NDArray[np.float64]


class Design(ABC):
    """The points of an experiment.

    Attributes
    ----------
    experiment:
        What was asked for.
    factors:
        Names of the columns of :attr:`sample`: the factors in order, and ``luck`` last where it is one of them.
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
        """Group → names of its factors, luck a group of its own; empty where nothing is grouped."""
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
        """How many things are told apart: groups where there are some, else factors, luck included."""
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
            if factor.kind == "range":
                value = values[factor.name] = value_at(factor, quantile)
                settings.append(Setting(factor.name, value, origin))
            else:
                one = self._move_at(factor, quantile)
                values.update(one.values)
                settings += one.settings
                scenario = scenario if one.scenario is None else one.scenario
        return Move(values, tuple(settings) if self._typed else (), scenario)

    def _point(self, number: int, made: Sequence[Move], world: int = -1, lever: int = -1) -> Point:
        values: dict[str, Any] = {}
        scenario = None
        for one in made:
            values.update(one.values)
            scenario = scenario if one.scenario is None else one.scenario
        settings = tuple(setting for one in made for setting in one.settings)
        return Point(number, values, settings, scenario, self.seed_block(number), world, lever)


class Grid(Design):
    """``scenarios`` and ``grid``: every combination of levels, that of the last factor changing first."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self._counts = [count(factor) for factor in experiment.factors]

    @property
    def shared_seeds(self) -> bool:
        """Whether all points share their seeds."""
        return True

    @property
    def size(self) -> int:
        """How many points there are."""
        return math.prod(self._counts)

    def compared_with(self) -> NDArray[np.int64]:
        """int64[settings]: the setting that each is compared with; the reference with itself."""
        return references(self.experiment, self.experiment.factors, self._counts)

    def codes(self, number: int) -> tuple[float, ...]:
        """Level numbers."""
        return tuple(map(float, digits(number, self._counts)))

    def point(self, number: int) -> Point:
        """Point ``number``, from 0."""
        levels = zip(self.experiment.factors, digits(number, self._counts), strict=True)
        return self._point(number, [self._move(factor, level) for factor, level in levels])


class OneAtATime(Design):
    """``one_at_a_time``: the base first, then each factor at each of its levels while the others stay as they are.

    A range without steps is tried at both ends. A level that the base has already makes no point.
    """

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self._base: dict[str, Any] = {}
        for factor in experiment.factors:
            self._base.update(unmoved(factor, experiment.base))
        self._tried: list[tuple[int, int, Move]] = []
        for place, factor in enumerate(experiment.factors):
            result = self._moves[factor.name] or tuple(self._move_at(factor, end) for end in (0.0, 1.0))
            self._tried += [
                (place, level, one)
                for level, one in enumerate(result)
                if any(self._base[column] != value for column, value in one.values.items())
            ]

    @property
    def shared_seeds(self) -> bool:
        """Whether all points share their seeds."""
        return True

    @property
    def size(self) -> int:
        """How many points there are."""
        return 1 + len(self._tried)

    def codes(self, number: int) -> tuple[float, ...]:
        """The level number of the factor that is moved; -1 for those that stay as they are."""
        result = [-1.0] * len(self.factors)
        if number:
            place, level, _ = self._tried[number - 1]
            result[place] = float(level)
        return tuple(result)

    def point(self, number: int) -> Point:
        """Point ``number``, from 0."""
        stay = Move(self._base, ())
        return self._point(number, [stay, self._tried[number - 1][2]] if number else [stay])


class Sampled(Design):
    """``lhs``, ``sobol`` and ``morris``: points drawn from the distributions of all factors together.

    In a Latin hypercube every point has a seed block of its own. In the other two luck is one more factor, unless a
    known function has none: which seed a run has is an input like any other, so that what is luck is told apart from
    what is parameter.
    """

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self._seeded = experiment.function is None or not functions()[experiment.function].deterministic
        if self._seeded and experiment.design.kind != "lhs":
            self.factors = (*self.factors, SEED_FACTOR)

    @property
    def size(self) -> int:
        """How many points there are."""
        design = self.experiment.design
        if design.kind == "lhs":
            return design.samples
        if design.kind == "morris":
            return design.samples * (self.dimensions + 1)
        return design.samples * ((2 if design.second_order else 1) * self.dimensions + 2)

    @functools.cached_property
    def _drawn(self) -> tuple[Floats, NDArray[np.int64]]:
        """Sample and seed block of every point."""
        design = self.experiment.design
        if design.kind == "lhs":
            from scipy.stats import qmc

            cube = qmc.LatinHypercube(len(self.factors), scramble=True, rng=self.experiment.seed)
            return cube.random(design.samples), np.arange(design.samples) * self._seeded
        if design.kind == "morris":
            return self._trajectories()
        return self._saltelli()

    def _saltelli(self) -> tuple[Floats, NDArray[np.int64]]:
        """Saltelli's rows A, AB…, BA…, B of each base sample i; A has luck 2i and B 2i + 1, exchanged as all else."""
        design = self.experiment.design
        sample = salib_sample(*self._asked).copy()
        seed_blocks = np.zeros(len(sample), dtype=np.int64)
        if self.factors[-1] == SEED_FACTOR:
            swapped = np.zeros(len(sample) // design.samples, dtype=np.int64)  # which rows of a block have B's luck
            swapped[self.dimensions] = swapped[-1] = 1  # luck is the last dimension, hence AB_luck the last of the AB
            if design.second_order:
                swapped[self.dimensions + 1 : 2 * self.dimensions] = 1
            seed_blocks = (2 * np.arange(design.samples)[:, None] + swapped).ravel()
            sample[:, -1] = (seed_blocks + 0.5) / (2 * design.samples)
        return sample, seed_blocks

    def _trajectories(self) -> tuple[Floats, NDArray[np.int64]]:
        """Morris's trajectories; trajectory t has luck 2t before the factor luck is moved, 2t + 1 afterwards."""
        samples = self.experiment.design.samples
        sample = salib_sample(*self._asked)
        seed_blocks = np.zeros(len(sample), dtype=np.int64)
        if self.factors[-1] == SEED_FACTOR:
            column = sample[:, -1].reshape(samples, -1)
            seed_blocks = (2 * np.arange(samples)[:, None] + (column != column[:, :1])).ravel()
        return sample, seed_blocks

    @property
    def _asked(self) -> tuple[DesignChoice, int, tuple[str, ...], tuple[str, ...]]:
        """What SALib's sample depends on."""
        problem = self.problem()
        return self.experiment.design, self.experiment.seed, self.factors, tuple(problem.get("groups", ()))

    @property
    def sample(self) -> Floats:
        """float64[size, factors] of quantiles, as SALib's analysis takes them."""
        return self._drawn[0]

    def seed_block(self, number: int) -> int:
        """The seed block of point ``number``."""
        return int(self._drawn[1][number])

    def codes(self, number: int) -> tuple[float, ...]:
        """Quantiles."""
        return tuple(self.sample[number].tolist())

    def point(self, number: int) -> Point:
        """Point ``number``, from 0."""
        factors = self.experiment.factors
        made = self._together(factors, self.sample[number, : len(factors)].tolist())
        return Point(number, made.values, made.settings, made.scenario, self.seed_block(number))


class Worlds(Design):
    """``worlds``: every setting of the levers in the same sampled worlds, world by world, with the same luck.

    The worlds are points of a scrambled Sobol sequence, whose first points stay when more are asked for.
    """

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self._counts = [count(factor) for factor in experiment.levers]
        self._latest = (-1, Move({}, ()))

    @property
    def settings(self) -> int:
        """Settings that are compared: those of the levers."""
        return math.prod(self._counts)

    @property
    def size(self) -> int:
        """How many points there are."""
        return self.experiment.design.samples * self.settings

    def compared_with(self) -> NDArray[np.int64]:
        """int64[settings]: the setting of the levers that each is compared with; the reference with itself."""
        return references(self.experiment, self.experiment.levers, self._counts)

    @functools.cached_property
    def cube(self) -> Floats:
        """float64[worlds, uncertainties] of quantiles."""
        from scipy.stats import qmc

        sequence = qmc.Sobol(len(self.experiment.uncertainties), scramble=True, rng=self.experiment.seed)
        with warnings.catch_warnings():  # a number of worlds that is no power of two keeps less of the balance
            warnings.simplefilter("ignore", UserWarning)
            return np.asarray(sequence.random(self.experiment.design.samples), dtype=np.float64)

    def seed_block(self, number: int) -> int:
        """The number of the world."""
        return number // self.settings

    def codes(self, number: int) -> tuple[float, ...]:
        """Level numbers of the levers, then quantiles of the uncertainties."""
        world, lever = divmod(number, self.settings)
        return (*map(float, digits(lever, self._counts)), *self.cube[world].tolist())

    def _world(self, world: int) -> Move:
        """What a world is; the latest is kept, which its settings of the levers share."""
        if self._latest[0] != world:
            self._latest = (world, self._together(self.experiment.uncertainties, self.cube[world].tolist()))
        return self._latest[1]

    def point(self, number: int) -> Point:
        """Point ``number``, from 0."""
        world, lever = divmod(number, self.settings)
        levels = zip(self.experiment.levers, digits(lever, self._counts), strict=True)
        chosen = [self._move(factor, level) for factor, level in levels]
        made = self._point(number, [*chosen, self._world(world)], world, lever)
        # what is chosen is typed last, and so outweighs the world
        typed = (*self._world(world).settings, *(setting for one in chosen for setting in one.settings))
        return replace(made, settings=typed)


def design_of(experiment: Experiment) -> Design:
    """The design of an experiment; the sample is drawn when it is first needed."""
    kind = experiment.design.kind
    if kind in ("scenarios", "grid"):
        return Grid(experiment)
    if kind == "one_at_a_time":
        return OneAtATime(experiment)
    return Worlds(experiment) if kind == "worlds" else Sampled(experiment)
