"""Recording in the system: who gives what they know to the repository (claims C1, C3, G6, I9, I10, K8, S3, S4)."""

from __future__ import annotations

from crmsim.declaration.mechanism import BY_RULE, EACH_WEEK, Columns, Explained, Field, Mechanism
from crmsim.declaration.outcome import stock
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.changing import draw_for_listed
from crmsim.mechanisms.motivation import novelty_effect
from crmsim.mechanisms.noticing import initiative_of, mark_spread
from crmsim.mechanisms.state import GIVER, NEVER, TAKER, WHY
from crmsim.mechanisms.system import has_room, learn, success_chance
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
    style_weight: float = parameter(
        1.0, meaning="how much readier a giver is to record, and how much less ready a taker", unit="log odds",
        interval=(0.0, 3.0), allowed=(0.0, 100.0), status="assumed",
        source="givers share knowledge; a taker is no good user (A §2.2.3, §4.2, §5.2)", claims=("G6", "G7"),
        signs=(
            Sign("coverage", "+", "G6: givers share what they know", given=("people.givers=0.5",
                 "people.takers=0.05", "people.matchers=0.45"), emergent=True),
            Sign("coverage", "-", "G6, G7: takers starve sharing", given=("people.givers=0.05",
                 "people.takers=0.4", "people.matchers=0.55"), emergent=True),
        ),
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
    instruments_weight: float = parameter(
        1.0, meaning="pull of the system's points and dashboards", unit="log odds", interval=(0.0, 3.0),
        allowed=(0.0, 100.0), status="assumed", source="sign from A §4.1; E29", claims=("I10",),
        signs=(Sign("coverage", "+", "I10: points and dashboards motivate", given=("motivation.dashboards=0.7",),
                    emergent=True),),
    )
    careless: float = parameter(
        0.5, meaning="how much less often a record is entered as known where only mandate, points or dashboards "
        "bring it about", unit="share", interval=(0.0, 0.9), allowed=SHARE, status="assumed",
        source="what is measured is gamed; counterproductive behaviour .09 under monitoring (E27)",
        signs=(Sign("freshness", "-", "E27: boxes are ticked", given=("motivation.mandate=0.7",)),),
    )
# fmt: on


RECORD = stream("recording.record")
ATTEMPT = stream("recording.attempt")
ENTRY = stream("recording.entry")
ALLOWED = stream("recording.allowed")
ROOM = stream("recording.room")
IMPORT = stream("recording.import")


@rule
def willingness(
    style: int,
    felt_surveillance: float,
    why: float,
    initiative: float,
    shown: float,
    q,
) -> float:
    """Chance that a user who is at it records a fact that is not in the system yet."""
    x = q.readiness - q.surveillance_weight * felt_surveillance + q.why_weight * (why - 0.5)
    x += initiative + q.instruments_weight * shown
    if style == GIVER:
        x += q.style_weight
    elif style == TAKER:
        x -= q.style_weight
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
def is_occasion(facts, barriers, f, limit, fit):
    """Whether the owner knows what the system does not hold, may record it, and the system has room for it."""
    return (
        (facts[f].held > facts[f].recorded)
        & may_record(barriers[f].sensitivity, limit)
        & has_room(barriers[f].room, fit)
    )


@rule
def entered_right(quality: float, careless: float, driven: float) -> float:
    """Chance that a record is entered as known; ``driven`` is the share of recording that only is seen to be done."""
    return quality * (1.0 - careless * driven)


@rule
def willing_to_record(state, p, i, shown):
    """Willingness of employee i to record, where points and dashboards show this much."""
    people = state.people
    return willingness(
        people[i].style,
        people[i].felt_surveillance,
        people.understanding[i, WHY],
        initiative_of(state, p, i),
        shown,
        p.recording,
    )


@inlined
def record_facts(state, p, key, week, i, users_elsewhere):
    """Employee i records own facts that the system does not hold in the version known; returns (occasions, acts)."""
    people, facts, traces, barriers = state.people, state.facts, state.traces, state.barriers
    limit = privacy_share(p.system.privacy, p.system.privacy_limit)
    first = state.first_fact[i]
    last = state.first_fact[i + 1]
    fit = state.project[0].fit
    occasions = 0
    for f in range(u64(first), u64(last)):
        # Without a branch, because no processor foresees which facts are occasions.
        state.listed[occasions] = f
        occasions += 1 if is_occasion(facts, barriers, f, limit, fit) else 0
    if occasions == 0:
        return 0, 0
    seat = people[i].key
    record_key = join(join(join(key, RECORD), week), seat)
    attempt_key = join(join(join(key, ATTEMPT), week), seat)
    entry_key = join(join(join(key, ENTRY), week), seat)
    shown = novelty_effect(p.motivation.gamification, people[i].uses, p.motivation.novelty_acts, p.motivation.weariness)
    shown += 0.5 * p.motivation.dashboards
    willing = willing_to_record(state, p, i, shown)
    chance = people[i].intensity * willing
    driven = people[i].pushed
    if shown > 0.0:
        driven = 1.0 - (1.0 - driven) * willing_to_record(state, p, i, 0.0) / willing
    right = entered_right(p.system.data_quality, p.recording.careless, driven)
    cost = p.system.act_hours * (1.0 - p.system.integration)
    success = success_chance(p.system.ease, people[i].skill)
    spent = 0.0
    acts = 0
    draw_for_listed(state, record_key, first, occasions, 0)
    for occasion in range(occasions):
        if state.uniforms[occasion] >= chance:
            continue
        f = u64(state.listed[occasion])
        place = f - u64(first)
        acts += 1
        spent += cost
        succeeded = draw(attempt_key, u64(place)) < success
        people[i].ease = learn(people[i].ease, people[i].ease_count, 1.0 if succeeded else 0.0)
        people[i].ease_count += 1.0
        if not succeeded:
            continue
        facts[f].recorded = facts[f].held
        # Entered wrongly, it is taken for recorded all the same, until the fact changes again.
        facts[f].wrong = 1 if draw(entry_key, u64(place)) >= right else 0
        traces[f].author = i
        traces[f].recorded_week = week
        people[i].recorded += 1
        if facts[f].recorded == facts[f].version and facts[f].wrong == 0 and users_elsewhere:
            mark_spread(state, f, week)
    people[i].hours += spent
    return occasions, acts


@rule
def import_facts(state, p, key, week, i):
    """The system goes live: what employee i holds on lists is cleaned and brought in, as far as there is room."""
    people, facts, traces, barriers = state.people, state.facts, state.traces, state.barriers
    limit = privacy_share(p.system.privacy, p.system.privacy_limit)
    fit = state.project[0].fit
    import_key = join(join(key, IMPORT), people[i].key)
    cost = p.system.act_hours * (1.0 - p.system.integration)
    hours = 0.0
    first = state.first_fact[i]
    for f in range(first, state.first_fact[i + 1]):
        place = u64(f - first)
        if is_occasion(facts, barriers, f, limit, fit) and draw(import_key, u64(2) * place) < p.system.import_share:
            facts[f].recorded = facts[f].held
            facts[f].wrong = 1 if draw(import_key, u64(2) * place + u64(1)) >= p.system.data_quality else 0
            traces[f].author = i
            traces[f].recorded_week = week
            hours += cost
    people[i].hours += hours
    people[i].project_hours += hours


@rule
def count_covered(state, i):
    """Share of the facts of seat i that are on record as the owner last knew them."""
    facts = state.facts
    first, last = state.first_fact[i], state.first_fact[i + 1]
    covered = 0
    for f in range(u64(first), u64(last)):
        covered += 1 if (facts[f].recorded == facts[f].held) & (facts[f].recorded != NEVER) else 0
    state.people[i].covered = covered / (last - first) if last > first else 0.0


@rule
def start_records(state, p, key, i):
    """The system is empty; how little stands in the way of recording each fact of seat i, and of there being room."""
    facts, traces, barriers = state.facts, state.traces, state.barriers
    allowed = join(join(key, ALLOWED), state.people[i].key)
    room_key = join(join(key, ROOM), state.people[i].key)
    first = state.first_fact[i]
    for f in range(first, state.first_fact[i + 1]):
        barriers[f].sensitivity = sensitivity(allowed, f - first)
        barriers[f].room = draw(room_key, u64(f - first))
        facts[f].recorded = NEVER
        traces[f].author = NEVER


@rule
def records_of(state, p, week, i):
    """What the system holds of the facts of seat i: recordable, of them current; records, of them current."""
    facts, barriers = state.facts, state.barriers
    limit = privacy_share(p.system.privacy, p.system.privacy_limit)
    recordable = 0
    covered = 0
    records = 0
    for f in range(u64(state.first_fact[i]), u64(state.first_fact[i + 1])):
        # Chosen instead of branched, because no processor foresees these branches.
        may = may_record(barriers[f].sensitivity, limit)
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
        "people": (
            Field("recorded", "i2", "facts recorded this week", newcomer=EACH_WEEK),
            Field("covered", "f8", "0..1 share of own facts on record as last known", newcomer=0.0, within=SHARE),
        ),
        "facts": (
            Field("recorded", "i2", "version in the system, NEVER = none", start=BY_RULE),
            Field("wrong", "i1", "1 = entered wrongly"),
        ),
        "traces": (
            Field("author", "i4", "who recorded it", start=BY_RULE, fixed=True),
            Field("recorded_week", "i2", "when"),
        ),
        "barriers": (
            Field("sensitivity", "f8", "0..1, the lower the sooner privacy law keeps it out of the system",
                  start=BY_RULE),
            Field("room", "f8", "0..1, the lower the sooner the system has room for it", start=BY_RULE),
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
            neutral={"felt_surveillance": 0.0, "why": 0.5, "initiative": 0.0, "shown": 0.0},
            context=("style", "q"),
            parameters=(("record base", "readiness"), ("record style", "style_weight")),
        ),
    ),
)  # fmt: skip
