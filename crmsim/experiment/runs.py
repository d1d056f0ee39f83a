"""The runs of a design: who they are, and in which order they are computed.

Nothing of a point is kept but 16 bytes; points, settings and seeds are made again whenever they are needed.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError
from crmsim.experiment.designs import Design, design_of
from crmsim.experiment.experiment import SEED_STRIDE, Experiment, Point
from crmsim.experiment.identity import SIZE, ruled_hash, run_id
from crmsim.experiment.moves import apart, inputs_of
from crmsim.experiment.resolver import point_hash, resolver_of
from crmsim.scenario.sources import Changed, Sources

Counts = NDArray[np.int64]
POINTS_A_BLOCK = 256
RUNS_A_BLOCK = 10_000


class Setup(NamedTuple):
    """One setting of all factors, as it is sent to a worker.

    Attributes
    ----------
    point:
        Hash of the resolved scenario, or of the function with its values; 16 bytes.
    scenario:
        Which of the experiment's scenarios is changed; None for the experiment's own.
    keys, values:
        The settings typed after the base's own; for a known function its arguments.
    rules:
        Names of the own rules that take part.
    """

    point: bytes
    scenario: str | None
    keys: tuple[str, ...]
    values: tuple[Any, ...]
    rules: tuple[str, ...] = ()


class Row(NamedTuple):
    """One run of a design; rows are sorted by seed, so that runs which share a counterfactual run stand together."""

    seed: int
    point: int
    replicate: int
    run: bytes


class Runs:
    """The runs of an experiment.

    Parameters
    ----------
    experiment:
        What is run.
    code:
        Hash of the code that makes the numbers.

    Attributes
    ----------
    sources:
        The files that its runs rest on, those named by settings included once their points have been made.
    """

    def __init__(self, experiment: Experiment, code: str) -> None:
        self.experiment = experiment
        self.code = code
        self.design: Design = design_of(experiment)
        self.size = self.design.size
        self.resolver = resolver_of(experiment)
        self.sources = Sources(experiment.sources)
        self.hashes = bytearray(SIZE * self.size)
        self.known = np.zeros(self.size, dtype=bool)
        self.keys: dict[tuple[str, ...], tuple[str, ...]] = {}

    def point_hash(self, number: int, point: Point | None = None) -> str:
        """What a point is known by, 32 hex digits: a setting that cannot stand is known by what was typed."""
        place = SIZE * number
        if not self.known[number]:
            at = self.design.point(number) if point is None else point
            try:
                result = self._hash(at)
            except Changed:
                raise
            except CrmsimError:
                base = self.resolver.base if at.scenario is None else self.resolver.others[at.scenario]
                typed = [setting.text() for setting in at.settings]
                text = "\x1f".join(("unresolved", "" if base is None else base.hash, *typed))
                result = hashlib.blake2b(text.encode(), digest_size=SIZE).hexdigest()
            self.hashes[place : place + SIZE] = bytes.fromhex(result)
            self.known[number] = True
        return self.hashes[place : place + SIZE].hex()

    def _hash(self, point: Point) -> str:
        if self.experiment.function is not None:
            return point_hash(self.experiment, self.resolver, point)
        scenario = self.resolver.resolve(point.settings, point.scenario)
        if scenario.files:
            self.sources.add(scenario.sources)
        known = self.experiment.rules_known
        return ruled_hash(scenario.hash, [known.get(name, name) for name in self.rules_at(point)])

    def rules_at(self, point: Point) -> tuple[str, ...]:
        """The own rules that take part in a point, by name: those of all points first."""
        of_scenario = self.experiment.rules_by.get(point.scenario or "", ())
        return tuple(dict.fromkeys((*self.experiment.rules, *of_scenario, *apart(point.settings)[1])))

    def seed(self, number: int, replicate: int) -> int:
        """The seed of a run, as :func:`crmsim.experiment.experiment.seed_of`, without making the point."""
        return self.experiment.seed + self.design.seed_block(number) * SEED_STRIDE + replicate

    def run(self, number: int, replicate: int) -> bytes:
        """The identity of a run."""
        experiment = self.experiment
        more = (*experiment.weekly, *experiment.more)
        return run_id(self.point_hash(number), self.seed(number, replicate), self.code, experiment.money, more)

    def setup(self, number: int) -> Setup:
        """A point as it is sent to a worker."""
        point = self.design.point(number)
        known = bytes.fromhex(self.point_hash(number, point))
        if self.experiment.function is not None:
            return Setup(known, None, (), inputs_of(self.experiment.function, point.values))
        settings, _ = apart(point.settings)
        keys = tuple(setting.key for setting in settings)
        values = tuple(setting.value for setting in settings)
        return Setup(known, point.scenario, self.keys.setdefault(keys, keys), values, self.rules_at(point))

    def blocks(self, first: Counts, last: Counts) -> Iterator[tuple[dict[int, Setup], list[Row]]]:
        """The runs ``first[p]`` to ``last[p] - 1`` of every point p, some thousands at a time.

        Yields
        ------
        The settings of the points that were not known before, and the rows in the order they should be computed.
        """
        wanted = np.flatnonzero(last > first)
        for begin in range(0, wanted.size, POINTS_A_BLOCK):
            numbers = [int(number) for number in wanted[begin : begin + POINTS_A_BLOCK]]
            step = max(1, RUNS_A_BLOCK // len(numbers))
            setups: dict[int, Setup] = {}
            for low in range(int(first[numbers].min()), int(last[numbers].max()), step):
                rows: list[Row] = []
                for number in numbers:
                    if not self.known[number]:
                        setups[number] = self.setup(number)
                    rows += [
                        Row(self.seed(number, replicate), number, replicate, self.run(number, replicate))
                        for replicate in range(max(low, int(first[number])), min(low + step, int(last[number])))
                    ]
                rows.sort()
                yield setups, rows

    def table_blocks(self, planned: Counts, rows: int) -> Iterator[list[Row]]:
        """All runs in the order of the table, point by point, ``rows`` at a time."""
        result: list[Row] = []
        for number in range(self.size):
            for replicate in range(int(planned[number])):
                result.append(Row(self.seed(number, replicate), number, replicate, self.run(number, replicate)))
                if len(result) == rows:
                    yield result
                    result = []
        if result:
            yield result

    @property
    def settings(self) -> int:
        """Settings that are compared: points, or in sampled worlds the settings of the levers."""
        return self.design.settings

    @functools.cached_property
    def references(self) -> list[int]:
        """The setting that each is compared with; a reference with itself."""
        return [int(number) for number in self.design.compared_with()]

    def points_of(self, setting: int) -> list[int]:
        """The points of a setting: itself, or in sampled worlds one in every world, which is one pair."""
        return list(range(setting, self.size, self.settings))
