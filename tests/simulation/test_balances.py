"""What goes in comes out: sums that must hold over a run whatever its rules decide, to the last need and favour."""

import numpy as np
import pytest
import small

from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.load import ELSEWHERE
from crmsim.mechanisms.state import (
    EMPLOYEE,
    GRANTED,
    GRANTED_IN_VAIN,
    NEVER,
    PROJECT_LEADER,
    RING,
    ROLES,
    WANT_FACT,
    WANT_NOTHING,
    WANT_OWN,
    WINDOW,
)
from crmsim.mechanisms.work import SLIP
from crmsim.numerics.draws import draw, join
from crmsim.simulation import Simulation
from crmsim.simulation.parameters import parameters

OFFICE = {"organisation": {"employees": 30, "departments": 3, "mean_ties": 6.0}, "scenario": {"weeks": 40}}
BUSY = small.scenario(small.LIVELY, OFFICE, {"turnover": {"annual_rate": 0.9}, "work": {"slack": 0.0}})


def pending(simulation: Simulation, name: str) -> int:
    """What cohorts not yet booked hold."""
    weeks = range(max(1, simulation.scenario.weeks - WINDOW + 1), simulation.scenario.weeks + 1)
    return int(sum(simulation.state.cohorts[name][week % RING] for week in weeks))


@pytest.mark.parametrize("seed", [1, 2])
def test_every_change_and_every_need_is_booked_once(seed: int) -> None:
    simulation = small.run(BUSY, seed)
    changes = int((simulation.state.facts.version - 1).sum())
    assert small.column(simulation, "changes").sum() + pending(simulation, "changes") == changes > 0
    # Whoever is served right is served within WINDOW weeks, for later needs are dropped.
    right = small.column(simulation, "output").sum()
    assert small.column(simulation, "responded").sum() + pending(simulation, "responded") == right > 0
    needs = small.column(simulation, "needs")
    assert np.all(small.column(simulation, "responded") <= needs)


def test_open_needs_wait_in_their_order_are_served_or_dropped() -> None:
    tired = {"work": {"fatigue": 0.6}, "climate": {"energy_rest": 0.1}}
    simulation = Simulation(small.scenario(small.LIVELY, OFFICE, tired), 3)
    dropped = forgotten = 0
    for week, _, before in small.watched(simulation, "work"):
        people, needs = simulation.state.people, simulation.state.needs
        for i in range(people.size):
            was = before.needs[i, : before.people["open_needs"][i]]
            now = np.asarray(needs[i, : people.open_needs[i]])
            fields = ["fact", "topic", "level", "week", "want", "version"]
            left = now[fields].tolist()
            order = iter(was[fields].tolist())
            assert all(row in order for row in left), (week, i)  # a subsequence: nothing changed, lost or twice
            assert np.all(now["week"] > week - WINDOW)
            old = np.count_nonzero(was["week"] <= week - WINDOW)
            gone = was.size - now.size - people.served[i] * people.present[i]
            slipped = 0
            if people.present[i]:  # what is not at hand may be forgotten in the week it comes
                seat = join(join(join(simulation.key, SLIP), week), int(people.key[i]))
                fresh = np.flatnonzero((was["week"] == week) & (was["want"] == WANT_OWN))
                slipped = sum(draw(seat, int(s)) < simulation.params.work.slip for s in fresh)
            assert 0 <= gone - slipped <= old, (week, i)
            dropped += gone - slipped
            forgotten += slipped
    assert dropped > 0 and forgotten > 0


def test_asking_touches_the_askers_side_alone_and_answers_move_it() -> None:
    simulation = Simulation(BUSY, 6)
    ties, requests = simulation.state.ties, simulation.state.requests
    for _, _, before in small.watched(simulation, "help"):
        rows = np.flatnonzero(requests.tie >= 0)
        entry, answer = requests.tie[rows], requests.answer[rows]
        willing = (answer == GRANTED) | (answer == GRANTED_IN_VAIN)
        for name in ("quality", "record"):
            moved = np.asarray(ties[name]) != before.ties[name]
            assert np.all(np.isin(np.flatnonzero(moved), entry[answer != 0])), name
        once = np.isin(entry, np.flatnonzero(np.bincount(entry, minlength=ties.size) == 1))
        assert np.all(ties.quality[entry[once & willing]] >= before.ties["quality"][entry[once & willing]])


def test_every_hour_is_counted_once() -> None:
    # Without a project there is neither training nor involvement; the rule of hazards makes users all the same.
    case = small.scenario(small.LIVELY, OFFICE, {
        "mechanisms": {"project": False}, "adoption": {"rule": "hazard", "seed_share": 0.3, "p": 0.05}})  # fmt: skip
    simulation = Simulation(case, 7)
    p = parameters(case)
    cost = p.system.act_hours * (1.0 - p.system.integration)
    people, requests = simulation.state.people, simulation.state.requests
    facts, needs = simulation.state.facts, simulation.state.needs
    width = requests.size // people.size
    spent = 0.0
    # What a need takes: the hours that an average week fills, over the needs of a week, less what one searches for it.
    customers = np.diff(simulation.state.first_fact) / (2 * p.market.facts_each)
    at_hand = p.market.memory / (p.market.memory + customers)
    at_hand += (1.0 - at_hand) * p.market.familiarity
    at_hand[customers == 0] = 1.0
    filled = 37.5 * (1.0 - p.work.fatigue * (1.0 - p.climate.energy_rest)) * (1.0 - p.work.slack)
    asking = ELSEWHERE * p.exchange.benefit
    alone = (1.0 - p.work.interdependence) * (1.0 - at_hand) * p.lookup.own_hours + p.work.interdependence * asking
    mended = np.zeros(people.size)
    for week, name, before in small.watched(simulation, "use", "work"):
        if name == "use":
            open_need = np.arange(needs.shape[1]) < people.open_needs[:, None]
            met = open_need & (before.needs["want"] == WANT_FACT) & (needs.want == WANT_NOTHING)
            stale = (before.facts["recorded"] != facts.version) | (before.facts["wrong"] == 1)
            mended = (met & (needs.version == facts.version[needs.fact]) & stale[needs.fact]).sum(axis=1)
            continue
        asked = (requests.tie >= 0).reshape(-1, width)
        asked[:, -1] &= requests.slot.reshape(-1, width)[:, -1] == NEVER
        recording = (people.acts - people.lookups) * cost
        parts = (
            asked.sum(axis=1) * p.asking.hours + people.help_hours + people.lookups * p.system.act_hours + recording
            + mended * p.system.act_hours
        )  # fmt: skip
        here = people.present == 1
        assert np.allclose(people.hours[here], parts[here], rtol=1e-12), week
        new = np.array([
            np.count_nonzero(before.needs["week"][i, : before.people["open_needs"][i]] == week)
            for i in range(people.size)
        ])  # fmt: skip
        each = (filled / p.work.needs_per_week - alone) / people.productivity
        other = np.where(
            customers == 0,
            np.maximum(0.0, filled - p.work.needs_per_week * p.work.interdependence * (each + asking)),
            0.0,
        )
        ahead = p.lookup.insight * people.covered * people.intensity * (customers > 0)
        searched = people.search_hours - before.people["search_hours"]
        asked_of = people.hours + other + new * each * (1.0 - ahead) + searched
        assert np.allclose(people.demand[here], asked_of[here], rtol=1e-12), week
        spent += recording.sum()
    assert spent > 0.0 and simulation.state.sums[:, 0, COLUMN["lookups"]].sum() > 0.0


def test_own_hours_are_those_of_the_roles() -> None:
    simulation = small.run(BUSY, 8)
    project = simulation.state.project[0]
    roles = [small.column(simulation, f"own_hours_{role}") for role in ROLES]
    assert np.allclose(sum(roles), small.column(simulation, "own_hours"), rtol=1e-12)
    assert small.column(simulation, "own_hours").sum() > small.column(simulation, "training_hours").sum() > 0.0
    assert all(roles[place].sum() > 0.0 for place in (EMPLOYEE, PROJECT_LEADER))
    assert project.step == 5 and project.go_live > 0
    assert np.isclose(simulation.state.requirements.weight.sum(), 1.0)


def test_a_vacancy_keeps_nothing_of_its_leaver() -> None:
    simulation = Simulation(BUSY, 9)
    filled = 0
    for week, _, before in small.watched(simulation, "turnover"):
        people, ties, facts = simulation.state.people, simulation.state.ties, simulation.state.facts
        traces = simulation.state.traces
        seat = np.repeat(np.arange(people.size), np.diff(simulation.state.start))
        empty = people.present == 0
        assert np.all(ties.contact[empty[seat] | empty[ties.target]] == 0.0)
        assert np.all(facts.held[empty[traces.owner]] == NEVER) and np.all(people.open_needs[empty] == 0)
        assert np.all(people.vacant_until[empty] > week + 1)
        new = people.holder > before.people["holder"]
        filled += new.sum()
        assert np.all(people.present[new] == 1) and np.all(people.hired[new] == week + 1)
        for name in ("uses", "habit", "intensity", "gratitude", "done_variance", "gap", "push", "stage", "open_needs"):
            assert np.all(np.asarray(people[name])[new] == 0), name
        assert np.all(people.understanding[new] == 0.0)
        between = new[seat] | new[ties.target]
        assert np.all(ties.record[between] == 1.0)
        both = between & ~empty[seat] & ~empty[ties.target]
        share = simulation.params.climate.regrowth
        assert np.allclose(ties.contact[both], share * ties.base_contact[both], rtol=1e-15)
        stayed = ~new[seat] & ~new[ties.target] & ~empty[seat] & ~empty[ties.target]
        for name in ("contact", "quality", "record", "level"):
            assert np.array_equal(np.asarray(ties[name])[stayed], before.ties[name][stayed]), name
        old = ~new & ~empty & (people.left == 0)
        for name in people.dtype.names:
            if name not in ("left", "lost"):
                assert np.array_equal(np.asarray(people[name])[old], before.people[name][old]), name
    assert filled > 0
