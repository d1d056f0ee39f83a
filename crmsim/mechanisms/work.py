"""Customer work: the hours of a week, and which needs are served, how, and by when."""

from __future__ import annotations

from crmsim.declaration.mechanism import EACH_WEEK, Columns, Field, Mechanism, Phase
from crmsim.declaration.outcome import rate
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.knowledge import practise
from crmsim.mechanisms.state import NEVER, RING, WANT_NOTHING, WINDOW
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, join, stream, u64

WEEK_HOURS = 37.5  # the Norwegian working week (tariff)


# fmt: off
class Work(Table):
    """Time and the needs that fill it."""

    slack: float = parameter(
        0.09, meaning="share of the week that an average load of customer work leaves free", unit="share",
        interval=(0.0, 0.18), allowed=(0.0, 0.9), status="assumed", source="interval from the model brief",
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
    satisfaction_memory: float = parameter(
        0.95, meaning="weight of the past in customers' satisfaction", unit="per need", interval=(0.8, 0.99),
        allowed=SHARE, status="assumed", source="about twenty needs count",
        signs=(Sign("customer_satisfaction", "0", "own expectation: memory changes the speed, not the level",
                    emergent=True),),
    )
    wrong_service: float = parameter(
        0.3, meaning="satisfaction with a need served on outdated knowledge (served right = 1, not at all = 0)",
        unit="share", interval=(0.0, 0.7), allowed=SHARE, status="assumed", source="no measurement found",
        signs=(Sign("customer_satisfaction", "+", "own expectation: the less an error annoys, the more content they "
                    "are"),),
    )
# fmt: on


REMAINDER = stream("work.remainder")
SEARCH = stream("work.search")


@rule
def hours_per_need(needs_per_week: float, slack: float) -> float:
    """Hours a need takes an average employee: customer work fills all but the slack of an average week (derived)."""
    return WEEK_HOURS * (1.0 - slack) / max(needs_per_week, 1e-9)


@rule
def capacity(energy: float, fatigue: float) -> float:
    """Share of a full week's work that a person of this energy can do."""
    return 1.0 - fatigue * (1.0 - energy)


@rule
def overload(demand: float) -> float:
    """Hours asked beyond the week, as a share of the week."""
    return max(0.0, demand - WEEK_HOURS) / WEEK_HOURS


@rule
def content(satisfaction: float, served: float, memory: float) -> float:
    """Satisfaction after one more need: 1 served right, 0 not served."""
    return memory * satisfaction + (1.0 - memory) * served


@rule
def is_current(state, fact, version):
    """Whether the version at hand (NEVER = the owner's own) is the current one."""
    facts = state.facts
    if version == NEVER:
        version = facts[fact].held
    return version == facts[fact].version


@inlined
def serve(state, p, key, week, i):
    """Serve employee i's needs, oldest first, with the hours left; returns (served, served right)."""
    people, needs = state.people, state.needs
    q = p.work
    remainder_key = join(join(join(key, REMAINDER), week), people[i].key)
    search_key = join(join(join(key, SEARCH), week), people[i].key)
    hours = hours_per_need(q.needs_per_week, q.slack) / people[i].productivity
    left = WEEK_HOURS * capacity(people[i].energy, q.fatigue) - people[i].hours
    fresh = 0
    kept = 0
    served = 0
    right = 0
    busy = False
    for s in range(people[i].open_needs):
        age = week - needs[i, s].week
        if age == 0:
            fresh += 1
        open_want = needs[i, s].want != WANT_NOTHING
        done = False
        if not busy and not (open_want and age < 1):
            cost = hours + (p.exchange.benefit if open_want else 0.0)
            if left < cost:
                busy = True  # a part of a need counts with the chance that it is, so that hours are not rounded
            if left >= cost or (left > 0.0 and draw(remainder_key, u64(s)) * cost < left):
                left -= cost
                done = True
        if done:
            served += 1
            result = not open_want or draw(search_key, u64(s)) < q.search_success
            fact = needs[i, s].fact
            current = result and (fact == NEVER or open_want or is_current(state, fact, needs[i, s].version))
            if current:
                right += 1
                if age <= WINDOW:
                    state.cohorts[needs[i, s].week & (RING - 1)].responded += 1
            people[i].satisfaction = content(
                people[i].satisfaction, 1.0 if current else q.wrong_service, q.satisfaction_memory
            )
        elif age >= WINDOW:
            people[i].satisfaction = content(people[i].satisfaction, 0.0, q.satisfaction_memory)
        else:
            if kept != s:
                needs[i, kept].fact = needs[i, s].fact
                needs[i, kept].topic = needs[i, s].topic
                needs[i, kept].level = needs[i, s].level
                needs[i, kept].week = needs[i, s].week
                needs[i, kept].want = needs[i, s].want
                needs[i, kept].version = needs[i, s].version
            kept += 1
    people[i].open_needs = kept
    people[i].demand = people[i].hours + fresh * hours
    return served, right


@rule
def work(state, p, key, week):
    """Everybody serves the needs of their customers with the hours that are left, and learns by working."""
    people = state.people
    topics = state.expertise.shape[1]
    for i in range(people.key.size):
        people[i].served = 0
        people[i].right = 0
        people[i].demand = people[i].hours
        if people[i].present == 0:
            continue
        if state.first_fact[i + 1] > state.first_fact[i]:
            served, right = serve(state, p, key, week, i)
            people[i].served = served
            people[i].right = right
        if p.knowledge.practice > 0.0:
            for t in range(topics):
                before = state.expertise[i, t]
                after = practise(before, p.knowledge.practice)
                state.expertise[i, t] = after if u64(people[i].own_topics >> u64(t)) & u64(1) else before


@rule
def overtime_of(state, p, week, i):
    """Hours asked of employee i beyond the week."""
    return max(0.0, state.people[i].demand - WEEK_HOURS)


@rule
def free_hours_of(state, p, week, i):
    """Hours of employee i's capacity that nothing of this week took; what is asked beyond it takes no more."""
    people = state.people
    return max(0.0, WEEK_HOURS * capacity(people[i].energy, p.work.fatigue) - people[i].demand)


@rule
def owners_work(state, p, week, i):
    """Whether employee i has customers, and what was served right against own productivity."""
    if state.first_fact[i + 1] > state.first_fact[i]:
        return 1.0, state.people[i].right / state.people[i].productivity
    return 0.0, 0.0


MECHANISM = Mechanism(
    __name__,
    table=Work,
    phases=(Phase(work, after="use", switch="market", name="work"),),
    fields={
        "people": (
            Field("demand", "f8", "hours asked of one this week", newcomer=0.0),
            Field("search_hours", "f8", "hours of looking up, asking and searching alone this week", newcomer=EACH_WEEK),
            Field("served", "i4", "needs served this week", newcomer=EACH_WEEK),
            Field("right", "i4", "of them with current knowledge", newcomer=EACH_WEEK),
        ),
    },
    columns=(
        Columns(("output",), ("right",), when="worked", counterfactual=True),
        Columns(("served",), ("served",), when="worked"),
        Columns(("owners", "output_adjusted"), owners_work, when="worked"),
        Columns(("overtime",), overtime_of, when="worked"),
        Columns(("free_hours",), free_hours_of, counterfactual=True),
    ),
    outcomes=(
        rate("output", "needs correctly served by their owner, per owner and week", "needs per week", "output",
             "owners", "higher", called="output (needs a week)"),
        rate("output_adjusted", "the same divided by own productivity", "needs per week", "output_adjusted", "owners",
             "higher", called="output, adjusted"),
    ),
)  # fmt: skip
