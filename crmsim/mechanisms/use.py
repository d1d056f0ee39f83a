"""A week with the system: look-ups, then recording, then what use and disuse do to skill and habit (part five)."""

from __future__ import annotations

import math

from crmsim.mechanisms.compiled import rule
from crmsim.mechanisms.lookup import is_user, look_up
from crmsim.mechanisms.motivation import felt_surveillance
from crmsim.mechanisms.recording import record_facts
from crmsim.mechanisms.state import WHY
from crmsim.mechanisms.system import forget, gain_skill


@rule
def use(state, p, key, week):
    """Users look up and record. All look-ups come first, so that nobody's depends on who recorded before."""
    people = state.people
    keep = math.exp(-0.6931471805599453 / p.system.skill_half_life)
    users = 0
    for d in range(state.users.size):
        users += state.users[d]
    for i in range(people.key.size):
        people.lookups[i] = 0
        people.hits[i] = 0
        people.hits_across[i] = 0
        people.recorded[i] = 0
        people.occasions[i] = 0
        people.acts[i] = 0
        if people.present[i] == 1 and is_user(people.stage[i]):
            occasions, acts = look_up(state, p, key, week, i)
            people.occasions[i] = occasions
            people.acts[i] = acts
    for i in range(people.key.size):
        if people.present[i] == 0:
            continue
        acts = people.acts[i]
        if is_user(people.stage[i]):
            elsewhere = users - state.users[people.department[i]] > 0
            occasions, recorded = record_facts(state, p, key, week, i, elsewhere)
            occasions += people.occasions[i]
            people.occasions[i] = occasions
            acts += recorded
            if occasions > 0:
                people.habit[i] += (1.0 - p.system.habit_memory) * (acts / occasions - people.habit[i])
        else:
            people.habit[i] *= p.system.habit_memory
        people.acts[i] = acts
        people.uses[i] += acts
        if acts > 0:
            people.skill[i] = gain_skill(people.skill[i], acts, p.system.skill_by_use)
        else:
            people.skill[i] = forget(people.skill[i], keep)
        monitored = p.motivation.surveillance if people.access[i] >= 0 and people.access[i] <= week else 0.0
        people.felt_surveillance[i] = felt_surveillance(
            people.felt_surveillance[i],
            monitored,
            people.understanding[i, WHY],
            p.system.privacy,
            p.motivation.surveillance_speed,
        )
