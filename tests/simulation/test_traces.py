"""What a phase leaves behind, held against what it is said to do: for everybody, every tie and every fact.

Seen from outside, over whole arrays: a loop that leaves out the first or the last, a statement that is missing and a
neighbour's measure show here. The rules of one person or tie are tested with each mechanism.
"""

import numpy as np
import pytest
import small

from crmsim.mechanisms.knowledge import NEWCOMER
from crmsim.mechanisms.recording import IMPORT
from crmsim.mechanisms.state import (
    EVALUATION,
    MET,
    NEEDS_ANALYSIS,
    NEVER,
    SUPERUSER,
    WANT_FACT,
    WANT_NOTHING,
    WANT_OWN,
)
from crmsim.mechanisms.teaching import INVOLVED
from crmsim.numerics.draws import draw, join
from crmsim.simulation import Simulation

OFFICE = {"organisation": {"employees": 30, "departments": 3, "mean_ties": 6.0}, "scenario": {"weeks": 40}}
BUSY = small.scenario(small.LIVELY, OFFICE, {"turnover": {"annual_rate": 0.9}, "exchange": {"requests_per_week": 3.5}})
BUSY_TABLES = {**small.LIVELY, **OFFICE, "turnover": {"annual_rate": 0.5}}


def test_the_project_takes_the_hours_it_should() -> None:
    simulation = Simulation(
        small.scenario(
            small.LIVELY,
            OFFICE,
            {
                "project": {
                    "training_hours": 9.0,
                },
                "leadership": {"attention_hours": 2.5},
            },
        ),
        4,
    )
    people, project, q = simulation.state.people, simulation.state.project, simulation.params.project
    taught, relearnt = np.zeros(2), 0
    for week, _, before in small.watched(simulation, "project"):
        here = people.present == 1
        leading, step = project.leader[0], project.step[0]
        hours = np.zeros(people.size)
        if step == NEEDS_ANALYSIS:
            key = join(simulation.key, INVOLVED)
            hours += simulation.params.leadership.attention_hours * np.array(
                [draw(key, int(seat)) < q.involvement for seat in people.key]
            )
        since = np.where(people.access >= 0, week - people.access, -1)
        new = (people.hired == people.access) & (people.access > project.go_live[0])
        first = np.where(new, min(q.training_hours, q.follow_up_hours), q.training_hours)
        left = first + q.superuser_hours * (people.role == SUPERUSER) - 37.5 * since
        training = np.where(left > 0.0, np.minimum(left, 37.5), q.follow_up_hours / 52.0 * (since > 0)) * (since >= 0)
        expected = (hours + training) * here
        if leading >= 0 and 0 < step < 5:
            expected[leading] += q.leader_hours
        assert np.allclose(people.hours, before.people["hours"] + expected, rtol=1e-12), week
        assert project.training_hours[0] == pytest.approx((training * here).sum())
        grown = np.asarray(people.understanding) - before.people["understanding"]
        assert np.all(grown[~here] == 0.0) and (step == 0 or np.all(grown[here] > 0.0))
        assert np.allclose(people.project_hours, before.people["project_hours"] + expected, rtol=1e-12)
        requirements = simulation.state.requirements
        mended = requirements.weight[(requirements.status == MET) & (before.requirements["status"] != MET)].sum()
        kept = np.where(here & (since >= 0) & (step == EVALUATION) & (project.go_live[0] < week), 1.0 - mended, 1.0)
        skill = before.people["skill"] * kept
        learned = skill + (1.0 - skill) * (1.0 - np.exp(-training / q.training_scale))
        assert np.allclose(people.skill[here], learned[here], rtol=1e-9)
        relearnt += np.count_nonzero(kept < 1.0)
        taught += [(hours * here).sum(), (training * here).sum()]
        if np.any(before.people["access"] != people.access):
            assert np.all(people.access >= week) and project.go_live[0] == week
    assert taught.min() > 0.0 and relearnt > 0


def test_whoever_uses_the_system_comes_to_every_own_fact() -> None:
    simulation = Simulation(BUSY, 5)
    people, facts, p = simulation.state.people, simulation.state.facts, simulation.params
    traces, barriers = simulation.state.traces, simulation.state.barriers
    owner = np.repeat(np.arange(people.size), np.diff(simulation.state.first_fact))
    recorded_at, happened = np.zeros(2), np.zeros(2)
    for week, _, before in small.watched(simulation, "use"):
        user = (people.present == 1) & np.isin(people.stage, (2, 3, 4, 5))
        slots = np.arange(simulation.state.needs.shape[1]) < people.open_needs[:, None]
        was, needs = before.needs, simulation.state.needs
        wanting = (np.isin(was["want"], (WANT_FACT, WANT_OWN)) & slots).sum(axis=1)
        allowed = barriers.sensitivity >= p.system.privacy_limit * (1.0 - p.system.privacy)
        room = allowed & (barriers.room < simulation.state.project.fit[0])
        record = before.facts["recorded"].copy()
        brought_in = (traces.recorded_week == week) & (week == simulation.state.project.go_live[0])
        record[brought_in] = facts.recorded[brought_in]
        if week == simulation.state.project.go_live[0]:
            keys = [join(join(simulation.key, IMPORT), int(seat)) for seat in people.key[owner]]
            place = np.arange(facts.size) - simulation.state.first_fact[owner]
            listed = np.array(
                [draw(key, 2 * int(k)) < p.system.import_share for key, k in zip(keys, place, strict=True)]
            )
            right = [draw(key, 2 * int(k) + 1) < p.system.data_quality for key, k in zip(keys, place, strict=True)]
            listed &= room & (facts.held > before.facts["recorded"]) & (people.present[owner] == 1)
            assert np.array_equal(brought_in, listed)
            assert np.array_equal(facts.wrong[listed] == 0, np.array(right)[listed])
        assert np.all(room[brought_in]) and not brought_in[people.present[owner] == 0].any()
        lacking = (facts.held > record) & room
        occasions = (wanting + np.bincount(owner[lacking], minlength=people.size)) * user
        assert np.array_equal(people.occasions, occasions), week
        habit = np.array(before.people["habit"])
        share = np.divide(people.acts, occasions, out=np.array(habit), where=occasions > 0)
        habit = np.where(user, habit + (1.0 - p.people.memory) * (share - habit), habit * p.people.memory)
        here = people.present == 1
        assert np.allclose(people.habit[here], habit[here], rtol=1e-12)
        cost = p.system.act_hours * (1.0 - p.system.integration)
        # Who met a record that does not hold, and left with what does, put it right.
        met = slots & (was["want"] == WANT_FACT) & (needs.want == WANT_NOTHING)
        stale = (before.facts["recorded"] != facts.version) | (before.facts["wrong"] == 1)
        mended = met & (needs.version == facts.version[needs.fact]) & stale[needs.fact]
        assert np.all(facts.recorded[needs.fact[mended]] == facts.version[needs.fact[mended]])
        looked = people.lookups * p.system.act_hours + mended.sum(axis=1) * p.system.act_hours
        imported = np.bincount(owner[brought_in], minlength=people.size) * cost
        spent = looked + (people.acts - people.lookups) * cost + imported
        assert np.allclose(people.hours, before.people["hours"] + spent, rtol=1e-12)
        assert np.allclose(people.search_hours, before.people["search_hours"] + looked, rtol=1e-12)
        assert np.allclose(people.project_hours, before.people["project_hours"] + imported, rtol=1e-12)
        happened += [np.count_nonzero(mended), np.count_nonzero(brought_in)]
        assert np.allclose(people.ease_count - before.people["ease_count"], people.acts)
        new = np.flatnonzero(traces.recorded_week == week)
        right = np.isin(new, needs.fact[mended])  # put right by another in the same week
        assert np.array_equal(traces.author[new], owner[new])
        assert np.array_equal(facts.recorded[new], np.where(right, facts.version[new], facts.held[new]))
        recorded_at += [
            np.isin(new, simulation.state.first_fact[:-1]).sum(),
            np.isin(new, simulation.state.first_fact[1:] - 1).sum(),
        ]
    assert recorded_at.min() > 0 and happened.min() > 0


@pytest.mark.parametrize("rule", ["threshold", "hazard"])
def test_everybody_adopts_by_what_they_see(rule: str) -> None:
    case = small.scenario(small.LIVELY, OFFICE, {
        "adoption": {"rule": rule, "seed_share": 0.2, "threshold_mean": 0.4, "p": 0.02, "q": 0.3},
        "mechanisms": {"project": False}})  # fmt: skip
    simulation = Simulation(case, 6)
    people, ties = simulation.state.people, simulation.state.ties
    seat = np.repeat(np.arange(people.size), np.diff(simulation.state.start))
    adopted = 0
    for _, _, before in small.watched(simulation, "adoption"):
        users = np.isin(before.people["stage"], (3, 4, 5))
        trace = ties.contact * ties.quality * users[ties.target]
        trust = np.bincount(seat, trace, people.size)
        view = np.bincount(seat, trace * before.people["usefulness"][ties.target], people.size)
        hearsay = np.divide(view, trust, out=np.full(people.size, float(NEVER)), where=trust > 0.0)
        assert np.allclose(people.hearsay, hearsay, rtol=1e-12)
        free = (people.present == 1) & ~np.isin(before.people["stage"], (2, 3, 4, 5))
        new = np.isin(people.stage, (3, 4, 5)) & free
        if rule == "threshold":
            assert np.array_equal(new, free & (people.exposure >= people.threshold))
        # Who has adopted goes a step towards routine or back from it, and never gives up; nobody else moves.
        kept = (people.present == 1) & users
        assert np.all(np.isin(people.stage[kept], (3, 4, 5)))
        assert np.all(np.abs(people.stage[kept] - before.people["stage"][kept]) <= 1)
        still = ~new & ~kept
        assert np.array_equal(np.asarray(people.stage)[still], before.people["stage"][still])
        assert np.all(people.intensity[new] == 1.0)
        adopted += new.sum()
    assert adopted > 0


def test_facts_change_are_noticed_and_told_seat_by_seat() -> None:
    simulation = Simulation(BUSY, 7)
    people, facts, needs = simulation.state.people, simulation.state.facts, simulation.state.needs
    traces = simulation.state.traces
    owner = np.repeat(np.arange(people.size), np.diff(simulation.state.first_fact))
    ties, source = simulation.state.ties, np.repeat(np.arange(people.size), np.diff(simulation.state.start))
    changed_at, passed_on = np.zeros(2), 0
    for week, _, before in small.watched(simulation, "market"):
        new = facts.version != before.facts["version"]
        assert np.array_equal(facts.version, before.facts["version"] + new)
        assert np.array_equal(np.asarray(traces.changed)[~new], before.traces["changed"][~new])
        assert np.all(traces.changed[new] == week)
        noticed = (traces.noticed == week) & (before.traces["noticed"] != week)
        # Who is the first to notice may tell somebody they know in another department, at once.
        told = traces.told_week == week
        assert np.all(noticed[told]) and np.all(before.traces["told_week"] < week)
        assert np.array_equal(traces.told_version[told], facts.version[told])
        pairs = set(zip(source[ties.contact > 0.0].tolist(), ties.target[ties.contact > 0.0].tolist(), strict=True))
        assert pairs.issuperset(zip(owner[told].tolist(), traces.told[told].tolist(), strict=True))
        assert np.all(people.department[traces.told[told]] != people.department[owner[told]])
        assert np.array_equal(facts.spread[new] == 1, told[new])
        assert np.array_equal(np.asarray(traces.told)[~told], before.traces["told"][~told])
        passed_on += np.count_nonzero(told)
        assert np.all(facts.held[noticed] == facts.version[noticed])
        assert np.array_equal(traces.finder[noticed], people.department[owner[noticed]])
        moved = np.asarray(facts.held) != before.facts["held"]
        assert np.all(people.present[owner[moved]] == 1)
        changed_at += [new[simulation.state.first_fact[:-1][:1]].sum(), new[-1]]
        assert np.all(people.open_needs >= before.people["open_needs"])
        for i in range(people.size):
            was, now = before.people["open_needs"][i], people.open_needs[i]
            assert np.array_equal(np.asarray(needs[i, :was]), before.needs[i, :was]) and np.all(
                needs.week[i, was:now] == week
            )
            wanted = needs[i, was:now]
            assert np.all((wanted.fact == NEVER) != (wanted.topic == NEVER))
            assert np.all((wanted.version == NEVER) | (wanted.want == WANT_NOTHING))
    assert changed_at.min() > 0 and passed_on > 0


def test_somebody_new_knows_of_every_topic_what_others_know_beside_their_work() -> None:
    simulation = Simulation(BUSY, 8)
    people, q = simulation.state.people, simulation.params.knowledge
    for _, _, before in small.watched(simulation, "turnover"):
        new = people.holder > before.people["holder"]
        brought = simulation.state.expertise[new]
        seats = zip(people.key[new], people.holder[new], strict=True)
        keys = [join(join(join(simulation.key, NEWCOMER), int(seat)), int(holder)) for seat, holder in seats]
        drawn = [[draw(key, topic) for topic in range(brought.shape[1])] for key in keys]
        assert np.allclose(brought, q.elsewhere * q.initial * np.array(drawn).reshape(brought.shape), rtol=1e-12)
        assert np.array_equal(simulation.state.expertise[~new], before.expertise[~new])
    assert np.any(people.holder > 0)


def test_climate_moves_every_tie() -> None:
    simulation = Simulation(BUSY, 9)
    ties, people, q = simulation.state.ties, simulation.state.people, simulation.params.climate
    seat = np.repeat(np.arange(people.size), np.diff(simulation.state.start))
    conflict = simulation.state.conflict.copy()
    for _, _, before in small.watched(simulation, "climate"):
        mine = before.people["mood"]
        used_to = np.clip(q.culture + before.ties["level"], 0.0, 1.0)
        pull = 0.5 * (mine[seat] + mine[ties.target]) - (before.ties["quality"] - used_to)
        rate = q.contagion
        quality = before.ties["quality"] + rate * pull
        here, there = people.department[seat], people.department[ties.target]
        apart = conflict[here, there]
        free = q.culture + before.ties["level"] + q.example * (people.push[seat] - apart)
        usual = np.clip(free, 0.0, 1.0)
        assert np.allclose(ties.quality, np.clip(quality + q.reversion * (usual - quality), 0.0, 1.0), rtol=1e-12)
        assert np.allclose(ties.level, before.ties["level"] + q.lasting * (ties.quality - usual), rtol=1e-12)
        won = ties.quality - free + ties.level
        for a, b in ((0, 1), (1, 2)):
            among = (ties.contact > 0.0) & (((here == a) & (there == b)) | ((here == b) & (there == a)))
            trust = won[among].mean() if among.any() else 0.0
            healed = np.clip(simulation.params.market.conflict - trust, 0.0, 1.0)
            assert simulation.state.conflict[a, b] == pytest.approx(healed, abs=1e-5) == simulation.state.conflict[b, a]
        conflict = simulation.state.conflict.copy()
        mood = np.bincount(seat, (ties.quality - used_to) * (ties.contact > 0.0))
        assert np.allclose(people.mood, mood / np.maximum(np.bincount(seat, ties.contact > 0.0), 1.0), atol=1e-12)
        old = before.ties["contact"]
        grown = np.where((old > 0.0) & (old < ties.base_contact), old + q.regrowth * (ties.base_contact - old), old)
        assert np.allclose(ties.contact, grown, rtol=1e-12)
        here = people.present == 1
        can = 37.5 * (1.0 - simulation.params.work.fatigue * (1.0 - before.people["energy"]))
        overload = np.maximum(0.0, people.demand - can) / 37.5
        towards = people.rest + q.energy_by_quality * (people.mean_quality - 0.5) - q.energy_by_overload * overload
        pressed = people.felt_surveillance + simulation.params.motivation.mandate * people.pushed
        towards -= q.energy_by_pressure * pressed
        pace = 1.0 - simulation.params.people.memory
        energy = before.people["energy"] + pace * (np.clip(towards, 0.0, 1.0) - before.people["energy"])
        assert np.allclose(people.energy[here], energy[here], rtol=1e-12)
        assert np.array_equal(np.asarray(people.energy)[~here], before.people["energy"][~here])
        tolerance = simulation.params.leadership.failure_tolerance
        safety = q.safety_by_quality * people.mean_quality + (1.0 - q.safety_by_quality) * tolerance
        assert np.allclose(people.safety[here], safety[here], rtol=1e-12)


def test_where_everybody_knows_everyone_no_change_stays_unnoticed() -> None:
    """At a familiarity of 1 an owner who is there knows every own fact as it is, those just changed too."""
    known = {"market": {"familiarity": 1.0, "need_weeks": 4.0}}
    simulation = Simulation(small.scenario(small.LIVELY, OFFICE, known), 3)
    people, facts, first = simulation.state.people, simulation.state.facts, simulation.state.first_fact
    changed, earlier = 0, facts.version.copy()
    for _ in small.watched(simulation, "market"):
        owner = np.repeat(np.arange(people.size), np.diff(first))
        here = people.present[owner] == 1
        assert (facts.held[here] == facts.version[here]).all()
        changed += int((facts.version != earlier)[here].sum())
        earlier = facts.version.copy()
    assert changed > 1_000
