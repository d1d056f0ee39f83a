"""Before the first week: what is drawn about people, ties and facts where nothing was given."""

from __future__ import annotations

import math

from crmsim.mechanisms.climate import felt_safety, mean_of_ties
from crmsim.mechanisms.compiled import rule
from crmsim.mechanisms.draws import draw, exponential, join, normal, stream, u64
from crmsim.mechanisms.knowledge import own_topic
from crmsim.mechanisms.people import (
    EXPERTISE,
    HOLDS,
    OTHERISH,
    PRODUCTIVITY,
    QUALITY,
    TENURE,
    THRESHOLD,
    otherish_of,
    productivity_of,
    start_expertise,
)
from crmsim.mechanisms.recording import ALLOWED, sensitivity
from crmsim.mechanisms.signals import clip
from crmsim.mechanisms.state import MISSED, NEVER, UNAWARE, WINDOW

WEIGHT = stream("project.weight")
LATE = stream("project.late")

LONG_AGO = NEVER - WINDOW - 1  # a week from which nothing counts as in time


@rule
def settle_person(state, p, key, i):
    """Draw what is not given about employee i."""
    people = state.people
    seat = people.key[i]
    nobody = u64(0)  # the first holder of the seat
    if math.isnan(people.otherish[i]):
        u = draw(join(join(key, OTHERISH), seat), nobody)
        people.otherish[i] = otherish_of(u, p.people.otherish, p.people.otherish_spread)
    if math.isnan(people.productivity[i]):
        z = normal(join(join(key, PRODUCTIVITY), seat), nobody)
        people.productivity[i] = productivity_of(z, p.people.productivity_sd)
    if math.isnan(people.threshold[i]):
        z = normal(join(join(key, THRESHOLD), seat), nobody)
        people.threshold[i] = p.adoption.threshold_mean + p.adoption.threshold_sd * z
    if people.hired[i] == NEVER:
        weeks = 52.0 * p.people.tenure_years * exponential(join(key, TENURE), seat)
        people.hired[i] = -1 - int(math.floor(min(weeks, 2080.0)))
    people.energy[i] = p.people.energy
    people.skill[i] = p.people.skill
    people.reputation[i] = p.people.reputation
    people.known_reputation[i] = p.people.reputation
    people.done_mean[i] = 0.5
    people.satisfaction[i] = 0.6
    people.stage[i] = max(people.stage[i], UNAWARE)
    for t in range(state.expertise.shape[1]):
        own = own_topic(key, seat, t, p.knowledge.specialisation)
        if own:
            people.own_topics[i] = u64(people.own_topics[i] | (u64(1) << u64(t)))
        u = draw(join(join(key, EXPERTISE), seat), u64(t))
        state.expertise[i, t] = start_expertise(own, u, p.knowledge.initial, p.knowledge.elsewhere)


@rule
def settle_ties(state, p, key, i):
    """Draw the quality of i's ties where it is not given; two people's views of each other share half their luck."""
    people, ties = state.people, state.ties
    quality_key = join(key, QUALITY)
    for e in range(state.start[i], state.start[i + 1]):
        if math.isnan(ties.quality[e]):
            one, other = people.key[i], people.key[ties.target[e]]
            low, high = min(one, other), max(one, other)
            shared = normal(join(quality_key, low), high)
            own = normal(join(join(quality_key, u64(1)), one), other)
            z = 0.7071067811865476 * (shared + own)
            ties.quality[e] = clip(p.climate.culture + p.climate.spread_sd * z, 0.0, 1.0)
        ties.record[e] = 1.0
        ties.account[e] = 0.0


@rule
def settle_facts(state, p, key, i):
    """Who holds what of the facts of seat i."""
    people, facts = state.people, state.facts
    holds = join(join(key, HOLDS), people.key[i])
    allowed = join(join(key, ALLOWED), people.key[i])
    first = state.first_fact[i]
    for f in range(first, state.first_fact[i + 1]):
        facts.owner[f] = i
        facts.sensitivity[f] = sensitivity(allowed, f - first)
        facts.version[f] = 1
        facts.held[f] = 1 if draw(holds, u64(f - first)) < p.market.held else 0
        facts.told[f] = NEVER
        facts.recorded[f] = NEVER
        facts.author[f] = NEVER
        # What an owner knows from the start is no change that a successor could notice anew.
        facts.noticed[f] = LONG_AGO if facts.held[f] == facts.version[f] else NEVER
        facts.finder[f] = people.department[i]


@rule
def settle_project(state, key):
    """Weights of the requirements, and how much more effort each takes when it surfaces late."""
    project, requirements = state.project, state.requirements
    total = 0.0
    for g in range(requirements.weight.size):
        requirements.weight[g] = exponential(join(key, WEIGHT), u64(g))
        requirements.late_draw[g] = draw(join(key, LATE), u64(g))
        requirements.status[g] = MISSED
        total += requirements.weight[g]
    for g in range(requirements.weight.size):
        requirements.weight[g] /= total
    project.go_live[0] = NEVER
    project.leader[0] = NEVER


@rule
def settle(state, p, key):
    """Bring a new state into the condition in which the first week finds it."""
    people = state.people
    settle_project(state, key)
    for i in range(people.key.size):
        settle_person(state, p, key, i)
        settle_ties(state, p, key, i)
        settle_facts(state, p, key, i)
    for i in range(people.key.size):
        people.mean_quality[i] = mean_of_ties(state, i)
        people.safety[i] = felt_safety(
            people.mean_quality[i], p.leadership.failure_tolerance, p.climate.safety_by_quality
        )
        people.access[i] = NEVER
