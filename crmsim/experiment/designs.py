"""The settings of an experiment in order, one at a time: no design keeps more than its sample in memory."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.experiment.adaptive import Patterns, Search
from crmsim.experiment.design import Design as Design
from crmsim.experiment.design import Floats
from crmsim.experiment.experiment import DesignChoice, Experiment, Point
from crmsim.experiment.factor import SEED_FACTOR
from crmsim.experiment.functions import functions
from crmsim.experiment.levels import digits, references
from crmsim.experiment.moves import Move, unmoved
from crmsim.experiment.samples import hypercube, salib_sample, worlds_drawn
from crmsim.experiment.trajectories import trajectories
from crmsim.experiment.values import count


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

    In a Latin hypercube every point has a seed block of its own. In the other two the seed is one more factor, unless a
    known function has none: which seed a run has is an input like any other, so that what is noise is told apart from
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
            cube = hypercube(len(self.factors), design.samples, self.experiment.seed, design.first)
            return cube, np.arange(design.samples) * self._seeded
        if design.kind == "morris":
            return self._trajectories()
        return self._saltelli()

    def _saltelli(self) -> tuple[Floats, NDArray[np.int64]]:
        """Saltelli's rows A, AB…, BA…, B of each base sample i; A has seed block 2i and B 2i + 1, exchanged too."""
        design = self.experiment.design
        sample = salib_sample(*self._asked).copy()
        seed_blocks = np.zeros(len(sample), dtype=np.int64)
        if self.factors[-1] == SEED_FACTOR:
            swapped = np.zeros(len(sample) // design.samples, dtype=np.int64)  # which rows of a block have B's seeds
            # the seed is the last dimension, hence AB_seed the last of the AB
            swapped[self.dimensions] = swapped[-1] = 1
            if design.second_order:
                swapped[self.dimensions + 1 : 2 * self.dimensions] = 1
            seed_blocks = (2 * np.arange(design.samples)[:, None] + swapped).ravel()
            sample[:, -1] = (seed_blocks + 0.5) / (2 * design.samples)
        return sample, seed_blocks

    def _trajectories(self) -> tuple[Floats, NDArray[np.int64]]:
        """Morris's trajectories; trajectory t has seed block 2t before the seed is moved, 2t + 1 afterwards."""
        design = self.experiment.design
        factors = [*self.experiment.factors, *([None] if self.factors[-1] == SEED_FACTOR else [])]
        place = {name: number for number, name in enumerate(self.factors)}
        together = self.groups.values() or [(name,) for name in self.factors]
        dimensions = [[place[name] for name in names] for names in together]
        sample = trajectories(factors, dimensions, design.samples, design.levels, self.experiment.seed)
        seed_blocks = np.zeros(len(sample), dtype=np.int64)
        if self.factors[-1] == SEED_FACTOR:
            column = sample[:, -1].reshape(design.samples, -1)
            seed_blocks = (2 * np.arange(design.samples)[:, None] + (column != column[:, :1])).ravel()
        return sample, seed_blocks

    @property
    def _asked(self) -> tuple[DesignChoice, int, tuple[str, ...], tuple[str, ...]]:
        """What SALib's sample depends on."""
        problem = self.problem()
        return self.experiment.design, self.experiment.seed, self.factors, tuple(problem.get("groups", ()))

    @property
    def sample(self) -> Floats:
        """float64[size, factors] of quantiles."""
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
    """``worlds``: every setting of the levers in the same sampled worlds, world by world, with the same random numbers.

    What a lever sets outweighs what the world has there; ``at_least`` and ``at_most`` are held against it.
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
        return worlds_drawn(len(self.experiment.uncertainties), self.experiment.design.samples, self.experiment.seed)

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
        made = [*(self._move(factor, level) for factor, level in levels), self._world(world)]
        return self._point(number, made, world, lever)


def design_of(experiment: Experiment) -> Design:
    """The design of an experiment; the sample is drawn when it is first needed."""
    kind = experiment.design.kind
    if kind in ("scenarios", "grid"):
        return Grid(experiment)
    if kind == "one_at_a_time":
        return OneAtATime(experiment)
    if kind in ("search", "patterns"):
        return Search(experiment) if kind == "search" else Patterns(experiment)
    return Worlds(experiment) if kind == "worlds" else Sampled(experiment)
