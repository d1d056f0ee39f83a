"""Parameters in the hands of own rules: read as they stand, never written to, changed from the next week on."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import crmsim
from crmsim.errors import CrmsimError
from crmsim.scenario import Scenario, Setting, load
from crmsim.simulation import Simulation, simulate
from crmsim.simulation import run as running
from crmsim.simulation.hooks import Hook, hook

SMALL = {"organisation.employees": 20}


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load("baseline", SMALL, weeks=16)


def deciding(settings: dict[str, Any], when: int = 7, point: str = "help") -> Hook:
    @hook(after=point, name="decides")
    def rule(week):
        if week.number == when:
            week.change(settings)

    return rule


def planned(base: Scenario, settings: dict[str, Any], week: int) -> Scenario:
    return base.changed([Setting("intervention", [{"week": week, "kind": "change", "set": settings}])])


@pytest.mark.parametrize("point", ["signals", "help", "ledger"])
@pytest.mark.parametrize(
    "settings",
    [{"leadership.done": 0.9}, {"exchange.cost": np.float64(0.3), "leadership.said": 0}, {"people.hiring.takers": 0.5}],
)
def test_a_change_is_an_intervention_in_the_next_week(base: Scenario, settings: dict[str, Any], point: str) -> None:
    changed = simulate(base, 2, hooks=[deciding(settings, point=point)])
    whole = simulate(planned(base, {key: float(value) for key, value in settings.items()}, 8), 2)
    assert changed.ledger.tobytes() == whole.ledger.tobytes()
    for name, line in whole.money.items():
        assert line.tobytes() == changed.money[name].tobytes()
    assert changed.ledger[:7].tobytes() == simulate(base, 2).ledger[:7].tobytes()


def test_the_same_phase_by_phase_and_copied_on_the_way(base: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = deciding({"leadership.done": 0.9})
    whole = simulate(base, 2, hooks=[rule]).ledger
    simulation = Simulation(base, 2, hooks=[rule])
    list(simulation.slices(7))
    other = copy.deepcopy(simulation)
    assert other.decided == simulation.decided and other.decided is not simulation.decided
    list(other.slices(16))
    assert np.array_equal(other.state.sums, whole)
    monkeypatch.setattr(running, "SLICE_NANOSECONDS", 1.0)
    assert np.array_equal(simulate(base, 2, hooks=[rule]).ledger, whole)


def test_two_rules_of_one_week_change_in_order_and_both_stand_in_the_provenance() -> None:
    @hook(after="ask")
    def first(week):
        if week.number == 3:
            week.change({"leadership.done": 0.1, "exchange.cost": 0.3})

    @hook(after="help")
    def second(week):
        if week.number == 3:
            week.change({"leadership.done": 0.9})
        if week.number == 5:
            assert week.parameters.leadership.done == 0.9 and week.parameters.exchange.cost == 0.3

    result = crmsim.run("baseline", 2, SMALL, 8, hooks=[first, second])
    assert result.provenance["changes"] == [
        {"rule": "first", "week": 4, "set": {"leadership.done": 0.1, "exchange.cost": 0.3}},
        {"rule": "second", "week": 4, "set": {"leadership.done": 0.9}},
    ]
    assert (
        "changes" not in crmsim.run("baseline", 2, SMALL, 8, hooks=[deciding({"leadership.done": 1.0}, 8)]).provenance
    )


@pytest.mark.parametrize(
    "write",
    [
        lambda week: setattr(week.parameters.exchange, "cost", 0.9),
        lambda week: setattr(week.parameters, "exchange", week.parameters.exchange),
        lambda week: week.parameters["exchange"].__setitem__("cost", 0.9),
    ],
)
@pytest.mark.parametrize("week", [1, 5])
def test_writing_to_a_parameter_is_an_error_that_says_what_to_do(base: Scenario, write: Any, week: int) -> None:
    @hook(after="help", name="writes")
    def rule(now):
        if now.number == week:
            write(now)

    with pytest.raises(ValueError, match="read-only") as caught:
        simulate(planned(base, {"leadership.done": 0.3}, 3), 1, hooks=[rule])
    notes = caught.value.__notes__
    assert "'writes' after help" in notes[0] and "week.change" in notes[1]


@pytest.mark.parametrize(
    ("settings", "pattern"),
    [
        ({"leadership.don": 0.9}, "leadership.don.*Did you mean 'leadership.done'"),
        ({"leadership.done": 3.0}, "leadership.done"),
        ({"people.takers": 0.3}, "cannot change on the way"),
        ({}, "no changes"),
        ({"exchange.requests_per_week": 60.0}, "room for fewer requests"),
    ],
)
def test_what_a_rule_cannot_change_is_refused_with_its_name(base: Scenario, settings: dict, pattern: str) -> None:
    with pytest.raises(CrmsimError, match=pattern) as caught:
        simulate(base, 1, hooks=[deciding(settings)])
    assert "'decides'" in str(caught.value)


def test_as_many_requests_as_there_is_room_for_can_be_asked(base: Scenario) -> None:
    roomy = planned(base, {"exchange.requests_per_week": 9.0}, 14)
    rule = deciding({"exchange.requests_per_week": 9.0})
    both = roomy.changed([Setting("intervention", [{"week": 8, "kind": "change",
                         "set": {"exchange.requests_per_week": 9.0}}])])  # fmt: skip
    assert simulate(roomy, 1, hooks=[rule]).ledger.tobytes() == simulate(both, 1).ledger.tobytes()


def test_a_change_survives_a_pickle(base: Scenario) -> None:
    simulation = Simulation(base, 2, hooks=[PICKLED])
    list(simulation.slices(7))
    other = pickle.loads(pickle.dumps(simulation))
    for one in (simulation, other):
        list(one.slices(16))
    assert np.array_equal(simulation.state.sums, other.state.sums)


@hook(after="help")
def PICKLED(week):  # noqa: N802 - a rule of the module, found by its name
    if week.number == 7:
        week.change({"leadership.done": 0.9})
