"""Small runs that the tests of the simulation share, and their fingerprints.

Run as a program with the name of a case, it prints the fingerprint of that case, so that a test can compare two
processes: compiled and interpreted, or now and then.
"""

import hashlib
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from crmsim.mechanisms import COLUMN
from crmsim.scenario import Scenario
from crmsim.scenario.scenario import from_content
from crmsim.simulation import Walk

LEAVERS = [{"week": 11, "kind": "leave", "who": "most_asked"}, {"week": 12, "kind": "hire", "style": "taker",
            "who": "share:0.2"}]  # fmt: skip
CARE = [
    {"week": 9, "kind": "training", "who": "department:1", "hours": 6.0},
    {"week": 9, "kind": "change", "set": {"leadership.done": 0.2, "exchange.requests_per_week": 4.5}},
    {"week": 10, "kind": "quality", "who": "level:3", "shift": -0.4},
    {"week": 10, "kind": "explain", "who": "role:team_leader"},
    {"week": 12, "kind": "energy", "who": "all", "shift": -0.2},
]
QUICK_PROJECT = {"start_week": 1, "strategy_weeks": 1.0, "foundation_weeks": 1.0, "needs_analysis_weeks": 2.0,
                 "implementation_weeks": 2.0, "rollout_weeks": 2.0, "involvement": 0.9}  # fmt: skip
LIVELY = {
    "organisation": {"employees": 12, "departments": 2, "levels": 3, "mean_ties": 4.0, "clustering": 0.4},
    "project": QUICK_PROJECT,
    "turnover": {"annual_rate": 0.6, "replacement_weeks": 2.0},
    "market": {"change_weeks": 13.0},
    "system": {"data_quality": 0.8, "ease": 0.9, "fit": 1.0},
    "motivation": {"gamification": 0.5, "dashboards": 0.5},
    "people": {"givers": 0.3, "takers": 0.3, "matchers": 0.4},
    "adoption": {"trial_rate": 0.5},
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


def run(case: Scenario, seed: int = 0) -> Walk:
    """A scenario run to its end, without a twin."""
    walk = Walk(case, seed)
    for _ in walk.slices(case.weeks):
        pass
    return walk


def arrays(walk: Walk) -> dict[str, np.ndarray]:
    """Every array of the state by name."""
    return dict(zip(walk.state._fields, walk.state, strict=True))


def pieces(walk: Walk) -> Iterable[tuple[str, np.ndarray]]:
    """Every field of every array of the state, without the gaps between the fields of a record."""
    for name, array in arrays(walk).items():
        if array.dtype.names is None:
            yield name, array
        else:
            yield from ((f"{name}.{field}", np.asarray(array[field])) for field in array.dtype.names)


def fingerprint(walk: Walk) -> str:
    """Hash of everything a run left."""
    digest = hashlib.blake2b(digest_size=16)
    for name, array in pieces(walk):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def column(walk: Walk, name: str) -> np.ndarray:
    """A column of the books over everybody, week by week."""
    found: np.ndarray = walk.state.sums[:, 0, COLUMN[name]]
    return found


def fingerprint_of(name: str) -> str:
    """The fingerprint of a case."""
    return fingerprint(run(scenario(LIVELY, CASES[name]), 3))


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        print(wanted, fingerprint_of(wanted))
