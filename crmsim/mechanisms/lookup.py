"""Looking up in the system: who does, what it gives, and what that teaches (claims I9, I13, S2; E21)."""

from __future__ import annotations

from crmsim.declaration.mechanism import EACH_WEEK, Columns, Explained, Field, Mechanism
from crmsim.declaration.outcome import flow, ratio
from crmsim.declaration.parameter import Sign, Table, parameter
from crmsim.mechanisms.market import mark_spread
from crmsim.mechanisms.state import AWARE, NEVER, REJECTED, TAKER, WANT_FACT, WANT_NOTHING
from crmsim.mechanisms.system import FILING_CASE, learn, saved, success_chance
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, join, stream, u64


# fmt: off
class Lookup(Table):
    """Looking things up."""

    taker_greed: float = parameter(
        0.3, meaning="how much more a taker looks up than intends to use the system at all", unit="share",
        interval=(0.0, 1.0), allowed=(0.0, 1.0), status="assumed",
        source="takes others' competence instead of giving (A §4.1, §4.2)", claims=("I9", "G1"),
        signs=(Sign("lookups", "+", "I9, G1: takers take others' competence instead of giving", group="taker"),),
    )
# fmt: on


OCCASION = stream("lookup.occasion")
ATTEMPT = stream("lookup.attempt")
RETRIEVE = stream("lookup.retrieve")


@rule
def is_user(stage: int) -> bool:
    """Whether somebody in this stage uses the system at all (trial or later)."""
    return stage > AWARE and stage != REJECTED


@rule
def lookup_chance(style: int, intensity: float, felt_surveillance: float, q) -> float:
    """Chance to use an occasion for a look-up; a taker who feels watched takes rather than gives."""
    chance = intensity
    if style == TAKER:
        chance += (1.0 - chance) * q.taker_greed * (0.5 + 0.5 * felt_surveillance)
    return chance


@inlined
def look_up(state, p, key, week, i):
    """Employee i looks up open wants; returns (occasions, acts)."""
    people, needs, facts = state.people, state.needs, state.facts
    occasion_key = join(join(join(key, OCCASION), week), people[i].key)
    attempt_key = join(join(join(key, ATTEMPT), week), people[i].key)
    retrieve_key = join(join(join(key, RETRIEVE), week), people[i].key)
    fit = state.project[0].fit
    chance = lookup_chance(people[i].style, people[i].intensity, people[i].felt_surveillance, p.lookup)
    floor = p.system.belief_floor
    occasions = 0
    acts = 0
    for s in range(people[i].open_needs):
        if needs[i, s].want != WANT_FACT:
            continue
        occasions += 1
        if draw(occasion_key, u64(s)) >= chance:
            continue
        acts += 1
        people[i].hours += p.system.lookup_hours
        succeeded = draw(attempt_key, u64(s)) < success_chance(p.system.ease, fit, people[i].skill)
        people[i].ease = learn(people[i].ease, people[i].ease_count, 1.0 if succeeded else 0.0, floor)
        people[i].ease_count += 1.0
        if not succeeded:
            continue
        fact = needs[i, s].fact
        result = facts[fact].recorded != NEVER
        # Wrongly entered reads as out of date; never as NEVER, which would stand for what the owner knows.
        recorded = max(0, facts[fact].recorded - int(facts[fact].wrong))
        if result and p.system.filing == FILING_CASE and facts[fact].author != i:
            result = draw(retrieve_key, u64(s)) < p.system.case_retrieval
        current = result and recorded == facts[fact].version
        use = saved(p.exchange.benefit, p.system.lookup_hours, p.market.familiarity) if current else 0.0
        people[i].usefulness = learn(people[i].usefulness, people[i].usefulness_count, use, floor)
        people[i].usefulness_count += 1.0
        if result:
            # An outdated record passes for current; the customer will notice.
            needs[i, s].want = WANT_NOTHING
            needs[i, s].version = recorded
            if facts[fact].owner == i:
                facts[fact].held = max(facts[fact].held, recorded)
        if current:
            people[i].hits += 1
            author = facts[fact].author
            if people[author].department != people[i].department:
                people[i].hits_across += 1
            if people[i].department != facts[fact].finder:
                mark_spread(state, fact, week)
    people[i].lookups += acts
    return occasions, acts


@rule
def received_of(state, p, week, i):
    """What reached employee i this week by either path: across departments, and in all."""
    people = state.people
    return people[i].shared_across + people[i].hits_across, people[i].shared + people[i].hits


MECHANISM = Mechanism(
    __name__,
    only_with="system",
    of_project=True,
    table=Lookup,
    within="use",
    fields={
        "people": (
            Field("lookups", "i4", "look-ups this week", newcomer=EACH_WEEK),
            Field("hits", "i4", "of them that gave the current fact", newcomer=EACH_WEEK),
            Field("hits_across", "i4", "of them written in another department", newcomer=EACH_WEEK),
        ),
    },
    columns=(
        Columns(("shared_by_system", "lookups", "hits"), ("hits", "lookups", "hits"), when="worked"),
        Columns(("shared_across", "shared"), received_of, when="worked"),
    ),
    outcomes=(
        flow("shared_by_system", "facts that reached one who lacked them, from the system", "transfers",
             "shared_by_system", "higher", called="shared by system"),
        ratio("cross_department_share", "of what was shared, across departments", "shared_across", "shared", "higher",
              called="shared across departments"),
        flow("lookups", "look-ups in the system", "look-ups", "lookups", "none", called="look-ups"),
        ratio("hit_rate", "look-ups that gave the current fact", "hits", "lookups", "higher",
              called="hit rate of look-ups"),
    ),
    explained=(
        Explained(
            lookup_chance,
            neutral={"intensity": 0.0},
            context=("style", "felt_surveillance", "q"),
            parameters=(("greed", "taker_greed"),),
        ),
    ),
)  # fmt: skip
