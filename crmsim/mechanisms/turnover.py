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
def leave(state, p, week, i, why):
    """Employee i leaves: what only they held is lost, their ties end, the seat stands empty."""
    people, ties, facts = state.people, state.ties, state.facts
    lost = 0
    for f in range(state.first_fact[i], state.first_fact[i + 1]):
        current = facts.held[f] == facts.version[f]
        in_system = facts.recorded[f] == facts.version[f] and facts.wrong[f] == 0
        holder = facts.told[f]
        elsewhere = (
            holder != NEVER
            and people.present[holder] == 1
            and people.left[holder] == 0
            and facts.told_week[f] >= people.hired[holder]
            and facts.told_version[f] == facts.version[f]
        )
        if current and not in_system and not elsewhere:
            lost += 1
        facts.held[f] = NEVER
    people.lost[i] = lost
    enter(state, week, i, DEPARTURES_, 1.0)
    enter(state, week, i, VOLUNTARY_, 1.0 if why == 1 else 0.0)
    enter(state, week, i, KNOWLEDGE_LOST_, lost)
    for e in range(state.start[i], state.start[i + 1]):
        back = ties.reverse[e]
        ties.contact[e] = 0.0
        ties.contact[back] = 0.0
    people.open_needs[i] = 0
    people.present[i] = 0
    people.vacant_until[i] = week + 1 + int(math.floor(p.turnover.replacement_weeks + 0.5))


@rule
def start_tie(ties, entry, quality):
    """A tie with somebody new: nothing is remembered yet."""
    ties.quality[entry] = quality
    ties.record[entry] = 1.0
    ties.account[entry] = 0.0


@rule
def join_up(state, p, key, week, i):
    """Somebody new takes seat i: a style from the hiring mix, few ties, little knowledge, no experience."""
    people, ties, facts = state.people, state.ties, state.facts
    people.holder[i] += 1
    who = u64(people.holder[i])
    seat = people.key[i]
    people.present[i] = 1
    people.hired[i] = week + 1
    # A seat keeps its luck whoever holds it; a new holder is a new draw of the same stream.
    people.style[i] = style_of(draw(join(join(key, STYLE), seat), who), p.people.hiring.givers, p.people.hiring.takers)
    people.otherish[i] = otherish_of(
        draw(join(join(key, OTHERISH), seat), who), p.people.otherish, p.people.otherish_spread
    )
    people.productivity[i] = productivity_of(normal(join(join(key, PRODUCTIVITY), seat), who), p.people.productivity_sd)
    people.threshold[i] = p.adoption.threshold_mean + p.adoption.threshold_sd * normal(
        join(join(key, THRESHOLD), seat), who
    )
    people.energy[i] = p.people.energy
    people.skill[i] = p.people.skill
    for k in range(4):
        people.understanding[i, k] = 0.0
    people.usefulness[i] = p.people.usefulness
    people.usefulness_count[i] = 1.0
    people.ease[i] = p.system.ease
    people.ease_count[i] = 1.0
    people.felt_surveillance[i] = 0.0
    people.stage[i] = UNAWARE
    people.intensity[i] = 0.0
    people.habit[i] = 0.0
    people.uses[i] = 0.0
    people.reputation[i] = p.people.reputation
    people.known_reputation[i] = p.people.reputation
    people.gratitude[i] = 0.0
    people.done_mean[i] = 0.5
    people.done_variance[i] = 0.0
    people.gap[i] = 0.0
    people.push[i] = 0.0
    # Nothing is left of what the predecessor's ties, or the empty seat, made one feel.
    people.mean_quality[i] = p.climate.culture
    people.safety[i] = felt_safety(p.climate.culture, p.leadership.failure_tolerance, p.climate.safety_by_quality)
    people.demand[i] = 0.0
    if people.role[i] == PROJECT_LEADER or people.role[i] == SUPERUSER:
        people.role[i] = EMPLOYEE
    if state.project.go_live[0] >= 0:
        people.access[i] = max(people.access[i], week + 1)
    newcomer = join(join(join(key, NEWCOMER), seat), who)
    first = state.first_fact[i]
    for f in range(first, state.first_fact[i + 1]):
        known = draw(newcomer, u64(f - first)) < p.turnover.newcomer_facts
        facts.held[f] = max(0, facts.version[f] - 1) if known else NEVER
    for t in range(state.expertise.shape[1]):
        state.expertise[i, t] *= p.turnover.newcomer_expertise
    for e in range(state.start[i], state.start[i + 1]):
        back = ties.reverse[e]
        present = people.present[ties.target[e]] == 1
        share = p.turnover.newcomer_contact if present else 0.0
        ties.contact[e] = share * ties.base_contact[e]
        ties.contact[back] = share * ties.base_contact[back]
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
        people.left[i] = 0
        people.lost[i] = 0
        if people.present[i] == 0:
            continue
        hazard = voluntary_hazard(
            q.voluntary_share * rate,
            people.mean_quality[i],
            people.push[i],
            people.energy[i],
            float(week - people.hired[i]),
            q,
        )
        u = draw(leave_key, people.key[i])
        if not surely_not(u, hazard) and u < 1.0 - math.exp(-hazard):
            people.left[i] = 1
        elif draw(forced_key, people.key[i]) < forced:
            people.left[i] = 2
    for i in range(people.key.size):
        if people.left[i] != 0:
            leave(state, p, week, i, people.left[i])
    for i in range(people.key.size):
        if people.present[i] == 0 and people.vacant_until[i] <= week + 1:
            join_up(state, p, key, week, i)
