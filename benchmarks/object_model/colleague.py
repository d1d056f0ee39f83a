"""An employee among colleagues: asking, being asked, and what both remember of it."""

from __future__ import annotations

import math

from benchmarks.object_model.luck import draw, exponential, join, normal
from benchmarks.object_model.seat import Seat
from benchmarks.object_model.things import Fact, Need, Request, Tie
from crmsim.mechanisms.arithmetic import clip
from crmsim.mechanisms.asking import BELIEF, COUNT, ENCOUNTER, WHETHER, WHOM, attraction, readiness
from crmsim.mechanisms.climate import QUALITY
from crmsim.mechanisms.exchange import book, known, mirrored, remember
from crmsim.mechanisms.helping import (
    ANSWER,
    BARTER,
    ENCOUNTER_ROW,
    GRAPEVINE,
    OFFER,
    QUEUE,
    generous,
    tremble,
    willingness,
)
from crmsim.mechanisms.knowledge import lesson
from crmsim.mechanisms.receiving import HANDOVER, cool, warm
from crmsim.mechanisms.state import (
    GRANTED,
    GRANTED_IN_VAIN,
    MATCHER,
    REFUSED,
    WANT_EXPERTISE,
    WANT_FACT,
    WANT_NOTHING,
)
from crmsim.mechanisms.work import WEEK_HOURS


class Colleague(Seat):
    """Asking and helping."""

    def settle_ties(self) -> None:
        """Draw the quality of ties where it is not given; two people's views of each other share half their luck."""
        model = self.model
        key = model.lasting(QUALITY)
        q = model.p.climate
        for tie in self.ties:
            if math.isnan(tie.quality):
                other = tie.other.key
                shared = normal(join(key, min(self.key, other)), max(self.key, other))
                own = normal(join(join(key, 1), self.key), other)
                z = 0.7071067811865476 * (shared + own)
                tie.quality = clip(q.culture + q.spread_sd * z, 0.0, 1.0)

    # --- asking

    def ask(self) -> None:
        """Decide what to ask for, and whom; requests go to the queues of those asked."""
        self.requests = []
        if not self.present:
            return
        model, p = self.model, self.model.p
        rate = p.exchange.requests_per_week
        count = math.floor(rate)
        if rate > count and draw(model.luck(COUNT), self.key) < rate - count:
            count += 1
        count = min(count, model.most_requests)
        if p.switches.market:
            self.ask_for_needs(count)
        else:
            self.ask_favours(count)
        for request in self.requests:
            request.tie.other.queue.append(request)

    def ask_for_needs(self, count: int) -> None:
        """Ask for what customers need and one lacks; what stays unasked may come up at an encounter."""
        model, p = self.model, self.model.p
        seat = join(model.luck(WHETHER), self.key)
        chance = readiness(self.style, self.otherish, self.safety, p.asking)
        waiting = None
        for number, need in enumerate(self.needs):
            if not need.wanting:
                continue
            willing = chance
            if need.want == WANT_FACT:
                willing *= 1.0 - p.asking.system_first * self.intensity
            if len(self.requests) < count and draw(seat, number) < willing:
                tie = self.choose_colleague(join(join(model.luck(WHOM), number), self.key), need)
                if tie is not None:
                    self.requests.append(Request(self, tie, len(self.requests), need))
                    self.hours += p.asking.hours
                    continue
            waiting = need
        if waiting is not None and p.exchange.offers > 0.0:
            tie = self.choose_colleague(join(model.luck(ENCOUNTER), self.key), None)
            if tie is not None:
                self.requests.append(Request(self, tie, ENCOUNTER_ROW, waiting, unasked=True))

    def choose_colleague(self, race: int, need: Need | None) -> Tie | None:
        """The winner of an exponential race among those one has contact with; without a need whoever is near."""
        model = self.model
        q = model.p.asking
        best = None
        shortest = math.inf
        for tie in self.ties:
            if tie.contact <= 0.0:
                continue
            other = tie.other
            weight = attraction(
                tie.contact,
                tie.quality,
                0.0 if need is None else self.believed_knowledge(tie, need),
                other.department != self.department,
                model.conflict,
                model.connectedness,
                q,
            )
            time = exponential(race, other.key) / weight
            if time < shortest:
                shortest = time
                best = tie
        return best

    def believed_knowledge(self, tie: Tie, need: Need) -> float:
        """How sure one is that a colleague knows: owners are known, expertise is guessed with a lasting error."""
        other = tie.other
        if need.fact is not None:
            owner = need.fact.owner
            if owner is other:
                return 1.0
            return 0.3 if owner.department == other.department else 0.0
        topic = need.topic
        assert topic is not None
        if topic not in tie.misjudged:
            lasting = join(join(join(self.model.lasting(BELIEF), topic), self.key), other.key)
            tie.misjudged[topic] = draw(lasting, 0) + draw(lasting, 1) - 1.0
        error = self.model.p.asking.knowledge_noise * tie.misjudged[topic] * 2.4494897427831779
        return 1.0 if other.expertise[topic] + error >= need.level else 0.0

    def ask_favours(self, count: int) -> None:
        """Favours for their own sake: from all contacts where there are no more, else from some drawn by contact."""
        contacts = [tie for tie in self.ties if tie.contact > 0.0]
        if len(contacts) > count:
            race = join(self.model.luck(WHOM), self.key)
            contacts.sort(key=lambda tie: exponential(race, tie.other.key) / tie.contact)
        self.requests = [Request(self, tie, place) for place, tie in enumerate(contacts[:count])]

    # --- answering

    def answer(self) -> None:
        """Answer one's queue, on what stood before anybody answered and on the queue so far."""
        self.help_hours = 0.0
        queue = self.queue
        if not queue:
            return
        model, p = self.model, self.model.p
        exchange = p.exchange
        order = join(model.luck(QUEUE), self.key)
        queue.sort(key=lambda request: draw(order, request.asker.key))
        answers = join(model.luck(ANSWER), self.key)
        grapevine = join(model.luck(GRAPEVINE), self.key)
        offers = join(model.luck(OFFER), self.key)
        slack = WEEK_HOURS * p.work.slack
        for request in queue:
            asker = request.asker
            tie = request.tie.back
            heard = draw(grapevine, asker.key) < exchange.grapevine
            mirror = mirrored(tie.record, asker.known_reputation, heard, exchange.indirect)
            chance = willingness(
                self.style,
                self.otherish,
                tie.quality,
                generous(mirror, exchange.forgiveness),
                tie.account,
                asker.known_reputation if heard else 0.5,
                max(0.0, self.help_hours + exchange.cost - slack),
                self.safety,
                self.gratitude,
                asker.level < self.level,
                p.helping,
                exchange.account_weight,
            )
            if exchange.barter:
                mutual = self.prepare_barter(request)
                if self.style == MATCHER:
                    chance = 1.0 if mutual else 0.0
            willing = draw(join(answers, request.place), asker.key) < tremble(chance, exchange.error)
            if request.unasked and not (willing and draw(offers, asker.key) < exchange.offers):
                continue
            if willing:
                request.answer = self.hand_over(request)
                self.help_hours += exchange.cost if request.answer == GRANTED else 0.25 * exchange.cost
                tie.account = book(tie.account, 1.0, exchange.account_leak)
                self.reputation = remember(self.reputation, 1.0, exchange.reputation_memory)
            else:
                request.answer = REFUSED
                if asker.known_reputation >= p.helping.good_standing:
                    self.reputation = remember(self.reputation, 0.0, exchange.reputation_memory)
        self.hours += self.help_hours

    def prepare_barter(self, request: Request) -> bool:
        """What each would teach the other; whether there is something both ways."""
        asker = request.asker
        absorption = self.model.p.knowledge.absorption
        luck = join(join(self.model.luck(BARTER), self.key), asker.key)
        lead = self.model.p.exchange.barter_lead
        there = barter_topic(self, asker, lead, luck)
        back = barter_topic(asker, self, lead, luck)
        if there is not None:
            request.topic = there
            request.gain = lesson(self.expertise[there], asker.expertise[there], absorption)
        if back is not None:
            request.return_topic = back
            request.return_gain = lesson(asker.expertise[back], self.expertise[back], absorption)
        return there is not None and back is not None

    def hand_over(self, request: Request) -> int:
        """What one, willing, has to give: GRANTED when it is what the asker wants, GRANTED_IN_VAIN when not."""
        need = request.need
        if need is None:
            return GRANTED
        if need.want == WANT_FACT:
            assert need.fact is not None
            request.version = need.fact.version_known_to(self)
            return GRANTED_IN_VAIN if request.version is None else GRANTED
        if need.want == WANT_EXPERTISE:
            topic = need.topic
            assert topic is not None
            teacher, learner = self.expertise[topic], request.asker.expertise[topic]
            request.topic = topic
            request.gain = lesson(teacher, learner, self.model.p.knowledge.absorption)
            return GRANTED if teacher >= need.level else GRANTED_IN_VAIN
        return GRANTED_IN_VAIN

    # --- taking in the answers

    def take_in(self) -> None:
        """Take in the answers: record, account, quality, gratitude, and what was learned."""
        p = self.model.p
        exchange, helping = p.exchange, p.helping
        self.shared = 0
        self.shared_across = 0
        self.gratitude *= exchange.gratitude_decay
        for request in self.requests:
            tie = request.tie
            if request.answer == REFUSED:
                tie.record = remember(tie.record, 0.0, exchange.memory)
                tie.quality = cool(tie.quality, helping.learning, helping.bad_over_good)
            elif request.answer in (GRANTED, GRANTED_IN_VAIN):
                if not request.unasked:
                    tie.record = remember(tie.record, 1.0, exchange.memory)
                tie.quality = warm(tie.quality, helping.learning)
                tie.account = book(tie.account, -1.0, exchange.account_leak)
                self.gratitude += 0.25 * (1.0 - self.gratitude)
                if self.learn_from(request):
                    self.shared += 1
                    self.shared_across += tie.other.department != self.department
        self.known_reputation = known(self.known_reputation, self.reputation, exchange.reputation_delay)
        for request in self.queue:
            if request.answer == GRANTED and request.return_topic is not None:
                self.study(request.return_topic, request.return_gain)

    def study(self, topic: int, gain: float) -> None:
        """Expertise grows by what a colleague taught."""
        self.expertise[topic] = min(1.0, self.expertise[topic] + gain)

    def learn_from(self, request: Request) -> bool:
        """Take in what was handed over; whether it is something that one lacked."""
        need = request.need
        lacked = False
        if request.topic is not None:
            self.study(request.topic, request.gain)
            lacked = request.gain > 0.0
        if request.answer == GRANTED and need is not None and need.wanting:
            if need.want == WANT_FACT:
                fact = need.fact
                assert fact is not None and request.version is not None
                need.version = request.version
                lacked = request.version == fact.version
                if fact.owner is self:
                    fact.held = max(fact.held, request.version)
                else:
                    self.be_told(fact, request.version)
                if lacked and self.department != fact.finder:
                    self.model.pass_on(fact)
            need.want = WANT_NOTHING
        return lacked

    def be_told(self, fact: Fact, version: int) -> None:
        """Be the one last told of a fact; among several told in one week a keyed draw decides, not their order."""
        week = self.model.week
        if fact.told is not None and fact.told_week == week:
            luck = self.model.luck(HANDOVER)
            if draw(luck, fact.told.key) <= draw(luck, self.key):
                return
        fact.told = self
        fact.told_version = version
        fact.told_week = week


def barter_topic(teacher: Seat, learner: Seat, lead: float, luck: int) -> int | None:
    """A topic in which a teacher leads a learner, each as likely, None when in none."""
    pairs = zip(teacher.expertise, learner.expertise, strict=True)
    topics = [topic for topic, (theirs, mine) in enumerate(pairs) if theirs > (1.0 + lead) * mine]
    return min(topics, key=lambda topic: draw(luck, topic)) if topics else None
