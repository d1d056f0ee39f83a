"""An employee as the owner of customers: facts that change, meetings, needs, and a week's work."""

from __future__ import annotations

from benchmarks.object_model.luck import draw, join
from benchmarks.object_model.seat import Seat
from benchmarks.object_model.things import Fact, Need
from crmsim.mechanisms.draws import poisson
from crmsim.mechanisms.knowledge import practise
from crmsim.mechanisms.market import CHANGE, HOLDS, LONG_AGO, NEED, NOTICE, demand
from crmsim.mechanisms.recording import ALLOWED, may_record, privacy_share, sensitivity
from crmsim.mechanisms.state import NEVER, WANT_EXPERTISE, WANT_FACT, WANT_NOTHING, WINDOW
from crmsim.mechanisms.work import REMAINDER, SEARCH, WEEK_HOURS, capacity, content, hours_per_need

MOST_NEEDS = 12  # open needs that an owner can keep
TRIES = 6  # to find somebody who owns the fact wanted


class Owner(Seat):
    """The market and the customer work."""

    def settle_facts(self, count: int) -> None:
        """The facts about the seat's customers, ``count`` of them, and which of them are known."""
        model = self.model
        seat = join(model.lasting(HOLDS), self.key)
        for place in range(count):
            fact = Fact(self, place, 0, self.department)
            if draw(seat, place) < model.p.market.held:
                fact.held = fact.version
                fact.noticed = LONG_AGO
            self.facts.append(fact)
        self.apply_privacy_law()

    def apply_privacy_law(self) -> None:
        """Which of the facts may be recorded."""
        model = self.model
        seat = join(model.lasting(ALLOWED), self.key)
        limit = privacy_share(model.p.system.privacy, model.p.system.privacy_limit)
        for fact in self.facts:
            fact.recordable = may_record(sensitivity(seat, fact.place), limit)

    # --- market

    def customers_move(self, limit: float) -> None:
        """Facts change, each with chance ``limit``."""
        if not self.facts:
            return
        model = self.model
        seat = join(model.luck(CHANGE), self.key)
        for fact in self.facts:
            if draw(seat, fact.place) < limit:
                fact.change(model.week)
                model.cohorts[model.week].changes += 1

    def meet_customers(self) -> None:
        """Needs arise; meetings let the owner notice what changed."""
        facts = self.facts
        if not facts:
            return
        model, p = self.model, self.model.p
        base = join(model.luck(NEED), self.key)
        mean = demand(p.work.needs_per_week, self.satisfaction, p.market.repurchase)
        count = poisson(mean, draw(base, 0))
        model.cohorts[model.week].needs += count
        if not self.present:
            return  # nobody meets the customer: the need arose and stays unserved
        seen = join(model.luck(NOTICE), self.key)
        if p.market.familiarity > 0.0:
            for fact in facts:
                if fact.held != fact.version and draw(seen, 1000 + fact.place) < p.market.familiarity:
                    self.see_change(fact)
        for number in range(count):
            need_key = join(base, number + 1)
            fact = facts[min(len(facts) - 1, int(draw(need_key, 1) * len(facts)))]
            meeting = join(seen, number)
            first = fact.place - fact.place % p.market.facets
            for facet in facts[first : first + p.market.facets]:
                if facet.held != facet.version and draw(meeting, facet.place) < p.market.notice:
                    self.see_change(facet)
            if len(self.needs) < MOST_NEEDS:
                self.needs.append(self.new_need(need_key, fact))

    def see_change(self, fact: Fact) -> None:
        """Learn the current version; the first to notice it counts as its finder."""
        fact.held = fact.version
        if fact.noticed is None:
            week, cohorts = self.model.week, self.model.cohorts
            fact.noticed = week
            fact.finder = self.department
            cohorts[week].found += 1
            if fact.changed > 0 and week - fact.changed <= WINDOW:
                cohorts[fact.changed].noticed += 1

    def new_need(self, key: int, own: Fact) -> Need:
        """A need for an own fact, or for something held elsewhere."""
        model, p = self.model, self.model.p
        if draw(key, 2) < p.work.interdependence:
            if draw(key, 3) < p.market.expertise_share:
                topic = min(model.topics - 1, int(draw(key, 4) * model.topics))
                level = draw(key, 5)
                want = WANT_EXPERTISE if self.expertise[topic] < level else WANT_NOTHING
                return Need(None, topic, level, model.week, want)
            other = self.fact_elsewhere(key)
            if other is not None:
                known = other.version_told_to(self)
                if known is None or known < other.version:
                    return Need(other, None, 0.0, model.week, WANT_FACT)
                need = Need(other, None, 0.0, model.week, WANT_NOTHING)
                need.version = known
                return need
        # A newcomer does not know the customers that came with the seat.
        return Need(own, None, 0.0, model.week, WANT_FACT if own.held == NEVER else WANT_NOTHING)

    def fact_elsewhere(self, key: int) -> Fact | None:
        """A fact that somebody else owns: a contact for a share of cases, else anybody."""
        model, ties = self.model, self.ties
        near = draw(key, 11) < model.p.market.within_reach
        for attempt in range(TRIES):
            u = draw(key, 20 + attempt)
            if near and ties:
                tie = ties[min(len(ties) - 1, int(u * len(ties)))]
                if tie.contact <= 0.0:
                    continue
                owner = tie.other
            else:
                owner = model.employees[min(len(model.employees) - 1, int(u * len(model.employees)))]
            if owner.facts and owner is not self:
                return owner.facts[min(len(owner.facts) - 1, int(draw(key, 30) * len(owner.facts)))]
        return None

    # --- work

    def work(self) -> None:
        """Serve customers with the hours that are left, and learn by working."""
        self.served = 0
        self.right = 0
        self.demand = self.hours
        if not self.present:
            return
        if self.facts:
            self.serve()
        practice = self.model.p.knowledge.practice
        if practice > 0.0:
            for topic in self.own_topics:
                self.expertise[topic] = practise(self.expertise[topic], practice)

    def serve(self) -> None:
        """Serve needs, oldest first; what is unserved after WINDOW weeks is gone."""
        model, p = self.model, self.model.p
        q = p.work
        remainder = join(model.luck(REMAINDER), self.key)
        search = join(model.luck(SEARCH), self.key)
        hours = hours_per_need(q.needs_per_week, q.slack) / self.productivity
        left = WEEK_HOURS * capacity(self.energy, q.fatigue) - self.hours
        busy = False
        fresh = 0
        kept = []
        for number, need in enumerate(self.needs):
            age = model.week - need.week
            fresh += age == 0
            done = False
            if not busy and not (need.wanting and age == 0):
                cost = hours + (p.exchange.benefit if need.wanting else 0.0)
                if left >= cost:
                    done = True
                else:
                    # A part of a need counts with the chance that it is, so that hours are not rounded.
                    busy = True
                    done = left > 0.0 and draw(remainder, number) * cost < left
            if done:
                left -= cost
                self.served += 1
                current = self.serves_right(need, search, number)
                if current:
                    self.right += 1
                    if age <= WINDOW:
                        model.cohorts[need.week].responded += 1
                served = 1.0 if current else q.wrong_service
                self.satisfaction = content(self.satisfaction, served, q.satisfaction_memory)
            elif age >= WINDOW:
                self.satisfaction = content(self.satisfaction, 0.0, q.satisfaction_memory)
            else:
                kept.append(need)
        self.needs = kept
        self.demand = self.hours + fresh * hours

    def serves_right(self, need: Need, search: int, number: int) -> bool:
        """Whether a need is served on current knowledge: found out alone where nobody told, else as obtained."""
        if need.wanting:
            success: float = self.model.p.work.search_success
            return draw(search, number) < success
        if need.fact is None:
            return True
        version = need.fact.held if need.version is None else need.version
        return version == need.fact.version
