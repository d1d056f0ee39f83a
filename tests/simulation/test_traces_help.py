"""What asking and helping leave behind, held against what they are said to do: for everybody and every request.

Seen from outside, over whole arrays: a loop that leaves out the first or the last, a statement that is missing and a
neighbour's measure show here. The rules of one person or tie are tested with each mechanism.
"""

import numpy as np
import pytest
import small

from crmsim.mechanisms import asking, exchange, helping
from crmsim.mechanisms.barter import BARTER
from crmsim.mechanisms.queueing import newness_of
from crmsim.mechanisms.state import (
    GRANTED,
    GRANTED_IN_VAIN,
    NEVER,
    REFUSED,
    WANT_EXPERTISE,
    WANT_NOTHING,
)
from crmsim.numerics.draws import draw, join
from crmsim.simulation import Simulation

OFFICE = {"organisation": {"employees": 30, "departments": 3, "mean_ties": 6.0}, "scenario": {"weeks": 40}}
BUSY = small.scenario(small.LIVELY, OFFICE, {"turnover": {"annual_rate": 0.9}, "exchange": {"requests_per_week": 3.5}})
BUSY_TABLES = {**small.LIVELY, **OFFICE, "turnover": {"annual_rate": 0.5}}


def by_asker(simulation: Simulation, measure: str) -> np.ndarray:
    """A measure of this week's requests, a row for each employee."""
    return np.asarray(simulation.state.requests[measure]).reshape(simulation.state.people.size, -1)


def test_everybody_asks_for_what_is_wanted_and_any_contact_may_be_asked() -> None:
    simulation = Simulation(BUSY, 1)
    state, people, ties, needs = (
        simulation.state,
        simulation.state.people,
        simulation.state.ties,
        simulation.state.needs,
    )
    degree = np.diff(state.start)
    asked_at = {"first": 0, "last": 0}
    for week, _, before in small.watched(simulation, "ask"):
        tie, slot = by_asker(simulation, "tie"), by_asker(simulation, "slot")
        assert np.all((tie >= 0) | (slot == NEVER) | (np.arange(tie.shape[1]) == tie.shape[1] - 1)), week
        for i in range(people.size):
            entries, slots = tie[i, :-1][tie[i, :-1] >= 0], slot[i, :-1][tie[i, :-1] >= 0]
            assert np.all((entries >= state.start[i]) & (entries < state.start[i + 1]))
            assert np.all(ties.contact[tie[i][tie[i] >= 0]] > 0.0) and people.present[ties.target[entries]].all()
            assert np.unique(slots).size == slots.size and np.all(np.diff(slots) > 0)
            assert np.all((slots >= 0) & (slots < people.open_needs[i])) and np.all(
                needs.want[i, slots] != WANT_NOTHING
            )
            assert slots.size == 0 or people.present[i]
            asked_at["first"] += np.count_nonzero(entries == state.start[i])
            asked_at["last"] += np.count_nonzero(entries == state.start[i + 1] - 1)
        spent = (tie[:, :-1] >= 0).sum(axis=1) * simulation.params.asking.hours
        assert np.allclose(people.hours, before.people["hours"] + spent, rtol=1e-12)
        met = tie[:, -1] >= 0
        waiting = slot[:, -1]
        assert np.all(waiting[met] >= 0) and np.all(waiting[met] < people.open_needs[met])
        assert not np.any((slot[met, :-1] == waiting[met, None]) & (tie[met, :-1] >= 0))
        assert np.all(by_asker(simulation, "answer") == 0) and np.all(by_asker(simulation, "version") == NEVER)
        assert np.all(by_asker(simulation, "topic") == NEVER) and np.all(by_asker(simulation, "gain") == 0.0)
    assert min(asked_at.values()) > 0 and degree.min() > 0


@pytest.mark.parametrize("rate", [2.0, 2.4, 1000.0])
def test_favours_are_asked_of_as_many_different_contacts_as_there_are(rate: float) -> None:
    case = small.scenario(small.LIVELY, OFFICE, {
        "scenario": {"weeks": 20}, "mechanisms": {"market": False, "project": False},
        "exchange": {"requests_per_week": rate}, "turnover": {"annual_rate": 0.9}})  # fmt: skip
    simulation = Simulation(case, 2)
    state, people, ties = simulation.state, simulation.state.people, simulation.state.ties
    for week, _, _ in small.watched(simulation, "ask"):
        key = join(join(simulation.key, asking.COUNT), week)
        many = int(rate) + np.array([draw(key, int(seat)) < rate % 1.0 for seat in people.key])
        tie = by_asker(simulation, "tie")
        seat = np.repeat(np.arange(people.size), np.diff(state.start))
        contacts = np.bincount(seat[ties.contact > 0.0], minlength=people.size) * people.present
        assert np.array_equal((tie >= 0).sum(axis=1), np.minimum(contacts, many))
        asked = tie[tie >= 0]
        assert np.unique(asked).size == asked.size and np.all(ties.contact[asked] > 0.0)


def test_requests_to_somebody_are_answered_in_their_turn_and_an_askers_in_their_order() -> None:
    simulation = Simulation(BUSY, 4)
    state, people, requests = simulation.state, simulation.state.people, simulation.state.requests
    width, several = requests.size // people.size, np.zeros(2)
    for week, _, _ in small.watched(simulation, "help"):
        rows = np.flatnonzero(requests.tie >= 0)
        asked = state.ties.target[requests.tie[rows]]
        for j in range(people.size):
            key = join(join(join(simulation.key, helping.QUEUE), week), int(people.key[j]))
            turn = {row: draw(key, int(people.key[row // width])) for row in rows[asked == j]}
            first, last = state.first_request[j], state.first_request[j + 1]
            assert state.queue[first:last].tolist() == sorted(turn, key=lambda row: (turn[row], row)), (week, j)
            several += [len(turn) > 1, len(set(turn.values())) < len(turn)]
    assert several.min() > 0


@pytest.mark.parametrize("case", ["needs", "barter"])
def test_answers_move_what_they_should(case: str) -> None:
    barter = {"mechanisms": {"market": False}, "exchange": {"barter": True, "requests_per_week": 1.0}}
    simulation = Simulation(BUSY if case == "needs" else small.scenario(BUSY_TABLES, barter), 3)
    state, people, ties, requests = (
        simulation.state,
        simulation.state.people,
        simulation.state.ties,
        simulation.state.requests,
    )
    q, learning = simulation.params.exchange, simulation.params.helping.learning
    seen = {REFUSED: 0, GRANTED: 0}
    for week, _, before in small.watched(simulation, "help"):
        width = requests.size // people.size
        rows = np.flatnonzero(requests.tie >= 0)
        i, entry, answer = rows // width, requests.tie[rows], requests.answer[rows]
        j = ties.target[entry]
        unasked = (rows % width == width - 1) & (requests.slot[rows] != NEVER)
        willing = (answer == GRANTED) | (answer == GRANTED_IN_VAIN)
        assert np.all(answer[~unasked] != 0) and not np.any(answer[unasked] == REFUSED), week
        alone = np.bincount(entry, minlength=ties.size)[entry] == 1
        record, quality = before.ties["record"][entry], before.ties["quality"][entry]
        remembered = q.memory * record + (1.0 - q.memory) * willing
        assert np.allclose(ties.record[entry[alone & ~unasked]], remembered[alone & ~unasked], rtol=1e-12)
        warmer = quality + learning * (1.0 - quality)
        cooler = quality - min(1.0, simulation.params.helping.bad_over_good * learning) * quality
        expected = np.where(willing, warmer, np.where(unasked, quality, cooler))
        assert np.allclose(ties.quality[entry[alone]], expected[alone], rtol=1e-12)
        thanks = simulation.params.people.memory * before.people["gratitude"]
        told = willing | ((answer == REFUSED) & ~unasked)
        for who, granted in zip(i[told], willing[told], strict=True):
            share = 1.0 - simulation.params.people.memory
            if granted:
                thanks[who] += share * (1.0 - thanks[who])
            else:
                thanks[who] -= min(1.0, simulation.params.helping.bad_over_good * share) * (1.0 + thanks[who])
        given = before.ties["given"].copy()
        np.add.at(given, ties.reverse[entry[willing]], 1.0)
        assert np.array_equal(ties.given, given), week
        assert np.allclose(people.gratitude, thanks, rtol=1e-12)
        # What is taught is a share of the lead, and adds up in whoever learns.
        gained = np.array(before.expertise)
        open_to = np.minimum(1.0, 2.0 * quality * simulation.params.knowledge.absorption)
        if q.barter:  # of which the quality of the tie is no part
            open_to[:] = simulation.params.knowledge.absorption
        for number, row in enumerate(rows):
            if q.barter:
                seats = [int(people.key[who]) for who in (j[number], i[number])]
                key = join(join(join(join(simulation.key, BARTER), week), seats[0]), seats[1])
                one, other = before.expertise[j[number]], before.expertise[i[number]]
                for leads, measure in (
                    (one > (1.0 + q.barter_lead) * other, "topic"),
                    (other > (1.0 + q.barter_lead) * one, "return_topic"),
                ):
                    among = min(np.flatnonzero(leads), key=lambda t: draw(key, int(t)), default=NEVER)
                    assert requests[measure][row] == among, (week, row, measure)
            topic, back = requests.topic[row], requests.return_topic[row]
            if topic != NEVER:
                lead = before.expertise[j[number], topic] - before.expertise[i[number], topic]
                assert requests.gain[row] == pytest.approx(max(0.0, open_to[number] * lead), abs=1e-15)
                gained[i[number], topic] += requests.gain[row] * willing[number]
            if back != NEVER and answer[number] == GRANTED:
                lead = before.expertise[i[number], back] - before.expertise[j[number], back]
                assert requests.return_gain[row] == pytest.approx(
                    simulation.params.knowledge.absorption * lead, abs=1e-15
                )
                gained[j[number], back] += requests.return_gain[row]
        assert np.allclose(state.expertise, np.minimum(gained, 1.0), rtol=1e-12)
        wanted = before.needs[i, requests.slot[rows]]
        served = (answer == GRANTED) & (requests.slot[rows] != NEVER)
        assert np.all(state.needs.want[i[served], requests.slot[rows][served]] == WANT_NOTHING)
        knows = before.expertise[j, wanted["topic"]] >= wanted["level"]
        expert = willing & (requests.slot[rows] != NEVER) & (wanted["want"] == WANT_EXPERTISE)
        assert np.array_equal(answer[expert] == GRANTED, knows[expert])
        assert np.allclose(people.hours, before.people["hours"] + people.help_hours * people.present, rtol=1e-12)
        moved = np.asarray(people.reputation) != before.people["reputation"]
        assert not moved[np.setdiff1d(np.arange(people.size), j)].any()
        for name in seen:
            seen[name] += np.count_nonzero(answer == name)
    assert min(seen.values()) > 0


def test_the_one_asked_decides() -> None:
    """Whoever got one request: the answer follows from how that one stands to the asker, and from no one else."""
    simulation = Simulation(BUSY, 10)
    state, people, ties, requests, p = (
        simulation.state,
        simulation.state.people,
        simulation.state.ties,
        simulation.state.requests,
        simulation.params,
    )
    load = max(0.0, p.exchange.cost - 37.5 * p.work.slack)
    answered = {REFUSED: 0, GRANTED: 0}
    for week, _, before in small.watched(simulation, "help"):
        width = requests.size // people.size
        rows = np.flatnonzero(requests.tie >= 0)
        asked = ties.target[requests.tie[rows]]
        for row, j in zip(rows, asked, strict=True):
            i, place = divmod(int(row), width)
            if np.count_nonzero(asked == j) > 1 or (place == width - 1 and requests.slot[row] != NEVER):
                continue
            one, other = before.people[j], before.people[i]
            asking = before.ties[requests.tie[row]]
            back = before.ties[ties.reverse[requests.tie[row]]]
            vine = join(join(join(simulation.key, helping.GRAPEVINE), week), int(one["key"]))
            trace = draw(vine, int(other["key"])) < p.exchange.grapevine
            mirror = exchange.mirrored(back["record"], other["known_reputation"], trace, p.exchange.indirect)
            mirror *= exchange.even(back["given"] - asking["given"], p.exchange.credit)
            chance = helping.willingness(
                one["style"], one["otherish"], back["quality"], helping.generous(mirror, p.exchange.forgiveness),
                other["known_reputation"] if trace else 0.5, load, one["safety"], one["gratitude"],
                newness_of(asking["contact"], asking["base_contact"]) if other["hired"] > one["hired"] else 0.0,
                p.people.safety_weight, p.helping,
            )  # fmt: skip
            mine = join(join(join(join(simulation.key, helping.ANSWER), week), int(one["key"])), place)
            willing = draw(mine, int(other["key"])) < helping.tremble(chance, p.exchange.error)
            assert willing == (requests.answer[row] in (GRANTED, GRANTED_IN_VAIN)), (week, row)
            for answer in answered:
                answered[answer] += requests.answer[row] == answer
    assert min(answered.values()) > 20 and state.sums.size
