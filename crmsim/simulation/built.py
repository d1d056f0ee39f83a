"""The organisation of a run, read or generated, and kept for the next run of the same."""

from __future__ import annotations

import functools
from typing import Any

from crmsim.numerics.draws import run_key
from crmsim.organisation import generate, read, with_managers
from crmsim.organisation.sheet import Held
from crmsim.scenario import Scenario
from crmsim.scenario.sources import Source, read_same

KEPT_ORGANISATIONS = 16
KEPT_PEOPLE = 20_000  # larger organisations are not kept for the next run


def build_organisation(scenario: Scenario, seed: int) -> Any:
    """The organisation of a scenario: read from its files, or generated from the seed; kept for the next run.

    Raises
    ------
    Changed
        Where one of the files is not what it was when the scenario was read.
    CrmsimError
        For files that are no organisation.
    """
    table = scenario.organisation
    if scenario.files:
        files = tuple(sorted((name, Source(path, scenario.digests[name])) for name, path in scenario.files.items()))
        return _read(files, table.tie_kinds, table.keep_names)
    if table.employees > KEPT_PEOPLE:
        return generate(table, run_key(seed))
    return _generate(table, run_key(seed))


@functools.lru_cache(maxsize=KEPT_ORGANISATIONS)
def _read(files: tuple[tuple[str, Source], ...], kinds: Any, keep_names: bool) -> Any:
    held = {name: Held(source.path, read_same(source)) for name, source in files}
    result = read(held["employees_csv"], held["ties_csv"], kinds=kinds or None, keep_names=keep_names)
    return with_managers(result)


@functools.lru_cache(maxsize=KEPT_ORGANISATIONS)
def _generate(table: Any, key: int) -> Any:
    return generate(table, key)
