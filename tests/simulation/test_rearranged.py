"""The order of people changes nothing, and neither does another organisation beside them.

Held to the bit, but for sums over people, which add in the order of people and are held to their rounding. Both run on
the compiled week, and need no second writing of it: a loop that starts or ends at the wrong place, reads a neighbour's
row or what somebody earlier in the list just wrote, comes out differently.
"""

from typing import Any

import numpy as np
import pytest
import rearranged
from rearranged import begun, part, pieces, relabelled, run, side_by_side

from crmsim.mechanisms import COLUMN, COLUMNS
from crmsim.scenario import load

SUMMED = {"sums", "project.training_hours"}
# Everybody has a contact, so that what is held elsewhere lies with a colleague and not with the k-th of the list.
NEAR = ("organisation.employees=30", "organisation.departments=3", "market.within_reach=1.0",
        "market.need_weeks=13")  # fmt: skip
QUICK = ("project.start_week=1", "project.foundation_weeks=2",
         "project.needs_analysis_weeks=2", "project.implementation_weeks=2", "project.rollout_weeks=2",
         "project.training_hours=11.1", "adoption.onward_rate=0.5")  # fmt: skip
CASES: dict[str, tuple[tuple[str, ...], str]] = {
    "life": (
        (*QUICK, "turnover.annual_rate=0.5", "turnover.replacement_weeks=2"),
        "recorded hits granted refused offers shared_across departures knowledge_lost responded found training_hours",
    ),
    "seats filled at once": ((*QUICK, "turnover.annual_rate=0.9", "turnover.replacement_weeks=0"), "departures"),
    "rollout by department": ((*QUICK, "project.rollout=departments", "system.filing=case"), "recorded hits"),
    "thresholds": (("adoption.rule=threshold", "adoption.seed_share=0.2", *QUICK), "user recorded"),
    "barter": (("exchange.barter=true",), "granted refused shared_personally"),
    "favours": (("mechanisms.market=false", "exchange.requests_per_week=2.5"), "requests granted refused departures"),
    "instruments": ((*QUICK, "motivation.surveillance=1.0", "motivation.gamification=1.0"), "recorded user"),
}


def compare(found: dict[str, Any], expected: dict[str, Any], summed: set[str] = SUMMED) -> list[str]:
    """The names in which two states differ."""
    assert set(found) == set(expected)
    return [
        name
        for name, array in expected.items()
        if not (
            np.allclose(found[name], array, rtol=1e-12, atol=1e-12)
            if name in summed
            else found[name].tobytes() == array.tobytes()
        )
    ]


@pytest.mark.parametrize("name", CASES)
def test_the_order_of_people_changes_nothing(name: str) -> None:
    settings, happens = CASES[name]
    scenario = load("baseline", [*NEAR, *settings], weeks=40)
    start = begun(scenario, 11)
    order = np.random.default_rng(5).permutation(start.people.size)
    moved = run(relabelled(start, order), scenario, 11)
    state = run(start, scenario, 11)
    assert np.diff(state.start).min() > 0
    assert compare(pieces(relabelled(moved, np.argsort(order))), pieces(state)) == []
    for column in happens.split():
        assert state.sums[:, 0, COLUMN[column]].sum() > 0.0, column


def test_compiled_people_and_objects_in_another_order_do_the_same() -> None:
    scenario = load("baseline", [*NEAR, *QUICK], weeks=26)
    start = begun(scenario, 3)
    order = np.random.default_rng(1).permutation(start.people.size)
    moved = run(relabelled(start, order), scenario, 3, objects=True)
    assert compare(pieces(relabelled(moved, np.argsort(order))), pieces(run(start, scenario, 3))) == []


APART: dict[str, tuple[str, ...]] = {
    # Without what the whole organisation shares: project, leader, whether anybody elsewhere uses the system, and the
    # mean that reputations are held against where colleagues send customers.
    "market": ("turnover.annual_rate=0.6", "turnover.replacement_weeks=1"),
    "hazards": ("adoption.rule=hazard", "adoption.p=0.02", "adoption.q=0.3", "mechanisms.adoption=true"),
    "favours": ("mechanisms.market=false", "exchange.requests_per_week=2.5"),
    "barter": ("exchange.barter=true",),
}


@pytest.mark.parametrize("name", APART)
def test_two_organisations_side_by_side_are_each_as_alone(name: str) -> None:
    off = ("mechanisms.project=false", "mechanisms.system=false", "market.recommended=0.0")
    one = load("baseline", [*NEAR, *off, *APART[name]], weeks=30)
    two = load("baseline", [*NEAR, *off, *APART[name], "organisation.employees=21", "organisation.departments=2"],
               weeks=30)  # fmt: skip
    starts = [begun(one, 2), begun(two, 4)]
    starts[1].people.key += np.uint64(1000)
    starts[1].ties.key += np.uint64(1000)
    both = run(side_by_side(*starts), one, 2)
    alone = [run(starts[0], one, 2), run(starts[1], one, 2)]
    for number, state in enumerate(alone):
        expected = pieces(state)
        result = part(both, state, second=bool(number))
        kept = {name: expected[name] for name in result if name in expected}
        assert compare({name: result[name] for name in kept}, kept) == []
    d = alone[0].users.size
    assert np.array_equal(both.sums[:, 4 : 4 + d], alone[0].sums[:, 4:])
    assert np.array_equal(both.sums[:, 4 + d :], alone[1].sums[:, 4:])
    assert np.allclose(both.sums[:, :4], alone[0].sums[:, :4] + alone[1].sums[:, :4], rtol=1e-12, atol=1e-12)
    for field in both.cohorts.dtype.names:
        assert np.array_equal(both.cohorts[field], alone[0].cohorts[field] + alone[1].cohorts[field])


def test_relabelling_twice_gives_the_state_back() -> None:
    scenario = load("baseline", [*NEAR, *QUICK], weeks=6)
    state = run(begun(scenario, 1), scenario, 1)
    order = np.random.default_rng(2).permutation(state.people.size)
    back = relabelled(relabelled(state, order), np.argsort(order))
    assert compare(pieces(back), pieces(state), set()) == []
    assert compare(pieces(relabelled(state, order)), pieces(state), set()) != []
    assert set(rearranged.NAMES) <= set(state._fields) and len(COLUMNS) == state.sums.shape[2]
