"""How the cost of a run grows with ties, customers and weeks, and what memory and other parts of a run take.

Each is changed alone in ``baseline`` and stands beside ``baseline`` as it is, taken in turn. How cost grows with people
is told by :mod:`benchmarks.scale`, where a week goes by :mod:`benchmarks.phases`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.figure import Figure, alternating
from benchmarks.speed import SMALL, WEEKS, scenario_of
from crmsim.numerics.draws import run_key
from crmsim.organisation import generate
from crmsim.scenario import Scenario, load
from crmsim.simulation import run as running
from crmsim.simulation.run import COUNTERFACTUALS, Simulation, run_to_end

PEOPLE = 1_000
CASES = (
    ("colleagues turned to (organisation.mean_ties)", "organisation.mean_ties", (3.0, 13.0, 26.0)),
    ("customers of an owner (market.customers_each)", "market.customers_each", (10, 20, 40)),
    ("facts of a customer (market.facts_each)", "market.facts_each", (1, 4)),
    ("topics of expertise (knowledge.topics)", "knowledge.topics", (3, 24)),
)
LENGTHS = (26, 52, 208, 416)


def weeks_of(scenario: Scenario) -> Callable[[], float]:
    """CPU seconds of a run's weeks, its organisation and state made before the clock starts."""
    made = generate(scenario.organisation, run_key(0))

    def once() -> float:
        before, running.build_organisation = running.build_organisation, lambda *_: made
        try:
            simulation = Simulation(scenario, 0)
        finally:
            running.build_organisation = before
        begin = time.process_time()
        run_to_end(simulation, None, None)
        return time.process_time() - begin

    return once


def beside(one: Scenario, other: Scenario, repeats: int) -> tuple[float, float]:
    """Median nanoseconds for an employee and week of two scenarios, in turn."""
    found: tuple[list[float], list[float]] = ([], [])
    actions = [weeks_of(one), weeks_of(other)]
    for _ in range(repeats):
        for place, action in enumerate(actions):
            found[place].append(action())
    scale = [1e9 / (scenario.organisation.employees * scenario.weeks) for scenario in (one, other)]
    return sorted(found[0])[repeats // 2] * scale[0], sorted(found[1])[repeats // 2] * scale[1]


def memory() -> list[Figure]:
    """Bytes of the state for each person, without the ledger, which grows with weeks and departments."""
    figures = []
    for people in (*SMALL, 100_000):
        state = Simulation(scenario_of(people, 1), 0).state
        size = sum(array.nbytes for name, array in zip(state._fields, state, strict=True) if name != "sums")
        figures.append(Figure("the state of a run", people, size / people, "bytes a person"))
    return figures


def parts(repeats: int) -> list[Figure]:
    """What a run of 150 people has beside its weeks."""
    scenario = load("baseline", weeks=WEEKS)
    seeds = iter(range(10_000))

    def without() -> None:
        COUNTERFACTUALS.found.clear()
        run_to_end(Simulation(scenario, next(seeds), counterfactual=True, ledger=False), None, None)

    actions = {
        "an organisation made": lambda: generate(scenario.organisation, run_key(next(seeds))),
        "an organisation and its state made": lambda: Simulation(scenario, next(seeds)),
        "a run, all of it": lambda: run_to_end(Simulation(scenario, next(seeds)), None, None),
        "a counterfactual run, all of it": without,
        "a run held against its counterfactual": lambda: running.simulate(scenario, next(seeds)),
    }
    took = dict(zip(actions, alternating(list(actions.values()), repeats), strict=True))
    whole = 1e3 * took["a run, all of it"]
    return [Figure(what, 150, 1e3 * seconds, "ms", "a run", whole) for what, seconds in took.items()]


def measure(quick: bool = False) -> list[Figure]:
    """All of it; ratios are to ``baseline`` at the same size."""
    repeats = 3 if quick else 9
    figures = []
    plain = load("baseline", [f"organisation.employees={PEOPLE}"], weeks=WEEKS)
    for what, key, values in CASES:
        for value in values:
            changed = load("baseline", [f"organisation.employees={PEOPLE}", f"{key}={value}"], weeks=WEEKS)
            mine, usual = beside(changed, plain, repeats)
            given = float(getattr(plain.tables[key.partition(".")[0]], key.partition(".")[2]))
            figures.append(
                Figure(f"an employee's week with {value:g} {what}", PEOPLE, mine, "ns", f"with {given:g}", usual)
            )
    for weeks in LENGTHS:
        changed = load("baseline", [f"organisation.employees={PEOPLE}"], weeks=weeks)
        mine, usual = beside(changed, plain, max(3, repeats // 2))
        figures.append(Figure(f"an employee's week, {weeks} weeks", PEOPLE, mine, "ns", f"{WEEKS} weeks", usual))
    return [*figures, *parts(7 if quick else 31), *memory()]
