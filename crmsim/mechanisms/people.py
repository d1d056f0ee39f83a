"""The people: what is drawn about them at the start, and who leads the project (claims G1, G2, G7; E1, E7)."""

from __future__ import annotations

import math

from crmsim.mechanisms.compiled import rule
from crmsim.mechanisms.draws import exponential, join, stream, u64
from crmsim.mechanisms.state import EXECUTIVE, GIVER, MATCHER, NEVER, PROJECT_LEADER, TAKER
from crmsim.parameter import Table, parameter

SHARE = (0.0, 1.0)


# fmt: off
class Hiring(Table):
    """The mix that new people are drawn from; where silent, the mix of the organisation."""

    givers: float | None = parameter(
        None, meaning="share of givers among those hired", unit="share", interval=(0.0, 1.0), allowed=SHARE,
        status="choice", source="as [people] where silent", claims=("G6", "G8"),
    )
    takers: float | None = parameter(
        None, meaning="share of takers among those hired", unit="share", interval=(0.0, 1.0), allowed=SHARE,
        status="choice", source="as [people] where silent", claims=("G6", "G8"),
    )
    matchers: float | None = parameter(
        None, meaning="share of matchers among those hired", unit="share", interval=(0.0, 1.0), allowed=SHARE,
        status="choice", source="as [people] where silent", claims=("G6", "G8"),
    )


# fmt: off
class People(Table):
    """Reciprocity styles and what else people bring."""

    givers: float = parameter(
        0.25, meaning="share of givers", unit="share", interval=(0.05, 0.5), allowed=SHARE, status="measured",
        source="Grant, TED 2016, 30,000 surveyed (E1, recalled, medium confidence)", claims=("G1", "G2"),
    )
    takers: float = parameter(
        0.19, meaning="share of takers", unit="share", interval=(0.05, 0.4), allowed=SHARE, status="measured",
        source="Grant, TED 2016, 30,000 surveyed (E1, recalled, medium confidence)", claims=("G1",),
    )
    matchers: float = parameter(
        0.56, meaning="share of matchers", unit="share", interval=(0.3, 0.8), allowed=SHARE, status="measured",
        source="Grant, TED 2016, 30,000 surveyed (E1, recalled, medium confidence)", claims=("G1",),
    )
    otherish: float = parameter(
        0.5, meaning="how otherish givers are on average (0 selfless, 1 mind their own work as much)", unit="share",
        interval=(0.1, 0.9), allowed=SHARE, status="assumed", source="continuous (Grant & Rebele, E7)",
        claims=("G5",),
    )
    otherish_spread: float = parameter(
        0.25, meaning="half-width of how otherish givers are around the average", unit="share",
        interval=(0.0, 0.5), allowed=SHARE, status="assumed", source="no measurement found",
    )
    productivity_sd: float = parameter(
        0.2, meaning="standard deviation of log productivity", unit="log", interval=(0.1, 0.4), allowed=(0.0, 2.0),
        status="assumed", source="interval from the model brief",
    )
    tenure_years: float = parameter(
        6.0, meaning="mean tenure at the start", unit="years", interval=(3.0, 10.0), allowed=(0.0, 40.0),
        status="derived", source="about 1 / .136 a year of turnover",
    )
    energy: float = parameter(
        0.65, meaning="mean energy at the start", unit="share", interval=(0.4, 0.9), allowed=SHARE,
        status="assumed", source="no measurement found (A §2.2.4)", claims=("D6",),
    )
    reputation: float = parameter(
        0.5, meaning="reputation at the start, of everyone alike", unit="share", interval=(0.3, 1.0), allowed=SHARE,
        status="assumed", source="nobody is known yet; acts tell", claims=("G5",),
    )
    skill: float = parameter(
        0.05, meaning="skill in the new system before any training", unit="share", interval=(0.0, 0.3),
        allowed=SHARE, status="assumed", source="no measurement found (A §2.1.3)",
    )
    usefulness: float = parameter(
        0.5, meaning="belief in the system's usefulness before any experience", unit="share", interval=(0.3, 0.7),
        allowed=SHARE, status="assumed", source="neutral middle",
    )
    hiring: Hiring = Hiring()
# fmt: on


LEADER = stream("people.leader")
OTHERISH = stream("people.otherish")
PRODUCTIVITY = stream("people.productivity")
TENURE = stream("people.tenure")
HOLDS = stream("people.holds")
EXPERTISE = stream("state.expertise")
STYLE = stream("people.style")
THRESHOLD = stream("people.threshold")
QUALITY = stream("people.quality")
SUPERUSER_DRAW = stream("people.superuser")
OWNER = stream("people.owner")

ANY, FROM_GIVERS, FROM_TAKERS, FROM_MATCHERS = 0, 1, 2, 3


@rule
def otherish_of(u: float, mean: float, spread: float) -> float:
    """How otherish a person is, for the uniform ``u``."""
    return min(1.0, max(0.0, mean + spread * (2.0 * u - 1.0)))


@rule
def productivity_of(z: float, sd: float) -> float:
    """Own productivity for the standard normal ``z``: lognormal with mean 1."""
    return math.exp(sd * z - 0.5 * sd * sd)


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
def start_expertise(own: bool, u: float, mean: float, elsewhere: float) -> float:
    """Expertise at the start in a topic: around the mean in one's own topics, at most a share of it in others."""
    level = mean + 0.5 * (1.0 - abs(2.0 * mean - 1.0)) * (2.0 * u - 1.0)
    return min(1.0, max(0.0, level if own else elsewhere * mean * u))
