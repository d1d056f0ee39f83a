"""An employee as a member of the organisation: led, living among others, coming and going."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.object_model.luck import draw, exponential, join, normal
from benchmarks.object_model.seat import Seat
from crmsim.mechanisms.adoption import DRAWN_THRESHOLD
from crmsim.mechanisms.arithmetic import clip, half_life_pace
from crmsim.mechanisms.climate import converge, energy_target, felt_safety, normal_quality, regrow, settle
from crmsim.mechanisms.knowledge import EXPERTISE, own_topic, start_expertise
from crmsim.mechanisms.people import OTHERISH, PRODUCTIVITY, STYLE, TENURE, otherish_of, productivity_of, style_of
from crmsim.mechanisms.signals import SEEN, push, track
from crmsim.mechanisms.state import EMPLOYEE, NEVER, PROJECT_LEADER, SUPERUSER, UNAWARE
from crmsim.mechanisms.turnover import FORCED, LEAVE, NEWCOMER, voluntary_hazard
from crmsim.mechanisms.work import overload

if TYPE_CHECKING:
    from benchmarks.object_model.things import Fact

STAYED, OWN_WILL, HAD_TO = 0, 1, 2


class Member(Seat):
    """Signals, climate, turnover, and how a first holder of a seat begins."""

    # --- before the first week

    def settle_person(self) -> None:
        """Draw what is not given about the first holder of the seat."""
        model, p = self.model, self.model.p
        if math.isnan(self.otherish):
            self.draw_otherish()
        if math.isnan(self.productivity):
            self.draw_productivity()
        if math.isnan(self.threshold):
            self.draw_threshold()
        if self.hired == NEVER:
            weeks = 52.0 * p.people.tenure_years * exponential(model.lasting(TENURE), self.key)
            self.hired = -1 - math.floor(min(weeks, 2080.0))
        self.energy = p.people.energy
        self.skill = p.people.skill
        self.reputation = self.known_reputation = p.people.reputation
        self.choose_topics()
        seat = join(model.lasting(EXPERTISE), self.key)
        self.expertise = [
            start_expertise(topic in self.own_topics, draw(seat, topic), p.knowledge.initial, p.knowledge.elsewhere)
            for topic in range(model.topics)
        ]

    def choose_topics(self) -> None:
        """Which topics belong to the seat's own work."""
        share = self.model.p.knowledge.specialisation
        self.own_topics = [
            topic for topic in range(self.model.topics) if own_topic(self.model.key, self.key, topic, share)
        ]

    def draw_otherish(self) -> None:
        """How otherish this holder of the seat is."""
        q = self.model.p.people
        u = draw(join(self.model.lasting(OTHERISH), self.key), self.holder)
        self.otherish = otherish_of(u, q.otherish, q.otherish_spread)

    def draw_productivity(self) -> None:
        """Own productivity of this holder of the seat."""
        z = normal(join(self.model.lasting(PRODUCTIVITY), self.key), self.holder)
        self.productivity = productivity_of(z, self.model.p.people.productivity_sd)

    def draw_threshold(self) -> None:
        """Personal threshold of this holder of the seat."""
        q = self.model.p.adoption
        z = normal(join(self.model.lasting(DRAWN_THRESHOLD), self.key), self.holder)
        self.threshold = q.threshold_mean + q.threshold_sd * z

    def settle_climate(self) -> None:
        """Mean quality and safety before the first week."""
        self.feel(self.mean_of_ties())

    # --- signals

    def listen(self) -> None:
        """The noise between this seat and its superior this week."""
        self.hearing = 0.0 if self.manager is None else normal(self.model.luck(SEEN), self.key)

    def perceive(self) -> None:
        """Hear what leaders say, see along the line of command what they do, and make something of both."""
        if not self.present:
            return
        model = self.model
        q = model.p.leadership
        noise = 0.0
        above = self
        while above.manager is not None:
            noise += above.hearing
            above = above.manager
        said = model.said
        seen = clip(model.done + q.noise * noise, 0.0, 1.0)
        self.heard_said = said
        self.heard_done = seen
        self.done_mean, self.done_variance = track(self.done_mean, self.done_variance, seen, q.memory)
        self.gap = q.memory * self.gap + (1.0 - q.memory) * (said - seen) * (said - seen)
        self.push = push(said, self.done_mean, self.done_variance, self.gap, q.doubt, q.words)

    # --- climate

    def mean_of_ties(self) -> float:
        """Mean quality of own ties with contact; the middle where there are none."""
        total = 0.0
        count = 0
        for tie in self.ties:
            if tie.contact > 0.0:
                total += tie.quality
                count += 1
        return total / count if count else 0.5

    def feel_neighbours(self) -> None:
        """Quality of own ties among one's own and the other's ties of last week; contact with newcomers grows."""
        q = self.model.p.climate
        within = normal_quality(q.culture, self.push, q.example, 0.0, q.conflict_toll)
        across = normal_quality(q.culture, self.push, q.example, self.model.conflict, q.conflict_toll)
        for tie in self.ties:
            other = tie.other
            usual = within if other.department == self.department else across
            quality = converge(tie.quality, self.mean_quality, other.mean_quality, q.contagion, q.bad_over_good)
            tie.quality = quality + q.reversion * (usual - quality)
            if tie.contact < tie.base_contact:
                tie.contact = regrow(tie.contact, tie.base_contact, q.regrowth)

    def recover(self) -> None:
        """Energy and safety follow the quality of ties, and load."""
        q = self.model.p.climate
        if self.present:
            self.feel(self.mean_of_ties())
            towards = energy_target(self.mean_quality, overload(self.demand), q)
            self.energy = settle(self.energy, towards, half_life_pace(q.energy_half_life))
        else:
            self.mean_quality = self.mean_of_ties()

    def feel(self, mean_quality: float) -> None:
        """Psychological safety as it follows from ties of this mean quality."""
        p = self.model.p
        self.mean_quality = mean_quality
        self.safety = felt_safety(mean_quality, p.leadership.failure_tolerance, p.climate.safety_by_quality)

    # --- comings and goings

    def consider_leaving(self, rate: float) -> None:
        """Leave of own will, or against it, or stay; ``rate`` is the reference weekly rate."""
        self.left = STAYED
        self.lost = 0
        if not self.present:
            return
        model = self.model
        q = model.p.turnover
        hazard = voluntary_hazard(
            q.voluntary_share * rate,
            self.mean_quality,
            self.push,
            self.energy,
            float(model.week - self.hired),
            q,
        )
        if draw(model.luck(LEAVE), self.key) < 1.0 - math.exp(-hazard):
            self.left = OWN_WILL
        elif draw(model.luck(FORCED), self.key) < 1.0 - math.exp(-(1.0 - q.voluntary_share) * rate):
            self.left = HAD_TO

    def known_elsewhere(self, fact: Fact) -> bool:
        """Whether somebody who stays was told the current version."""
        told = fact.told
        return (
            told is not None
            and told.present
            and told.left == STAYED
            and fact.told_week >= told.hired
            and fact.told_version == fact.version
        )

    def leave(self) -> None:
        """What only the leaver held is lost, ties end, the seat stands empty."""
        if self.left == STAYED:
            return
        model = self.model
        for fact in self.facts:
            if fact.held == fact.version and not fact.in_system and not self.known_elsewhere(fact):
                self.lost += 1
            fact.held = NEVER
        model.books.enter(self, "departures", 1.0)
        if self.left == OWN_WILL:
            model.books.enter(self, "voluntary", 1.0)
        model.books.enter(self, "knowledge_lost", self.lost)
        for tie in self.ties:
            tie.contact = tie.back.contact = 0.0
        self.needs.clear()
        self.present = False
        self.vacant_until = model.week + 1 + math.floor(model.p.turnover.replacement_weeks + 0.5)

    def be_replaced(self) -> None:
        """A vacancy is filled when its time has come."""
        next_week = self.model.week + 1
        if not self.present and self.vacant_until <= next_week:
            self.welcome(next_week)

    def welcome(self, week: int) -> None:
        """Somebody new takes the seat from a week on: few ties, little knowledge, no experience."""
        model, p = self.model, self.model.p
        self.holder += 1
        self.present = True
        self.hired = week
        u = draw(join(model.lasting(STYLE), self.key), self.holder)
        self.style = style_of(u, p.people.hiring.givers, p.people.hiring.takers)
        self.draw_otherish()
        self.draw_productivity()
        self.draw_threshold()
        self.energy = p.people.energy
        self.skill = p.people.skill
        self.understanding = [0.0, 0.0, 0.0, 0.0]
        self.usefulness = p.people.usefulness
        self.ease = p.system.ease
        self.usefulness_count = self.ease_count = 1.0
        self.felt_surveillance = 0.0
        self.stage = UNAWARE
        self.intensity = self.habit = self.uses = 0.0
        self.reputation = self.known_reputation = p.people.reputation
        self.gratitude = 0.0
        self.done_mean = 0.5
        self.done_variance = self.gap = self.push = 0.0
        self.feel(p.climate.culture)
        self.demand = 0.0
        if self.role in (PROJECT_LEADER, SUPERUSER):
            self.role = EMPLOYEE
        if model.project.go_live is not None:
            self.access = max(self.access, week)
        newcomer = join(join(model.lasting(NEWCOMER), self.key), self.holder)
        for fact in self.facts:
            known = draw(newcomer, fact.place) < p.turnover.newcomer_facts
            fact.held = max(0, fact.version - 1) if known else NEVER
        self.expertise = [level * p.turnover.newcomer_expertise for level in self.expertise]
        for tie in self.ties:
            share = p.turnover.newcomer_contact if tie.other.present else 0.0
            for side in (tie, tie.back):
                side.contact = share * side.base_contact
                side.begin(p.climate.culture)
