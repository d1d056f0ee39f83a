"""Small runs that the tests of the simulation share, and their fingerprints.

Run as a program with the name of a case, it prints the fingerprint of that case, so that a test can compare two
processes: compiled and interpreted, or now and then.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from crmsim.mechanisms import COLUMN, PHASES
from crmsim.mechanisms.state import State
from crmsim.scenario import Scenario
from crmsim.scenario.scenario import from_content
from crmsim.simulation import Simulation

LEAVERS = [{"week": 11, "kind": "leave", "who": "most_asked"}, {"week": 12, "kind": "hire", "style": "taker",
            "who": "share:0.2"}]  # fmt: skip
CARE = [
    {"week": 9, "kind": "training", "who": "department:1", "hours": 6.0},
    {"week": 9, "kind": "change", "set": {"leadership.done": 0.2, "exchange.requests_per_week": 4.5}},
    {"week": 10, "kind": "quality", "who": "level:3", "shift": -0.4},
    {"week": 10, "kind": "explain", "who": "role:team_leader"},
    {"week": 12, "kind": "energy", "who": "all", "shift": -0.2},
]
QUICK_PROJECT = {"start_week": 1, "foundation_weeks": 2.0, "needs_analysis_weeks": 2.0,
                 "implementation_weeks": 2.0, "rollout_weeks": 2.0, "involvement": 0.9}  # fmt: skip
LIVELY = {
    "organisation": {"employees": 12, "departments": 2, "levels": 3, "mean_ties": 4.0, "clustering": 0.4},
    "project": QUICK_PROJECT,
    "turnover": {"annual_rate": 0.6, "replacement_weeks": 2.0},
    "market": {"need_weeks": 6.0, "contact_weeks": 30.0},
    "system": {"data_quality": 0.8, "ease": 0.9, "fit": 1.0},
    "motivation": {"gamification": 0.5, "dashboards": 0.5},
    "people": {"givers": 0.3, "takers": 0.3, "matchers": 0.4},
    "adoption": {"onward_rate": 0.5},
}
# Every phase, every rule of adoption, both sectors, every kind of intervention, favours and barter.
CASES: dict[str, dict[str, Any]] = {
    "everything": {"scenario": {"weeks": 40}, "intervention": CARE + LEAVERS},
    "public": {"scenario": {"weeks": 30}, "organisation": {"sector": "public"}, "project": {"rollout": "departments"}},
    "hazard": {"scenario": {"weeks": 25}, "adoption": {"rule": "hazard", "seed_share": 0.1}},
    "threshold": {"scenario": {"weeks": 25}, "adoption": {"rule": "threshold", "seed_share": 0.2}},
    "favours": {"scenario": {"weeks": 30}, "mechanisms": {"market": False, "project": False},
                "helping": {"taker_base": -1000.0}},
    "barter": {"scenario": {"weeks": 25}, "mechanisms": {"market": False}, "exchange": {"barter": True}},
}  # fmt: skip


def scenario(*contents: Mapping[str, Any]) -> Scenario:
    """A scenario of the tables given, later ones over earlier ones, key by key."""
    merged: dict[str, Any] = {}
    for content in contents:
        for name, table in content.items():
            if name == "intervention":
                merged[name] = [*merged.get(name, []), *table]
            else:
                merged[name] = {**merged.get(name, {}), **table}
    return from_content(merged)


def run(case: Scenario, seed: int = 0) -> Simulation:
    """A scenario run to its end, without a counterfactual run."""
    simulation = Simulation(case, seed)
    for _ in simulation.slices(case.weeks):
        pass
    return simulation


def watched(simulation: Simulation, *names: str) -> Iterator[tuple[int, str, State]]:
    """Walk phase by phase; yields after each phase named: the week, the name, and a copy of the state before it."""
    for week in range(1, simulation.scenario.weeks + 1):
        for number, name in enumerate(PHASES):
            before = State(*(np.array(array) for array in simulation.state)) if name in names else None
            simulation._advance(week, week, number, number)
            if before is not None:
                yield week, name, before


def arrays(simulation: Simulation) -> dict[str, np.ndarray]:
    """Every array of the state by name."""
    return dict(zip(simulation.state._fields, simulation.state, strict=True))


def pieces(simulation: Simulation) -> Iterable[tuple[str, np.ndarray]]:
    """Every field of every array of the state, without the gaps between the fields of a record."""
    for name, array in arrays(simulation).items():
        if array.dtype.names is None:
            yield name, array
        else:
            yield from ((f"{name}.{field}", np.asarray(array[field])) for field in array.dtype.names)


def fingerprint(simulation: Simulation) -> str:
    """Hash of everything a run left."""
    digest = hashlib.blake2b(digest_size=16)
    for name, array in pieces(simulation):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def column(simulation: Simulation, name: str) -> np.ndarray:
    """A column of the ledger over everybody, week by week."""
    result: np.ndarray = simulation.state.sums[:, 0, COLUMN[name]]
    return result


def fingerprint_of(name: str) -> str:
    """The fingerprint of a case."""
    return fingerprint(run(scenario(LIVELY, CASES[name]), 3))


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        print(wanted, fingerprint_of(wanted))
