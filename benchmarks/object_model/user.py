"""An employee as a user of the system: learning about it, looking up, recording, and adopting it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.object_model.luck import draw, join
from benchmarks.object_model.seat import Seat
from crmsim.mechanisms import adoption, stages
from crmsim.mechanisms import appeal as appeal_rules
from crmsim.mechanisms.lookup import ATTEMPT as LOOKUP_ATTEMPT
from crmsim.mechanisms.lookup import OCCASION, RETRIEVE, is_user, lookup_chance
from crmsim.mechanisms.motivation import felt_surveillance, novelty_effect
from crmsim.mechanisms.recording import ATTEMPT as RECORD_ATTEMPT
from crmsim.mechanisms.recording import ENTRY, RECORD, willingness
from crmsim.mechanisms.state import (
    ACCEPTED,
    HOW,
    NEEDS_ANALYSIS,
    NEVER,
    SUPERUSER,
    WANT_FACT,
    WANT_NOTHING,
    WHAT,
    WHO,
    WHY,
)
from crmsim.mechanisms.system import FILING_CASE, forget, gain_skill, learn, saved, success_chance
from crmsim.mechanisms.teaching import FOLLOW_UP_WEEKS, INVOLVED, reached, train
from crmsim.mechanisms.work import WEEK_HOURS

if TYPE_CHECKING:
    from benchmarks.object_model.things import Need


class User(Seat):
    """The project as it meets one person, the use of the system, and adoption."""

    # --- the project

    def be_taught(self) -> None:
        """Understanding of why, what, how and who grows by what the project explains, shows and asks about."""
        if not self.present:
            return
        project, p = self.model.project, self.model.p
        q = p.project
        own = 0.0
        if project.step == NEEDS_ANALYSIS and draw(self.model.lasting(INVOLVED), self.key) < q.involvement:
            self.hours += q.involvement_hours
            own = reached(1.0, project.leaders_reputation, q.leader_dependence)
        source = [reached(p.leadership.explaining, project.leaders_reputation, q.leader_dependence)] * 4
        source[WHY] += own
        source[WHAT] += 1.0 if q.prototype and project.step >= NEEDS_ANALYSIS else 0.0
        source[WHO] += 2.0 * own
        self.understanding = [
            known + min(1.0, q.teaching * strength) * (1.0 - known)
            for known, strength in zip(self.understanding, source, strict=True)
        ]

    def be_trained(self) -> None:
        """Training, when it is due: before the start, on hiring, and every half year."""
        self.training_hours = 0.0
        if not self.present or self.access == NEVER:
            return
        q = self.model.p.project
        week = self.model.week
        hours = 0.0
        if week == self.access:
            hours = min(q.training_hours, 4.0 * q.follow_up_hours) if self.hired == week else q.training_hours
            if self.role == SUPERUSER:
                hours *= 3.0
        elif week > self.access and (week - self.access) % FOLLOW_UP_WEEKS == 0:
            hours = q.follow_up_hours
        if hours > 0.0:
            self.hours += min(hours, 30.0)
            self.skill = train(self.skill, hours, q.training_scale)
            self.understanding[HOW] = train(self.understanding[HOW], hours, q.training_scale)
            self.training_hours = hours

    # --- the system

    def look_up_needs(self) -> None:
        """A user looks up the facts that needs want."""
        self.lookups = self.hits = self.hits_across = 0
        self.recorded = self.occasions = self.acts = 0
        if not self.present or not is_user(self.stage):
            return
        model, p = self.model, self.model.p
        wanted = [(number, need) for number, need in enumerate(self.needs) if need.want == WANT_FACT]
        self.occasions = len(wanted)
        if not wanted:
            return
        chance = lookup_chance(self.style, self.intensity, self.felt_surveillance, p.lookup)
        success = success_chance(p.system.ease, model.project.fit, self.skill)
        occasion = join(model.luck(OCCASION), self.key)
        attempt = join(model.luck(LOOKUP_ATTEMPT), self.key)
        for number, need in wanted:
            if draw(occasion, number) < chance:
                self.lookups += 1
                self.hours += p.system.lookup_hours
                if self.attempt(draw(attempt, number) < success):
                    self.read_record(number, need)
        self.acts = self.lookups

    def attempt(self, succeeded: bool) -> bool:
        """Learn how easy the system is from an attempt; returns whether it succeeded."""
        self.ease = learn(self.ease, self.ease_count, float(succeeded), self.model.p.system.belief_floor)
        self.ease_count += 1.0
        return succeeded

    def read_record(self, number: int, need: Need) -> None:
        """What the system says about a fact; an outdated record passes for current, the customer will notice."""
        model, system = self.model, self.model.p.system
        fact = need.fact
        assert fact is not None
        found = fact.recorded != NEVER
        if found and system.filing == FILING_CASE and fact.author is not self:
            found = draw(join(model.luck(RETRIEVE), self.key), number) < system.case_retrieval
        current = found and fact.in_system
        use = saved(model.p.exchange.benefit, system.lookup_hours, model.p.market.familiarity) if current else 0.0
        self.usefulness = learn(self.usefulness, self.usefulness_count, use, system.belief_floor)
        self.usefulness_count += 1.0
        if found:
            version = max(0, fact.recorded - fact.wrong)  # wrongly entered reads as out of date
            need.want = WANT_NOTHING
            need.version = version
            if fact.owner is self:
                fact.held = max(fact.held, version)
        if current:
            assert fact.author is not None
            self.hits += 1
            self.hits_across += fact.author.department != self.department
            if fact.finder != self.department:
                model.pass_on(fact)

    def use_system(self) -> None:
        """A user records; use and disuse shape habit and skill; monitoring is felt."""
        if not self.present:
            return
        p = self.model.p
        if is_user(self.stage):
            self.record_facts()
            if self.occasions > 0:
                self.habit += (1.0 - p.system.habit_memory) * (self.acts / self.occasions - self.habit)
        else:
            self.habit *= p.system.habit_memory
        self.uses += self.acts
        if self.acts > 0:
            self.skill = gain_skill(self.skill, self.acts, p.system.skill_by_use)
        else:
            self.skill = forget(self.skill, self.model.skill_kept)
        self.felt_surveillance = felt_surveillance(
            self.felt_surveillance,
            p.motivation.surveillance if self.has_access() else 0.0,
            self.understanding[WHY],
            p.system.privacy,
            p.motivation.surveillance_speed,
        )

    def instruments(self) -> float:
        """Pull of points, as their novelty stands for this person."""
        q = self.model.p.motivation
        return novelty_effect(q.gamification, self.uses, q.novelty_acts, q.weariness)

    def readiness_to_record(self) -> float:
        """Chance to record a fact that the system does not hold."""
        p = self.model.p
        rewarded = p.leadership.recognition * (0.5 + self.push)
        rewarded += self.instruments()
        rewarded += 0.5 * p.motivation.dashboards
        return self.intensity * willingness(
            self.style,
            self.felt_surveillance,
            self.understanding[WHY],
            self.safety,
            rewarded,
            p.leadership.short_term_reward,
            max(0.0, self.demand - WEEK_HOURS) / WEEK_HOURS,
            p.recording,
        )

    def record_facts(self) -> None:
        """Record own facts that the system does not hold in the version known, as far as the time for it goes."""
        model, p = self.model, self.model.p
        system = p.system
        facts = [fact for fact in self.facts if fact.held > fact.recorded and fact.recordable]
        self.occasions += len(facts)
        if not facts:
            return
        chance = self.readiness_to_record()
        record = join(model.luck(RECORD), self.key)
        attempt = join(model.luck(RECORD_ATTEMPT), self.key)
        entry = join(model.luck(ENTRY), self.key)
        cost = system.record_hours * (1.0 - system.integration)
        success = success_chance(system.ease, model.project.fit, self.skill)
        spent = 0.0
        for fact in facts:
            if spent + cost > p.recording.hours_limit or draw(record, fact.place) >= chance:
                continue
            spent += cost
            self.acts += 1
            if not self.attempt(draw(attempt, fact.place) < success):
                continue
            fact.recorded = fact.held
            fact.wrong = draw(entry, fact.place) >= system.data_quality
            fact.author = self
            fact.recorded_week = model.week
            self.recorded += 1
            if fact.in_system and model.users_outside(self.department):
                model.pass_on(fact)
        self.hours += spent

    # --- adoption

    def observe(self) -> None:
        """What colleagues show and tell: the share of users among them, and how useful they find it."""
        self.was_user = self.is_committed_user()
        weight = users = trust = view = 0.0
        for tie in self.ties:
            contact = tie.contact
            if contact <= 0.0:
                continue
            weight += contact
            other = tie.other
            if other.is_committed_user():
                users += contact
                heard = contact * tie.quality
                trust += heard
                view += heard * other.usefulness
        self.exposure = users / weight if weight > 0.0 else 0.0
        self.hearsay = view / trust if trust > 0.0 else float(NEVER)

    def adopt(self) -> None:
        """Move between the stages, or stay, by the rule chosen."""
        if not self.present:
            return
        q = self.model.p.adoption
        if q.rule == adoption.BELIEFS:
            if not is_user(self.stage) and self.hearsay >= 0.0:
                self.usefulness += q.hearsay * (self.hearsay - self.usefulness)
            self.adopt_by_beliefs()
        elif not is_user(self.stage) and (self.has_access() or not self.model.p.switches.project):
            if q.rule == adoption.THRESHOLD:
                adopts = self.exposure >= self.threshold
            else:
                chance = stages.bass_chance(q.p, q.q, self.exposure)
                adopts = draw(self.model.luck(adoption.STEP), self.key) < chance
            if adopts:
                self.stage = ACCEPTED
                self.intensity = 1.0

    def margin(self) -> float:
        """Appeal above the personal threshold."""
        p = self.model.p
        superior = self.exposure
        if self.manager is not None and self.manager.present:
            superior = float(self.manager.was_user)
        social = appeal_rules.norm(self.exposure, superior, p.adoption.supervisor, p.motivation.mandate, self.uses)
        understanding = 0.0
        for known in self.understanding:
            understanding += 0.25 * known
        appeal = appeal_rules.appeal(
            self.usefulness,
            self.ease,
            social,
            self.push,
            understanding,
            self.energy,
            p.motivation.dashboards * 0.5 + self.instruments(),
            self.felt_surveillance,
            p.leadership.openness,
            p.motivation.mandate,
            p.adoption,
        )
        return appeal - self.threshold

    def adopt_by_beliefs(self) -> None:
        """Competing risks between the stages, driven by appeal and habit."""
        q = self.model.p.adoption
        margin = self.margin()
        announced = 0.2 + 0.8 * self.heard_said + self.exposure if self.model.project.step > 0 else 0.0
        onwards, back, rejection = stages.transitions(
            self.stage, margin, self.habit, self.skill, self.has_access(), announced, q
        )
        u = draw(self.model.luck(adoption.STEP), self.key)
        self.stage = stages.next_stage(self.stage, onwards, back, rejection, u)
        self.intensity = stages.intensity(self.stage, margin, self.habit, q)


def skill_kept(half_life: float) -> float:
    """Share of unused skill that is left after a week."""
    return math.exp(-0.6931471805599453 / half_life)
