"""Asking for help: whether one asks, and whom (claims G1, G4, D3, K6; E9, E20).

About nine in ten acts of help are asked for (E9); the rest begins with an encounter, in which a colleague may offer.
"""

from __future__ import annotations

import math

from crmsim.declaration.mechanism import Explained, Field, Mechanism, Phase
from crmsim.declaration.parameter import Sign, Table, parameter
from crmsim.mechanisms.bonds import fetch_contacts
from crmsim.mechanisms.state import (
    GIVER,
    NEVER,
    TAKER,
    UNANSWERED,
    WANT_EXPERTISE,
    WANT_FACT,
    WANT_NOTHING,
    WANT_OWN,
)
from crmsim.numerics.arithmetic import logistic
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, exponential, join, stream, u64, uniform
from crmsim.numerics.fetching import LATER, MANY
from crmsim.numerics.portable import exp, log


# fmt: off
class Asking(Table):
    """Who is asked, and who dares."""

    readiness: float = parameter(
        1.5, meaning="readiness to ask of a matcher who feels safe half-way", unit="log odds", interval=(0.0, 3.0),
        allowed=(-100.0, 100.0), status="assumed", source="most help is asked for (E9), so most who lack ask",
        signs=(Sign("requests", "+", "own expectation: its definition"),),
    )
    style_weight: float = parameter(
        1.0, meaning="how much less a fully selfless giver asks, and how much more a taker", unit="log odds",
        interval=(0.0, 3.0), allowed=(0.0, 100.0), status="assumed",
        source="selfless giving forgets oneself (Grant & Rebele, E7); takers like to get (A §2.2.3)",
        claims=("G1", "G5"),
        signs=(
            Sign("requests", "+", "G1: takers like to get", group="taker"),
            Sign("requests", "-", "G5, E7: selfless givers ask for little", group="giver"),
            Sign("output", "-", "G5, E7: and pay for it in their own work", emergent=True, group="giver"),
        ),
    )
    knowledge_weight: float = parameter(
        3.0, meaning="pull of the other's knowing what one lacks", unit="log weight", interval=(0.0, 6.0),
        allowed=(0.0, 100.0), status="assumed", source="no measurement found",
        signs=(Sign("shared_personally", "+", "own expectation: who asks those who know gets what is lacking"),),
    )
    reputation_weight: float = parameter(
        2.0, meaning="pull of being known to help on being asked", unit="log odds", interval=(0.0, 4.0),
        allowed=(0.0, 100.0), status="assumed",
        source="who is known to help is asked ever more (Cross, Rebele & Grant 2016, E8); as strong as the pull of a "
        "good tie; no measurement found",
        signs=(Sign("help_rate", "+", "own expectation: who turns to those who say yes hears no less often",
                    emergent=True),),
    )
    across_weight: float = parameter(
        1.5, meaning="pull of connectedness across departments, less conflict, on turning to the other one",
        unit="log weight", interval=(0.0, 4.0), allowed=(0.0, 100.0), status="assumed", source="sign from A §2.2.1",
        claims=("K6",),
        signs=(
            Sign("cross_department_share", "-", "K6: conflict keeps people from the other department",
                 given=("market.conflict=0.6",)),
            Sign("cross_department_share", "+", "K6: connectedness helps",
                 given=("market.conflict=0.0", "market.connectedness=0.9")),
        ),
    )
    system_first: float = parameter(
        0.7, meaning="how far a person who uses the system looks there before asking for a fact", unit="share",
        interval=(0.0, 1.0), allowed=(0.0, 1.0), status="assumed", source="no measurement found",
        signs=(Sign("requests", "-", "own expectation: who looks there first asks less"),),
    )
    hours: float = parameter(
        0.25, meaning="time that asking takes the asker", unit="hours", interval=(0.05, 1.0), allowed=(0.0, 40.0),
        status="assumed", source="no measurement found",
        signs=(Sign("output", "-", "own expectation: time spent asking is not spent on customers"),),
    )
# fmt: on


WHETHER = stream("asking.whether")
WHOM = stream("asking.whom")
COUNT = stream("asking.count")
ENCOUNTER = stream("asking.encounter")


@rule
def readiness(style: int, otherish: float, safety: float, safety_weight: float, q) -> float:
    """Chance that somebody who lacks something asks for it."""
    x = q.readiness + safety_weight * (safety - 0.5)
    if style == GIVER:
        x -= q.style_weight * (1.0 - otherish)
    elif style == TAKER:
        x += q.style_weight
    return logistic(x)


@rule
def attraction(
    contact: float,
    quality: float,
    reputation: float,
    believed: float,
    across: bool,
    conflict: float,
    connected: float,
    quality_weight: float,
    q,
):
    """Weight of a colleague in the race to be asked; ``reputation`` is the colleague's as known."""
    x = quality_weight * (quality - 0.5) + q.reputation_weight * (reputation - 0.5) + q.knowledge_weight * believed
    x += q.across_weight * (connected - 0.5 - conflict) if across else 0.0
    return contact * exp(x)


@rule
def soonest(u: float) -> float:
    """A bound below -log(u): the start of its series in 1 - u, less more than the rounding of either."""
    v = 1.0 - u
    return 0.999999999 * v * (1.0 + v * (0.5 + v * 0.3333333333))


@rule
def list_contacts(state, i):
    """List the entries with contact of employee i as those within reach; returns how many they are.

    Without a branch, because no processor foresees which entries have contact.
    """
    ties, within_reach = state.ties, state.within_reach
    count = 0
    for e in range(u64(state.start[i]), u64(state.start[i + 1])):
        within_reach[count] = e
        count += 1 if ties[e].contact > 0.0 else 0
    return count


@inlined
def weigh(state, p, i, e, believed):
    """Weight of the colleague of entry ``e`` in employee i's race to ask somebody."""
    ties = state.ties
    here = u64(state.people[i].department)
    there = u64(ties[e].department)
    return attraction(
        ties[e].contact,
        ties[e].quality,
        state.people[u64(ties[e].target)].known_reputation,
        believed,
        here != there,
        state.conflict[here, there],
        state.connectedness[here, there],
        p.helping.quality_weight,
        p.asking,
    )


@inlined
def weigh_contacts(state, p, i):
    """List the contacts of employee i, with their weights where nothing is known of them; returns how many they are."""
    count = list_contacts(state, i)
    for place in range(count):
        state.weights[place] = weigh(state, p, i, u64(state.within_reach[place]), 0.0)
    return count


@inlined
def choose(state, p, race, i, count, want, owner, topic, level):
    """The entry of the colleague i turns to: the winner of an exponential race among the contacts, NEVER if alone.

    The contacts are the first ``count`` within reach, weighed as if nothing were known of them. Whose the fact wanted
    is, ``owner``, is known, and who has the expertise.
    """
    people, ties, within_reach = state.people, state.ties, state.within_reach
    seat = join(race, people[i].key)
    draws, weights = state.race_draws, state.race_weights
    likeliest = NEVER
    least = math.inf
    for place in range(count):
        e = u64(within_reach[place])
        believed = False
        if want == WANT_FACT:
            believed = owner == ties[e].target
        elif want == WANT_EXPERTISE:
            believed = state.expertise[u64(ties[e].target), topic] >= level
        weights[place] = weigh(state, p, i, e, 1.0) if believed else state.weights[place]
        draws[place] = uniform(join(seat, ties[e].key))
        bound = soonest(draws[place]) / weights[place]
        if bound < least:
            least = bound
            likeliest = place
    if likeliest == NEVER:
        return NEVER
    # The likeliest begins, so that hardly any other can still win, and their logarithms are spared.
    best = likeliest
    shortest = -log(draws[best]) / weights[best]
    for place in range(count):
        if place == likeliest or soonest(draws[place]) >= shortest * weights[place]:
            continue
        time = -log(draws[place]) / weights[place]
        if time < shortest or (time == shortest and place < best):
            shortest = time
            best = place
    return int(within_reach[best])


@rule
def clear(state, row):
    """Empty a row of this week's requests."""
    requests = state.requests
    requests[row].tie = NEVER
    requests[row].slot = NEVER
    requests[row].answer = UNANSWERED
    requests[row].version = NEVER
    requests[row].gain = 0.0
    requests[row].topic = NEVER
    requests[row].return_gain = 0.0
    requests[row].return_topic = NEVER


@rule
def ask_favours(state, key, week, i, first_row, count):
    """Favours for their own sake: ask ``count`` different contacts, drawn by contact; all of them when that many."""
    people, ties, requests = state.people, state.ties, state.requests
    race = join(join(join(key, WHOM), week), people[i].key)
    degree = 0
    for e in range(state.start[i], state.start[i + 1]):
        if ties[e].contact > 0.0:
            degree += 1
    made = 0
    last = -1.0
    while made < min(count, degree):
        best = NEVER
        shortest = math.inf
        for e in range(state.start[i], state.start[i + 1]):
            if ties[e].contact > 0.0:
                if degree <= count:
                    time = float(e - state.start[i])
                else:
                    time = exponential(race, people[ties[e].target].key) / ties[e].contact
                if last < time < shortest:
                    shortest = time
                    best = e
        if best == NEVER:
            break
        requests[first_row + made].tie = best
        last = shortest
        made += 1


@rule
def ask(state, p, key, week):
    """Everybody with an open want decides whether to ask, and whom."""
    people, needs, requests = state.people, state.needs, state.requests
    width = requests.tie.size // people.key.size
    whether = join(join(key, WHETHER), week)
    count_key = join(join(key, COUNT), week)
    meet_key = join(join(key, ENCOUNTER), week)
    rate = p.exchange.requests_per_week
    whole = int(math.floor(rate))
    many = people.key.size > MANY
    for i in range(people.key.size):
        if many and i + LATER < people.key.size:
            fetch_contacts(state, i + LATER)
        first_row = i * width
        for row in range(first_row, first_row + width):
            clear(state, row)
        if people[i].present == 0:
            continue
        count = whole
        if rate > whole and draw(count_key, people[i].key) < rate - whole:
            count += 1
        count = min(count, width - 1)  # no more rows than were made, whatever a change of parameters asks for
        if p.switches.market == 0:
            ask_favours(state, key, week, i, first_row, count)
            continue
        seat = join(whether, people[i].key)
        chance = readiness(people[i].style, people[i].otherish, people[i].safety, p.people.safety_weight, p.asking)
        made = 0
        waiting = NEVER
        contacts = NEVER  # not listed yet
        for s in range(people[i].open_needs):
            want = needs[i, s].want
            if want in (WANT_NOTHING, WANT_OWN):
                continue  # own notes are found by looking, not by asking
            willing = chance
            if want == WANT_FACT:
                willing *= 1.0 - p.asking.system_first * people[i].intensity
            if made < count and draw(seat, u64(s)) < willing:
                race = join(join(join(key, WHOM), week), u64(s))
                if contacts < 0:
                    contacts = weigh_contacts(state, p, i)
                entry = choose(
                    state, p, race, i, contacts, want, needs[i, s].owner, needs[i, s].topic, needs[i, s].level
                )
                if entry != NEVER:
                    requests[first_row + made].tie = entry
                    requests[first_row + made].slot = s
                    people[i].hours += p.asking.hours
                    people[i].search_hours += p.asking.hours
                    made += 1
                    continue
            waiting = s
        if waiting != NEVER and p.exchange.offers > 0.0:
            if contacts < 0:
                contacts = weigh_contacts(state, p, i)
            entry = choose(state, p, meet_key, i, contacts, WANT_NOTHING, NEVER, NEVER, 0.0)
            requests[first_row + width - 1].tie = entry
            requests[first_row + width - 1].slot = waiting


MECHANISM = Mechanism(
    __name__,
    only_with="help",
    table=Asking,
    phases=(Phase(ask, after="market", switch="help", name="ask", decides=("hours",)),),
    fields={
        "requests": (
            Field("tie", "i4", "the entry asker->asked, NEVER = empty", fixed=True),
            Field("slot", "i1", "the need behind it, NEVER = a favour for its own sake", fixed=True),
        ),
    },
    explained=(
        Explained(
            readiness,
            neutral={"safety": 0.5},
            context=("style", "otherish", "safety_weight", "q"),
            parameters=(("ask base", "readiness"), ("ask style", "style_weight")),
        ),
    ),
)
