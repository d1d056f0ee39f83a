"""A week with the system: look-ups, then recording, then what use and disuse do to skill and habit (part five)."""

from __future__ import annotations

from crmsim.declaration.mechanism import EACH_WEEK, Field, Mechanism, Phase
from crmsim.mechanisms.lookup import is_user, look_up, put_right
from crmsim.mechanisms.motivation import felt_surveillance
from crmsim.mechanisms.recording import count_covered, import_facts, record_facts
from crmsim.mechanisms.state import WHY
from crmsim.mechanisms.system import forget, gain_skill
from crmsim.numerics.compiled import rule
from crmsim.numerics.portable import exp


@rule
def use(state, p, key, week):
    """Users look up and record. Imports come first, then all look-ups: nobody's depends on who recorded before."""
    people = state.people
    keep = exp(-0.6931471805599453 / p.system.skill_half_life)
    users = 0
    for d in range(state.users.size):
        users += state.users[d]
    if week == state.project[0].go_live:
        for i in range(people.key.size):
            if people[i].present == 1:
                import_facts(state, p, key, week, i)
    for i in range(people.key.size):
        people[i].lookups = 0
        people[i].hits = 0
        people[i].own_hits = 0
        people[i].hits_across = 0
        people[i].recorded = 0
        people[i].occasions = 0
        people[i].acts = 0
        if people[i].present == 1 and is_user(people[i].stage):
            occasions, acts = look_up(state, p, key, week, i)
            people[i].occasions = occasions
            people[i].acts = acts
    for i in range(people.key.size):
        if people[i].present == 0:
            continue
        acts = people[i].acts
        if is_user(people[i].stage):
            elsewhere = users - state.users[people[i].department] > 0
            occasions, recorded = record_facts(state, p, key, week, i, elsewhere)
            occasions += people[i].occasions
            people[i].occasions = occasions
            acts += recorded
            if occasions > 0:
                people[i].habit += (1.0 - p.people.memory) * (acts / occasions - people[i].habit)
        else:
            people[i].habit *= p.people.memory
        count_covered(state, i)
        people[i].acts = acts
        people[i].uses += acts
        if acts > 0:
            people[i].skill = gain_skill(people[i].skill, acts, p.system.skill_by_use)
        else:
            people[i].skill = forget(people[i].skill, keep)
        monitored = p.motivation.surveillance if people[i].access >= 0 and people[i].access <= week else 0.0
        people[i].felt_surveillance = felt_surveillance(monitored, people.understanding[i, WHY], p.system.privacy)
    for i in range(people.key.size):
        if people[i].present == 1 and people[i].lookups > 0:
            put_right(state, week, i, users)


MECHANISM = Mechanism(
    __name__,
    of_project=True,
    phases=(
        Phase(
            use,
            after="help",
            switch="system",
            name="use",
            decides=("lookups", "hits", "recorded", "acts", "ease", "usefulness"),
        ),
    ),
    fields={
        "people": (
            Field("habit", "f8", "0..1 smoothed share of occasions used", newcomer=0.0, within=(0.0, 1.0)),
            Field("uses", "f8", "acts in the system so far", newcomer=0.0),
            Field("occasions", "i2", "occasions to use the system this week", newcomer=EACH_WEEK),
            Field("acts", "i2", "of them used", newcomer=EACH_WEEK),
        ),
    },
)
