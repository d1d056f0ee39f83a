"""Facts that others measured (E1 … E34), from ``facts.toml``: what the model is held against beside the claims."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from crmsim.claims.read import Claim, read_claims
from crmsim.claims.read import named_by_parameters as parameters
from crmsim.claims.read import named_by_scenarios as scenarios


@dataclass(frozen=True)
class Fact:
    """One fact.

    Attributes
    ----------
    text, numbers:
        What was found, and its numbers as the source has them; numbers may be empty.
    source:
        With its grade.
    kind:
        As of a :class:`crmsim.claims.read.Claim`.
    placebo:
        Name of the change under which what is emergent must vanish; empty where none is known.
    parameters, scenarios:
        Those that declare it.
    """

    id: str
    text: str
    numbers: str
    source: str
    kind: str
    placebo: str = ""
    parameters: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()


@functools.cache
def read_facts() -> dict[str, Fact]:
    """Every fact by its number."""
    text = files("crmsim.claims").joinpath("facts.toml").read_text(encoding="utf-8")
    return {
        name: Fact(name, **entry, parameters=_naming(name, parameters()), scenarios=_naming(name, scenarios()))
        for name, entry in tomllib.loads(text).items()
    }


def claims_and_facts() -> dict[str, Claim | Fact]:
    """Every claim, then every fact, by number."""
    return {**read_claims(), **read_facts()}


def _naming(fact: str, declared: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for name, claims in declared.items() if fact in claims)
