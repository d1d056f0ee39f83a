"""Looking up in the system: who does, what it gives, and what that teaches (claims C6, C7, I9, I13, S2; E21).

A system serves three uses (C7): operational, one's own notes about one's own customers found again; collaborative,
what a colleague recorded; analytical, what the records together tell about which need comes next. Each has a size in
hours, and is off at 0: ``lookup.own_hours``, ``exchange.benefit``, ``lookup.insight``.
"""

from __future__ import annotations

from crmsim.declaration.mechanism import EACH_WEEK, Columns, Explained, Field, Mechanism
from crmsim.declaration.outcome import flow, ratio
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.load import need_hours
from crmsim.mechanisms.needs import at_hand
from crmsim.mechanisms.noticing import mark_spread
from crmsim.mechanisms.state import AWARE, NEVER, REJECTED, TAKER, WANT_FACT, WANT_NOTHING, WANT_OWN
from crmsim.mechanisms.system import FILING_CASE, has_room, learn, success_chance, worth
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
    own_hours: float = parameter(
        1.0, meaning="time to find again what one noted oneself, in spreadsheets, mail and memory (operational use)",
        unit="hours", interval=(0.0, 2.0), allowed=(0.0, 10.0), status="assumed",
        source="no measurement found; with it people search 9 % of the week before a system, of 19 % for whatever they"
        " seek (McKinsey 2012, secondary)",
        claims=("C5", "C6", "C7"),
        signs=(
            Sign("user_share", "+", "C6, C7: own records pay their author, the more so the longer a search takes"),
            Sign("benefit_nok", "+", "C6, C7: and that is worth money", emergent=True),
        ),
    )
    insight: float = parameter(
        0.05, meaning="share of the hours of a need saved where all records of one's customers together tell what "
        "comes next (analytical use)", unit="share", interval=(0.0, 0.15), allowed=SHARE, status="assumed",
        source="no measurement found", claims=("C6", "C7"),
        signs=(Sign("benefit_nok", "+", "C6, C7: analysis saves time, once there is something to analyse",
                    emergent=True),),
    )
# fmt: on


OCCASION = stream("lookup.occasion")
ATTEMPT = stream("lookup.attempt")
RETRIEVE = stream("lookup.retrieve")
CORRECT = stream("lookup.correct")


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


@rule
def prepared(insight: float, covered: float, intensity: float) -> float:
    """Share of a need's hours that analysis saves a user whose customers' facts are on record to this share."""
    return insight * covered * intensity


@rule
def look_up_colleagues(state, p, i, s, retrieved):
    """Employee i met the record of a fact that somebody else holds; returns the hours that it saved.

    ``retrieved`` says whether a fact filed by case was found at all.
    """
    people, needs, facts, traces = state.people, state.needs, state.facts, state.traces
    fact = needs[i, s].fact
    # Wrongly entered reads as out of date; never as NEVER, which would stand for what the owner knows.
    recorded = max(0, facts[fact].recorded - int(facts[fact].wrong))
    if facts[fact].recorded == NEVER or not retrieved:
        return 0.0
    benefit = p.exchange.benefit * (1.0 - p.market.familiarity)  # who knows everyone need not search long (S3)
    if recorded == facts[fact].version:
        needs[i, s].want = WANT_NOTHING
        needs[i, s].version = recorded
        if traces[fact].owner == i:
            facts[fact].held = max(facts[fact].held, recorded)
        people[i].hits += 1
        if people[traces[fact].author].department != people[i].department:
            people[i].hits_across += 1
        return benefit
    if needs[i, s].stale != 0:
        # The customer at hand says so: what is current is asked for, and put right when everybody has looked up.
        needs[i, s].want = WANT_NOTHING
        needs[i, s].version = facts[fact].version
        return benefit - p.system.act_hours
    needs[i, s].want = WANT_NOTHING  # an outdated record passes for current; the customer will notice
    needs[i, s].version = recorded
    return 0.0


@rule
def look_up_own(state, p, i, s, hours):
    """Employee i looks for an own note in the system; returns the hours that finding it saved, and what analysis adds.

    ``hours`` is what serving a need takes.

    What was noted is as current as when it was: whether it still holds, the meeting with the customer tells.
    """
    people, needs, facts = state.people, state.needs, state.facts
    fact = needs[i, s].fact
    if facts[fact].recorded != facts[fact].held or facts[fact].wrong != 0:
        return 0.0
    needs[i, s].want = WANT_NOTHING
    if facts[fact].recorded == facts[fact].version:
        people[i].own_hits += 1
    ahead = prepared(p.lookup.insight, people[i].covered, people[i].intensity)
    return p.lookup.own_hours + ahead * hours


@inlined
def look_up(state, p, key, week, i):
    """Employee i looks up open wants; returns (occasions, acts)."""
    people, needs, facts, traces = state.people, state.needs, state.facts, state.traces
    occasion_key = join(join(join(key, OCCASION), week), people[i].key)
    attempt_key = join(join(join(key, ATTEMPT), week), people[i].key)
    retrieve_key = join(join(join(key, RETRIEVE), week), people[i].key)
    correct_key = join(join(join(key, CORRECT), week), people[i].key)
    fit = state.project[0].fit
    chance = lookup_chance(people[i].style, people[i].intensity, people[i].felt_surveillance, p.lookup)
    success = success_chance(p.system.ease, people[i].skill)
    facets = 2 * p.market.facts_each
    customers = (state.first_fact[i + 1] - state.first_fact[i]) / facets
    need = need_hours(p, at_hand(customers, p.market.memory, p.market.familiarity))
    occasions = 0
    acts = 0
    for s in range(people[i].open_needs):
        needs[i, s].stale = 0
        want = needs[i, s].want
        if want != WANT_FACT and want != WANT_OWN:
            continue
        occasions += 1
        if draw(occasion_key, u64(s)) >= chance:
            continue
        acts += 1
        hours = p.system.act_hours
        succeeded = draw(attempt_key, u64(s)) < success
        people[i].ease = learn(people[i].ease, people[i].ease_count, 1.0 if succeeded else 0.0)
        people[i].ease_count += 1.0
        gain = 0.0
        fact = needs[i, s].fact
        if succeeded and has_room(state.barriers[fact].room, fit):
            if want == WANT_OWN:
                gain = look_up_own(state, p, i, s, need)
            else:
                retrieved = True
                if p.system.filing == FILING_CASE and traces[fact].author != i:
                    retrieved = draw(retrieve_key, u64(s)) < p.system.case_retrieval
                current = facts[fact].recorded == facts[fact].version and facts[fact].wrong == 0
                if retrieved and not current and facts[fact].recorded != NEVER:
                    if draw(correct_key, u64(s)) < p.system.correction:
                        needs[i, s].stale = 1
                        hours += p.system.act_hours
                hits = people[i].hits
                gain = look_up_colleagues(state, p, i, s, retrieved)
                if people[i].hits > hits and people[i].department != traces[fact].finder:
                    mark_spread(state, fact, week)
        people[i].hours += hours
        people[i].search_hours += hours
        people[i].usefulness = learn(people[i].usefulness, people[i].usefulness_count, worth(gain - p.system.act_hours))
        people[i].usefulness_count += 1.0
    people[i].lookups += acts
    return occasions, acts


@rule
def put_right(state, week, i, users):
    """Records that employee i met out of date are put right: as the customer told, whoever else met them too.

    What was noticed is then known to i, and freshly recorded for the ``users`` of the system.
    """
    people, needs, facts, traces = state.people, state.needs, state.facts, state.traces
    for s in range(people[i].open_needs):
        if needs[i, s].stale != 0:
            fact = needs[i, s].fact
            facts[fact].recorded = facts[fact].version
            facts[fact].wrong = 0
            needs[i, s].stale = 0
            home = traces[fact].finder
            if people[i].department != home or users > state.users[home]:
                mark_spread(state, fact, week)


@rule
def received_of(state, p, week, i):
    """What reached employee i this week by either path: across departments, and in all."""
    people = state.people
    return people[i].shared_across + people[i].hits_across, people[i].shared + people[i].hits


@rule
def hits_of(state, p, week, i):
    """Look-ups of employee i this week that gave what holds, a colleague's fact or an own note."""
    return state.people[i].hits + state.people[i].own_hits


MECHANISM = Mechanism(
    __name__,
    only_with="system",
    of_project=True,
    table=Lookup,
    within="use",
    fields={
        "people": (
            Field("lookups", "i2", "look-ups this week", newcomer=EACH_WEEK),
            Field("hits", "i2", "of them that gave the current fact that a colleague holds", newcomer=EACH_WEEK),
            Field("own_hits", "i2", "of them that gave an own note that still holds", newcomer=EACH_WEEK),
            Field("hits_across", "i2", "of them written in another department", newcomer=EACH_WEEK),
        ),
    },
    columns=(
        Columns(("shared_by_system", "lookups"), ("hits", "lookups"), when="worked"),
        Columns(("hits",), hits_of, when="worked"),
        Columns(("shared_across", "shared"), received_of, when="worked"),
    ),
    outcomes=(
        flow("shared_by_system", "facts that reached one who lacked them, from the system", "transfers",
             "shared_by_system", "higher", called="shared by system"),
        ratio("cross_department_share", "of what was shared, across departments", "shared_across", "shared", "higher",
              called="shared across departments"),
        flow("lookups", "look-ups in the system", "look-ups", "lookups", "none", called="look-ups"),
        ratio("hit_rate", "look-ups that gave what holds, a colleague's fact or an own note", "hits", "lookups",
              "higher", called="hit rate of look-ups"),
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
