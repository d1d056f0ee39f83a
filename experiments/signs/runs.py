"""Paired runs: every move, in every world, from low to high with the same random numbers."""

from __future__ import annotations

import hashlib
import math
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms import OUTCOMES
from crmsim.mechanisms.state import STYLES
from crmsim.numerics.compiled import code_hash
from crmsim.results import summarise
from crmsim.scenario import Scenario, Setting
from crmsim.simulation import Simulation
from crmsim.simulation.run import outcome, run_to_end

Floats = NDArray[np.float64]
Move = tuple[str, Any, Any, tuple[str, ...]]
GROUPS = ("all", *STYLES)
PLACE = {one.name: place for place, one in enumerate(OUTCOMES)}


def outcomes_of(scenario: Scenario, seed: int) -> Floats:
    """float64[groups, outcomes] of one run, for money held against the same one without a project."""
    simulation = Simulation(scenario, seed)
    run_to_end(simulation, None, None)
    groups = ("all", *STYLES, *(f"department:{name}" for name in simulation.organisation.departments))
    result = summarise(
        simulation.state.sums,
        groups=groups,
        target=scenario.scenario.target,
        money=outcome(simulation).money,
    )
    return result.table[: len(GROUPS)].copy()


def moved(world: Scenario, move: Move, value: Any) -> Scenario:
    """A world with a parameter at one end of its move."""
    name, _, _, settings = move
    return world.changed([*settings, Setting(name, value, "the move")], "the move")


def run_world(world: Scenario, moves: Sequence[Move], seeds: Sequence[int], jobs: int) -> Floats:
    """float64[moves, seeds, ends, groups, outcomes]: ends are low and high."""
    tasks = [(move, seed, end) for move in moves for seed in seeds for end in (1, 2)]

    def one(task: tuple[Move, int, int]) -> Floats:
        move, seed, end = task
        return outcomes_of(moved(world, move, move[end]), seed)

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        result = np.array(list(pool.map(one, tasks)))
    return result.reshape(len(moves), len(seeds), 2, len(GROUPS), len(OUTCOMES))


def run_all(
    made: Sequence[Scenario],
    moves: Sequence[Move],
    seeds: int,
    jobs: int,
    folder: Path | None = None,
    tell: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> Floats:
    """float64[worlds, moves, seeds, ends, groups, outcomes]; finished worlds are kept in ``folder`` and not run again.

    World w has seeds ``w * seeds`` and on, so that no two worlds share their random numbers.
    """
    result = []
    for number, world in enumerate(made):
        if stop is not None and stop.is_set():
            break
        kept = None if folder is None else folder / f"{number:03d}-{fingerprint(world, moves, seeds)}.npy"
        if kept is not None and kept.is_file():
            result.append(np.load(kept))
            continue
        values = run_world(world, moves, range(number * seeds, (number + 1) * seeds), jobs)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            beside = kept.with_suffix(".part.npy")
            np.save(beside, values)
            os.replace(beside, kept)
        result.append(values)
        if tell is not None:
            tell(f"world {number + 1} of {len(made)}")
    return np.array(result)


def fingerprint(world: Scenario, moves: Sequence[Move], seeds: int) -> str:
    """What the runs of a world rest on, code of the model included."""
    return hashlib.blake2b(repr((CODE, world.hash, list(moves), seeds)).encode(), digest_size=8).hexdigest()


CODE = code_hash()  # of the code as loaded, whatever is edited during a long run


def at_extremes(made: Sequence[Scenario], seeds: int, low: float = 0.05, high: float = 0.95) -> tuple[float, float]:
    """Shares of runs of the unmoved worlds in which (nearly) nobody, or everybody, is a routine user at the end."""
    shares = [
        float(outcomes_of(world, number * seeds + run)[0, PLACE["routine_share"]])
        for number, world in enumerate(made)
        for run in range(seeds)
    ]
    nobody = sum(share < low for share in shares if not math.isnan(share)) / len(shares)
    return nobody, sum(share > high for share in shares if not math.isnan(share)) / len(shares)
