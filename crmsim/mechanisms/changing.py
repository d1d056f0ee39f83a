"""How long facts about customers hold, and which of them their owners do not know as they are."""

from __future__ import annotations

from crmsim.mechanisms.state import NEVER, RING
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import exponential, join, stream, u64

CHANGE = stream("market.change")


@rule
def life(life_key: int, seat: int, place: int, version: int) -> float:
    """How long a version of a fact lives, in shares of the mean life of its kind: exponential."""
    return exponential(join(join(life_key, seat), u64(place)), u64(version))


@inlined
def change_facts(state, life_key, week, i, facts_each, contact, need):
    """Facts of seat i change as the world moves, each when the rest of its life is over.

    A life is counted down in shares of its mean, so that a change of the mean counts from the week it is made:
    ``contact`` and ``need`` are the shares of a week, by kind, of which a customer has ``facts_each``. Lists the facts
    of which the owner does not hold the current version as those not known; returns how many they are.
    """
    facts, unknown = state.facts, state.unknown
    first = state.first_fact[i]
    facet = 0
    changes = 0
    count = 0
    for f in range(u64(first), u64(state.first_fact[i + 1])):
        facts[f].remaining -= contact if facet < facts_each else need
        facet += 1
        if facet == 2 * facts_each:
            facet = 0
        if facts[f].remaining <= 0.0:
            facts[f].version += 1
            facts[f].changed = week
            facts[f].noticed = NEVER
            facts[f].spread = 0
            facts[f].remaining += life(life_key, state.people[i].key, f - u64(first), facts[f].version)
            changes += 1
        # Without a branch, because no processor foresees which facts are known.
        unknown[count] = f
        count += 1 if facts[f].held != facts[f].version else 0
    state.cohorts[week & (RING - 1)].changes += changes
    return count
