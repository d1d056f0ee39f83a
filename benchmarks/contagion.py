"""How often a forecast finds contagion where there is none, and where there is: data made by the engine, 200 times.

    python -m benchmarks.contagion                 on a generated network of 125 people in four departments
    python -m benchmarks.contagion FOLDER          on the network of a set of adopters, as `crmsim forecast` reads it
    python -m benchmarks.contagion --repeats 20    a first look

Beside `crmsim forecast`, which leaves the course of time free, stands a test that does not: the rule `hazard` with and
without contagion, by their likelihoods. What it takes for contagion where time alone is at work is the reason why the
other is used.
"""

from __future__ import annotations

import argparse
import math
import time as clock
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from crmsim.forecast.contagion import ask
from crmsim.forecast.engine import Engine
from crmsim.forecast.fitting import fit
from crmsim.forecast.forecast import LEVELS, by_curve, by_engine, interval, turns_to_somebody
from crmsim.forecast.model import Bass, Seen
from crmsim.forecast.reading import read_adopters
from crmsim.forecast.rules import Rule
from crmsim.scenario import load
from crmsim.simulation.built import build_organisation

PERIODS = 17
LIKE_THE_DOCTORS = ("organisation.employees=125", "organisation.departments=4", "organisation.mean_ties=3.6")
CAMPAIGN = (0.06, 0.06, 0.08, 0.12, 0.16, 0.2, 0.22, 0.2, 0.12, 0.06, 0.06, 0.06, 0.06, 0.06, 0.06, 0.06, 0.06)
STEEPNESS = 6.0  # of the rule of beliefs, by which a threshold .1 lower is a rate 1.8 times as high


def by_hazard(p: float, q: float) -> Callable[[Any, int], Any]:
    return lambda place, seed: place["hazard"].run(
        place["nobody"], 1, PERIODS, seed, settings=lambda _: {"p": p, "q": q}
    )


def by_campaign(place: Any, seed: int) -> Any:
    return place["hazard"].run(
        place["nobody"], 1, PERIODS, seed, settings=lambda period: {"p": CAMPAIGN[period - 1], "q": 0.0}
    )


def by_beliefs(norm_weight: float, thresholds: Callable[[Any, np.random.Generator], Any]) -> Callable[[Any, int], Any]:
    def run(place: Any, seed: int) -> Any:
        given = thresholds(place, np.random.default_rng(seed))
        rate = {"onward_rate": 0.11, "norm_weight": norm_weight}
        return place["beliefs"].run(place["nobody"], 1, PERIODS, seed, given, settings=lambda _: rate)

    return run


def people_differ(place: Any, chance: np.random.Generator) -> Any:
    return chance.normal(0.5, 0.1, place["people"])


def towns_differ(place: Any, chance: np.random.Generator) -> Any:
    departments = place["organisation"].department
    return 0.5 + chance.permutation(np.linspace(-0.15, 0.15, int(departments.max()) + 1))[departments]


def friends_alike(place: Any, chance: np.random.Generator) -> Any:
    """Each is half as chance has it, half as that of those turned to: no contagion, but birds of a feather."""
    organisation = place["organisation"]
    own = chance.normal(0.0, 0.15, place["people"])
    around = np.zeros(place["people"])
    np.add.at(around, organisation.source, organisation.contact * own[organisation.target])
    weight = np.zeros(place["people"])
    np.add.at(weight, organisation.source, organisation.contact)
    alike = np.where(weight > 0.0, around / np.maximum(weight, 1e-9), own)
    return 0.5 + 0.5 * own + alike


def by_threshold(place: Any, seed: int) -> Any:
    given = np.random.default_rng(seed).normal(0.4, 0.2, place["people"])
    return place["threshold"].run(place["nobody"], 1, PERIODS, seed, given, 0.05)


CASES: dict[str, tuple[bool, Callable[[Any, int], Any]]] = {
    "nothing but chance": (False, by_hazard(0.11, 0.0)),
    "a campaign that comes and goes": (False, by_campaign),
    "people differ": (False, by_beliefs(0.0, people_differ)),
    "towns differ": (False, by_beliefs(0.0, towns_differ)),
    "those tied are alike": (False, by_beliefs(0.0, friends_alike)),
    "hazard, twice as fast": (True, by_hazard(0.08, 0.08)),
    "hazard, four times as fast": (True, by_hazard(0.05, 0.15)),
    "beliefs, weight .4 (11 times)": (True, by_beliefs(0.4, lambda place, _: np.full(place["people"], 0.5))),
    "thresholds around .4": (True, by_threshold),
}


def without_free_time(seen: Seen) -> bool:
    """Whether the rule of hazards fits better with contagion than without, at 5 %, its chance the same all the time."""
    from scipy.optimize import minimize, minimize_scalar

    with_it, without = Rule("hazard", True), Rule("hazard", False)
    last = seen.exposure.shape[0]

    def miss(place: Any) -> float:
        p, q = np.exp(np.clip(place, -20.0, 3.0))
        return -float(with_it.likelihood({"p": p, "q": q}, seen, last).sum())

    alone = minimize_scalar(
        lambda p: -float(without.likelihood({"p": p}, seen, last).sum()), bounds=(1e-4, 2.0), method="bounded"
    )
    best = min(minimize(miss, np.log([alone.x * share, alone.x]), method="Nelder-Mead").fun for share in (0.9, 0.3))
    return 2.0 * (alone.fun - best) > 2.706  # q is not negative, so half of the usual 10 % point


def intervals(organisation: Any, repeats: int) -> None:
    """How often intervals hold that were fitted on half of what the rule of hazards made with contagion."""
    engine = Engine(organisation, PERIODS)
    models: list[Any] = [Bass(), Rule("hazard", True), Rule("hazard", False)]
    inside = np.zeros((len(models), len(LEVELS)))
    scores = np.zeros((repeats, len(models)))
    cut = PERIODS // 2
    for seed in range(repeats):
        engine.set({"p": 0.05, "q": 0.15})
        time = engine.run(np.zeros(organisation.employees, dtype=bool), 1, PERIODS, seed)
        adopted = time <= PERIODS
        time = np.minimum(time, PERIODS)
        seen = Seen(time, adopted, engine.exposures(time, adopted, PERIODS))
        for place, model in enumerate(models):
            found = fit(model, seen, cut, seed, 200)
            times = (
                by_curve(model, found, seen, 200, seed) if isinstance(model, Bass)
                else by_engine(model, found, seen, organisation, 200, seed)
            )  # fmt: skip
            ends = (times <= PERIODS).sum(axis=1)[:, None]
            for at, level in enumerate(LEVELS):
                low, high = interval(ends, level)
                inside[place, at] += low[0] <= adopted.sum() <= high[0]
            scores[seed, place] = found.score(seen, PERIODS)
    print(f"\nfitted on {cut} of {PERIODS} periods of hazard, four times as fast; {repeats} repeats")
    for place, model in enumerate(models):
        name = f"{model.name}, {'with' if model.contagion else 'without'} contagion" if model.rule else model.name
        held = ", ".join(
            f"{100.0 * level:.0f} % held {wilson(int(inside[place, at]), repeats)}" for at, level in enumerate(LEVELS)
        )
        against = scores[:, place] - scores[:, 0]
        error = against.std(ddof=1) / math.sqrt(repeats)
        print(f"{name:28} {held}; log score against Bass {against.mean():+.1f} ± {1.96 * error:.1f}")


def wilson(hits: int, of: int) -> str:
    z = 1.96
    middle = (hits + z * z / 2.0) / (of + z * z)
    reach = z / (of + z * z) * math.sqrt(hits * (1 - hits / of) + z * z / 4)
    return f"{100.0 * hits / of:5.1f} % [{max(100 * (middle - reach), 0):.0f}, {100 * (middle + reach):.0f}]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--repeats", type=int, default=200)
    asked = parser.parse_args()
    if asked.folder is None:
        organisation = build_organisation(load("baseline", LIKE_THE_DOCTORS, PERIODS), 0)
    else:
        organisation = read_adopters(asked.folder).organisation
    place: dict[str, Any] = {rule: Engine(organisation, PERIODS, rule) for rule in ("hazard", "beliefs", "threshold")}
    place |= {"organisation": organisation, "people": organisation.employees,
              "nobody": np.zeros(organisation.employees, dtype=bool)}  # fmt: skip
    groups, tied = organisation.department.astype(np.int64), turns_to_somebody(organisation)
    print(f"{organisation.employees} people, {int((organisation.contact > 0.0).sum())} ties, {asked.repeats} repeats")
    print(f"{'':32} {'found':>18} {'other way':>10} {'with time not free':>20} {'adopters':>9} {'effect':>7}")
    for name, (_, run) in CASES.items():
        begun = clock.perf_counter()
        found = other = naive = 0
        adopters, effects = [], []
        for seed in range(asked.repeats):
            time = run(place, seed)
            adopted = time <= PERIODS
            time = np.minimum(time, PERIODS)
            seen = Seen(time, adopted, place["hazard"].exposures(time, adopted, PERIODS))
            one = ask(seen, groups, tied)
            found += one.verdict == "found"
            other += one.verdict == "the other way"
            naive += without_free_time(seen)
            adopters.append(adopted.mean())
            effects.append(one.effect)
        print(
            f"{name:32} {wilson(found, asked.repeats):>18} {100.0 * other / asked.repeats:8.1f} %"
            f" {wilson(naive, asked.repeats):>20} {100.0 * np.mean(adopters):7.0f} % {np.nanmedian(effects):7.2f}"
            f"   ({clock.perf_counter() - begun:.0f} s)", flush=True,
        )  # fmt: skip
    intervals(organisation, asked.repeats // 2)


if __name__ == "__main__":
    main()
