"""``python -m benchmarks.optimisers [FOLDER]``: ways to find the best combinations of options, against all of them.

Six options have 64 combinations, which are all run on an organisation of 30 (about two minutes), so that the true front
is known. Then each way may look at one combination after the other: the guess of ``crmsim.whatif.subsets``, which
``crmsim whatif --budget`` goes by, and the evolutionary optimisers of pymoo and Platypus, which are no part of crmsim
and are left out with a reason where they are not installed. Told is the share of the true front among the combinations
looked at so far. Runs are kept in FOLDER, where one is given.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from crmsim.scenario import load
from crmsim.store.lock import locked
from crmsim.whatif.asking import Size
from crmsim.whatif.options import chosen
from crmsim.whatif.subsets import front, guessed, joinable
from crmsim.whatif.uses import AIMS, BATCH, Bench, name_of

NAMES = (
    "walk_the_talk", "explain_why", "training_kept_up", "points_and_dashboards", "meetings", "fewer_licences",
)  # fmt: skip
LOOKED_AT = (8, 16, 24, 32, 48, 64)
SEEDS = range(8)
POPULATION, GENERATIONS = 8, 50
OPTIONS = chosen(NAMES)
EVERY = joinable(OPTIONS)
PLACE = {tuple(row): place for place, row in enumerate(EVERY.tolist())}


def rows_of(folder: Path) -> np.ndarray:
    """float64[combinations, aims + guarded]: what each combination does, by its runs."""
    scenario = load("baseline", ["organisation.employees=30", "organisation.sector=public"], weeks=104)
    bench = Bench(scenario, OPTIONS, Size(32, 2), 0, folder, None, None, print)
    combinations = [tuple(o for o, taken in zip(OPTIONS, row, strict=True) if taken) for row in EVERY]
    with locked(folder):
        bench.run(combinations)
    return np.stack([bench.row(bench.uses[name_of(each)]) for each in combinations])


def by_guess(rows: np.ndarray) -> list[int]:
    """The order in which the guess looks at combinations: the plan and each option, then the front as it is guessed."""
    order = list(range(1 + len(OPTIONS)))
    while len(order) < len(rows):
        guess = guessed(EVERY[order], rows[order], EVERY)
        guess[order] = rows[order]
        left = [place for place in front(guess[:, : len(AIMS)]) if place not in order]
        order += left[:BATCH] or [place for place in range(len(rows)) if place not in order][:BATCH]
    return order


def by_pymoo(aims: np.ndarray, seed: int) -> list[int]:
    """NSGA-II of pymoo."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import Problem
    from pymoo.operators.crossover.pntx import TwoPointCrossover
    from pymoo.operators.mutation.bitflip import BitflipMutation
    from pymoo.operators.sampling.rnd import BinaryRandomSampling
    from pymoo.optimize import minimize

    looked_at: dict[int, None] = {}

    class Combinations(Problem):  # type: ignore[misc] # pymoo has no types
        def __init__(self) -> None:
            super().__init__(n_var=len(OPTIONS), n_obj=aims.shape[1], xl=0, xu=1, vtype=bool)

        def _evaluate(self, x, out, *_, **__) -> None:  # type: ignore[no-untyped-def] # as pymoo calls it
            places = [PLACE[tuple(map(bool, row))] for row in x]
            looked_at.update(dict.fromkeys(places))
            out["F"] = aims[places]

    algorithm = NSGA2(
        pop_size=POPULATION, sampling=BinaryRandomSampling(), crossover=TwoPointCrossover(),
        mutation=BitflipMutation(), eliminate_duplicates=True,
    )  # fmt: skip
    minimize(Combinations(), algorithm, ("n_eval", POPULATION * GENERATIONS), seed=seed, verbose=False)
    return list(looked_at)


def by_platypus(aims: np.ndarray, seed: int, name: str) -> list[int]:
    """NSGA-II or ε-MOEA of Platypus, which draws from Python's own generator."""
    import platypus

    random.seed(seed)
    looked_at: dict[int, None] = {}

    def look(variables: list[list[bool]]) -> list[float]:
        place = PLACE[tuple(map(bool, variables[0]))]
        looked_at[place] = None
        return [float(value) for value in aims[place]]

    problem = platypus.Problem(1, aims.shape[1])
    problem.types[:] = platypus.Binary(len(OPTIONS))
    problem.function = look
    more = {"epsilons": [1.0] * aims.shape[1]} if name == "EpsMOEA" else {}
    getattr(platypus, name)(problem, population_size=POPULATION, **more).run(POPULATION * GENERATIONS)
    return list(looked_at)


def told(name: str, orders: list[list[int]], true: set[int]) -> str:
    """A line: the share of the true front by how many were looked at, and after how many all of it was."""
    shares = [np.mean([len(true & set(order[:many])) / len(true) for order in orders]) for many in LOOKED_AT]
    whole = [1 + max(order.index(place) for place in true) if true <= set(order) else None for order in orders]
    ends = "never in some" if None in whole else f"{min(filter(None, whole))} to {max(filter(None, whole))}"
    return f"{name:<18}" + "".join(f"{share:>6.0%}" for share in shares) + f"   all after {ends}"


def lines(rows: np.ndarray) -> Iterator[str]:
    """All ways."""
    aims = rows[:, : len(AIMS)]
    true = set(front(aims))
    yield f"{len(true)} of {len(rows)} combinations are on the front; looked at: {', '.join(map(str, LOOKED_AT))}"
    yield told("guess", [by_guess(rows)], true)
    ways: dict[str, Callable[[int], list[int]]] = {"pymoo NSGA-II": lambda seed: by_pymoo(aims, seed)}
    ways["Platypus NSGA-II"] = lambda seed: by_platypus(aims, seed, "NSGAII")
    ways["Platypus ε-MOEA"] = lambda seed: by_platypus(aims, seed, "EpsMOEA")
    for name, way in ways.items():
        try:
            yield told(name, [way(seed) for seed in SEEDS], true)
        except ModuleNotFoundError as error:
            yield f"{name:<18}skipped: {error}"


if __name__ == "__main__":
    with contextlib.ExitStack() as stack:
        made = sys.argv[1] if len(sys.argv) > 1 else stack.enter_context(tempfile.TemporaryDirectory())
        for line in lines(rows_of(Path(made))):
            print(line)
