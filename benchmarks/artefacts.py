"""Findings or artefacts: how far each headline result moves when something is changed that must not matter.

    python -m benchmarks.artefacts [--worlds 48] [--jobs 2] [--write]

The headline results of the register (:func:`crmsim.evidence.ablation.headlines`), in the register's calibrated worlds,
are taken as they are and under every change (:mod:`benchmarks.artefact_changes`), in the same worlds. Told is the
effect under the change minus the effect as it is, in units of the smallest effect that matters, with its 95 % interval
over worlds. ``--write`` puts the tables into docs/artefacts.md. With 48 worlds it takes two cores some ten minutes.
"""

from __future__ import annotations

import argparse
import functools
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.artefact_changes import (
    ALL_REDRAWN,
    SAME,
    Change,
    redrawings,
    step_changes,
    twice_the_people,
    values_changed,
)
from benchmarks.artefact_tables import TESTS, Moved, tables, write
from benchmarks.week_orders import Needs, Pair, bound_pairs, needs, order_changes
from crmsim.analysis.difference import corrected_confidence
from crmsim.analysis.interval import t_interval
from crmsim.evidence.ablation import headlines
from crmsim.evidence.register import Prediction
from crmsim.evidence.study import LEVER, SIDES, Size, experiments, group_of, named, sides
from crmsim.evidence.verdict import smallest
from crmsim.experiment import design_of
from crmsim.experiment.experiment import seed_of
from crmsim.experiment.resolver import resolver_of
from crmsim.mechanisms import OUTCOME
from crmsim.mechanisms.state import State
from crmsim.scenario import Scenario, load
from crmsim.scenario.work import cores

WORLDS = 48
SUMMED = ("sum", "money")
SIGNS = {"from": -1.0, "to": 1.0, "one from": 1.0, "one to": -1.0, "other from": -1.0, "other to": 1.0}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """A drawn world.

    Attributes
    ----------
    seed:
        Of its run.
    scenarios:
        Name of a setting → the scenario.
    money:
        Whether the run without a project is needed.
    predictions:
        Those that are asked of these scenarios.
    """

    seed: int
    scenarios: dict[str, Scenario]
    money: bool
    predictions: tuple[Prediction, ...]


def worlds(count: int) -> Iterator[list[World]]:
    """Worlds as the register draws them: for each its parts, which differ in what is drawn of prices."""
    asked = headlines()
    parts = []
    for group, experiment in experiments(asked, Size(count, 1), variants=lambda _: {"": {}}).items():
        members = tuple(one for one in asked if group_of(one) == group)
        resolver = resolver_of(experiment)
        found: dict[int, World] = {}
        for point in design_of(experiment).points():
            world = found.setdefault(point.world, World(seed_of(experiment, point, 0), {}, group.money, members))
            world.scenarios[str(point.values[LEVER])] = resolver.resolve(point.settings, point.scenario)
        parts.append(found)
    for number in range(count):
        yield [found[number] for found in parts]


@functools.cache
def bindings() -> tuple[Needs, dict[Pair, set[str]]]:
    """What binds the order of the week."""
    found = needs()
    return found, bound_pairs(found)


def in_another_order(state: State, seed: int, draw: int = 0) -> State:
    """The same people in another order, with all that names them, as the tests rearrange them."""
    if str(TESTS / "simulation") not in sys.path:
        sys.path.insert(0, str(TESTS / "simulation"))
    from rearranged import relabelled

    return cast(State, relabelled(state, np.random.default_rng((seed, draw)).permutation(state.people.size)))


def changes() -> list[Change]:
    """All changes, the first of them none."""
    _, pairs = bindings()
    size = twice_the_people(load("baseline"))
    labels = Change("people in another order", "labels", rearrange=in_another_order)
    return [SAME, labels, ALL_REDRAWN, *redrawings(), *order_changes(pairs), *step_changes(), size]


def measured(world: Sequence[World], asked: Sequence[Change]) -> dict[str, Floats]:
    """Headline → float64[changes, sides] of its outcome in one world; NaN where it has no value."""
    found = {}
    for part in world:
        values = [
            {
                name: values_changed(scenario, part.seed, change, against_nothing=part.money)
                for name, scenario in part.scenarios.items()
            }
            for change in asked
        ]
        for one in part.predictions:
            names = [named(bundle) for bundle in sides(one, {}).values()]
            summed = OUTCOME[one.outcome].summary in SUMMED
            found[one.id] = np.array(
                [
                    [_number(of[name][one.outcome]) / (change.times if summed else 1.0) for name in names]
                    for change, of in zip(asked, values, strict=True)
                ]
            )
    return found


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def study(count: int, asked: Sequence[Change], jobs: int) -> dict[str, Floats]:
    """Headline → float64[worlds, changes, sides]."""
    work = functools.partial(measured, asked=asked)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(work, worlds(count)))
    return {one.id: np.array([world[one.id] for world in found]) for one in headlines()}


def told(found: dict[str, Floats], asked: Sequence[Change]) -> list[Moved]:
    """Every headline under every change."""
    result = []
    confidence = corrected_confidence(len(headlines()) * (len(asked) - 1))
    for one in headlines():
        values = found[one.id]
        signs = np.array([SIGNS[side] for side in SIDES[one.kind]])
        effect = values @ signs
        matters = smallest(one, float(np.nanmean(values[:, 0, 0])))
        for number, change in enumerate(asked):
            known = np.isfinite(effect[:, number]) & np.isfinite(effect[:, 0])
            shift = (effect[known, number] - effect[known, 0]) / matters
            low, high = t_interval(shift)
            surely = t_interval(shift, confidence)
            effect_low, effect_high = t_interval(effect[known, number])
            result.append(
                Moved(
                    one, change, matters, float(effect[known, number].mean()), float(effect_low), float(effect_high),
                    float(shift.mean()), float(low), float(high), bool(surely[0] > 0.0 or surely[1] < 0.0),
                    bool(np.array_equal(values[:, number], values[:, 0], equal_nan=True)),
                )
            )  # fmt: skip
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=WORLDS, help="how many worlds (at least 3)")
    parser.add_argument("--jobs", type=int, default=min(2, cores()), help="processes")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/artefacts.md as well")
    chosen = parser.parse_args()
    if chosen.worlds < 3:
        parser.error("--worlds: at least 3")
    begin = time.perf_counter()
    asked = changes()
    found = told(study(chosen.worlds, asked, chosen.jobs), asked)
    for name, lines in tables(found, bindings(), chosen.worlds):
        print(f"\n{name}\n", *lines, sep="\n", flush=True)
        if chosen.write:
            write(name, lines)
    print(f"\n{chosen.worlds} worlds, {time.perf_counter() - begin:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
