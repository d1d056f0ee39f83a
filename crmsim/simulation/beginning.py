"""How an organisation stands before the first week, project or not."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from crmsim.mechanisms import PHASES
from crmsim.mechanisms.state import State, copied
from crmsim.numerics.draws import run_key
from crmsim.organisation import generate, read, with_managers
from crmsim.scenario import Scenario
from crmsim.simulation.initial import new_state
from crmsim.simulation.kernel import advance
from crmsim.simulation.meeting import with_meetings
from crmsim.simulation.parameters import parameters

KEPT_ORGANISATIONS = 16
KEPT_PEOPLE = 20_000  # larger organisations are not kept for the next run


def build_organisation(scenario: Scenario, seed: int) -> Any:
    """The organisation of a scenario: read from its files, or generated from the seed; kept for the next run."""
    table = scenario.organisation
    if scenario.files:
        files = tuple(sorted((name, str(path), path.stat().st_mtime_ns) for name, path in scenario.files.items()))
        return _read(files, table.tie_kinds, table.keep_names)
    if table.employees > KEPT_PEOPLE:
        return generate(table, run_key(seed))
    return _generate(table, run_key(seed))


@functools.lru_cache(maxsize=KEPT_ORGANISATIONS)
def _read(files: tuple[tuple[str, str, int], ...], kinds: Any, keep_names: bool) -> Any:
    paths = {name: path for name, path, _ in files}
    result = read(paths["employees_csv"], paths["ties_csv"], kinds=kinds or None, keep_names=keep_names)
    return with_managers(result)


@functools.lru_cache(maxsize=KEPT_ORGANISATIONS)
def _generate(table: Any, key: int) -> Any:
    return generate(table, key)


class Beginning(NamedTuple):
    """An organisation, with room for the ties that planned meetings bring about, and its state before week 1."""

    organisation: Any
    state: State

    def serves_without_project(self, scenario: Scenario) -> bool:
        """Whether the counterfactual run is needed, begins like this too, and so few take part that this is kept."""
        needed = bool(scenario.mechanisms.project and scenario.mechanisms.market)
        alike = scenario.adoption.seed_share == 0.0
        return needed and alike and self.state.people.key.size <= KEPT_PEOPLE

    def copied(self) -> Beginning:
        """The same with a state of its own."""
        return Beginning(self.organisation, copied(self.state))


def begin(scenario: Scenario, seed: int, *, seeds: bool = True) -> Beginning:
    """How a run of a scenario with a seed begins.

    The counterfactual run begins in the same way: it is settled with the parameters of the scenario as they are, and
    ``seeds``, whether there are users from the start, is all in which it may differ.
    """
    key = run_key(seed)
    organisation = with_meetings(build_organisation(scenario, seed), scenario, key)
    state = new_state(organisation, scenario, key, seeds=seeds)
    advance(state, parameters(scenario), np.uint64(key), 0, 0, 0, len(PHASES) - 1)
    return Beginning(organisation, state)
