"""Customer work: the hours of a week, and which needs are served, how, and by when."""

from __future__ import annotations

from crmsim.declaration.mechanism import EACH_WEEK, Columns, Field, Mechanism, Phase
from crmsim.declaration.outcome import Outcome, rate, ratio
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.knowledge import practise
from crmsim.mechanisms.load import WEEK_HOURS, capacity, need_hours, other_hours, overload
from crmsim.mechanisms.lookup import prepared
from crmsim.mechanisms.needs import at_hand
from crmsim.mechanisms.state import NEVER, RING, WANT_EXPERTISE, WANT_FACT, WANT_OWN, WINDOW
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, join, stream, u64


# fmt: off
class Work(Table):
    """Time and the needs that fill it."""

    slack: float = parameter(
        0.09, meaning="share of the hours one has for work that the work of an average week leaves free, before a "
        "system", unit="share", interval=(0.0, 0.18), allowed=(0.0, 0.9), status="assumed",
        source="interval from the model brief; the work of people without customers is set so that they have it too",
        signs=(Sign("help_rate", "+", "own expectation: help inside slack is nearly free"),),
    )
    interdependence: float = parameter(
        0.3, meaning="share of needs that want something held elsewhere", unit="share", interval=(0.1, 0.6),
        allowed=SHARE, status="assumed", source="interval from the model brief", claims=("E19", "D7"),
        signs=(Sign("requests", "+", "D7, E19: who needs others asks"),),
    )
    needs_per_week: float = parameter(
        5.0, meaning="needs a week that the customers of one owner have", unit="per week", interval=(2.0, 10.0),
        allowed=(0.0, 100.0), status="assumed", source="no measurement found",
        signs=(Sign("requests", "+", "own expectation: more needs, more to ask"),),
    )
    slip: float = parameter(
        0.05, meaning="chance that a need whose notes are not at hand is forgotten where no system reminds",
        unit="share", interval=(0.0, 0.15), allowed=SHARE, status="assumed",
        source="follow-ups not forgotten are a use of a CRM system (C7, operational); no measurement found",
        claims=("C6", "C7"),
        signs=(Sign("response", "-", "C7: what nothing reminds of is forgotten, and not served"),),
    )
    search_success: float = parameter(
        0.25, meaning="chance to find out alone what nobody told, at the cost of the hours a favour would save",
        unit="share", interval=(0.05, 0.6), allowed=SHARE, status="assumed", source="no measurement found",
        signs=(Sign("output", "+", "own expectation: who finds out alone serves right"),),
    )
    fatigue: float = parameter(
        0.3, meaning="share of working capacity that is gone at energy 0", unit="share", interval=(0.0, 0.6),
        allowed=SHARE, status="assumed", source="no measurement found (A §2.2.4)", claims=("D6",),
        signs=(Sign("output", "-", "D6: without energy less is done"),),
    )
# fmt: on


REMAINDER = stream("work.remainder")
SEARCH = stream("work.search")
SLIP = stream("work.slip")


@rule
def content(satisfaction: float, served: float, memory: float) -> float:
    """Satisfaction after one more need: 1 served right, 0 served on outdated knowledge or not at all."""
    return memory * satisfaction + (1.0 - memory) * served


@rule
def is_current(state, fact, version):
    """Whether the version at hand (NEVER = the owner's own) is the current one."""
    facts = state.facts
    if version == NEVER:
        version = facts[fact].held
    return version == facts[fact].version


@inlined
def serve(state, p, key, week, i, hours, other):
    """Serve employee i's needs, oldest first, with the hours left; returns (served, served right, free hours)."""
    people, needs = state.people, state.needs
    q = p.work
    remainder_key = join(join(join(key, REMAINDER), week), people[i].key)
    search_key = join(join(join(key, SEARCH), week), people[i].key)
    slip_key = join(join(join(key, SLIP), week), people[i].key)
    left = WEEK_HOURS * capacity(people[i].energy, q.fatigue) - people[i].hours - other
    asked = people[i].hours + other
    kept = 0
    served = 0
    right = 0
    busy = False
    for s in range(people[i].open_needs):
        age = week - needs[i, s].week
        want = needs[i, s].want
        forgotten = False
        if age == 0:
            asked += hours
            forgotten = want == WANT_OWN and draw(slip_key, u64(s)) < q.slip
        elsewhere = want in (WANT_FACT, WANT_EXPERTISE)
        done = False
        if not busy and not forgotten and not (elsewhere and age < 1):
            search = p.exchange.benefit if elsewhere else (p.lookup.own_hours if want == WANT_OWN else 0.0)
            cost = hours + search
            if left < cost:
                # A part of a need counts with the chance that it is: hours are not rounded, and none of them are free.
                busy = True
            if left >= cost or (left > 0.0 and draw(remainder_key, u64(s)) * cost < left):
                left -= cost
                asked += search
                people[i].search_hours += search
                done = True
        if done:
            served += 1
            result = not elsewhere or draw(search_key, u64(s)) < q.search_success
            fact = needs[i, s].fact
            current = result and (fact == NEVER or elsewhere or is_current(state, fact, needs[i, s].version))
            current = current and needs[i, s].deaf == 0
            if current:
                right += 1
                if age <= WINDOW:
                    state.cohorts[needs[i, s].week & (RING - 1)].responded += 1
            people[i].satisfaction = content(people[i].satisfaction, 1.0 if current else 0.0, p.people.memory)
        elif forgotten or age >= WINDOW:
            people[i].satisfaction = content(people[i].satisfaction, 0.0, p.people.memory)
        else:
            if kept != s:
                needs[i, kept].fact = needs[i, s].fact
                needs[i, kept].owner = needs[i, s].owner
                needs[i, kept].topic = needs[i, s].topic
                needs[i, kept].level = needs[i, s].level
                needs[i, kept].week = needs[i, s].week
                needs[i, kept].want = needs[i, s].want
                needs[i, kept].version = needs[i, s].version
                needs[i, kept].deaf = needs[i, s].deaf
                needs[i, kept].stale = needs[i, s].stale
            kept += 1
    people[i].open_needs = kept
    people[i].demand = asked
    return served, right, 0.0 if busy else max(0.0, left)


@rule
def work(state, p, key, week):
    """Everybody serves the needs that reached them with the hours that are left, and learns by working."""
    people = state.people
    topics = state.expertise.shape[1]
    facets = 2 * p.market.facts_each
    usual = 0  # facts of the owner before: mostly all have as many, and then a need takes as long
    each = 0.0
    for i in range(people.key.size):
        people[i].served = 0
        people[i].right = 0
        people[i].free_hours = 0.0
        people[i].overload = 0.0
        people[i].demand = people[i].hours
        if people[i].present == 0:
            continue
        own = state.first_fact[i + 1] - state.first_fact[i]
        if own > 0:
            if own != usual:
                usual = own
                each = need_hours(p, at_hand(own / facets, p.market.memory, p.market.familiarity))
            ahead = prepared(p.lookup.insight, people[i].covered, people[i].intensity)
            hours = each * ((1.0 - ahead) / people[i].productivity)
            served, right, left = serve(state, p, key, week, i, hours, 0.0)
        else:
            # As if with one's own notes at hand: what an inquiry wants is held elsewhere.
            hours = need_hours(p, 1.0) / people[i].productivity
            served, right, left = serve(state, p, key, week, i, hours, other_hours(p, hours))
        people[i].served = served
        people[i].right = right
        people[i].free_hours = left
        people[i].overload = overload(people[i].demand, WEEK_HOURS * capacity(people[i].energy, p.work.fatigue))
        if p.knowledge.practice > 0.0:
            for t in range(topics):
                before = state.expertise[i, t]
                after = practise(before, p.knowledge.practice)
                state.expertise[i, t] = after if u64(people[i].own_topics >> u64(t)) & u64(1) else before


@rule
def week_of(state, p, week, i):
    """The working week of employee i, in hours."""
    return WEEK_HOURS


@rule
def overtime_of(state, p, week, i):
    """Hours asked of employee i beyond what they can do."""
    return WEEK_HOURS * state.people[i].overload


@rule
def owners_work(state, p, week, i):
    """Whether employee i has customers, and what an owner served right, as it is and against own productivity."""
    if state.first_fact[i + 1] > state.first_fact[i]:
        return 1.0, float(state.people[i].right), state.people[i].right / state.people[i].productivity
    return 0.0, 0.0, 0.0


MECHANISM = Mechanism(
    __name__,
    table=Work,
    phases=(Phase(work, after="use", switch="market", name="work"),),
    fields={
        "people": (
            Field("demand", "f8", "hours asked of one this week", newcomer=0.0),
            Field("overload", "f8", "hours asked beyond what one can do, as a share of the week", newcomer=0.0),
            Field("free_hours", "f8", "hours of the week that nothing is asked of one", newcomer=EACH_WEEK),
            Field("search_hours", "f8", "hours of looking up, asking and searching this week", newcomer=EACH_WEEK),
            Field("served", "i2", "needs served this week", newcomer=EACH_WEEK),
            Field("right", "i2", "of them with current knowledge", newcomer=EACH_WEEK),
        ),
    },
    columns=(
        Columns(("output",), ("right",), when="worked", counterfactual=True),
        Columns(("served",), ("served",), when="worked"),
        Columns(("owners", "own_output", "output_adjusted"), owners_work, when="worked"),
        Columns(("overtime",), overtime_of, when="worked"),
        Columns(("free_hours",), ("free_hours",), when="worked", counterfactual=True),
        Columns(("search_hours",), ("search_hours",), when="worked"),
        Columns(("week_hours",), week_of, when="worked"),
    ),
    outcomes=(
        Outcome("search_share", "hours of looking up, asking and searching, of all working hours; above 1 where they "
                "are more than a week holds", "share", 0.0, None, "ratio", "search_hours", "week_hours", "lower", 0.05,
                relative=True, called="time spent searching"),
        ratio("free_share", "working hours that nothing is asked of people", "free_hours", "week_hours", "none",
              called="free time"),
        rate("output", "needs correctly served by their owner, per owner and week", "needs per week",
             "own_output", "owners", "higher", called="output (needs a week)"),
        rate("output_adjusted", "the same divided by own productivity", "needs per week", "output_adjusted", "owners",
             "higher", called="output, adjusted"),
    ),
)  # fmt: skip
