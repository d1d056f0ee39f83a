"""Taking in the answers to requests: record, quality of the tie, gratitude, what was learned (D1, D2, D4)."""

from __future__ import annotations

from crmsim.mechanisms.exchange import remember, slighted, thankful
from crmsim.mechanisms.noticing import mark_spread, owns
from crmsim.mechanisms.state import GRANTED, GRANTED_IN_VAIN, NEVER, REFUSED, WANT_FACT, WANT_NOTHING
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, join, stream
from crmsim.numerics.fetching import LATER, MANY, fetch_ahead

HANDOVER = stream("helping.handover")


@rule
def warm(quality: float, learning: float) -> float:
    """Quality of a tie after help (Bush & Mosteller 1955)."""
    return quality + learning * (1.0 - quality)


@rule
def cool(quality: float, learning: float, bad_over_good: float) -> float:
    """Quality of a tie after a refusal: ``bad_over_good`` times as far from 1 as help leads towards it."""
    return quality - min(1.0, bad_over_good * learning) * quality


@rule
def tell(state, fact, i, version, week, handover_key):
    """Keep who was told last; among several told in one week a keyed draw decides, not their order."""
    traces, people = state.traces, state.people
    holder = traces[fact].told
    if holder != NEVER and traces[fact].told_week == week:
        mine = draw(handover_key, people[i].key)
        if draw(handover_key, people[holder].key) <= mine:
            return
    traces[fact].told = i
    traces[fact].told_version = version
    traces[fact].told_week = week


@rule
def fetch_answered(state, i, width):
    """What the answers to the requests of employee i will change is fetched meanwhile."""
    requests = state.requests
    for row in range(i * width, (i + 1) * width):
        fetch_ahead(state.ties, max(0, requests[row].tie))
        fetch_ahead(state.facts, max(0, requests[row].fact))
        fetch_ahead(state.traces, max(0, requests[row].fact))


@rule
def receive(state, p, key, week):
    """Askers take in the answers: record, quality, gratitude, and what they learned."""
    people, ties, requests, needs = state.people, state.ties, state.requests, state.needs
    facts, traces = state.facts, state.traces
    width = requests.tie.size // people.key.size
    handover_key = join(join(key, HANDOVER), week)
    many = people.key.size > MANY
    for i in range(people.key.size):
        people[i].shared = 0
        people[i].shared_across = 0
        if many and i + LATER < people.key.size:
            fetch_answered(state, i + LATER, width)
        thanks = p.people.memory * people[i].gratitude
        last = (i + 1) * width - 1
        for row in range(i * width, last + 1):
            entry = requests[row].tie
            answered = requests[row].answer
            if entry < 0:
                continue
            asked = not (row == last and requests[row].slot != NEVER)
            if answered == REFUSED and asked:
                ties[entry].record = remember(ties[entry].record, 0.0, p.exchange.memory)
                ties[entry].quality = cool(ties[entry].quality, p.helping.learning, p.helping.bad_over_good)
                thanks = slighted(thanks, p.people.memory, p.helping.bad_over_good)
            if answered != GRANTED and answered != GRANTED_IN_VAIN:
                continue
            if asked:
                ties[entry].record = remember(ties[entry].record, 1.0, p.exchange.memory)
            ties[entry].quality = warm(ties[entry].quality, p.helping.learning)
            thanks = thankful(thanks, p.people.memory)
            lacked = False
            if requests[row].topic != NEVER:
                state.expertise[i, requests[row].topic] = min(
                    1.0, state.expertise[i, requests[row].topic] + requests[row].gain
                )
                lacked = requests[row].gain > 0.0
            s = requests[row].slot
            if answered == GRANTED and s != NEVER and needs[i, s].want != WANT_NOTHING:
                if needs[i, s].want == WANT_FACT:
                    fact = needs[i, s].fact
                    version = requests[row].version
                    needs[i, s].version = version
                    lacked = version == facts[fact].version
                    if owns(state, i, fact):
                        facts[fact].held = max(facts[fact].held, version)
                    else:
                        tell(state, fact, i, version, week, handover_key)
                    if lacked and people[i].department != traces[fact].finder:
                        mark_spread(state, fact, week)
                needs[i, s].want = WANT_NOTHING
            if lacked:
                people[i].shared += 1
                if people[i].department != ties[entry].department:
                    people[i].shared_across += 1
        people[i].gratitude = thanks
        people[i].known_reputation = remember(people[i].known_reputation, people[i].reputation, p.people.memory)
        if p.exchange.barter:
            for place in range(state.first_request[i], state.first_request[i + 1]):
                row = state.queue[place]
                if requests[row].answer == GRANTED and requests[row].return_topic != NEVER:
                    topic = requests[row].return_topic
                    state.expertise[i, topic] = min(1.0, state.expertise[i, topic] + requests[row].return_gain)
