"""The identity of runs, and the scenario of a point."""

from __future__ import annotations

import itertools
import pickle

import pytest
from experiment_texts import grid, known

from crmsim.errors import CrmsimError
from crmsim.experiment import design_of, from_text, function_hash, point_hash, resolver_of, run_id
from crmsim.scenario import load


def test_a_run_is_known_by_all_that_makes_it_and_by_nothing_else() -> None:
    parts = ("ab", 1, "code", True, ("user_share",))
    others = [
        ("abc", 1, "code", True, ("user_share",)),
        ("ab", 11, "code", True, ("user_share",)),
        ("ab", 1, "other", True, ("user_share",)),
        ("ab", 1, "code", False, ("user_share",)),
        ("ab", 1, "code", True, ()),
        ("ab", 1, "code", True, ("user_share", "coverage")),
        ("ab", 1, "code", True, ("coverage", "user_share")),
    ]
    result = [run_id(*each) for each in (parts, *others)]
    assert all(len(each) == 16 for each in result)
    assert len(set(result)) == len(result)
    assert run_id(*parts) == result[0]
    assert (
        run_id("ab", 1, "code", True, ["user_share"]).hex() == "966cf8a2b1d28b55e2cfe7ed0880e73a"
    )  # as on every machine


def test_equal_settings_of_two_experiments_are_one() -> None:
    one = from_text(grid('"leadership.said" = [0.2, 0.5]\n"exchange.cost" = [0.1, 0.3]'))
    other = from_text(grid('"leadership.said" = [0.5, 0.7]', head="runs = 9\n") + "[constants]\nexchange.cost = 0.3\n")
    hashes = [
        [point_hash(result, resolver_of(result), point) for point in design_of(result).points()]
        for result in (one, other)
    ]
    assert len(set(hashes[0])) == 4
    assert set(hashes[0]) & set(hashes[1]) == {hashes[0][3]} == {hashes[1][0]}
    assert hashes[0][3] == load("baseline", ["leadership.said=0.5", "exchange.cost=0.3"]).hash


def test_inputs_of_functions_have_a_hash_too() -> None:
    result = known("g_function", "lhs", 6)
    hashes = {point_hash(result, resolver_of(result), point) for point in design_of(result).points()}
    assert len(hashes) == 6
    assert function_hash("ishigami", [1, 2, 3]) == function_hash("ishigami", (1.0, 2.0, 3.0))
    every = [function_hash(name, values) for name, values in itertools.product("ab", ([1.0], [1.0, 2.0], [2.0, 1.0]))]
    assert len(set(every)) == 6


def test_a_resolver_can_be_sent_and_refuses_what_cannot_stand() -> None:
    resolver = pickle.loads(pickle.dumps(resolver_of(from_text(grid('"people.takers" = [0.2, 0.5]')))))
    point = design_of(from_text(grid('"people.takers" = [0.2, 0.5]'))).point(1)
    scenario = resolver.resolve(point.settings)
    assert scenario.people.takers == scenario.people.hiring.takers == 0.5
    assert resolver.resolve(()) is resolver.base
    bad = [setting.__class__("people.takers", 1.5, "here") for setting in point.settings]
    with pytest.raises(CrmsimError, match=r"here: people.takers = 1.5: too large"):
        resolver.resolve(bad)
