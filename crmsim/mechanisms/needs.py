"""Needs: of one's own customers, at meetings with them, and of colleagues' customers (claims C5, S3, E19, K4, K9)."""

from __future__ import annotations

from crmsim.mechanisms.asking import list_contacts
from crmsim.mechanisms.bonds import FIXED
from crmsim.mechanisms.changing import CHANGE, change_facts, draw_for_listed, lay_out_week
from crmsim.mechanisms.noticing import initiative_of, meet, moved, see_change, version_heard
from crmsim.mechanisms.state import AHEAD, NEVER, RING, WANT_EXPERTISE, WANT_FACT, WANT_NOTHING, WANT_OWN
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, join, poisson, stream, u64

NOTICE = stream("market.notice")
NEED = stream("market.need")


@rule
def demand(needs_per_week: float, satisfaction: float, regard: float, q) -> float:
    """Mean needs a week of an owner whose customers are this satisfied.

    ``regard`` is the owner's reputation against the mean of owners', in whose proportion colleagues send customers.
    """
    passed = 1.0 + q.recommended * (regard - 1.0)
    return needs_per_week * passed * max(0.0, 1.0 + q.repurchase * (satisfaction - 0.5))


@rule
def mean_reputation(state):
    """Mean reputation, as known, of the owners who are there; 0 where there is none."""
    people = state.people
    total = 0
    count = 0
    for i in range(people.key.size):
        if people[i].present == 1 and state.first_fact[i + 1] > state.first_fact[i]:
            total += int(people[i].known_reputation * FIXED)
            count += 1
    return float(total) / FIXED / float(count) if count > 0 else 0.0


@rule
def inquiries(p):
    """Needs a week that reach somebody without customers: as many as want something held elsewhere of an owner."""
    return p.work.needs_per_week * p.work.interdependence


@rule
def at_hand(customers: float, memory: float, familiarity: float) -> float:
    """Chance that what an owner once noted is at hand when it is needed: the worse the more customers there are."""
    held = memory / (memory + customers) if memory + customers > 0.0 else 1.0
    return held + (1.0 - held) * familiarity


@inlined
def elsewhere(state, p, base, i):
    """A fact that somebody else owns, and who: with a contact for a share of cases, else anywhere.

    NEVER twice where none is found.
    """
    people, ties = state.people, state.ties
    n = people.key.size
    near = draw(base, u64(11)) < p.market.within_reach
    contacts = list_contacts(state, i) if near else 0
    for attempt in range(6):
        u = draw(base, u64(20 + attempt))
        if contacts > 0:
            owner = int(ties[state.within_reach[min(contacts - 1, int(u * contacts))]].target)
        else:
            owner = min(n - 1, int(u * n))
        count = state.first_fact[owner + 1] - state.first_fact[owner]
        if count > 0 and owner != i:
            return state.first_fact[owner] + min(count - 1, int(draw(base, u64(30)) * count)), owner
    return NEVER, NEVER


@inlined
def draw_ahead(state, base, arrived, count):
    """Draw what is asked first of each of the next ``count`` needs of an owner, of which ``arrived`` came before.

    All at once and nothing else in here, so that a processor need not await what is decided about one to draw for
    another: which fact, whether it wants something held elsewhere, whether notes are at hand, whether it is new.
    """
    keys, draws = state.need_keys, state.need_draws
    for place in range(count):
        need = join(base, u64(arrived + place + 1))
        keys[place] = need
        draws[place, 0] = draw(need, u64(1))
        draws[place, 1] = draw(need, u64(2))
        draws[place, 2] = draw(need, u64(6))
        draws[place, 3] = draw(need, u64(7))


@inlined
def own_need(state, p, week, i, s, place, first, own, fact, dares, recall):
    """Put a need of employee i's own customer into slot s: what it wants, and whether it is met with something new.

    ``place`` is its place among those drawn ahead.
    """
    people, facts, needs, draws = state.people, state.facts, state.needs, state.need_draws
    need = state.need_keys[place]
    topics = state.expertise.shape[1]
    owner = i
    topic = NEVER
    level = 0.0
    want = WANT_NOTHING
    if draws[place, 1] < p.work.interdependence:
        if draw(need, u64(3)) < p.market.expertise_share:
            topic = min(topics - 1, int(draw(need, u64(4)) * topics))
            level = draw(need, u64(5))
            fact = NEVER
            owner = NEVER
            if state.expertise[i, topic] < level:
                want = WANT_EXPERTISE
        else:
            other, whose = elsewhere(state, p, need, i)
            if other != NEVER:
                fact = other
                owner = whose
                want = WANT_FACT
    if want == WANT_NOTHING and fact != NEVER:
        if facts[fact].held == NEVER:
            want = WANT_FACT  # a newcomer does not know the customers that came with the seat
        elif draws[place, 2] >= recall:
            want = WANT_OWN
    needs[i, s].deaf = 1 if draws[place, 3] < p.market.novel * (1.0 - dares) else 0
    needs[i, s].fact = fact
    needs[i, s].owner = owner
    needs[i, s].topic = topic
    needs[i, s].level = level
    needs[i, s].week = week
    needs[i, s].want = want
    needs[i, s].version = NEVER
    people[i].open_needs = s + 1


@inlined
def inquiry(state, p, week, i, s, need):
    """Put a need of a colleague's customer into slot s of employee i; whether there was one to put."""
    people, needs = state.people, state.needs
    fact, owner = elsewhere(state, p, need, i)
    if fact == NEVER:
        return False
    needs[i, s].deaf = 0
    needs[i, s].fact = fact
    needs[i, s].owner = owner
    needs[i, s].topic = NEVER
    needs[i, s].level = 0.0
    needs[i, s].week = week
    needs[i, s].want = WANT_FACT
    needs[i, s].version = NEVER
    people[i].open_needs = s + 1
    return True


@rule
def know_from_others(state, week):
    """Who was told what a need of this week wants knows it; when all have passed on, so that no order matters."""
    people, facts, needs = state.people, state.facts, state.needs
    for i in range(people.key.size):
        s = people[i].open_needs - 1
        while s >= 0 and needs[i, s].week == week:
            if needs[i, s].want == WANT_FACT:
                known = version_heard(state.traces, people[i].hired, needs[i, s].fact, i)
                if known != NEVER and known == facts[needs[i, s].fact].version:
                    needs[i, s].want = WANT_NOTHING
                    needs[i, s].version = known
            s -= 1


@rule
def arrive(state, p, key, week):
    """Owners meet customers, notice what changed, and needs arrive; others hear from customers of colleagues."""
    people, needs = state.people, state.needs
    need_key = join(join(key, NEED), week)
    notice_key = join(join(key, NOTICE), week)
    slots = needs.fact.shape[1]
    facets = 2 * p.market.facts_each
    rate = inquiries(p)
    life_key = join(key, CHANGE)
    lay_out_week(state, p.market.facts_each, 1.0 / p.market.contact_weeks, 1.0 / p.market.need_weeks)
    usual = mean_reputation(state)
    arisen = 0
    for i in range(people.key.size):
        first = state.first_fact[i]
        own = state.first_fact[i + 1] - first
        present = people[i].present == 1
        base = join(need_key, people[i].key)
        if own == 0:
            if not present:
                continue
            for q in range(poisson(rate, draw(base, u64(0)))):
                s = people[i].open_needs
                if s < slots and inquiry(state, p, week, i, s, join(base, u64(q + 1))):
                    arisen += 1
            continue
        unknown = change_facts(state, life_key, week, i)
        regard = people[i].known_reputation / usual if present and usual > 0.0 else 1.0
        mean = demand(p.work.needs_per_week, people[i].satisfaction, regard, p.market)
        count = poisson(mean, draw(base, u64(0)))
        arisen += count
        if not present:
            continue  # nobody meets the customers: the needs arose and stay unserved
        seen_key = join(notice_key, people[i].key)
        drive = initiative_of(state, p, i)
        unaided = moved(p.market.notice, drive)
        by_record = unaided
        if people[i].intensity != 0.0:
            by_record = moved(p.market.notice, drive + p.market.initiative_weight * people[i].intensity)
        recall = at_hand(own / facets, p.market.memory, p.market.familiarity)
        if p.market.familiarity > 0.0:
            draw_for_listed(state, seen_key, first, unknown, 1000)
            for place in range(unknown):
                if state.uniforms[place] < p.market.familiarity:
                    see_change(state, state.listed[place], week)
        for q in range(count):
            place = u64(q & (AHEAD - 1))
            if place == 0:
                draw_ahead(state, base, q, min(AHEAD, count - q))
            fact = first + min(own - 1, int(state.need_draws[place, 0] * own))
            if unknown > 0:
                customer = fact - (fact - first) % facets
                last = min(customer + facets, first + own)
                meet(state, p, week, i, customer, last, drive, unaided, by_record, seen_key, q)
            s = people[i].open_needs
            if s < slots:
                own_need(state, p, week, i, s, place, first, own, fact, unaided, recall)
    know_from_others(state, week)
    state.cohorts[week & (RING - 1)].needs += arisen
