"""Designs whose settings follow from what came out before; what was chosen so far is in the experiment."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import numpy as np

from crmsim.experiment.design import Design, Floats
from crmsim.experiment.experiment import ADAPTIVE, Experiment, Point
from crmsim.experiment.factor import Factor
from crmsim.experiment.looked_at import AS_IS, Codes, LookedAt
from crmsim.experiment.moves import Move, unmoved
from crmsim.experiment.samples import hypercube, worlds_drawn
from crmsim.experiment.values import count

MOST_AGAIN = 32  # settings of a front that are tried again in fresh worlds, beside the levers as they are
GRID = 1_000_000  # steps of a range: what a processor leaves in the last place of a quantile makes no other setting


class Adaptive(Design):
    """What both have in common: settings by number."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self.looked_at = experiment.looked_at or LookedAt()
        self._base: dict[str, Any] = {}
        for factor in self.chosen:
            self._base.update(unmoved(factor, experiment.base))

    @property
    def chosen(self) -> tuple[Factor, ...]:
        """The factors that are chosen."""
        return self.experiment.factors

    def _setting(self, codes: Codes) -> list[Move]:
        """A setting of what is chosen."""
        if all(code == AS_IS for code in codes):
            return [Move(self._base, ())]
        return [self._move_at(factor, code) for factor, code in zip(self.chosen, codes, strict=True)]


class Search(Adaptive):
    """``search``: settings of the levers, each in the same worlds; then what was found, in fresh ones.

    Worlds are drawn from the uncertainties as in a design of worlds, and differ by chance alone where there are none.
    The points of the first worlds come first, world by world, then those of the fresh worlds.
    """

    @property
    def chosen(self) -> tuple[Factor, ...]:
        """The levers."""
        return self.experiment.levers

    @property
    def settings(self) -> int:
        """Settings of the levers."""
        return len(self.looked_at.codes)

    @property
    def size(self) -> int:
        """How many points there are."""
        choice = self.experiment.design
        return choice.samples * self.settings + choice.fresh * len(self.looked_at.again)

    def place(self, number: int) -> tuple[int, int]:
        """World and setting of a point; fresh worlds follow the first ones."""
        first = self.experiment.design.samples * self.settings
        if number < first:
            world, setting = divmod(number, self.settings)
            return world, setting
        world, setting = divmod(number - first, len(self.looked_at.again))
        return self.experiment.design.samples + world, self.looked_at.again[setting]

    @functools.cached_property
    def cube(self) -> Floats:
        """float64[worlds, uncertainties] of quantiles; the fresh ones are a draw of their own."""
        choice, many = self.experiment.design, len(self.experiment.uncertainties)
        seed = self.experiment.seed
        return np.concatenate([worlds_drawn(many, choice.samples, seed), worlds_drawn(many, choice.fresh, [seed, 1])])

    def seed_block(self, number: int) -> int:
        """The number of the world."""
        return self.place(number)[0]

    def codes(self, number: int) -> tuple[float, ...]:
        """Quantiles of the levers, then of the uncertainties."""
        world, setting = self.place(number)
        return (*self.looked_at.codes[setting], *self.cube[world].tolist())

    def point(self, number: int) -> Point:
        """Point ``number``, from 0."""
        world, setting = self.place(number)
        made = self._setting(self.looked_at.codes[setting])
        drawn = self._together(self.experiment.uncertainties, self.cube[world].tolist())
        return self._point(number, [*made, drawn], world, setting)


class Patterns(Adaptive):
    """``patterns``: settings of all factors, each with random numbers of its own."""

    @property
    def size(self) -> int:
        """How many points there are."""
        return len(self.looked_at.codes)

    def seed_block(self, number: int) -> int:
        """Its number among all that are looked at."""
        return self.looked_at.first + number

    def codes(self, number: int) -> tuple[float, ...]:
        """Quantiles."""
        return self.looked_at.codes[number]

    def point(self, number: int) -> Point:
        """Point ``number``, from 0."""
        return self._point(number, self._setting(self.looked_at.codes[number]))


def snapped(experiment: Experiment, quantiles: Floats) -> Floats:
    """Quantiles in the middle of the level they stand for, or on a fine grid where every value is one.

    Parameters
    ----------
    quantiles:
        float64[settings, chosen factors].
    """
    levers = experiment.design.kind == "search"
    result = np.clip(quantiles, 0.0, 1.0)
    for place, factor in enumerate(experiment.levers if levers else experiment.factors):
        if factor.kind != "range":
            many = count(factor)
        elif factor.distribution == "integer" or (factor.whole and factor.distribution == "uniform"):
            many = round(factor.high - factor.low) + 1
        else:
            result[:, place] = np.round(result[:, place] * GRID) / GRID
            continue
        result[:, place] = (np.minimum(np.floor(result[:, place] * many), many - 1) + 0.5) / many
    return result


def planned(experiment: Experiment) -> Experiment:
    """The experiment with as many settings as it may come to, spread evenly, to be counted and timed by."""
    if experiment.design.kind not in ADAPTIVE:
        return experiment
    levers = experiment.levers if experiment.design.kind == "search" else experiment.factors
    spread = snapped(experiment, hypercube(len(levers), experiment.design.settings, experiment.seed))
    rows = [tuple(row) for row in spread.tolist()]
    if experiment.design.kind == "patterns":
        return replace(experiment, looked_at=LookedAt().more(rows))
    looked_at = LookedAt().more([(AS_IS,) * len(levers), *rows])
    return replace(experiment, looked_at=replace(looked_at, again=tuple(range(min(len(rows), MOST_AGAIN) + 1))))
