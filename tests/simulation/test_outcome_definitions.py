"""The ledger against the definitions: what a bystander counts who looks at the state after every phase."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np
import pytest
import small
from small import column

from crmsim.mechanisms import PHASES
from crmsim.mechanisms.recording import ALLOWED, may_record, sensitivity
from crmsim.mechanisms.state import GRANTED, NEVER, WINDOW
from crmsim.numerics.draws import join
from crmsim.simulation import Simulation

Look = Callable[[Simulation, int, str], None]
CASE = small.scenario(
    small.LIVELY,
    {"organisation": {"employees": 40, "departments": 3, "mean_ties": 6.0}, "scenario": {"weeks": 45}},
    {"turnover": {"annual_rate": 0.8, "replacement_weeks": 3.0}, "market": {"need_weeks": 20.0}},
)


def watch(simulation: Simulation, *looks: Look) -> None:
    """Advance phase by phase, and let each bystander look before the first phase and after every one."""
    for look in looks:
        look(simulation, 0, "begin")
    for week in range(1, simulation.scenario.weeks + 1):
        for number, phase in enumerate(PHASES):
            simulation._advance(week, week, number, number)
            for look in looks:
                look(simulation, week, phase)


class Intelligence:
    """Follows every change of a fact: when it was noticed, and when it reached another department."""

    def __init__(self) -> None:
        self.version = self.held = self.wanted = self.recorded = self.wrong = self.known_from_the_start = np.zeros(0)
        self.changed: dict[int, int] = {}  # fact -> week of its last change
        self.noticed: dict[int, int] = {}  # fact -> week its current version was first held
        self.passed: set[int] = set()
        self.told = 0  # by the one who noticed, without being asked
        self.counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def __call__(self, simulation: Simulation, week: int, phase: str) -> None:
        facts, people, needs = simulation.state.facts, simulation.state.people, simulation.state.needs
        traces = simulation.state.traces
        if phase == "begin":
            self.version = facts.version.copy()
            self.known_from_the_start = facts.held == facts.version
        elif phase == "market":
            for f in np.flatnonzero(facts.version != self.version):
                self.counts["changes"][week] += 1
                self.changed[f] = week
                self.noticed.pop(f, None)
                self.passed.discard(f)
            self.version = facts.version.copy()
            for f in np.flatnonzero((facts.held == facts.version) & (self.held != facts.held)):
                if f in self.noticed or (f not in self.changed and self.known_from_the_start[f]):
                    continue
                self.noticed[f] = week
                self.counts["found"][week] += 1
                if f in self.changed and week - self.changed[f] <= WINDOW:
                    self.counts["noticed"][self.changed[f]] += 1
            for f in np.flatnonzero((traces.told_week == week) & (traces.told_version == facts.version)):
                if people.department[traces.told[f]] != self.home(simulation, f):
                    self.pass_on(f, week)
                    self.told += 1
        elif phase == "help":
            width = simulation.state.requests.tie.size // people.key.size
            requests = simulation.state.requests
            for row in np.flatnonzero((requests.answer == GRANTED) & (requests.version != NEVER)):
                i, f = row // width, needs.fact[row // width, requests.slot[row]]
                if requests.version[row] == facts.version[f] and people.department[i] != self.home(simulation, f):
                    self.pass_on(f, week)
        elif phase == "use":
            for f in np.flatnonzero((traces.recorded_week == week) & (facts.recorded == facts.version)):
                elsewhere = simulation.state.users.sum() - simulation.state.users[self.home(simulation, f)]
                if facts.wrong[f] == 0 and elsewhere > 0:
                    self.pass_on(f, week)
            mended = (facts.recorded > self.recorded) | (facts.wrong < self.wrong)  # put right by who met it
            mended &= (traces.recorded_week < week) & (facts.recorded == facts.version) & (facts.wrong == 0)
            for f in np.flatnonzero(mended):
                if simulation.state.users.sum() > simulation.state.users[self.home(simulation, f)]:
                    self.pass_on(f, week)
            for i, s in zip(*np.nonzero((needs.version != NEVER) & (self.wanted == NEVER)), strict=True):
                f = needs.fact[i, s]
                alive = s < people.open_needs[i] and f >= 0
                if (
                    alive
                    and needs.version[i, s] == facts.version[f]
                    and people.department[i] != self.home(simulation, f)
                ):
                    self.pass_on(f, week)
        if phase in ("begin", "help"):
            self.wanted, self.recorded, self.wrong = needs.version.copy(), facts.recorded.copy(), facts.wrong.copy()
        self.held = facts.held.copy()

    @staticmethod
    def home(simulation: Simulation, fact: int) -> int:
        return int(simulation.state.people.department[simulation.state.traces.owner[fact]])

    def pass_on(self, fact: int, week: int) -> None:
        if fact in self.noticed and fact not in self.passed and week - self.noticed[fact] <= WINDOW:
            self.passed.add(fact)
            self.counts["passed_on"][self.noticed[fact]] += 1


@pytest.mark.parametrize("seed", [1, 2])
def test_generation_and_dissemination(seed: int) -> None:
    simulation, seen = Simulation(CASE, seed), Intelligence()
    watch(simulation, seen)
    weeks = range(1, CASE.weeks - WINDOW + 1)
    for name in ("changes", "noticed", "found", "passed_on"):
        booked = column(simulation, name)
        assert booked[:WINDOW].sum() == 0.0
        assert [int(booked[week + WINDOW - 1]) for week in weeks] == [seen.counts[name][week] for week in weeks], name
        assert booked.sum() > 0.0
    assert seen.told > 0


class Losses:
    """Facts that were current with a leaver alone, and nowhere recorded rightly."""

    def __init__(self) -> None:
        self.before: tuple[np.ndarray, ...] = ()
        self.lost: dict[int, int] = {}
        self.left: dict[int, int] = {}

    def __call__(self, simulation: Simulation, week: int, phase: str) -> None:
        facts, people, traces = simulation.state.facts, simulation.state.people, simulation.state.traces
        if phase == "climate":
            self.before = (facts.held.copy(), people.present.copy(), people.hired.copy(), people.holder.copy())
        elif phase == "turnover":
            held, present, hired, holder = self.before
            leavers = {
                i for i in range(present.size) if present[i] and (not people.present[i] or people.holder[i] > holder[i])
            }
            lost = 0
            for f in range(traces.owner.size):
                text = traces.told[f]
                friend = (
                    text != NEVER and present[text] and text not in leavers
                    and traces.told_week[f] >= hired[text] and traces.told_version[f] == facts.version[f]
                )  # fmt: skip
                recorded = facts.recorded[f] == facts.version[f] and not facts.wrong[f]
                if traces.owner[f] in leavers and held[f] == facts.version[f] and not recorded and not friend:
                    lost += 1
            self.lost[week], self.left[week] = lost, len(leavers)


def test_knowledge_lost_and_departures() -> None:
    simulation, seen = Simulation(CASE, 3), Losses()
    watch(simulation, seen)
    weeks = range(1, CASE.weeks + 1)
    assert column(simulation, "knowledge_lost").tolist() == [seen.lost[week] for week in weeks]
    assert column(simulation, "departures").tolist() == [seen.left[week] for week in weeks]
    assert sum(seen.lost.values()) > 0 and sum(seen.left.values()) > 5


class Stocks:
    """Shares of people, records and ties as they stand when the ledger are closed."""

    def __init__(self) -> None:
        self.found: dict[str, list[float]] = defaultdict(list)

    def __call__(self, simulation: Simulation, week: int, phase: str) -> None:
        if phase != "ledger":
            return
        state = simulation.state
        people, facts, ties, traces = state.people, state.facts, state.ties, state.traces
        here = people.present == 1
        stage = people.stage[here]
        current = (facts.recorded == facts.version) & (facts.wrong == 0)
        limit = simulation.scenario.system.privacy_limit * (1.0 - simulation.scenario.system.privacy)
        allowed = np.array([
            may_record(sensitivity(seat, f - int(state.first_fact[i])), limit)
            for f, i in enumerate(traces.owner)
            for seat in [join(join(simulation.key, ALLOWED), int(people.key[i]))]
        ])  # fmt: skip
        tied = np.flatnonzero(ties.contact > 0.0)
        for name, value in {
            "people": here.sum(), "aware": (stage == 1).sum(), "trial": (stage == 2).sum(),
            "rejected": (stage == 6).sum(), "user": ((stage >= 3) & (stage <= 5)).sum(),
            "routine": ((stage == 4) | (stage == 5)).sum(), "recordable": allowed.sum(),
            "covered": (allowed & current).sum(), "records": (facts.recorded != NEVER).sum(),
            "ties": tied.size, "high_quality": (ties.quality[tied] >= 0.75).sum(),
            "low_quality": (ties.quality[tied] < 0.5).sum(), "energy": people.energy[here].sum(),
            "quality": ties.quality[tied].sum(), "intensity": people.intensity[here].sum(),
        }.items():  # fmt: skip
            self.found[name].append(float(value))


def test_stocks() -> None:
    simulation, seen = Simulation(CASE, 5), Stocks()
    watch(simulation, seen)
    for name, values in seen.found.items():
        assert np.allclose(column(simulation, name), values, rtol=1e-12, atol=1e-12), name
        assert max(values) > 0.0, name


def test_needs_served_in_time_are_a_part_of_those_served_right() -> None:
    simulation = small.run(CASE, 6)
    needs, responded = column(simulation, "needs"), column(simulation, "responded")
    assert np.all(responded <= needs) and responded.sum() > 0.0
    right = column(simulation, "output")
    assert responded[WINDOW:].sum() <= right.sum()
    # Everything served right was open for at most WINDOW weeks: older needs are dropped.
    late = right[: CASE.weeks - WINDOW].sum() - responded.sum()
    assert abs(late) <= right[: WINDOW + 1].max() * (WINDOW + 1)
