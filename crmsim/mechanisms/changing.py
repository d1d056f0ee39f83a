"""How long facts about customers hold, and which of them their owners do not know as they are."""

from __future__ import annotations

from crmsim.mechanisms.state import NEVER, RING
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, exponential, join, stream, u64

CHANGE = stream("market.change")


@rule
def life(life_key: int, seat: int, place: int, version: int) -> float:
    """How long a version of a fact lives, in shares of the mean life of its kind: exponential."""
    return exponential(join(join(life_key, seat), u64(place)), u64(version))


@rule
def lay_out_week(state, facts_each, contact, need):
    """What a week takes of the lives of a seat's facts, place by place, as shares of the mean life of their kinds.

    A life is counted down in shares of its mean, so that a change of the mean counts from the week it is made:
    ``contact`` and ``need`` are the shares of a week, by kind, of which a customer has ``facts_each``.
    """
    for place in range(state.week_of_life.size):
        state.week_of_life[place] = contact if place % (2 * facts_each) < facts_each else need


@inlined
def change_facts(state, life_key, week, i):
    """Facts of seat i change as the world moves, each when the rest of its life is over.

    Lists the facts of which the owner does not hold the current version; returns how many they are.
    """
    facts, traces, lives, listed = state.facts, state.traces, state.lives, state.listed
    first = u64(state.first_fact[i])
    last = u64(state.first_fact[i + 1])
    for f in range(first, last):  # nothing else in here: so a processor does several at once
        lives[f].remaining -= state.week_of_life[f - first]
    count = 0
    for f in range(first, last):
        # Without a branch, because no processor foresees which facts are known. What changes now is not known either.
        listed[count] = f
        count += 1 if (facts[f].held != facts[f].version) | (lives[f].remaining <= 0.0) else 0
    changes = 0
    for place in range(count):
        f = u64(listed[place])
        if lives[f].remaining <= 0.0:
            facts[f].version += 1
            facts[f].spread = 0
            traces[f].changed = week
            traces[f].noticed = NEVER
            lives[f].remaining += life(life_key, state.people[i].key, f - first, facts[f].version)
            changes += 1
    state.cohorts[week & (RING - 1)].changes += changes
    return count


@inlined
def draw_for_listed(state, key, first, count, apart):
    """Draw for each of the ``count`` facts listed, by its place among those of its seat, which begin at ``first``.

    All at once and nothing else in here, so that a processor draws several at a time; ``apart`` keeps these draws from
    others of the same key.
    """
    listed, uniforms = state.listed, state.uniforms
    for place in range(count):
        uniforms[place] = draw(key, u64(apart + listed[place] - first))
