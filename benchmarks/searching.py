"""``python -m benchmarks.searching``: what a search, and an exploration of patterns, could go by, on known answers.

A search of 200 and of 400 settings on ZDT1 and ZDT3 (two aims), DTLZ2 with three and five aims, and on the model
itself (30 people, 8 worlds, six levers, 64 settings): NSGA-II and AGE-MOEA-II of pymoo with whole and quarter
generations, NSGA-II and ε-MOEA of Platypus, and settings drawn at random. Told is the hypervolume from (1.1, …), mean
and standard deviation over seeds; on the model in ranges of all settings that any way looked at. Then cells of ZDT1
and of a product with rare corners that are reached by a Latin hypercube, by pyribs (a grid archive with Gaussian
steps, which chooses among cells evenly) and by what crmsim does. pymoo is crmsim[search]; Platypus and ribs are no
part of crmsim, and are left out with a reason where they are not installed. Takes about ten minutes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.aimed import good, over_worlds
from crmsim.analysis.reached import cell_numbers
from crmsim.experiment import Experiment, design_of, from_text, resolver_of, seed_of
from crmsim.experiment.adaptive import snapped
from crmsim.experiment.functions import zdt1
from crmsim.experiment.looked_at import LookedAt
from crmsim.experiment.samples import hypercube
from crmsim.runner.proposing import Rarest
from crmsim.runner.worker import measured

Floats = NDArray[np.float64]
Costs = Callable[[Floats], Floats]
SEEDS, MODEL_SEEDS = range(8), range(4)
POPULATION, QUARTER = 20, 5
MODEL = """
title = "The model"
outcomes = ["routine_share"]
money = false
runs = 1
[design]
kind = "search"
samples = 8
settings = 64
[aims]
routine_share = "higher"
mean_energy = "higher"
own_hours = "lower"
[constants]
"organisation.employees" = 30
"scenario.weeks" = 52
[levers]
"leadership.said" = { low = 0.0, high = 1.0 }
"leadership.done" = { low = 0.0, high = 1.0 }
"leadership.explaining" = { low = 0.0, high = 1.0 }
"project.training_hours" = { low = 0.0, high = 30.0 }
"project.superusers" = { low = 0.0, high = 0.2 }
"project.prototype" = [true, false]
[uncertainties]
worlds = "reference_firm"
"""
PATTERNS = """
title = "Patterns"
function = "zdt1"
outcomes = ["f1"]
runs = 1
seed = {seed}
[design]
kind = "patterns"
settings = {settings}
population = 50
[cells]
f1 = {{ low = 0.0, high = 1.0, parts = 20 }}
f2 = {{ low = 0.0, high = {high}, parts = 20 }}
[uncertainties]
all = "interval"
"""


def by_pymoo(costs: Costs, width: int, aims: int, many: int, seed: int, name: str, new: int) -> Floats:
    """The costs of all settings in the order in which an algorithm of pymoo looked at them."""
    from pymoo.algorithms.moo.age2 import AGEMOEA2
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import Problem
    from pymoo.optimize import minimize

    seen: list[Floats] = []

    class Known(Problem):  # type: ignore[misc] # pymoo has no types
        def __init__(self) -> None:
            super().__init__(n_var=width, n_obj=aims, xl=0.0, xu=1.0)

        def _evaluate(self, x, out, *_, **__) -> None:  # type: ignore[no-untyped-def] # as pymoo calls it
            seen.append(costs(x))
            out["F"] = seen[-1]

    kind = {"NSGA-II": NSGA2, "AGE-MOEA-II": AGEMOEA2}[name]
    minimize(Known(), kind(pop_size=POPULATION, n_offsprings=new), ("n_eval", many), seed=seed, verbose=False)
    return np.concatenate(seen)[:many]


def by_platypus(costs: Costs, width: int, aims: int, many: int, seed: int, name: str) -> Floats:
    """The same of Platypus, which draws from Python's own generator."""
    import platypus

    random.seed(seed)
    seen: list[list[float]] = []

    def look(variables: list[float]) -> list[float]:
        seen.append(costs(np.array([variables]))[0].tolist())
        return seen[-1]

    problem = platypus.Problem(width, aims)
    problem.types[:] = platypus.Real(0, 1)
    problem.function = look
    more = {"epsilons": [0.05] * aims} if name == "EpsMOEA" else {}
    getattr(platypus, name)(problem, population_size=POPULATION, **more).run(many)
    return np.array(seen)[:many]


WAYS: dict[str, Callable[[Costs, int, int, int, int], Floats]] = {
    "at random": lambda costs, width, _, many, seed: costs(np.random.default_rng(seed).random((many, width))),
    "NSGA-II, whole": lambda *given: by_pymoo(*given, "NSGA-II", POPULATION),
    "NSGA-II, quarter": lambda *given: by_pymoo(*given, "NSGA-II", QUARTER),
    "AGE-MOEA-II, quarter": lambda *given: by_pymoo(*given, "AGE-MOEA-II", QUARTER),
    "Platypus NSGA-II": lambda *given: by_platypus(*given, "NSGAII"),
    "Platypus ε-MOEA": lambda *given: by_platypus(*given, "EpsMOEA"),
}


def of_the_model() -> tuple[Experiment, Costs]:
    """The experiment on the model, and its costs: means over its worlds, less is better."""
    asked = from_text(MODEL)
    aims, resolver = asked.design.aims, resolver_of(asked)
    places = [asked.stored.index(aim.outcome) for aim in aims]

    def costs(codes: Floats) -> Floats:
        rows = snapped(asked, np.array(codes, dtype=np.float64))
        design = design_of(replace(asked, looked_at=LookedAt().more([tuple(row) for row in rows.tolist()])))
        values = [
            measured(resolver.resolve(point.settings, None), seed_of(asked, point, 0), False).values[places]
            for point in design.points()
        ]
        cube = np.array(values).reshape(asked.design.samples, len(rows), len(aims))
        return -good(over_worlds(cube, aims, "mean"), aims, "mean")

    return asked, costs


def search_lines() -> Iterator[str]:
    """Ways to search."""
    from pymoo.indicators.hv import HV
    from pymoo.problems import get_problem

    for name, width, aims in (("zdt1", 6, 2), ("zdt3", 6, 2), ("dtlz2", 7, 3), ("dtlz2", 9, 5)):
        problem = get_problem(name, n_var=width, **({"n_obj": aims} if name == "dtlz2" else {}))
        volume = HV(ref_point=np.full(aims, 1.1))
        for many in (200, 400):
            yield f"{name}, {aims} aims, {many} settings"
            for way, look in WAYS.items():
                yield told(way, lambda seed: volume(look(problem.evaluate, width, aims, many, seed)))  # noqa: B023 - used at once
    asked, costs = of_the_model()
    aims, width, many = len(asked.design.aims), len(asked.levers), asked.design.settings
    looked: dict[str, list[Floats]] = {}
    for way, look in WAYS.items():
        try:
            looked[way] = [look(costs, width, aims, many, seed) for seed in MODEL_SEEDS]
        except ModuleNotFoundError:
            continue
    every = np.concatenate([one for each in looked.values() for one in each])
    low, high = every.min(axis=0), every.max(axis=0)
    volume = HV(ref_point=np.full(aims, 1.1))
    yield f"the model, {aims} aims, {many} settings"
    for way, each in looked.items():
        yield told(way, lambda seed: volume((each[seed] - low) / (high - low)), MODEL_SEEDS)  # noqa: B023 - used at once


def told(way: str, value: Callable[[int], float], seeds: range = SEEDS) -> str:
    """A line: mean and standard deviation over seeds, or why there is none."""
    try:
        made = [value(seed) for seed in seeds]
    except ModuleNotFoundError as error:
        return f"  {way:<22}skipped: {error}"
    return f"  {way:<22}{np.mean(made):8.3f} ± {np.std(made):.3f}"


def product(rows: Floats) -> Floats:
    """Two outcomes that are hardly ever high, and more rarely both."""
    return np.stack([rows[:, 0] ** 8 * rows[:, 1] ** 4 * rows[:, 2], np.prod(1.0 - rows[:, 2:6], axis=1)], axis=1)


def pattern_lines() -> Iterator[str]:
    """Ways to explore patterns."""
    cases: dict[str, tuple[Costs, float]] = {
        "ZDT1": (lambda rows: np.array([zdt1(row) for row in rows]), 10.0), "a product": (product, 1.0)
    }  # fmt: skip
    for name, (outcomes, high) in cases.items():
        for many in (500, 2000):
            yield f"{name}: cells of 400 reached by {many} settings"

            def asked(seed: int, many: int = many, high: float = high) -> Experiment:
                return from_text(PATTERNS.format(seed=seed, settings=many, high=high))

            def count(values: Floats, asked: Callable[[int], Experiment] = asked) -> int:
                cells = cell_numbers(values, asked(0).design.axes)
                return len(set(cells[cells >= 0].tolist()))

            def rarest(seed: int, asked: Callable[[int], Experiment] = asked, outcomes: Costs = outcomes) -> int:
                proposer, seen = Rarest(asked(seed)), []
                while len(rows := proposer.ask()):
                    seen.append(outcomes(rows))
                    proposer.tell(seen[-1][None])
                return count(np.concatenate(seen))

            yield told("Latin hypercube", lambda seed: count(outcomes(hypercube(6, many, seed))))  # noqa: B023 - used at once
            yield told("pyribs", lambda seed: count(by_ribs(outcomes, many, seed, high)))  # noqa: B023 - used at once
            yield told("crmsim", rarest)


def by_ribs(outcomes: Costs, many: int, seed: int, high: float) -> Floats:
    """Outcomes of the settings that a grid archive of pyribs looked at."""
    from ribs.archives import GridArchive
    from ribs.emitters import GaussianEmitter
    from ribs.schedulers import Scheduler

    archive = GridArchive(solution_dim=6, dims=[20, 20], ranges=[(0.0, 1.0), (0.0, high)], seed=seed)
    emitter = GaussianEmitter(
        archive, sigma=0.1, initial_solutions=hypercube(6, 50, seed), bounds=[(0.0, 1.0)] * 6, batch_size=50, seed=seed
    )
    scheduler, seen = Scheduler(archive, [emitter]), []
    while 50 * len(seen) < many:
        seen.append(outcomes(scheduler.ask()))
        scheduler.tell(np.ones(50), seen[-1])
    return np.concatenate(seen)


if __name__ == "__main__":
    for line in (*search_lines(), *pattern_lines()):
        print(line, flush=True)
