"""What keeps a project from success: where people are stuck, told by made-up people whose way is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import crmsim
from crmsim.mechanisms import COLUMNS, RECORDS
from crmsim.mechanisms.state import ACCEPTED, AWARE, INFUSED, NEVER, REJECTED, ROUTINE, TRIAL, UNAWARE
from crmsim.results.binding import PARTS, PLACES, SENTENCES, Binding, binding, places, stuck_at
from crmsim.results.summary import Summary, Verdict
from crmsim.words import Teller
from crmsim.words.teller import translations

WEEK = 104
LATE = WEEK - 5


def people(*rows: dict[str, Any]) -> Any:
    """People at work for long, with access since week 20, who accepted and use the system on all of 100 occasions."""
    made = np.zeros(len(rows), dtype=RECORDS["people"])
    usual = {"present": 1, "hired": -100, "access": 20, "stage": ACCEPTED, "uses": 100.0, "intensity": 1.0}
    for place, row in enumerate(rows):
        for name, value in {**usual, **row}.items():
            made[name][place] = value
    return made


def summary(margin: float | None, net: float | None, benefit: float | None) -> Summary:
    """A summary that says no more than both parts of success and the benefit."""
    from crmsim.mechanisms import OUTCOMES
    from crmsim.results.weekly import BENEFIT

    table = np.full((1, len(OUTCOMES)), np.nan)
    table[0, BENEFIT] = np.nan if benefit is None else benefit
    routine = None if margin is None else 0.6 + margin
    return Summary(("all",), table, WEEK, False, Verdict(routine, 0.6, margin, net), np.zeros((1, len(COLUMNS))), "")


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"stage": ROUTINE}, None),
        ({"stage": INFUSED}, None),
        ({"present": 0}, None),
        ({"hired": LATE, "access": LATE}, "turnover"),
        ({"access": -1}, "access"),
        ({"access": WEEK + 1}, "access"),
        ({"stage": UNAWARE}, "awareness"),
        ({"stage": AWARE}, "appeal"),
        ({"stage": TRIAL}, "appeal"),
        ({"stage": REJECTED}, "appeal"),
        ({"uses": 10.0}, "occasions"),  # 84 weeks: one every eight
        ({"uses": 10.0, "intensity": 0.05}, "habit"),  # of some 200 occasions
        ({}, "habit"),
    ],
)
def test_where_somebody_is_stuck(row: dict[str, Any], place: str | None) -> None:
    result = places(people(row), WEEK).tolist()
    assert result == [-1 if place is None else PLACES.index(place)]


def test_who_was_there_from_the_start_of_a_short_run_is_not_new() -> None:
    assert places(people({"hired": NEVER, "access": 10, "stage": AWARE}), 20).tolist() == [PLACES.index("appeal")]
    assert places(people({"hired": 5, "access": 10, "stage": AWARE}), 20).tolist() == [PLACES.index("turnover")]


def test_shares_are_of_those_who_are_no_routine_users() -> None:
    some = people({"stage": ROUTINE}, {"stage": AWARE}, {"stage": REJECTED}, {"access": -1}, {"present": 0}, {})
    assert stuck_at(some, WEEK) == pytest.approx(
        {"turnover": 0.0, "access": 0.25, "awareness": 0.0, "appeal": 0.5, "occasions": 0.0, "habit": 0.25}
    )
    assert set(stuck_at(people({"stage": ROUTINE}), WEEK).values()) == {0.0}


def test_what_is_not_used_is_told_before_money() -> None:
    some = people({"stage": AWARE}, {"stage": AWARE}, {})
    found = binding(some, WEEK, summary(-0.1, -1e6, -5e5))
    assert found is not None and found.part == "appeal" and found.share == pytest.approx(2 / 3)


@pytest.mark.parametrize(("net", "benefit", "part"), [(-1e6, -1.0, "benefit"), (-1e6, 2e6, "price"), (1.0, 3e6, None)])
def test_what_is_used_and_does_not_pay(net: float, benefit: float, part: str | None) -> None:
    found = binding(people({}), WEEK, summary(0.1, net, benefit))
    assert (None if found is None else found.part) == part


def test_nothing_binds_where_success_is_undefined() -> None:
    assert binding(people({}), WEEK, summary(None, None, None)) is None
    assert binding(people({}), WEEK, summary(0.1, None, None)) is None


def test_a_system_that_nobody_has_yet_is_short_of_access() -> None:
    found = binding(people({"access": WEEK + 9}, {"access": -1, "hired": LATE}), WEEK, summary(None, -1e6, None))
    assert found is not None and found.part == "access" and found.stuck["access"] == 0.5
    alone = binding(people({"access": WEEK + 9}), WEEK, summary(None, -1e6, None))
    assert alone is not None and alone.part == "access" and alone.share == 1.0


def test_every_part_is_told_in_both_languages() -> None:
    assert set(SENTENCES) == set(PARTS)
    for part in PARTS:
        one = Binding(part, 0.4, {})
        assert one.text() != one.text(Teller("nb")) and "{" not in one.text() + one.text(Teller("nb"))
        assert (None, SENTENCES[part].template) in translations("nb")


def test_a_run_says_what_binds() -> None:
    run = crmsim.run("technology_alone", settings=["organisation.employees=30"])
    assert run.binds is not None and run.binds.text() in run.text(width=1000)
    assert run.document()["success"]["binds"] == run.binds.part
    assert sum(run.binds.stuck.values()) == pytest.approx(1.0)
