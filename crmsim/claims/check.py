"""Whether the map holds: every claim has a home, and everything named exists and agrees with its own declaration."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Mapping

from crmsim.claims.read import (
    IDS,
    KINDS,
    Claim,
    Fact,
    Placebo,
    declared_by_parameters,
    declared_by_scenarios,
    read_claims,
    read_facts,
    read_placebos,
)
from crmsim.errors import CrmsimError
from crmsim.mechanisms import OUTCOME
from crmsim.mechanisms.intervention import KINDS as INTERVENTIONS
from crmsim.scenario import load, shipped
from crmsim.scenario.schema import fields, tables


def problems(
    claims: Mapping[str, Claim] | None = None,
    placebos: Mapping[str, Placebo] | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> list[str]:
    """What is wrong with the map, and with the facts beside it, a sentence each; nothing where it holds."""
    known = read_claims() if claims is None else claims
    changes = read_placebos() if placebos is None else placebos
    beside = read_facts() if facts is None else facts
    result = [f"{name} is not in the map" for name in IDS if name not in known]
    result += [f"{name} is no claim of the sources" for name in known if name not in IDS]
    for claim in known.values():
        result += _homeless(claim)
        result += _unknown(claim, changes)
        result += _contradicted(claim)
    result += _undeclared(known)
    for fact in beside.values():
        result += _unlike_a_fact(fact, changes)
    result += _without_use((*known.values(), *beside.values()), changes)
    for placebo in changes.values():
        try:
            load("baseline", placebo.settings)
        except CrmsimError as error:
            result.append(f"placebo {placebo.name}: {error}")
    return result


def _homeless(claim: Claim) -> Iterator[str]:
    """What a claim with a home has at least."""
    if not claim.text or not claim.source:
        yield f"{claim.id} has no text or no source"
    for what in ("modules", "outcomes", "scenarios"):
        if not getattr(claim, what):
            yield f"{claim.id} has no home: no {what}"
    if not (claim.parameters or claim.levers or claim.interventions):
        yield f"{claim.id} has no home: neither parameter nor intervention"


def _unknown(claim: Claim, placebos: Mapping[str, Placebo]) -> Iterator[str]:
    """Names that do not exist."""
    if claim.kind not in KINDS:
        yield f"{claim.id}: there is no kind {claim.kind!r}"
    if (claim.kind == "emergent") != bool(claim.placebo):
        yield f"{claim.id}: a placebo belongs to an emergent claim and to no other"
    if claim.placebo and claim.placebo not in placebos:
        yield f"{claim.id}: there is no placebo {claim.placebo!r}"
    yield from _absent(claim, "module", (module for module in claim.modules if not exists(module)))
    yield from _absent(claim, "parameter", (key for key in claim.levers if key not in fields()))
    yield from _absent(claim, "outcome", (name for name in claim.outcomes if name not in OUTCOME))
    yield from _absent(claim, "intervention", (kind for kind in claim.interventions if kind not in INTERVENTIONS))
    yield from _absent(claim, "scenario", (name for name in claim.scenarios if name not in shipped()))


def _absent(claim: Claim, what: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{claim.id}: there is no {what} {name!r}" for name in names)


def _contradicted(claim: Claim) -> Iterator[str]:
    """Where a declaration says otherwise than the map."""
    for key in claim.parameters:
        if module_of(key) not in claim.modules:
            yield f"{claim.id}: {key} declares it, but {module_of(key)} is not among its modules"
    for key in claim.levers:
        if key in claim.parameters:
            yield f"{claim.id}: {key} declares it and is named as a lever too"


def _undeclared(claims: Mapping[str, Claim]) -> Iterator[str]:
    """Claims that parameters and scenarios declare and the map does not know."""
    for key, declared in declared_by_parameters().items():
        for name in declared:
            if name not in claims:
                yield f"{key} declares {name}, which is not in the map"
            elif key not in claims[name].parameters:
                yield f"{key} declares {name}, whose entry lacks it"
    for scenario, declared in declared_by_scenarios().items():
        for name in declared:
            if name not in claims:
                yield f"scenario {scenario} names {name}, which is not in the map"
            elif scenario not in claims[name].scenarios:
                yield f"scenario {scenario} names {name}, whose entry lacks it"


def _unlike_a_fact(fact: Fact, placebos: Mapping[str, Placebo]) -> Iterator[str]:
    """Kinds and placebos that do not exist; an emergent fact may be without one."""
    if fact.kind not in KINDS:
        yield f"{fact.id}: there is no kind {fact.kind!r}"
    if fact.placebo and fact.kind != "emergent":
        yield f"{fact.id}: a placebo belongs to an emergent fact and to no other"
    if fact.placebo and fact.placebo not in placebos:
        yield f"{fact.id}: there is no placebo {fact.placebo!r}"


def _without_use(users: Iterable[Claim | Fact], placebos: Mapping[str, Placebo]) -> Iterator[str]:
    used = {each.placebo for each in users}
    return (f"placebo {name} belongs to no claim and no fact" for name in placebos if name not in used)


def exists(module: str) -> bool:
    """Whether there is such a module of the mechanisms, or such a package."""
    return any(
        importlib.util.find_spec(f"crmsim.{place}") is not None for place in (f"mechanisms.{module}", module) if place
    )


def module_of(key: str) -> str:
    """The module of the mechanisms that declares a parameter; "scenario" for what no mechanism owns."""
    module = tables()[key.partition(".")[0]].__module__.split(".")
    return module[2] if module[1] == "mechanisms" else module[1]
