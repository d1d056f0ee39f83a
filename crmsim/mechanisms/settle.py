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
    seat = people[i].key
    nobody = u64(0)  # the first holder of the seat
    if math.isnan(people[i].otherish):
        u = draw(join(join(key, OTHERISH), seat), nobody)
        people[i].otherish = otherish_of(u, p.people.otherish, p.people.otherish_spread)
    if math.isnan(people[i].productivity):
        z = normal(join(join(key, PRODUCTIVITY), seat), nobody)
        people[i].productivity = productivity_of(z, p.people.productivity_sd)
    if math.isnan(people[i].threshold):
        z = normal(join(join(key, THRESHOLD), seat), nobody)
        people[i].threshold = p.adoption.threshold_mean + p.adoption.threshold_sd * z
    if people[i].hired == NEVER:
        weeks = 52.0 * p.people.tenure_years * exponential(join(key, TENURE), seat)
        people[i].hired = -1 - int(math.floor(min(weeks, 2080.0)))
    people[i].energy = p.people.energy
    people[i].skill = p.people.skill
    people[i].reputation = p.people.reputation
    people[i].known_reputation = p.people.reputation
    people[i].done_mean = 0.5
    people[i].satisfaction = 0.6
    people[i].stage = max(people[i].stage, UNAWARE)
    for t in range(state.expertise.shape[1]):
        own = own_topic(key, seat, t, p.knowledge.specialisation)
        if own:
            people[i].own_topics = u64(people[i].own_topics | (u64(1) << u64(t)))
        u = draw(join(join(key, EXPERTISE), seat), u64(t))
        state.expertise[i, t] = start_expertise(own, u, p.knowledge.initial, p.knowledge.elsewhere)


@rule
def settle_ties(state, p, key, i):
    """Draw the quality of i's ties where it is not given; two people's views of each other share half their luck."""
    people, ties = state.people, state.ties
    quality_key = join(key, QUALITY)
    for e in range(state.start[i], state.start[i + 1]):
        if math.isnan(ties[e].quality):
            one, other = people[i].key, people[ties[e].target].key
            low, high = min(one, other), max(one, other)
            shared = normal(join(quality_key, low), high)
            own = normal(join(join(quality_key, u64(1)), one), other)
            z = 0.7071067811865476 * (shared + own)
            ties[e].quality = clip(p.climate.culture + p.climate.spread_sd * z, 0.0, 1.0)
        ties[e].record = 1.0
        ties[e].account = 0.0


@rule
def settle_facts(state, p, key, i):
    """Who holds what of the facts of seat i."""
    people, facts = state.people, state.facts
    holds = join(join(key, HOLDS), people[i].key)
    allowed = join(join(key, ALLOWED), people[i].key)
    first = state.first_fact[i]
    for f in range(first, state.first_fact[i + 1]):
        facts[f].owner = i
        facts[f].sensitivity = sensitivity(allowed, f - first)
        facts[f].version = 1
        facts[f].held = 1 if draw(holds, u64(f - first)) < p.market.held else 0
        facts[f].told = NEVER
        facts[f].recorded = NEVER
        facts[f].author = NEVER
        # What an owner knows from the start is no change that a successor could notice anew.
        facts[f].noticed = LONG_AGO if facts[f].held == facts[f].version else NEVER
        facts[f].finder = people[i].department


@rule
def settle_project(state, key):
    """Weights of the requirements, and how much more effort each takes when it surfaces late."""
    project, requirements = state.project, state.requirements
    total = 0.0
    for g in range(requirements.weight.size):
        requirements[g].weight = exponential(join(key, WEIGHT), u64(g))
        requirements[g].late_draw = draw(join(key, LATE), u64(g))
        requirements[g].status = MISSED
        total += requirements[g].weight
    for g in range(requirements.weight.size):
        requirements[g].weight /= total
    project[0].go_live = NEVER
    project[0].leader = NEVER


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
        people[i].mean_quality = mean_of_ties(state, i)
        people[i].safety = felt_safety(
            people[i].mean_quality, p.leadership.failure_tolerance, p.climate.safety_by_quality
        )
        people[i].access = NEVER
