"""What the run without a project is, and what it depends on."""

from __future__ import annotations

import functools
import hashlib
import json
from typing import Any

from crmsim.mechanisms import WEEK
from crmsim.scenario import Scenario
from crmsim.scenario.interventions import Intervention

_OF_PROJECT = [one for one in WEEK.mechanisms if one.of_project]
PROJECTLESS = {phase.switch: False for one in _OF_PROJECT for phase in one.phases if phase.switch is not None}
ONLY_WITH_PROJECT = tuple(one.table.__name__.lower() for one in _OF_PROJECT if one.table is not None)
_PROJECT_TABLES = tuple(f"{name}." for name in ONLY_WITH_PROJECT)
PROJECT_KINDS = ("training", "explain")


@functools.lru_cache(maxsize=1024)
def counterfactual_hash(scenario: Scenario) -> str:
    """Hash of what a run without a project depends on."""
    digest = hashlib.blake2b(digest_size=16)
    for name, table in sorted(scenario.tables.items()):
        if name != "scenario" and name not in ONLY_WITH_PROJECT:
            left = set(PROJECTLESS) if name == "mechanisms" else None  # switched off in it whatever stands there
            digest.update(f"{name} {table.model_dump_json(exclude=left)}\n".encode())
    rest = {
        "weeks": scenario.weeks,
        "intervention": [entry for entry in map(_without_project, scenario.interventions) if entry],
        "files": scenario.digests,
    }
    digest.update(json.dumps(rest, sort_keys=True).encode())
    return digest.hexdigest()


def _without_project(entry: Intervention) -> dict[str, Any]:
    """What of an intervention a run without a project depends on; empty for none of it."""
    if entry.kind in PROJECT_KINDS:
        return {}
    content = entry.content()
    if entry.kind == "change":
        content["set"] = {key: value for key, value in content["set"].items() if not key.startswith(_PROJECT_TABLES)}
        return content if content["set"] else {}
    return content


def is_projectless(scenario: Scenario) -> bool:
    """Whether a run of a scenario is the very run that others of its hash are held against: all of a project is off."""
    return not any(getattr(scenario.mechanisms, name) for name in PROJECTLESS) and not scenario.interventions
