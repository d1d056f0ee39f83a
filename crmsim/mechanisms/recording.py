"""Recording in the system: who gives what they know to the repository (claims C1, C3, G6, I9, I10, K8, S3, S4)."""

from __future__ import annotations

from crmsim.declaration.mechanism import BY_RULE, EACH_WEEK, Columns, Explained, Field, Mechanism
from crmsim.declaration.outcome import stock
from crmsim.declaration.parameter import Sign, Table, parameter
from crmsim.mechanisms.market import mark_spread
from crmsim.mechanisms.motivation import novelty_effect
from crmsim.mechanisms.state import GIVER, NEVER, TAKER, WHY
from crmsim.mechanisms.system import learn, success_chance
from crmsim.mechanisms.work import WEEK_HOURS
from crmsim.numerics.arithmetic import logistic
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, join, stream, u64


# fmt: off
class Recording(Table):
    """What makes people record."""

    readiness: float = parameter(
        0.5, meaning="readiness of a user to record a fact, all else neutral", unit="log odds",
        interval=(-1.0, 2.0), allowed=(-100.0, 100.0), status="assumed", source="no measurement found",
        signs=(Sign("coverage", "+", "own expectation: its definition"),),
    )
    giver_bonus: float = parameter(
        0.8, meaning="how much readier a giver is to record", unit="log odds", interval=(0.0, 2.0),
        allowed=(0.0, 100.0), status="assumed", source="givers share knowledge (A §2.2.3, §4.2)", claims=("G6",),
        signs=(Sign("coverage", "+", "G6: givers share what they know"),),
    )
    taker_reserve: float = parameter(
        1.2, meaning="how much less ready a taker is", unit="log odds", interval=(0.0, 3.0), allowed=(0.0, 100.0),
        status="assumed", source="a taker is no good user (A §5.2)", claims=("G6", "G7"),
        signs=(Sign("coverage", "-", "G6, G7: takers starve sharing"),),
    )
    surveillance_weight: float = parameter(
        2.0, meaning="how much felt surveillance keeps people from recording", unit="log odds",
        interval=(0.0, 4.0), allowed=(0.0, 100.0), status="assumed", source="sign from A §4.1; E27, E30",
        claims=("I9",),
        signs=(Sign("coverage", "-", "I9: people who feel watched hold back what they know"),),
    )
    why_weight: float = parameter(
        1.0, meaning="pull of understanding why", unit="log odds", interval=(0.0, 3.0), allowed=(0.0, 100.0),
        status="assumed", source="sign from A §2.2.2, §4.1", claims=("C4", "I9"),
        signs=(Sign("coverage", "+", "C4, I9: a clear why makes people give, once it has been told for long enough",
                    emergent=True),),
    )
    safety_weight: float = parameter(
        1.0, meaning="pull of psychological safety", unit="log odds", interval=(0.0, 3.0), allowed=(0.0, 100.0),
        status="assumed", source="sign from E13, E30", claims=("D3",),
        signs=(Sign("coverage", "+", "D3: who feels safe shares, and most feel safer than half-way", emergent=True),),
    )
    recognition_weight: float = parameter(
        1.0, meaning="pull of recognition, and of the system's points and dashboards", unit="log odds",
        interval=(0.0, 3.0), allowed=(0.0, 100.0), status="assumed", source="sign from A §2.2.1, §4.1; E29",
        claims=("K8", "I10"),
        signs=(Sign("coverage", "+", "K8, I10: recognition for market work helps"),),
    )
    short_term_weight: float = parameter(
        1.0, meaning="how much being judged on short-term sales keeps people from recording", unit="log odds",
        interval=(0.0, 3.0), allowed=(0.0, 100.0), status="assumed", source="sign from A §2.2.1", claims=("K8",),
        signs=(Sign("coverage", "-", "K8: what brings no sale today is not recorded"),),
    )
    pressure_weight: float = parameter(
        1.0, meaning="how much each tenth of overload keeps people from recording", unit="log odds",
        interval=(0.0, 2.0), allowed=(0.0, 100.0), status="assumed", source="no measurement found",
        signs=(Sign("coverage", "-", "own expectation: who has more to do than time leaves recording for later"),),
    )
    hours_limit: float = parameter(
        2.0, meaning="most time a week for recording", unit="hours", interval=(1.0, 5.0), allowed=(0.0, 40.0),
        status="assumed", source="no measurement found",
        signs=(Sign("coverage", "+", "own expectation: more time for recording, more recorded"),),
    )
# fmt: on


RECORD = stream("recording.record")
ATTEMPT = stream("recording.attempt")
ENTRY = stream("recording.entry")
ALLOWED = stream("recording.allowed")


@rule
def willingness(
    style: int,
    felt_surveillance: float,
    why: float,
    safety: float,
    rewarded: float,
    short_term: float,
    overload: float,
    q,
) -> float:
    """Chance that a user who is at it records a fact that is not in the system yet."""
    x = q.readiness - q.surveillance_weight * felt_surveillance + q.why_weight * (why - 0.5)
    x += q.safety_weight * (safety - 0.5) + q.recognition_weight * rewarded
    x -= q.short_term_weight * short_term + q.pressure_weight * 10.0 * overload
    if style == GIVER:
        x += q.giver_bonus
    elif style == TAKER:
        x -= q.taker_reserve
    return logistic(x)


@rule
def privacy_share(privacy: float, limit: float) -> float:
    """Share of facts that privacy law keeps out of a system with this support for it."""
    return limit * (1.0 - privacy)


@rule
def sensitivity(allowed: int, place: int) -> float:
    """How little stands in the way of recording a seat's fact; ``allowed`` keys the seat, so it is always the same."""
    return draw(allowed, u64(place))


@rule
def may_record(sensitivity: float, limit: float) -> bool:
    """Whether privacy law lets a fact be recorded."""
    return sensitivity >= limit


@rule
def is_occasion(facts, f, limit):
    """Whether the owner knows what the system does not hold, and may record it."""
    return facts[f].held > facts[f].recorded and may_record(facts[f].sensitivity, limit)


@inlined
def record_facts(state, p, key, week, i, users_elsewhere):
    """Employee i records own facts that the system does not hold in the version known; returns (occasions, acts)."""
    people, facts = state.people, state.facts
    limit = privacy_share(p.system.privacy, p.system.privacy_limit)
    first = state.first_fact[i]
    last = state.first_fact[i + 1]
    begin = first
    while begin < last and not is_occasion(facts, begin, limit):
        begin += 1
    if begin == last:
        return 0, 0
    seat = people[i].key
    record_key = join(join(join(key, RECORD), week), seat)
    attempt_key = join(join(join(key, ATTEMPT), week), seat)
    entry_key = join(join(join(key, ENTRY), week), seat)
    rewarded = p.leadership.recognition * (0.5 + people[i].push)
    rewarded += novelty_effect(
        p.motivation.gamification, people[i].uses, p.motivation.novelty_acts, p.motivation.weariness
    )
    rewarded += 0.5 * p.motivation.dashboards
    strain = max(0.0, people[i].demand - WEEK_HOURS) / WEEK_HOURS
    chance = people[i].intensity * willingness(
        people[i].style,
        people[i].felt_surveillance,
        people.understanding[i, WHY],
        people[i].safety,
        rewarded,
        p.leadership.short_term_reward,
        strain,
        p.recording,
    )
    cost = p.system.record_hours * (1.0 - p.system.integration)
    success = success_chance(p.system.ease, state.project[0].fit, people[i].skill)
    spent = 0.0
    occasions = 0
    acts = 0
    for f in range(begin, last):
        if not is_occasion(facts, f, limit):
            continue
        place = f - first
        occasions += 1
        if spent + cost > p.recording.hours_limit or draw(record_key, u64(place)) >= chance:
            continue
        acts += 1
        spent += cost
        succeeded = draw(attempt_key, u64(place)) < success
        people[i].ease = learn(people[i].ease, people[i].ease_count, 1.0 if succeeded else 0.0, p.system.belief_floor)
        people[i].ease_count += 1.0
        if not succeeded:
            continue
        facts[f].recorded = facts[f].held
        # Entered wrongly, it is taken for recorded all the same, until the fact changes again.
        facts[f].wrong = 1 if draw(entry_key, u64(place)) >= p.system.data_quality else 0
        facts[f].author = i
        facts[f].recorded_week = week
        people[i].recorded += 1
        if facts[f].recorded == facts[f].version and facts[f].wrong == 0 and users_elsewhere:
            mark_spread(state, f, week)
    people[i].hours += spent
    return occasions, acts


@rule
def start_records(state, p, key, i):
    """The system is empty; how little stands in the way of recording each fact of seat i."""
    facts = state.facts
    allowed = join(join(key, ALLOWED), state.people[i].key)
    first = state.first_fact[i]
    for f in range(first, state.first_fact[i + 1]):
        facts[f].sensitivity = sensitivity(allowed, f - first)
        facts[f].recorded = NEVER
        facts[f].author = NEVER


@rule
def records_of(state, p, week, i):
    """What the system holds of the facts of seat i: recordable, of them current; records, of them current."""
    facts = state.facts
    limit = privacy_share(p.system.privacy, p.system.privacy_limit)
    recordable = 0
    covered = 0
    records = 0
    for f in range(u64(state.first_fact[i]), u64(state.first_fact[i + 1])):
        # Chosen instead of branched, because no processor foresees these branches.
        may = may_record(facts[f].sensitivity, limit)
        current = (facts[f].recorded == facts[f].version) & (facts[f].wrong == 0)
        records += 1 if facts[f].recorded != NEVER else 0
        recordable += 1 if may else 0
        covered += 1 if may & current else 0
    return recordable, covered, records, covered


MECHANISM = Mechanism(
    __name__,
    only_with="system",
    of_project=True,
    table=Recording,
    within="use",
    fields={
        "people": (Field("recorded", "i4", "facts recorded this week", newcomer=EACH_WEEK),),
        "facts": (
            Field("sensitivity", "f8", "0..1, the lower the sooner privacy law keeps it out of the system",
                  start=BY_RULE),
            Field("recorded", "i4", "version in the system, NEVER = none", start=BY_RULE),
            Field("author", "i4", "who recorded it", start=BY_RULE, fixed=True),
            Field("recorded_week", "i4", "when"),
            Field("wrong", "i1", "1 = entered wrongly"),
        ),
    },
    start=start_records,
    columns=(
        Columns(("recorded",), ("recorded",), when="worked"),
        Columns(("recordable", "covered", "records", "fresh"), records_of, when="always"),
    ),
    outcomes=(
        stock("coverage", "facts with a current record of those recordable", "covered", "recordable", "higher",
              called="coverage of facts"),
        stock("freshness", "current records of all records", "fresh", "records", "higher",
              called="freshness of records"),
    ),
    explained=(
        Explained(
            willingness,
            neutral={"felt_surveillance": 0.0, "why": 0.5, "safety": 0.5, "rewarded": 0.0, "short_term": 0.0,
                     "overload": 0.0},
            context=("style", "q"),
            parameters=(("record base", "readiness"), ("giver bonus", "giver_bonus"),
                        ("taker reserve", "taker_reserve")),
        ),
    ),
)  # fmt: skip
