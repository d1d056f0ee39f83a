"""The organisation as a Mesa model: one step is a week, phase by phase."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from benchmarks.object_model.books import Books
from benchmarks.object_model.employee import Employee
from benchmarks.object_model.interventions import carry_out
from benchmarks.object_model.luck import join, normal
from benchmarks.object_model.project import Project
from benchmarks.object_model.things import Cohort, Fact, Tie
from benchmarks.object_model.user import skill_kept
from crmsim.mechanisms import PHASES, RECORDS, SWITCH_OF
from crmsim.mechanisms.arithmetic import clip, event_chance
from crmsim.mechanisms.draws import run_key
from crmsim.mechanisms.signals import DONE
from crmsim.mechanisms.state import WINDOW
from crmsim.mechanisms.turnover import weekly_rate
from crmsim.simulation.initial import new_state, request_width
from crmsim.simulation.parameters import parameter_tuple
from crmsim.simulation.run import build_organisation


class ObjectModel(mesa.Model):
    """A scenario with a seed, on objects.

    Who works where, and what is assigned by rank (styles, roles, owners of customers), comes from the same functions
    as for the compiled engine; everything else is drawn here.
    """

    def __init__(self, scenario: Any, seed: int) -> None:
        super().__init__(seed=seed)
        self.key = run_key(seed)
        self.scenario = scenario
        self.p = parameter_tuple(scenario)
        self.week = 0
        self.keys: dict[int, int] = {}
        self.weekly_keys: dict[int, int] = {}
        self.topics: int = scenario.knowledge.topics
        self.conflict: float = scenario.market.conflict
        self.connectedness: float = scenario.market.connectedness
        self.said = self.done = 0.0
        self.cohorts: defaultdict[int, Cohort] = defaultdict(Cohort)
        self.project = Project(self, scenario.project.requirements)

        self.organisation = organisation = build_organisation(scenario, seed)
        self.most_requests = request_width(scenario, organisation) - 1
        self.users = [0] * len(organisation.departments)
        self.books = Books(self, len(organisation.departments))
        given = new_state(organisation, scenario, self.key)
        self.employees = [Employee(self, record_of(row)) for row in given.people]
        self.tie_up(organisation)
        for person, facts in zip(self.employees, np.diff(given.first_fact).tolist(), strict=True):
            person.settle_facts(facts)
        for name in ("settle_person", "settle_ties", "settle_climate"):
            self.agents.do(name)
        self.apply_parameters()

    def tie_up(self, organisation: Any) -> None:
        """Managers and ties, in the order of the organisation."""
        employees = self.employees
        for person, manager in zip(employees, organisation.manager.tolist(), strict=True):
            person.manager = None if manager < 0 else employees[manager]
        starts = organisation.start.tolist()
        ties = []
        for i, person in enumerate(employees):
            for entry in range(starts[i], starts[i + 1]):
                contact = float(organisation.contact[entry])
                other = employees[organisation.target[entry]]
                person.ties.append(Tie(other, contact, contact, float(organisation.quality[entry])))
            ties += person.ties
        for tie, back in zip(ties, organisation.reverse.tolist(), strict=True):
            tie.back = ties[back]

    # --- what agents ask the model

    def lasting(self, stream: int) -> int:
        """The key of a stream in this run."""
        if stream not in self.keys:
            self.keys[stream] = join(self.key, stream)
        return self.keys[stream]

    def luck(self, stream: int) -> int:
        """The key of a stream in this week."""
        if stream not in self.weekly_keys:
            self.weekly_keys[stream] = join(self.lasting(stream), self.week)
        return self.weekly_keys[stream]

    def users_outside(self, department: int) -> bool:
        """Whether anybody in another department was a user when people last decided."""
        return sum(self.users) > self.users[department]

    def pass_on(self, fact: Fact) -> None:
        """Count a noticed change once, when it reached another department in time."""
        if not fact.spread and fact.noticed is not None and self.week - fact.noticed <= WINDOW:
            fact.spread = True
            self.cohorts[fact.noticed].passed_on += 1

    def apply_parameters(self) -> None:
        """What follows from the parameters alone and is kept until they change."""
        self.skill_kept = skill_kept(self.p.system.skill_half_life)
        for person in self.employees:
            person.choose_topics()
            person.apply_privacy_law()

    # --- the week

    def step(self) -> None:
        """One week: its phases in order, each for everybody before the next."""
        for phase in PHASES:
            self.run_phase(phase)

    def activate(self, action: str, *arguments: Any) -> None:
        """Let everybody act; nothing may depend on who comes first."""
        self.agents.do(action, *arguments)

    def run_phase(self, phase: str) -> None:
        """One phase of the week, where its mechanism is switched on; the first begins the week, the last ends it."""
        if phase == PHASES[0]:
            self.begin_week()
        switch = SWITCH_OF[phase]
        if switch is None or getattr(self.p.switches, switch):
            getattr(self, f"phase_{phase}")()
        if phase == PHASES[0]:
            self.intervene()

    def begin_week(self) -> None:
        """Nothing is spent or asked yet."""
        self.week += 1
        self.weekly_keys.clear()
        self.project.begin_week()
        self.books.open_week()
        self.activate("begin_week")

    def intervene(self) -> None:
        """The interventions of the week, after the signals and before anything else."""
        for entry in self.scenario.interventions:
            if entry.week == self.week:
                carry_out(self, entry)

    def change(self, settings: list[str]) -> None:
        """Other parameters from now on."""
        self.scenario = self.scenario.changed(settings, origin="intervention.set")
        self.p = parameter_tuple(self.scenario)
        self.apply_parameters()

    def phase_signals(self) -> None:
        q = self.p.leadership
        self.said = q.said
        self.done = clip(q.done + (1.0 - q.steadiness) * q.swing * normal(self.luck(DONE), 0), 0.0, 1.0)
        self.activate("listen")
        self.activate("perceive")

    def phase_project(self) -> None:
        self.project.advance()
        if self.project.step > 0:
            self.activate("be_taught")
            self.activate("be_trained")
            for person in self.employees:  # in their order, whoever came first: sums of floats depend on it
                self.project.training_hours += person.training_hours

    def phase_market(self) -> None:
        self.activate("customers_move", event_chance(1.0 / self.p.market.change_weeks))
        self.activate("meet_customers")

    def phase_ask(self) -> None:
        self.activate("ask")

    def phase_help(self) -> None:
        self.activate("answer")
        self.activate("take_in")

    def phase_use(self) -> None:
        self.activate("look_up_needs")
        self.activate("use_system")

    def phase_work(self) -> None:
        self.activate("work")

    def phase_adoption(self) -> None:
        self.activate("observe")
        self.activate("adopt")
        self.users = [0] * len(self.users)
        for person in self.employees:
            self.users[person.department] += person.present and person.is_committed_user()
        present = sum(person.present for person in self.employees)
        self.project.users_share = sum(self.users) / present if present else 0.0

    def phase_climate(self) -> None:
        self.activate("feel_neighbours")
        self.activate("recover")

    def phase_turnover(self) -> None:
        self.activate("consider_leaving", weekly_rate(self.p.turnover.annual_rate))
        self.activate("leave")
        self.activate("be_replaced")

    def phase_ledger(self) -> None:
        self.agents.do(self.books.keep)
        self.books.close_week()

    def sums(self) -> NDArray[np.float64]:
        """The books, float64[weeks, groups, columns]."""
        return self.books.sums()


def record_of(row: Any) -> dict[str, Any]:
    """A record of :data:`crmsim.mechanisms.state.PEOPLE` as plain values."""
    return dict(zip(RECORDS["people"].names or (), row.tolist(), strict=True))
