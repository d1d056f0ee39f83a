"""Noticing that a fact changed, and passing it on: what asks for initiative (claims K1-K5, K8, D3).

People take the initiative as far as they feel safe, leaders stand behind it and are open, and market work is what is
rewarded; connectedness carries what is noticed to other departments, conflict keeps it back (K6).
"""

from __future__ import annotations

from crmsim.mechanisms.state import NEVER, RING, WINDOW
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, join, u64, uniform
from crmsim.numerics.portable import exp


@rule
def initiative(
    safety: float, push: float, openness: float, rewarded: float, safety_weight: float, weight: float
) -> float:
    """What moves people to take the initiative, in log odds: 0 where all is neutral (claims D3, K2-K5, K8)."""
    return safety_weight * (safety - 0.5) + weight * (push + openness - 0.5 + rewarded)


@rule
def initiative_of(state, p, i):
    """What moves employee i to take the initiative."""
    people = state.people
    q = p.leadership
    rewarded = q.recognition - q.short_term_reward
    weight = p.market.initiative_weight
    return initiative(people[i].safety, people[i].push, q.openness, rewarded, p.people.safety_weight, weight)


@rule
def moved(chance: float, x: float) -> float:
    """A chance whose odds are moved by ``x`` in the logarithm."""
    return chance / (chance + (1.0 - chance) * exp(-x))


@rule
def mark_spread(state, fact, week):
    """Count a noticed change as passed on, once, when it reached another department in time."""
    facts, traces = state.facts, state.traces
    if facts[fact].spread == 0 and traces[fact].noticed != NEVER and week - traces[fact].noticed <= WINDOW:
        facts[fact].spread = 1
        state.cohorts[traces[fact].noticed & (RING - 1)].passed_on += 1


@rule
def see_change(state, fact, week):
    """The owner learns the current version; the first to notice it counts as its finder."""
    facts, traces = state.facts, state.traces
    facts[fact].held = facts[fact].version
    if traces[fact].noticed == NEVER:
        traces[fact].noticed = week
        traces[fact].finder = state.people[traces[fact].owner].department
        state.cohorts[week & (RING - 1)].found += 1
        if week - traces[fact].changed <= WINDOW and traces[fact].changed > 0:
            state.cohorts[traces[fact].changed & (RING - 1)].noticed += 1


@rule
def version_heard(traces, hired: int, fact: int, j: int) -> int:
    """The version of a colleague's fact that j was told since j was hired, NEVER where j was not."""
    if traces[fact].told == j and traces[fact].told_week >= hired:
        return traces[fact].told_version
    return NEVER


@rule
def owns(state, j, fact):
    """Whether a fact is one of seat j's, by its number: so nothing need be fetched of it."""
    return state.first_fact[j] <= fact < state.first_fact[j + 1]


@rule
def version_known(state, fact, j):
    """The version of a fact that j can hand over, NEVER where j knows none."""
    if owns(state, j, fact):
        return int(state.facts[fact].held)
    return int(version_heard(state.traces, state.people[j].hired, fact, j))


@rule
def pass_on(state, p, week, i, fact, x, key):
    """Who first notices a change tells somebody in another department, or does not (claims K1, K6)."""
    people, ties, facts, traces = state.people, state.ties, state.facts, state.traces
    here = people[i].department
    across = 0
    for e in range(state.start[i], state.start[i + 1]):
        across += 1 if (ties[e].contact > 0.0) & (ties[e].department != here) else 0
    if across == 0:
        return
    chosen = min(across - 1, int(draw(key, u64(0)) * across))
    for e in range(state.start[i], state.start[i + 1]):
        if ties[e].contact > 0.0 and ties[e].department != here:
            if chosen == 0:
                there = ties[e].department
                y = x + p.asking.across_weight * (state.connectedness[here, there] - 0.5 - state.conflict[here, there])
                if draw(key, u64(1)) < moved(p.market.pass_on, y):
                    traces[fact].told = ties[e].target
                    traces[fact].told_version = facts[fact].version
                    traces[fact].told_week = week
                    mark_spread(state, fact, week)
                return
            chosen -= 1


@inlined
def meet(state, p, week, i, customer, last, drive, unaided, by_record, seen_key, meeting):
    """An owner meets a customer: what changed may be noticed, and passed on by who is the first to.

    The customer's facts are ``customer`` to ``last`` - 1; ``unaided`` and ``by_record`` are the chances to notice what
    is not on record and what is.
    """
    facts, traces = state.facts, state.traces
    first = state.first_fact[i]
    for f in range(u64(customer), u64(last)):
        if facts[f].held == facts[f].version:
            continue
        chance = by_record if facts[f].recorded != NEVER else unaided
        meeting_key = join(join(seen_key, u64(meeting)), f - u64(first))
        if uniform(meeting_key) < chance:
            first_to = traces[f].noticed == NEVER
            see_change(state, f, week)
            if first_to:
                pass_on(state, p, week, i, f, drive, meeting_key)
