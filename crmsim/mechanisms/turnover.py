"""Comings and goings (claims C5, D8, G6, G8, K3; E22, E32; O10).

Leaving of one's own will is log-linear in attachment (quality of ties, the leaders' push), burnout and tenure;
leaving against it is a rate apart. What a leaver alone held and had not recorded is lost.
"""

from __future__ import annotations

import math

from crmsim.mechanisms.books import DEPARTURES_, KNOWLEDGE_LOST_, VOLUNTARY_, enter
from crmsim.mechanisms.climate import felt_safety
from crmsim.mechanisms.compiled import rule
from crmsim.mechanisms.draws import draw, join, normal, stream, surely_not, u64
from crmsim.mechanisms.people import (
    OTHERISH,
    PRODUCTIVITY,
    STYLE,
    THRESHOLD,
    otherish_of,
    productivity_of,
    style_of,
)
from crmsim.mechanisms.signals import clip
from crmsim.mechanisms.state import EMPLOYEE, NEVER, PROJECT_LEADER, SUPERUSER, UNAWARE
from crmsim.parameter import Table, parameter

SHARE = (0.0, 1.0)


# fmt: off
class Turnover(Table):
    """Who leaves, how soon they are replaced, and by whom."""

    annual_rate: float = parameter(
        0.136, meaning="share of people who leave in a year in the reference scenario", unit="per year",
        interval=(0.05, 0.3), allowed=(0.0, 0.99), status="measured",
        source="Norwegian municipal sector 13.6 % (KS 2021-22)", claims=("D8",),
    )
    voluntary_share: float = parameter(
        0.6, meaning="share of them who leave of their own will in the reference scenario", unit="share",
        interval=(0.3, 0.9), allowed=SHARE, status="assumed", source="half in US sales (DePaul)", claims=("D8",),
    )
    replacement_weeks: float = parameter(
        20.0, meaning="weeks until a seat is filled again", unit="weeks", interval=(4.0, 26.0), allowed=(0.0, 520.0),
        status="measured", source="4 to 5.5 months in US sales (DePaul)",
    )
    attachment_weight: float = parameter(
        2.0, meaning="how much attachment (quality of ties above .6) keeps people", unit="log hazard per share",
        interval=(0.0, 5.0), allowed=(0.0, 50.0), status="assumed", source="sign from A §2.2.4", claims=("D8",),
    )
    leadership_weight: float = parameter(
        0.5, meaning="how much the push from leadership keeps people", unit="log hazard per share",
        interval=(0.0, 2.0), allowed=(0.0, 50.0), status="assumed",
        source="say-do gaps raise turnover (Simons, E18)", claims=("K3",),
    )
    burnout_weight: float = parameter(
        2.0, meaning="how much lack of energy (below .65) drives people out", unit="log hazard per share",
        interval=(0.0, 5.0), allowed=(0.0, 50.0), status="assumed", source="no measurement found", claims=("D6",),
    )
    tenure_weight: float = parameter(
        0.3, meaning="how much less likely to leave per tenfold tenure", unit="log hazard", interval=(0.0, 1.0),
        allowed=(0.0, 10.0), status="assumed", source="no measurement found",
    )
    reference: float = parameter(
        0.05, meaning="log hazard that makes annual_rate the realised rate of the reference scenario",
        unit="log hazard", interval=(-0.5, 0.5), allowed=(-5.0, 5.0), status="calibrated",
        source="set so that `baseline` loses .136 of its people a year (benchmarks/turnover.py)",
    )
    newcomer_contact: float = parameter(
        0.2, meaning="contact of a newcomer, as a share of the predecessor's", unit="share", interval=(0.05, 0.5),
        allowed=SHARE, status="assumed", source="few ties at first",
    )
    newcomer_facts: float = parameter(
        0.3, meaning="share of the seat's facts a newcomer knows at once, in an old version, from files and people",
        unit="share", interval=(0.0, 0.6), allowed=SHARE, status="assumed", source="no measurement found (A App. 1)",
        claims=("C5",),
    )
    newcomer_expertise: float = parameter(
        0.4, meaning="expertise of a newcomer, as a share of the predecessor's", unit="share", interval=(0.0, 0.8),
        allowed=SHARE, status="assumed", source="no measurement found",
    )
# fmt: on


LEAVE = stream("turnover.leave")
FORCED = stream("turnover.forced")
NEWCOMER = stream("turnover.newcomer")


@rule
def weekly_rate(annual_rate: float) -> float:
    """Weekly rate whose year loses ``annual_rate`` of a population that is at once replaced: (1 - r)^(1/52)."""
    return -math.log(1.0 - min(annual_rate, 0.999999)) / 52.0


@rule
def voluntary_hazard(rate: float, mean_quality: float, push: float, energy: float, tenure: float, q) -> float:
    """Weekly hazard of leaving of one's own will; ``tenure`` in weeks."""
    x = q.reference
    x -= q.attachment_weight * (mean_quality - 0.6) + q.leadership_weight * push
    x += q.burnout_weight * (0.65 - energy)
    x -= q.tenure_weight * (math.log(max(tenure, 1.0)) / 2.302585092994046 - 2.0)
    return rate * math.exp(clip(x, -10.0, 10.0))


@rule
def surely_stays(u: float, rate: float, mean_quality: float, push: float, energy: float, q) -> bool:
    """Whether the uniform ``u`` is too high for anybody like this to leave of their own will, however new.

    Nearly always so, and then the hazard need not be known: its logarithm lies below 3, and exp(3) is 20.09.
    """
    x = q.reference - (q.attachment_weight * (mean_quality - 0.6) + q.leadership_weight * push)
    x += q.burnout_weight * (0.65 - energy) + 2.0 * q.tenure_weight
    return x < 2.999 and u >= 20.1 * rate


@rule
def leave(state, p, week, i, why):
    """Employee i leaves: what only they held is lost, their ties end, the seat stands empty."""
    people, ties, facts = state.people, state.ties, state.facts
    lost = 0
    for f in range(state.first_fact[i], state.first_fact[i + 1]):
        current = facts[f].held == facts[f].version
        in_system = facts[f].recorded == facts[f].version and facts[f].wrong == 0
        holder = facts[f].told
        elsewhere = (
            holder != NEVER
            and people[holder].present == 1
            and people[holder].left == 0
            and facts[f].told_week >= people[holder].hired
            and facts[f].told_version == facts[f].version
        )
        if current and not in_system and not elsewhere:
            lost += 1
        facts[f].held = NEVER
    people[i].lost = lost
    enter(state, week, i, DEPARTURES_, 1.0)
    enter(state, week, i, VOLUNTARY_, 1.0 if why == 1 else 0.0)
    enter(state, week, i, KNOWLEDGE_LOST_, lost)
    for e in range(state.start[i], state.start[i + 1]):
        back = ties[e].reverse
        ties[e].contact = 0.0
        ties[back].contact = 0.0
    people[i].open_needs = 0
    people[i].present = 0
    people[i].vacant_until = week + 1 + int(math.floor(p.turnover.replacement_weeks + 0.5))


@rule
def start_tie(ties, entry, quality):
    """A tie with somebody new: nothing is remembered yet."""
    ties[entry].quality = quality
    ties[entry].record = 1.0
    ties[entry].account = 0.0


@rule
def join_up(state, p, key, week, i):
    """Somebody new takes seat i: a style from the hiring mix, few ties, little knowledge, no experience."""
    people, ties, facts = state.people, state.ties, state.facts
    people[i].holder += 1
    who = u64(people[i].holder)
    seat = people[i].key
    people[i].present = 1
    people[i].hired = week + 1
    # A seat keeps its luck whoever holds it; a new holder is a new draw of the same stream.
    people[i].style = style_of(draw(join(join(key, STYLE), seat), who), p.people.hiring.givers, p.people.hiring.takers)
    people[i].otherish = otherish_of(
        draw(join(join(key, OTHERISH), seat), who), p.people.otherish, p.people.otherish_spread
    )
    people[i].productivity = productivity_of(normal(join(join(key, PRODUCTIVITY), seat), who), p.people.productivity_sd)
    people[i].threshold = p.adoption.threshold_mean + p.adoption.threshold_sd * normal(
        join(join(key, THRESHOLD), seat), who
    )
    people[i].energy = p.people.energy
    people[i].skill = p.people.skill
    for k in range(4):
        people.understanding[i, k] = 0.0
    people[i].usefulness = p.people.usefulness
    people[i].usefulness_count = 1.0
    people[i].ease = p.system.ease
    people[i].ease_count = 1.0
    people[i].felt_surveillance = 0.0
    people[i].stage = UNAWARE
    people[i].intensity = 0.0
    people[i].habit = 0.0
    people[i].uses = 0.0
    people[i].reputation = p.people.reputation
    people[i].known_reputation = p.people.reputation
    people[i].gratitude = 0.0
    people[i].done_mean = 0.5
    people[i].done_variance = 0.0
    people[i].gap = 0.0
    people[i].push = 0.0
    # Nothing is left of what the predecessor's ties, or the empty seat, made one feel.
    people[i].mean_quality = p.climate.culture
    people[i].safety = felt_safety(p.climate.culture, p.leadership.failure_tolerance, p.climate.safety_by_quality)
    people[i].demand = 0.0
    if people[i].role == PROJECT_LEADER or people[i].role == SUPERUSER:
        people[i].role = EMPLOYEE
    if state.project[0].go_live >= 0:
        people[i].access = max(people[i].access, week + 1)
    newcomer = join(join(join(key, NEWCOMER), seat), who)
    first = state.first_fact[i]
    for f in range(first, state.first_fact[i + 1]):
        known = draw(newcomer, u64(f - first)) < p.turnover.newcomer_facts
        facts[f].held = max(0, facts[f].version - 1) if known else NEVER
    for t in range(state.expertise.shape[1]):
        state.expertise[i, t] *= p.turnover.newcomer_expertise
    for e in range(state.start[i], state.start[i + 1]):
        back = ties[e].reverse
        present = people[ties[e].target].present == 1
        share = p.turnover.newcomer_contact if present else 0.0
        ties[e].contact = share * ties[e].base_contact
        ties[back].contact = share * ties[back].base_contact
        start_tie(ties, e, p.climate.culture)
        start_tie(ties, back, p.climate.culture)


@rule
def turnover(state, p, key, week):
    """People leave, and empty seats are filled when their time has come."""
    people = state.people
    q = p.turnover
    leave_key = join(join(key, LEAVE), week)
    forced_key = join(join(key, FORCED), week)
    rate = weekly_rate(q.annual_rate)
    forced = 1.0 - math.exp(-((1.0 - q.voluntary_share) * rate))
    for i in range(people.key.size):
        people[i].left = 0
        people[i].lost = 0
        if people[i].present == 0:
            continue
        u = draw(leave_key, people[i].key)
        if surely_stays(u, q.voluntary_share * rate, people[i].mean_quality, people[i].push, people[i].energy, q):
            if draw(forced_key, people[i].key) < forced:
                people[i].left = 2
            continue
        hazard = voluntary_hazard(
            q.voluntary_share * rate,
            people[i].mean_quality,
            people[i].push,
            people[i].energy,
            float(week - people[i].hired),
            q,
        )
        if not surely_not(u, hazard) and u < 1.0 - math.exp(-hazard):
            people[i].left = 1
        elif draw(forced_key, people[i].key) < forced:
            people[i].left = 2
    for i in range(people.key.size):
        if people[i].left != 0:
            leave(state, p, week, i, people[i].left)
    for i in range(people.key.size):
        if people[i].present == 0 and people[i].vacant_until <= week + 1:
            join_up(state, p, key, week, i)
