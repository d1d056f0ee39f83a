"""What tells the result in a folder apart from the one asked for there."""

from __future__ import annotations

from typing import Any

import pytest

from crmsim.experiment import Replication
from crmsim.report.files import comparison_origin, run_origin
from crmsim.results.differing import differing
from crmsim.scenario import load
from crmsim.words import ENGLISH, Teller

SMALL = {"organisation.employees": 20}


def origin(seed: int = 7, kept: tuple[str, ...] = (), language: str = "en", **settings: Any) -> dict[str, Any]:
    return run_origin(load("baseline", {**SMALL, **settings}, weeks=3), seed, Teller(language), kept)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kept": ("events",)}, "kept - → events"),
        ({"seed": 8}, "seed 7 → 8"),
        ({"language": "nb"}, "language en → nb"),
        ({"leadership.done": 0.9}, "leadership.done 0.5 → 0.9"),
        ({"seed": 8, "kept": ("events", "networks")}, "seed 7 → 8; kept - → events, networks"),
    ],
)
def test_what_differs_is_told_and_nothing_else(asked: dict[str, Any], told: str) -> None:
    there = {**origin(**{"leadership.done": 0.5}), "finished": True, "files": {"weeks.csv": "0"}}
    found = differing(there, origin(**{"leadership.done": 0.5, **asked}))
    assert found == f"what differs (there → asked for): {told}"


def test_without_is_told_where_the_folder_has_what_is_not_asked_for() -> None:
    assert "kept events → -" in str(differing(origin(kept=("events",)), origin()))


def test_another_kind_and_other_scenarios_are_named() -> None:
    scenarios = {name: load(name, SMALL, weeks=3) for name in ("baseline", "giver_rich")}
    found = str(differing(origin(), comparison_origin(scenarios, 7, Replication(2, 2), ENGLISH)))
    assert "kind run → compare" in found and "scenario - → giver_rich" in found


def test_another_version_and_an_edited_file_are_told_and_prose_is_not() -> None:
    there = origin()
    assert "crmsim 0.0.9 (aaaaaaaa) → " in str(differing({**there, "crmsim": "0.0.9", "code": "a" * 32}, there))
    edited = {**there, "hashes": {"baseline": "0"}, "inputs": {"people.csv": "1" * 16}}
    now = {**there, "inputs": {"people.csv": "2" * 16}}
    assert str(differing(edited, now)).endswith("people.csv (11111111) → (22222222)")
    retold = {**there, "hashes": {"baseline": "0"}, "scenarios": {"baseline": {"scenario": {"title": "Other"}}}}
    assert "title" not in str(differing(retold, there))


def test_of_a_folder_of_which_nothing_is_known_nothing_is_told() -> None:
    assert differing(None, origin()) is None
    assert differing({"content": "c", "finished": False}, origin()) is None
    assert differing(origin(), None) is None
