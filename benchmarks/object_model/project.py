"""The implementation project: its steps, the requirements, the rollout, and mending after the start."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.object_model.luck import draw, exponential, join
from benchmarks.object_model.things import Requirement
from crmsim.mechanisms.arithmetic import clip
from crmsim.mechanisms.people import ANY, LEADER
from crmsim.mechanisms.project import (
    BEFORE,
    BY_DEPARTMENT,
    EVALUATION,
    IMPLEMENTATION,
    LATE,
    LEADER_HOURS,
    PILOT,
    PILOT_FIRST,
    STRATEGY,
    WEIGHT,
    planned,
    step_weeks,
)
from crmsim.mechanisms.requirements import FOUND, SURFACE, found_chance, late_factor
from crmsim.mechanisms.state import EXECUTIVE, MET, MISSED, NEEDS_ANALYSIS, PROJECT_LEADER, SUPERUSER, SURFACED
from crmsim.mechanisms.teaching import reached

if TYPE_CHECKING:
    from benchmarks.object_model.model import ObjectModel
    from benchmarks.object_model.seat import Seat

PILOT_SHARE = 0.15


class Project:
    """One project; ``count`` requirements."""

    def __init__(self, model: ObjectModel, count: int) -> None:
        self.model = model
        self.step = BEFORE
        self.weeks_left = 0.0
        self.go_live: int | None = None
        self.leader: Seat | None = None
        self.leaders_reputation = 0.0
        self.fit = 0.0
        self.users_share = 0.0
        self.project_weeks = 0.0
        self.spent_weeks = 0.0
        self.training_hours = 0.0
        weights = [exponential(model.lasting(WEIGHT), number) for number in range(count)]
        total = 0.0
        for weight in weights:
            total += weight
        self.requirements = [
            Requirement(weight / total, draw(model.lasting(LATE), number)) for number, weight in enumerate(weights)
        ]

    def begin_week(self) -> None:
        """Nothing is spent yet this week."""
        self.project_weeks = 0.0
        self.training_hours = 0.0

    def advance(self) -> None:
        """The step that is due, and what the leader gives to it."""
        model = self.model
        if model.week >= model.p.project.start_week:
            leader = self.leader
            if leader is None or not leader.present or leader.role != PROJECT_LEADER:
                self.leader = self.choose_leader()
        self.leaders_reputation = 0.0 if self.leader is None else self.leader.known_reputation
        self.advance_step()
        self.spent_weeks += self.project_weeks
        if self.leader is not None and BEFORE < self.step < EVALUATION:
            self.leader.hours += LEADER_HOURS

    def choose_leader(self) -> Seat | None:
        """A keyed race among those below the top, of the style asked for."""
        style = self.model.p.project.leader_style
        race = self.model.lasting(LEADER)
        candidates = [
            person
            for person in self.model.employees
            if person.present and person.role != EXECUTIVE and style in (ANY, person.style + 1)
        ]
        if not candidates:
            return None
        leader = min(candidates, key=lambda person: exponential(join(race, person.holder), person.key))
        leader.role = PROJECT_LEADER
        return leader

    def advance_step(self) -> None:
        """Where the project stands this week; a step that ends leaves its result."""
        q = self.model.p.project
        if self.step == BEFORE:
            if self.model.week < q.start_week:
                return
            self.step = STRATEGY
            self.weeks_left = step_weeks(STRATEGY, q)
        while self.weeks_left < 0.5 and self.step < EVALUATION:
            if self.step == NEEDS_ANALYSIS:
                self.find_requirements()
            elif self.step == IMPLEMENTATION:
                self.roll_out()
            self.step += 1
            self.weeks_left += step_weeks(self.step, q)
        if self.step < EVALUATION:
            self.weeks_left -= 1.0
            self.project_weeks += 1.0
            if self.step == IMPLEMENTATION:
                met = sum(requirement.status == MET for requirement in self.requirements)
                self.project_weeks += met * q.effort_weeks / max(1.0, step_weeks(IMPLEMENTATION, q))
        else:
            self.mend()
        met_weight = 0.0
        for requirement in self.requirements:
            if requirement.status == MET:
                met_weight += requirement.weight
        self.fit = self.model.p.system.fit * clip(met_weight, 0.0, 1.0)

    def find_requirements(self) -> None:
        """Needs analysis ends: each requirement was found or not."""
        p = self.model.p
        q = p.project
        involvement = reached(q.involvement, self.leaders_reputation, q.leader_dependence)
        weeks = planned(q.needs_analysis_weeks, q.patience)
        limit = found_chance(q.discovery, weeks, involvement * (0.5 + p.leadership.openness))
        key = self.model.lasting(FOUND)
        for number, requirement in enumerate(self.requirements):
            requirement.status = MET if draw(key, number) < limit else MISSED

    def roll_out(self) -> None:
        """Decide who gets the system when."""
        model = self.model
        q = model.p.project
        self.go_live = model.week
        gap = math.floor(q.rollout_weeks + 0.5)
        for person in model.employees:
            delay = 0
            if q.rollout == PILOT_FIRST and person.role not in (SUPERUSER, PROJECT_LEADER):
                delay = 0 if draw(model.lasting(PILOT), person.key) < PILOT_SHARE else gap
            elif q.rollout == BY_DEPARTMENT:
                delay = gap * person.department
            person.access = model.week + delay

    def mend(self) -> None:
        """Missed requirements surface in use and are mended as far as the vendor's time goes."""
        p = self.model.p
        q = p.project
        key = self.model.luck(SURFACE)
        rate = 1.0 - math.exp(-q.surfacing * self.users_share)
        left = min(q.vendor_support * (1.0 - 0.5 * p.leadership.centralisation), q.budget_weeks - self.spent_weeks)
        for number, requirement in enumerate(self.requirements):
            if requirement.status == MISSED and draw(key, number) < rate:
                requirement.status = SURFACED
                requirement.effort_left = q.effort_weeks * late_factor(requirement.late_draw, q.late_cost)
            if requirement.status == SURFACED and left > 0.0:
                spent = min(left, requirement.effort_left)
                left -= spent
                requirement.effort_left -= spent
                self.project_weeks += spent
                if requirement.effort_left <= 0.0:
                    requirement.status = MET
