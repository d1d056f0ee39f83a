"""The people: what is drawn about them at the start, and who leads the project (claims G1, G2, G7; E1, E7)."""

from __future__ import annotations

import math

from crmsim.declaration.mechanism import BY_RULE, EACH_WEEK, GIVEN, KEPT, Columns, Field, Mechanism
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.state import EXECUTIVE, GIVER, MATCHER, NEVER, PROJECT_LEADER, ROLES, STYLES, TAKER
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, exponential, join, normal, stream, u64
from crmsim.numerics.portable import exp


# fmt: off
class Hiring(Table):
    """The mix that new people are drawn from; where silent, the mix of the organisation."""

    givers: float | None = parameter(
        None, meaning="share of givers among those hired", unit="share", interval=(0.0, 1.0), allowed=SHARE,
        status="choice", source="as [people] where silent", claims=("G6", "G8"),
        signs=(Sign("shared_personally", "+", "G6, G8: whom one hires decides on sharing", emergent=True),),
    )
    takers: float | None = parameter(
        None, meaning="share of takers among those hired", unit="share", interval=(0.0, 1.0), allowed=SHARE,
        status="choice", source="as [people] where silent", claims=("G6", "G8"),
        signs=(
            Sign("shared_personally", "-", "G6, G8: hired takers starve sharing", emergent=True),
            Sign("routine_share", "-", "G6, G8: a hired taker can sabotage the project", emergent=True),
        ),
    )
    matchers: float | None = parameter(
        None, meaning="share of matchers among those hired", unit="share", interval=(0.0, 1.0), allowed=SHARE,
        status="choice", source="as [people] where silent", claims=("G6", "G8"),
        signs=(Sign("help_rate", "+", "own expectation: as people.matchers", emergent=True),),
    )


# fmt: off
class People(Table):
    """Reciprocity styles and what else people bring."""

    givers: float = parameter(
        0.25, meaning="share of givers", unit="share", interval=(0.05, 0.5), allowed=SHARE, status="measured",
        source="Grant, TED 2016, 30,000 surveyed (E1, recalled, medium confidence)", claims=("G1", "G2"),
        signs=(
            Sign("help_rate", "+", "G1: givers give"),
            Sign("shared_personally", "+", "G6: a giver-heavy organisation shares knowledge richly", emergent=True),
            Sign("routine_share", "+", "G6: and its CRM project gains", emergent=True),
        ),
    )
    takers: float = parameter(
        0.19, meaning="share of takers", unit="share", interval=(0.05, 0.4), allowed=SHARE, status="measured",
        source="Grant, TED 2016, 30,000 surveyed (E1, recalled, medium confidence)", claims=("G1",),
        signs=(
            Sign("help_rate", "-", "G1: takers give little"),
            Sign("shared_personally", "-", "G6: takers starve sharing", emergent=True),
            Sign("routine_share", "-", "G6, G7: takers sabotage the project and are no good users", emergent=True),
            Sign("low_quality_share", "+", "D5: low quality spreads", emergent=True),
        ),
    )
    matchers: float = parameter(
        0.56, meaning="share of matchers", unit="share", interval=(0.3, 0.8), allowed=SHARE, status="measured",
        source="Grant, TED 2016, 30,000 surveyed (E1, recalled, medium confidence)", claims=("G1",),
        signs=(Sign("help_rate", "+", "own expectation: mirrors help more often than the usual mix of givers and "
                    "takers", emergent=True),),
    )
    otherish: float = parameter(
        0.5, meaning="how otherish givers are on average (0 selfless, 1 mind their own work as much)", unit="share",
        interval=(0.1, 0.9), allowed=SHARE, status="assumed", source="continuous (Grant & Rebele, E7)",
        claims=("G5",),
        signs=(Sign("output", "+", "G5, E7: givers who also mind their own work serve more", emergent=True,
                    group="giver"),),
    )
    differences_sd: float = parameter(
        0.15, meaning="lasting differences between people: in the energy they come back to, in log productivity, in "
        "what they expect of a system before any experience, and in what they do as superiors", unit="share (SD)",
        interval=(0.05, 0.25), allowed=(0.0, 1.0), status="calibrated",
        source="to energy: 28 % are exhausted every week, 76 % often motivated (SSB 2022); of the others no "
        "measurement found", claims=("D6",),
        signs=(
            Sign("departures", "+", "D6: drained people leave, and more so than the eager stay", emergent=True),
            Sign("output", "0", "own expectation: as many do more as do less", emergent=True),
        ),
    )
    memory: float = parameter(
        0.85, meaning="weight of the past in what people carry over from week to week: leaders' deeds, reputations, "
        "gratitude, habits, energy, and customers' satisfaction from need to need", unit="per week",
        interval=(0.7, 0.95), allowed=SHARE, status="assumed",
        source="about seven weeks count; habits form over some two months (RECALLED: Lally 2010)", claims=("D6",),
        signs=(
            Sign("routine_share", "-", "own expectation: slow habits come late", emergent=True),
            Sign("mean_energy", "0", "D6: energy renews itself, at whatever pace", emergent=True),
        ),
    )
    safety_weight: float = parameter(
        2.0, meaning="pull of psychological safety wherever it takes daring: asking, helping, noticing, passing on, "
        "meeting new needs, recording", unit="log odds", interval=(0.0, 4.0), allowed=(0.0, 1000.0), status="assumed",
        source="sign from A §2.2.1, §2.2.4; Carmeli 2009 (E12); safety and information sharing .5 (E13, recalled)",
        claims=("D3", "K4"),
        signs=(
            Sign("requests", "+", "D3: who feels safe dares to ask, and most feel safer than half-way", emergent=True),
            Sign("market_orientation", "+", "D3, K4: who feels safe dares to notice, tell and try", emergent=True),
            Sign("coverage", "+", "D3: who feels safe shares", emergent=True),
        ),
    )
    reputation: float = parameter(
        0.5, meaning="reputation at the start, of everyone alike", unit="share", interval=(0.3, 1.0), allowed=SHARE,
        status="assumed", source="nobody is known yet; acts tell", claims=("G5",),
        signs=(Sign("help_rate", "+", "G5: those of good repute are helped"),),
    )
    usefulness: float = parameter(
        0.5, meaning="belief in the system's usefulness before any experience", unit="share", interval=(0.3, 0.7),
        allowed=SHARE, status="assumed", source="neutral middle",
        signs=(Sign("user_share", "+", "own expectation: those who believe in it try it"),),
    )
    hiring: Hiring = Hiring()
# fmt: on


LEADER = stream("people.leader")
OTHERISH = stream("people.otherish")
PRODUCTIVITY = stream("people.productivity")
STYLE = stream("people.style")
SUPERUSER_DRAW = stream("people.superuser")
OWNER = stream("people.owner")

ANY, FROM_GIVERS, FROM_TAKERS, FROM_MATCHERS = 0, 1, 2, 3


@rule
def otherish_of(u: float, mean: float) -> float:
    """How otherish a person is, for the uniform ``u``: as widely and evenly around the mean as the ends allow."""
    return mean + min(mean, 1.0 - mean) * (2.0 * u - 1.0)


@rule
def productivity_of(z: float, sd: float) -> float:
    """Own productivity for the standard normal ``z``: lognormal with mean 1."""
    return exp(sd * z - 0.5 * sd * sd)


@rule
def style_of(u: float, givers: float, takers: float) -> int:
    """Style of a new person for the uniform ``u``."""
    if u < givers:
        return GIVER
    if u < givers + takers:
        return TAKER
    return MATCHER


@rule
def choose_leader(state, key, leader_style):
    """Who leads the project: a keyed race among those below the top, of the style asked for; NEVER if nobody is.

    The style decides only who is chosen; what the leader then does follows from the rules that everyone follows.
    """
    people = state.people
    race = join(key, LEADER)
    best = NEVER
    shortest = math.inf
    for i in range(people.key.size):
        if people[i].present == 0 or people[i].role == EXECUTIVE:
            continue
        if leader_style != ANY and people[i].style != leader_style - 1:
            continue
        time = exponential(join(race, u64(people[i].holder)), people[i].key)
        if time < shortest:
            shortest = time
            best = i
    if best != NEVER:
        people[best].role = PROJECT_LEADER
    return best


@rule
def start_person(state, p, key, i):
    """Draw what is not given about employee i."""
    people = state.people
    seat = people[i].key
    nobody = u64(0)  # the first holder of the seat
    if math.isnan(people[i].otherish):
        u = draw(join(join(key, OTHERISH), seat), nobody)
        people[i].otherish = otherish_of(u, p.people.otherish)
    if math.isnan(people[i].productivity):
        z = normal(join(join(key, PRODUCTIVITY), seat), nobody)
        people[i].productivity = productivity_of(z, p.people.differences_sd)


@rule
def new_holder(state, p, key, week, i):
    """Somebody new sits in seat i: a style from the hiring mix. A seat keeps its key; a new holder is a new draw."""
    people = state.people
    people[i].holder += 1
    who = u64(people[i].holder)
    seat = people[i].key
    people[i].present = 1
    people[i].hired = week + 1
    people[i].style = style_of(draw(join(join(key, STYLE), seat), who), p.people.hiring.givers, p.people.hiring.takers)
    u = draw(join(join(key, OTHERISH), seat), who)
    people[i].otherish = otherish_of(u, p.people.otherish)
    z = normal(join(join(key, PRODUCTIVITY), seat), who)
    people[i].productivity = productivity_of(z, p.people.differences_sd)


@rule
def one_person(state, p, week, i):
    """Somebody who is present counts once."""
    return 1.0


MECHANISM = Mechanism(
    __name__,
    table=People,
    fields={
        "people": (
            Field("key", "u8", "keys this seat's draws; the same whatever else the organisation holds", start=GIVEN,
                  newcomer=KEPT, fixed=True, near=True),
            Field("department", "i4", "its number", start=GIVEN, newcomer=KEPT, fixed=True, near=True),
            Field("level", "i4", "1 = top", start=GIVEN, newcomer=KEPT, near=True),
            Field("manager", "i4", "the nearest superior's seat, NEVER without one", start=GIVEN, newcomer=KEPT,
                  fixed=True, near=True),
            Field("hired", "i4", "week of hiring; negative = before the first week", start=GIVEN, newcomer=BY_RULE,
                  near=True),
            Field("present", "i1", "1 = somebody sits here", start=GIVEN, newcomer=BY_RULE, near=True),
            Field("style", "i1", "read only by asking, helping, recording, looking up, drawing, hiring, reporting",
                  start=GIVEN, newcomer=BY_RULE, words=STYLES, near=True),
            Field("role", "i1", "a project leader's and a superuser's ends with the person", start=GIVEN,
                  newcomer=KEPT, words=ROLES, near=True),
            Field("holder", "i4", "how many have held the seat before", newcomer=BY_RULE, fixed=True),
            Field("otherish", "f8", "0..1, 0 = selfless; matters for givers", start=BY_RULE, newcomer=BY_RULE,
                  within=SHARE),
            Field("productivity", "f8", "lognormal, mean 1", start=BY_RULE, newcomer=BY_RULE),
            Field("scratch", "f8", "free within a phase", newcomer=KEPT),
            Field("hours", "f8", "hours spent this week on other than customer work", newcomer=EACH_WEEK),
        ),
    },
    start=start_person,
    newcomer=new_holder,
    columns=(Columns(("people",), one_person),),
)  # fmt: skip
