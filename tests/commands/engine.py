"""A stand-in for the engine: quick made-up runs that depend on scenario and seed alone."""

import threading
import time
from types import SimpleNamespace

import numpy as np

from crmsim.mechanisms import COLUMN, COLUMNS, RECORDS
from crmsim.results.weekly import LINES
from crmsim.scenario import Scenario
from crmsim.simulation import Stopped

GROUPS = ("all", "giver", "taker", "matcher", "department:A")
WHOLE = ("people", "requests", "shared", "recordable", "records", "changes", "found", "needs", "ties", "topics",
         "owners", "customers_of", "lookups")  # fmt: skip


def simulate(
    scenario: Scenario,
    seed: int = 0,
    stop: threading.Event | None = None,
    progress=None,
    hooks=(),
    branch_week=None,
    keep=(),
) -> SimpleNamespace:
    """A run whose users grow along an S-curve; more takers, fewer users."""
    if stop is not None and stop.is_set():
        raise Stopped
    weeks = scenario.weeks
    generator = np.random.default_rng(seed)
    ledger = np.zeros((weeks, len(GROUPS), len(COLUMNS)))
    for name in WHOLE:
        ledger[:, :, COLUMN[name]] = 100.0
    chance = generator.normal(0.0, 0.05)
    level = np.clip(0.8 + chance - scenario.people.takers, 0.0, 1.0) if weeks else 0.0
    users = 100.0 * level / (1.0 + np.exp(-(np.arange(weeks) - 20.0) / 5.0))
    for name in COLUMNS:
        if name not in WHOLE:
            ledger[:, :, COLUMN[name]] = 0.25 * users[:, None]
    ledger[:, :, COLUMN["user"]] = users[:, None]
    ledger[:, :, COLUMN["routine"]] = 0.7 * users[:, None]
    ledger[:, :, COLUMN["aware"]] = 0.1 * (100.0 - users[:, None])
    ledger[:, :, COLUMN["trial"]] = 0.1 * (100.0 - users[:, None])
    ledger[:, :, COLUMN["rejected"]] = 0.1 * (100.0 - users[:, None])
    if progress is not None:
        progress(weeks)
    flow = np.full(weeks, 1000.0)
    people = np.zeros(100, dtype=RECORDS["people"])
    people["present"] = 1  # unaware, with the system: so where most are stuck can be told
    return SimpleNamespace(
        scenario=scenario, seed=seed, weeks=weeks, groups=GROUPS, ledger=ledger, hooks=hooks,
        money={**dict.fromkeys(LINES, 0.0 * flow), "consultants_nok": flow, "needs_nok": flow * (1.0 + chance)},
        organisation=SimpleNamespace(imported=False, employees=100), told={}, kept={},
        state=SimpleNamespace(people=people),
    )  # fmt: skip


def slow_simulate(
    scenario: Scenario,
    seed: int = 0,
    stop: threading.Event | None = None,
    progress=None,
    hooks=(),
    branch_week=None,
    keep=(),
):
    """The same, taking half a second that can be cut short."""
    for _ in range(10):
        if stop is not None and stop.is_set():
            raise Stopped
        time.sleep(0.05)
    return simulate(scenario, seed, stop, progress)
