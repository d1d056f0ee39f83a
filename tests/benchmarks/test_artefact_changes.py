"""Runs that are walked phase by phase, and changes that leave every bit as it was."""

import numpy as np
import pytest

from benchmarks.artefact_changes import (
    ALL_REDRAWN,
    HALVED,
    SAME,
    Change,
    Changed,
    finished,
    half_rate,
    half_share,
    redrawings,
    values_changed,
    values_of,
)
from benchmarks.artefacts import in_another_order
from benchmarks.week_orders import bound_pairs, drawn, measures_of_the_week, needs, swaps, turned_round
from crmsim import CrmsimError
from crmsim.mechanisms import PHASES
from crmsim.results.summary import summarise
from crmsim.scenario import Setting, load
from crmsim.simulation import simulate

QUICK = ("organisation.employees=30", "organisation.departments=3", "project.foundation_weeks=2",
         "project.needs_analysis_weeks=2", "project.implementation_weeks=3", "turnover.annual_rate=0.4",
         "turnover.replacement_weeks=2")  # fmt: skip
SCENARIO = load("baseline", QUICK, weeks=40)


def swapped(first: str, second: str) -> tuple[str, ...]:
    """The usual order with two phases exchanged."""
    return tuple({first: second, second: first}.get(name, name) for name in PHASES)


def test_walked_phase_by_phase_a_run_is_the_same_to_the_bit() -> None:
    run = simulate(SCENARIO, 4)
    expected = summarise(run.ledger[:, :1], groups=("all",), target=SCENARIO.scenario.target, money=run.money).values
    walked = finished(SCENARIO, 4, SAME)
    assert walked.state.sums.tobytes() == run.ledger.tobytes()
    assert values_of(walked) == expected
    assert expected["departures"] and expected["net_benefit_nok"]


def test_interventions_act_as_in_any_run() -> None:
    acts = [{"week": 2, "kind": "hire", "who": "share:0.3", "style": "taker"}]
    planned = SCENARIO.changed([Setting("intervention", acts, "test")])
    assert finished(planned, 4, SAME).state.sums.tobytes() == simulate(planned, 4).ledger.tobytes()


def test_people_in_another_order_leave_every_outcome_as_it_was() -> None:
    # Everybody has a contact, so that what is held elsewhere lies with a colleague and not with the k-th of the list.
    near = load("baseline", [*QUICK, "market.within_reach=1.0"], weeks=40)
    usual = finished(near, 4, SAME).state
    other = finished(near, 4, Change("", "labels", rearrange=in_another_order)).state
    assert other.people.key.tolist() != usual.people.key.tolist()
    assert sorted(other.people.key) == sorted(usual.people.key)
    assert np.allclose(other.sums, usual.sums, rtol=1e-12, atol=1e-12)
    anywhere = finished(SCENARIO, 4, Change("", "labels", rearrange=in_another_order)).state
    assert not np.allclose(anywhere.sums, finished(SCENARIO, 4, SAME).state.sums)


def test_phases_that_hand_nothing_to_each_other_may_change_places_to_the_bit() -> None:
    usual = finished(SCENARIO, 4, SAME).state.sums
    other = finished(SCENARIO, 4, Change("", "order", order=swapped("project", "market"))).state.sums
    assert other.tobytes() == usual.tobytes()
    other = finished(SCENARIO, 4, Change("", "order", order=swapped("adoption", "climate"))).state.sums
    assert other.tobytes() != usual.tobytes()


def test_signals_that_come_later_spend_the_same_hours() -> None:
    off = load("baseline", [*QUICK, "leadership.steadiness=1.0", "turnover.annual_rate=0.0"], weeks=40)
    usual = values_changed(off, 4, SAME, against_nothing=False)
    other = values_changed(off, 4, Change("", "order", order=swapped("signals", "project")), against_nothing=False)
    assert other["own_hours"] == pytest.approx(usual["own_hours"], rel=0.1)
    assert (other["net_benefit_nok"], other["success"]) == (None, None)


def test_requests_are_answered_after_they_were_made_and_hours_spent_before_work() -> None:
    found = needs(load("baseline", QUICK, weeks=18), weeks=(18,))
    pairs = bound_pairs(found)
    assert {"requests.tie"} <= pairs["ask", "help"]
    assert {"people.hours"} <= pairs["use", "work"]
    assert "people.served" in pairs["work", "turnover"]
    assert {"people.hours", "people.acts", "people.left"} <= measures_of_the_week()
    assert "people.energy" not in measures_of_the_week()
    admissible = {pair: order is not None for pair, order in swaps(pairs)}
    assert not admissible["ask", "help"] and not admissible["use", "work"] and not admissible["turnover", "ledger"]
    assert admissible["project", "market"] and admissible["climate", "turnover"]
    for order in (turned_round(pairs), drawn(pairs, 1), drawn(pairs, 2)):
        place = {name: number for number, name in enumerate(order)}
        assert all(place[first] < place[second] for first, second in pairs)
        assert sorted(order) == sorted(PHASES) and order != PHASES


def test_each_redrawing_changes_what_it_names() -> None:
    usual = finished(SCENARIO, 4, SAME)
    for change in redrawings():
        (name,) = change.redrawn
        begun = Changed(SCENARIO, 4, change)
        same = begun.state.people.tobytes() == Changed(SCENARIO, 4, SAME).state.people.tobytes()
        assert same == (name != "beginning"), name
        unmoved = finished(SCENARIO, 4, change).state.sums.tobytes() == usual.state.sums.tobytes()
        assert unmoved == (name == "climate"), name  # which draws nothing
    assert ALL_REDRAWN.redrawn == {"beginning", *PHASES[:-1]}


def test_two_halves_make_a_week() -> None:
    assert (1.0 - half_share(0.3)) ** 2 == pytest.approx(0.7)
    assert 2.0 * half_rate(0.3) == 0.3
    run = Changed(SCENARIO, 4, Change("", "step", halved=frozenset(HALVED)))
    for _ in run.slices(SCENARIO.weeks):
        pass
    usual = finished(SCENARIO, 4, SAME)
    assert run.params.adoption.onward_rate == usual.params.adoption.onward_rate
    assert run.state.sums.tobytes() != usual.state.sums.tobytes()


def test_what_cannot_be_changed_is_refused() -> None:
    with pytest.raises(CrmsimError, match="no rates to halve"):
        Change("", "step", halved=frozenset(("help",)))
    with pytest.raises(CrmsimError, match="not an order"):
        Change("", "order", order=PHASES[1:])
    planned = [Setting("intervention", [{"week": 9, "kind": "change", "set": {"leadership.done": 0.9}}], "test")]
    with pytest.raises(CrmsimError, match="parameters stay as they are"):
        Changed(SCENARIO.changed(planned), 0, SAME)
