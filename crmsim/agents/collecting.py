"""What the model is to note each week: names of outcomes and of measures, checked, or what Mesa's collector takes."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crmsim.agents.views import MEASURES, Person
from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms import OUTCOME

ATTRIBUTES = ("week", "steps", "running", "seed")


def _reporters_of(given: Sequence[str] | Mapping[str, Any], check: Callable[[str], None]) -> dict[str, Any]:
    """Reporters by their names, each name checked."""
    named = dict(given) if isinstance(given, Mapping) else {name: name for name in _listed(given)}
    for reporter in named.values():
        if isinstance(reporter, str):
            check(reporter)
    return named


def model_reporters_of(given: Sequence[str] | Mapping[str, Any], model_type: type) -> dict[str, Any]:
    """Reporters of the model: outcomes, attributes, or whatever else Mesa's collector takes."""

    def check(name: str) -> None:
        if name not in OUTCOME and not hasattr(model_type, name) and name not in ATTRIBUTES:
            raise CrmsimError(
                "neither an outcome nor an attribute of the model",
                key="model_reporters",
                value=name,
                nearest=nearest(name, [*OUTCOME, *ATTRIBUTES]),
            )

    return _reporters_of(given, check)


def agent_reporters_of(given: Sequence[str] | Mapping[str, Any], employee_type: type[Person]) -> dict[str, Any]:
    """Reporters of agents; of an attribute's name a function that can be pickled, which Mesa's own cannot."""

    def check(name: str) -> None:
        if not hasattr(employee_type, name) and name not in ("unique_id", "row"):
            raise CrmsimError(
                "no such measure of an employee", key="agent_reporters", value=name, nearest=nearest(name, MEASURES)
            )

    named = _reporters_of(given, check)
    return {name: operator.attrgetter(one) if isinstance(one, str) else one for name, one in named.items()}


def _listed(given: Sequence[str]) -> Sequence[str]:
    return [given] if isinstance(given, str) else given
