"""What tells apart two results that one folder was asked to hold, from their provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crmsim.scenario.tables import NO_NUMBER
from crmsim.words import Message, message

SHOWN = 4  # differences that are told
DIGITS = 8  # of a hash
OF_CODE = ("crmsim", "commit", "code", "python", "platform", "packages")
APART = (*OF_CODE, "content", "hashes", "scenarios", "inputs", "files")  # told otherwise, or no part of what was asked
BY_CHOICE = ("kept", "precision", "most", "matters", "fewest")  # which stand there only where they were asked for
NOTHING = "-"


def differing(there: Mapping[str, Any] | None, asked: Mapping[str, Any] | None) -> Message | None:
    """What differs between the result in a folder and the one asked for: key, value there, value asked for.

    Parameters
    ----------
    there, asked:
        Their provenances; None or empty where nothing is known.

    Returns
    -------
    None where nothing is known, or nothing of what is known differs.
    """
    if not there or not asked or "hashes" not in there:  # a folder that was only begun says no more than its content
        return None
    found = [*_of_settings(there, asked), *_of_scenarios(there, asked)] or list(_of_files(there, asked))
    if not found:
        return None
    listed = "; ".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
    return message("what differs (there → asked for): {listed}", listed=listed)


def _of_settings(there: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[str]:
    """What the command was asked beside its scenarios, as its kind, seed, language, and what is kept."""
    if there.get("code") != asked.get("code"):
        versions = [f"{one.get('crmsim')} ({str(one.get('code'))[:DIGITS]})" for one in (there, asked)]
        yield f"crmsim {versions[0]} → {versions[1]}"
    for key in dict.fromkeys([*asked, *there]):
        known = key not in APART and (key in asked or key in BY_CHOICE)
        if known and there.get(key) != asked.get(key):
            yield f"{key} {_shown(there.get(key))} → {_shown(asked.get(key))}"


def _of_scenarios(there: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[str]:
    """The scenarios that only one of them has, and the values that differ in those of both."""
    hashes = [one.get("hashes") or {} for one in (there, asked)]
    scenarios = [one.get("scenarios") or {} for one in (there, asked)]
    if set(hashes[0]) != set(hashes[1]):
        only = [sorted(set(hashes[0]) - set(hashes[1])), sorted(set(hashes[1]) - set(hashes[0]))]
        yield f"scenario {_shown(only[0])} → {_shown(only[1])}"
    for name in hashes[0]:
        if name in hashes[1] and hashes[0][name] != hashes[1][name]:
            old, new = (dict(_leaves(one.get(name) or {})) for one in scenarios)
            for key in dict.fromkeys([*old, *new]):
                if old.get(key) != new.get(key):
                    yield f"{key} {_shown(old.get(key))} → {_shown(new.get(key))}"


def _of_files(there: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[str]:
    """The files that were read and are others now, by part of their digests."""
    known = there.get("inputs") or {}
    for name, digest in (asked.get("inputs") or {}).items():
        if name in known and known[name] != digest:
            yield f"{name} ({known[name][:DIGITS]}) → ({digest[:DIGITS]})"


def _leaves(content: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if within == "scenario." and key in NO_NUMBER:
            continue
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{within}{key}.")
        else:
            yield f"{within}{key}", value


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or NOTHING
    return NOTHING if value is None else str(value)
