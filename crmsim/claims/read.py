"""The map of claims: ``claims.toml`` joined with what parameters and scenarios declare themselves."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from crmsim.declaration.parameter import extra
from crmsim.errors import CrmsimError, nearest
from crmsim.scenario.catalogue import shipped
from crmsim.scenario.document import read_document
from crmsim.scenario.schema import fields
from crmsim.words import message

KINDS = ("by construction", "emergent", "input", "descriptive")
GROUPS = {"G": 8, "D": 10, "K": 9, "C": 7, "I": 20, "S": 4, "N": 4}
HEADINGS = {
    "G": "Reciprocity styles", "D": "Connection quality and energy", "K": "Leadership signals and market orientation",
    "C": "Knowledge and competence", "I": "The implementation project", "S": "Sector", "N": "Numbers",
}  # fmt: skip
IDS = tuple(f"{letter}{number}" for letter, count in GROUPS.items() for number in range(1, count + 1))
EVIDENCE = re.compile(r"[EO]\d+")  # facts and known answers that parameters and scenarios name beside claims


@dataclass(frozen=True)
class Claim:
    """One claim and its home in the model.

    Attributes
    ----------
    text, source:
        What is claimed, in our own words, and where: "A §2.2.3 (Grant 2014)".
    kind:
        One of :data:`KINDS`.
    modules:
        Modules of ``crmsim.mechanisms``, or packages of crmsim, that express it.
    parameters:
        Dotted keys that declare the claim.
    levers:
        Further keys that express it without declaring it.
    interventions, outcomes, scenarios:
        Kinds of intervention that act it out, outcomes in which it shows, shipped scenarios that illustrate it.
    placebo:
        Name of the change under which an emergent claim must vanish; empty for any other.
    missing:
        What of it the model leaves out; empty where nothing is.
    note:
        What else a reader should know.
    """

    id: str
    text: str
    source: str
    kind: str
    modules: tuple[str, ...]
    parameters: tuple[str, ...]
    levers: tuple[str, ...]
    interventions: tuple[str, ...]
    outcomes: tuple[str, ...]
    scenarios: tuple[str, ...]
    placebo: str
    missing: str
    note: str


@dataclass(frozen=True)
class Placebo:
    """A change, as settings, under which an emergent claim must vanish."""

    name: str
    meaning: str
    settings: tuple[str, ...]


@functools.cache
def written() -> dict[str, Any]:
    """The file as it stands."""
    text = files("crmsim.claims").joinpath("claims.toml").read_text(encoding="utf-8")
    result: dict[str, Any] = tomllib.loads(text)
    return result


def theses() -> dict[str, str]:
    """The sources by the letter they are cited with."""
    return dict(written()["thesis"])


def read_placebos() -> dict[str, Placebo]:
    """Every placebo by name."""
    return {
        name: Placebo(name, entry["meaning"], tuple(entry["settings"])) for name, entry in written()["placebo"].items()
    }


@functools.cache
def named_by_parameters() -> dict[str, tuple[str, ...]]:
    """The claims, facts and known answers that each parameter declares; by dotted key."""
    return {name: tuple(extra(field)["claims"]) for name, field in fields().items()}


@functools.cache
def named_by_scenarios() -> dict[str, tuple[str, ...]]:
    """The claims, facts and known answers that each shipped scenario names."""
    return {
        name: tuple(read_document(path).content.get("scenario", {}).get("claims", ()))
        for name, path in shipped().items()
    }


def declared_by_parameters() -> dict[str, tuple[str, ...]]:
    """The claims each parameter declares, evidence left out; by dotted key."""
    return _claims_alone(named_by_parameters())


def declared_by_scenarios() -> dict[str, tuple[str, ...]]:
    """The claims each shipped scenario names, known answers left out; by name."""
    return _claims_alone(named_by_scenarios())


def _claims_alone(named: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(name for name in names if not EVIDENCE.fullmatch(name)) for key, names in named.items()}


@functools.cache
def _claims() -> dict[str, Claim]:
    return {name: _claim(name, entry) for name, entry in written()["claim"].items()}


def read_claims() -> dict[str, Claim]:
    """Every claim by its number, in the order of the sources."""
    return dict(_claims())


def _claim(name: str, entry: Mapping[str, Any]) -> Claim:
    def several(key: str) -> tuple[str, ...]:
        return tuple(entry.get(key, ()))

    naming = [scenario for scenario, claims in declared_by_scenarios().items() if name in claims]
    return Claim(
        id=name,
        text=entry["text"],
        source=entry["source"],
        kind=entry["kind"],
        modules=several("modules"),
        parameters=tuple(key for key, claims in declared_by_parameters().items() if name in claims),
        levers=several("levers"),
        interventions=several("interventions"),
        outcomes=several("outcomes"),
        scenarios=tuple(dict.fromkeys([*naming, *several("scenarios")])),
        placebo=entry.get("placebo", ""),
        missing=entry.get("missing", ""),
        note=entry.get("note", ""),
    )


def find(name: str) -> Claim:
    """The claim of a number, however it is written.

    Raises
    ------
    CrmsimError
        Where there is no such claim.
    """
    known = _claims()
    if name.upper() not in known:
        raise CrmsimError(
            message("there is no such claim"),
            value=name,
            expected=", ".join([*(f"{letter}1–{letter}{count}" for letter, count in GROUPS.items()), "E1–E34"]),
            nearest=nearest(name.upper(), known),
        )
    return known[name.upper()]


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
        name: Fact(
            name,
            **entry,
            parameters=_naming(name, named_by_parameters()),
            scenarios=_naming(name, named_by_scenarios()),
        )
        for name, entry in tomllib.loads(text).items()
    }


def claims_and_facts() -> dict[str, Claim | Fact]:
    """Every claim, then every fact, by number."""
    return {**read_claims(), **read_facts()}


def _naming(fact: str, declared: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for name, claims in declared.items() if fact in claims)
