"""Every column of the ledger counted again from the state, week by week, style by style, department by department.

Another hand's count: whole arrays and masks, where the ledger go from person to person, and nothing of the rulebook but
its draws and the numbers of stages and answers. What can only be seen from phase to phase is counted from a copy of the
state taken before the phase. ``test_outcome_definitions.py`` follows what is noticed, passed on and lost.
"""

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
import small
from numpy.typing import NDArray

from crmsim.mechanisms import COLUMN, COLUMNS, PHASES
from crmsim.mechanisms.needs import NEED
from crmsim.mechanisms.state import (
    GRANTED,
    GRANTED_IN_VAIN,
    NEVER,
    REFUSED,
    ROLES,
    WANT_FACT,
    WANT_NOTHING,
    WANT_OWN,
    WINDOW,
    State,
)
from crmsim.numerics.draws import draw, join, poisson
from crmsim.simulation import Simulation

WEEK_HOURS = 37.5
FOLLOWED = {"noticed", "found", "passed_on", "responded"}  # in test_outcome_definitions.py and test_balances.py
COHORTS = {"changes", "needs"}  # entered four weeks later
WHOLE = COHORTS | {"training_hours", "consultant_hours"}  # of the organisation, not of groups
OFFICE = {"organisation": {"employees": 30, "departments": 3, "mean_ties": 6.0}, "scenario": {"weeks": 36}}
CASES: dict[str, Any] = {
    "lively": small.scenario(small.LIVELY, OFFICE, {"turnover": {"annual_rate": 0.9, "replacement_weeks": 1.0},
                             "work": {"slack": 0.0}, "exchange": {"requests_per_week": 3.5}}),
    "filled at once": small.scenario(small.LIVELY, OFFICE, {"turnover": {"annual_rate": 0.9, "replacement_weeks": 0.0},
                                     "organisation": {"sector": "public"}}),
    "favours": small.scenario(small.LIVELY, small.CASES["favours"]),
    "barter": small.scenario(small.LIVELY, small.CASES["barter"]),
}  # fmt: skip
Amounts = NDArray[Any]


class Recount:
    """Amounts of a week by seat (of ties and facts by whom they belong to), from the state and copies before phases."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.before: dict[str, State] = {}
        self.found: dict[str, Amounts] = {}
        self.misread: list[str] = []

    def phase(self, week: int, number: int) -> None:
        """Walk one phase and count what it did."""
        state, name = self.simulation.state, PHASES[number]
        self.before[name] = State(*(np.array(array) for array in state))
        self.simulation._advance(week, week, number, number)
        if hasattr(self, name):
            getattr(self, name)(state, self.before[name], week)

    def enter(self, **amounts: Amounts) -> None:
        self.found.update(amounts)

    def expect(self, name: str, measure: Amounts, value: Amounts) -> None:
        """A measure of the state that is a count of others."""
        if not np.allclose(measure, value, rtol=1e-12, atol=1e-12):
            self.misread.append(name)

    def market(self, state: State, before: State, week: int) -> None:
        market, work = self.simulation.params.market, self.simulation.params.work
        key = join(join(self.simulation.key, NEED), week)
        arisen = 0
        known, owns = before.people["known_reputation"], np.diff(state.first_fact) > 0
        here = (before.people["present"] == 1) & owns
        usual = int(np.sum((known[here] * 2**20).astype(int))) / 2**20 / max(1, np.count_nonzero(here))
        for i in np.flatnonzero(owns):
            sent = market.recommended * (known[i] / usual - 1.0) if here[i] and usual > 0.0 else 0.0
            wish = (1.0 + sent) * max(0.0, 1.0 + market.repurchase * (before.people["satisfaction"][i] - 0.5))
            seat = join(key, int(state.people.key[i]))
            arisen += poisson(self.simulation.params.work.needs_per_week * max(0.0, wish), draw(seat, 0))
        # Who has no customers hears from those of colleagues, as long as there is room for one more open need.
        more = (state.people.open_needs - before.people["open_needs"])[np.diff(state.first_fact) == 0]
        heard = [
            poisson(work.needs_per_week * work.interdependence, draw(join(key, int(seat)), 0)) * present
            for seat, present in zip(state.people.key, state.people.present, strict=True)
        ]
        assert np.all(more <= np.array(heard)[np.diff(state.first_fact) == 0]) and np.all(more >= 0)
        arisen += int(more.sum())
        self.enter(needs=np.array(arisen), changes=(state.facts.version - before.facts["version"]).sum())

    def help(self, state: State, before: State, week: int) -> None:
        people, requests, n = state.people, state.requests, state.people.size
        rows = np.flatnonzero(requests.tie >= 0)
        asker, asked = rows // (requests.size // n), state.ties.target[requests.tie[rows]]
        answer, slot = requests.answer[rows], requests.slot[rows]
        granted, willing = answer == GRANTED, (answer == GRANTED) | (answer == GRANTED_IN_VAIN)
        encounter = (rows % (requests.size // n) == requests.size // n - 1) & (slot != NEVER)

        def by(whom: Amounts, mask: Amounts, amount: Any = 1.0) -> Amounts:
            return np.bincount(whom[mask], np.broadcast_to(amount, rows.shape)[mask], n)

        need = before.needs[asker, slot]
        fact_wanted = granted & (slot != NEVER) & (need["want"] == WANT_FACT)
        current = np.zeros(rows.size, dtype=bool)
        wanted = need["fact"][fact_wanted]
        current[fact_wanted] = requests.version[rows][fact_wanted] == state.facts.version[wanted]
        lacked = np.where(fact_wanted, current, willing & (requests.topic[rows] != NEVER) & (requests.gain[rows] > 0))
        across = people.department[asker] != people.department[asked]
        cost, benefit = self.simulation.params.exchange.cost, self.simulation.params.exchange.benefit
        spent = by(asked, granted, cost) + by(asked, willing & ~granted, self.simulation.params.asking.hours)
        received = by(asker, granted)
        self.expect("help_hours", people.help_hours, spent)
        self.expect("shared", people.shared, by(asker, lacked))
        self.expect("shared_across", people.shared_across, by(asker, lacked & across))
        self.enter(
            requests=by(asker, ~encounter), granted=by(asker, ~encounter & willing),
            refused=by(asker, ~encounter & (answer == REFUSED)), offers=by(asker, encounter & willing),
            received=received, benefit_received=benefit * received, cost_paid=spent,
        )  # fmt: skip

    def use(self, state: State, before: State, week: int) -> None:
        people, facts, traces, n = state.people, state.facts, state.traces, state.people.size
        user = (people.present == 1) & np.isin(people.stage, (2, 3, 4, 5))
        seat, slot = np.nonzero(np.arange(state.needs.shape[1]) < people.open_needs[:, None])
        was, now = before.needs[seat, slot], state.needs[seat, slot]
        searched = (was["want"] == WANT_FACT) | (was["want"] == WANT_OWN)
        fact = np.maximum(now["fact"], 0)
        current = (before.facts["recorded"] == facts.version) & (before.facts["wrong"] == 0)
        hit = searched & (now["want"] == WANT_NOTHING) & (current[fact] if len(facts) else False)
        own = hit & (was["want"] == WANT_OWN)
        hit &= ~own
        author = before.traces["author"][np.maximum(fact, 0)] if len(before.facts) else fact
        across = hit & (people.department[author] != people.department[seat])
        self.expect("hits", people.hits, np.bincount(seat[hit], minlength=n))
        self.expect("own_hits", people.own_hits, np.bincount(seat[own], minlength=n))
        self.expect("hits_across", people.hits_across, np.bincount(seat[across], minlength=n))
        new = traces.recorded_week == week
        if week != state.project.go_live[0]:  # when lists are brought in
            self.expect("recorded", people.recorded, np.bincount(traces.author[new], minlength=n))
        wanting = np.bincount(seat[searched], minlength=n)
        assert np.all(people.lookups <= wanting * user) and np.all(people.hits + people.own_hits <= people.lookups)
        assert np.all(people.recorded <= people.acts - people.lookups) and np.all(people.occasions[~user] == 0)
        self.expect("uses", people.uses, before.people["uses"] + people.acts)

    def adoption(self, state: State, before: State, week: int) -> None:
        people, ties, n = state.people, state.ties, state.people.size
        seat = np.repeat(np.arange(n), np.diff(state.start))
        was_user = np.isin(before.people["stage"], (3, 4, 5))
        weight = np.bincount(seat, ties.contact, n)
        seen = np.bincount(seat, ties.contact * was_user[ties.target], n)
        self.expect("exposure", people.exposure, np.divide(seen, weight, out=np.zeros(n), where=weight > 0.0))
        here = people.present == 1
        user = here & np.isin(people.stage, (3, 4, 5))
        self.expect("users", state.users, np.bincount(people.department[user], minlength=state.users.size))
        self.expect("users_share", state.project.users_share, np.array([user.sum() / max(1, here.sum())]))

    def climate(self, state: State, before: State, week: int) -> None:
        n = state.people.size
        seat, there = np.repeat(np.arange(n), np.diff(state.start)), state.ties.contact > 0.0
        count = np.bincount(seat[there], minlength=n)
        total = np.bincount(seat[there], state.ties.quality[there], n)
        mean = np.divide(total, count, out=np.full(n, self.simulation.params.climate.culture), where=count > 0)
        self.expect("mean_quality", state.people.mean_quality, mean)

    def turnover(self, state: State, before: State, week: int) -> None:
        people = state.people
        self.enter(departures=people.left != 0, voluntary=people.left == 1, knowledge_lost=people.lost)
        gone = (before.people["present"] == 1) & ((people.present == 0) | (people.holder > before.people["holder"]))
        self.expect("left", people.left != 0, gone)

    def close(self, state: State, week: int) -> None:
        """What is counted from the state as the week leaves it."""
        people, facts, barriers, ties = state.people, state.facts, state.barriers, state.ties
        here, n = people.present == 1, people.size
        worked = here | (people.left != 0)
        owns = np.diff(state.first_fact) > 0
        stage = np.where(here, people.stage, NEVER)
        licensed = here & (people.access >= 0) & (people.access <= week)
        system = self.simulation.params.system
        allowed = barriers.sensitivity >= system.privacy_limit * (1.0 - system.privacy)
        current = (facts.recorded == facts.version) & (facts.wrong == 0)
        owner = np.repeat(np.arange(n), np.diff(state.first_fact))
        seat = np.repeat(np.arange(n), np.diff(state.start))
        tied = (ties.contact > 0.0) & here[seat]

        def tally(whose: Amounts, mask: Amounts, amount: Any = 1.0) -> Amounts:
            return np.bincount(whose[mask], np.broadcast_to(amount, whose.shape)[mask], n)

        self.enter(
            people=here, aware=stage == 1, trial=stage == 2, rejected=stage == 6, user=np.isin(stage, (3, 4, 5)),
            routine=np.isin(stage, (4, 5)), intensity=people.intensity * here, energy=people.energy * here,
            safety=people.safety * here, expertise=state.expertise.sum(axis=1) * here,
            topics=state.expertise.shape[1] * here, licences=licensed,
            unused_licences=licensed & ~np.isin(stage, (3, 4, 5)),
            licensed_routine=licensed & np.isin(stage, (4, 5)),
            own_hours=people.project_hours * worked,
            **{f"own_hours_{role}": people.project_hours * (worked & (people.role == place))
               for place, role in enumerate(ROLES)},
                        satisfaction=people.satisfaction * (here & owns), customers_of=here & owns,
            shared_personally=people.shared * worked, shared_by_system=people.hits * worked,
            shared_across=(people.shared_across + people.hits_across) * worked,
            shared=(people.shared + people.hits) * worked, recorded=people.recorded * worked,
            lookups=people.lookups * worked, hits=(people.hits + people.own_hits) * worked,
            help_hours=people.help_hours * worked,
            overtime=people.overload * WEEK_HOURS * worked, owners=worked & owns,
            output=people.right * worked, served=people.served * worked, own_output=people.right * (worked & owns),
            free_hours=people.free_hours * worked, search_hours=people.search_hours * worked,
            week_hours=WEEK_HOURS * worked,
            output_adjusted=people.right / people.productivity * (worked & owns),
            ties=tally(seat, tied), quality=tally(seat, tied, ties.quality),
            high_quality=tally(seat, tied & (ties.quality >= 0.75)),
            low_quality=tally(seat, tied & (ties.quality < 0.5)), recordable=tally(owner, allowed),
            covered=tally(owner, allowed & current), records=tally(owner, facts.recorded != NEVER),
            fresh=tally(owner, allowed & current), training_hours=state.project.training_hours[0],
            consultant_hours=state.project.consultant_hours[0],
        )  # fmt: skip


def grouped(amounts: Amounts, style: Amounts, department: Amounts, departments: int) -> Amounts:
    """Sums over all, by style and by department."""
    amounts = amounts.astype(float)
    parts = [np.bincount(style, amounts, 3), np.bincount(department, amounts, departments)]
    return np.concatenate([[amounts.sum()], *parts])


@pytest.mark.parametrize("name", CASES)
def test_every_column_counted_again(name: str) -> None:
    simulation = Simulation(CASES[name], 4)
    state, people = simulation.state, simulation.state.people
    happened: dict[str, float] = defaultdict(float)
    cohorts: list[dict[str, Amounts]] = []
    switches = simulation.params.switches
    for week in range(1, simulation.scenario.weeks + 1):
        count = Recount(simulation)
        for number in range(len(PHASES)):
            count.phase(week, number)
        count.close(state, week)
        assert count.misread == [], week
        cohorts.append({column: count.found.get(column, np.array(0.0)) for column in COHORTS})
        for column in COLUMNS:
            booked = state.sums[week - 1, :, COLUMN[column]]
            assert np.all(booked >= 0.0), (week, column)
            if column in COHORTS:
                result = cohorts[week - 1 - WINDOW][column] if week > WINDOW and switches.market else 0.0
                assert booked[0] == result, (week, column)
            elif column in WHOLE:
                assert booked[0] == count.found[column], (week, column)
            elif column not in FOLLOWED:
                left = column in ("departures", "voluntary", "knowledge_lost")
                style = count.before["turnover"].people["style"] if left else people.style
                result = grouped(count.found[column], style, people.department, state.users.size)
                assert np.allclose(booked, result, rtol=1e-12, atol=1e-12), (week, column)
            happened[column] += abs(booked[0])
    silent = [column for column in COLUMNS if not happened[column]]
    if name == "lively":
        assert silent == []
