"""Comings and goings (claims C5, D8, G6, G8, K3; E22, E32; O10).

Leaving of one's own will is log-linear in attachment (quality of ties), energy and the leaders' push; leaving
against it is a rate apart. What a leaver alone held and had not recorded is lost.
"""

from __future__ import annotations

import math

from crmsim.declaration.mechanism import EACH_WEEK, KEPT, Explained, Field, Mechanism, Phase, entered
from crmsim.declaration.outcome import flow
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.ledger import enter
from crmsim.mechanisms.state import NEVER
from crmsim.numerics.arithmetic import clip
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, join, stream, surely_not
from crmsim.numerics.portable import exp, log


# fmt: off
class Turnover(Table):
    """Who leaves, how soon they are replaced, and by whom."""

    annual_rate: float = parameter(
        0.136, meaning="share of people who leave in a year in the reference scenario", unit="per year",
        interval=(0.05, 0.3), allowed=(0.0, 0.99), status="measured",
        source="Norwegian municipal sector 13.6 % (KS 2021-22)", claims=("D8",),
        signs=(
            Sign("departures", "+", "own expectation: its definition"),
            Sign("knowledge_lost", "+", "C5: who leaves takes what was not recorded"),
            Sign("routine_share", "-", "own expectation: newcomers begin again", emergent=True),
        ),
    )
    voluntary_share: float = parameter(
        0.6, meaning="share of them who leave of their own will in the reference scenario", unit="share",
        interval=(0.3, 0.9), allowed=SHARE, status="assumed", source="half in US sales (DePaul)", claims=("D8",),
        signs=(Sign("departures", "0", "own expectation: which of the two reasons people leave for evens out",
                    emergent=True),),
    )
    replacement_weeks: float = parameter(
        20.0, meaning="weeks until a seat is filled again", unit="weeks", interval=(4.0, 26.0), allowed=(0.0, 520.0),
        status="measured", source="4 to 5.5 months in US sales (DePaul)",
        signs=(Sign("departures", "-", "own expectation: an empty seat cannot be left"),),
    )
    attachment_weight: float = parameter(
        2.0, meaning="how much quality of ties and energy, each above the middle, keep people",
        unit="log hazard per share", interval=(0.0, 5.0), allowed=(0.0, 50.0), status="assumed",
        source="signs from A §2.2.4; no measurement found", claims=("D8", "D6"),
        signs=(
            Sign("departures", "-", "D8: high quality keeps people", given=("climate.culture=0.8",)),
            Sign("departures", "+", "D6: drained people leave", given=("climate.energy_rest=0.2",
                 "climate.culture=0.5")),
        ),
    )
    leadership_weight: float = parameter(
        0.5, meaning="how much the push from leadership keeps people", unit="log hazard per share",
        interval=(0.0, 2.0), allowed=(0.0, 50.0), status="assumed",
        source="say-do gaps raise turnover (Simons, E18)", claims=("K3",),
        signs=(Sign("departures", "-", "K3, E18: leaders who do what they say keep people",
                    given=("leadership.said=0.9", "leadership.done=0.9")),),
    )
    reference: float = parameter(
        0.30, meaning="log hazard that makes annual_rate the realised rate of the reference scenario",
        unit="log hazard", interval=(0.1, 1.1), allowed=(-5.0, 5.0), status="calibrated",
        source="`baseline` loses .136 of its people a year: .303 ± .021 (python -m benchmarks.turnover, 200 seeds)",
        signs=(Sign("departures", "+", "own expectation: its definition"),),
    )
# fmt: on


LEAVE = stream("turnover.leave")
FORCED = stream("turnover.forced")

DEPARTURES, VOLUNTARY, KNOWLEDGE_LOST = entered("departures", "voluntary", "knowledge_lost")


@rule
def weekly_rate(annual_rate: float) -> float:
    """Weekly rate whose year loses ``annual_rate`` of a population that is at once replaced: (1 - r)^(1/52)."""
    return -log(1.0 - min(annual_rate, 0.999999)) / 52.0


@rule
def voluntary_hazard(rate: float, mean_quality: float, push: float, energy: float, q) -> float:
    """Weekly hazard of leaving of one's own will."""
    x = q.reference - q.attachment_weight * (mean_quality - 0.5 + energy - 0.5) - q.leadership_weight * push
    return rate * exp(clip(x, -10.0, 10.0))


@rule
def surely_stays(u: float, rate: float, mean_quality: float, push: float, energy: float, q) -> bool:
    """Whether the uniform ``u`` is too high for somebody like this to leave of their own will.

    Nearly always so, and then the hazard need not be known: its logarithm lies below 3, and exp(3) is 20.09.
    """
    x = q.reference - q.attachment_weight * (mean_quality - 0.5 + energy - 0.5) - q.leadership_weight * push
    return x < 2.999 and u >= 20.1 * rate


@rule
def leave(state, p, week, i, why):
    """Employee i leaves: what only they held is lost, their ties end, the seat stands empty."""
    people, ties, facts, traces = state.people, state.ties, state.facts, state.traces
    lost = 0
    for f in range(state.first_fact[i], state.first_fact[i + 1]):
        current = facts[f].held == facts[f].version
        in_system = facts[f].recorded == facts[f].version and facts[f].wrong == 0
        holder = traces[f].told
        elsewhere = (
            holder != NEVER
            and people[holder].present == 1
            and people[holder].left == 0
            and traces[f].told_week >= people[holder].hired
            and traces[f].told_version == facts[f].version
        )
        if current and not in_system and not elsewhere:
            lost += 1
        facts[f].held = NEVER
    people[i].lost = lost
    enter(state, week, i, DEPARTURES, 1.0)
    enter(state, week, i, VOLUNTARY, 1.0 if why == 1 else 0.0)
    enter(state, week, i, KNOWLEDGE_LOST, lost)
    for e in range(state.start[i], state.start[i + 1]):
        back = ties[e].reverse
        ties[e].contact = 0.0
        ties[back].contact = 0.0
    people[i].open_needs = 0
    people[i].present = 0
    people[i].vacant_until = week + 1 + int(math.floor(p.turnover.replacement_weeks + 0.5))


@rule
def newcomers_start(state, p, key, week, i):
    """Somebody new begins with few ties and knows nothing of the customers that come with the seat."""
    people, ties, facts = state.people, state.ties, state.facts
    for f in range(state.first_fact[i], state.first_fact[i + 1]):
        facts[f].held = NEVER
    for e in range(state.start[i], state.start[i + 1]):
        back = ties[e].reverse
        present = people[ties[e].target].present == 1
        share = p.climate.regrowth if present else 0.0
        ties[e].contact = share * ties[e].base_contact
        ties[back].contact = share * ties[back].base_contact


@rule
def turnover(state, p, key, week):
    """People leave, and empty seats are filled when their time has come."""
    people = state.people
    q = p.turnover
    leave_key = join(join(key, LEAVE), week)
    forced_key = join(join(key, FORCED), week)
    rate = weekly_rate(q.annual_rate)
    forced = 1.0 - exp(-((1.0 - q.voluntary_share) * rate))
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
            q,
        )
        if not surely_not(u, hazard) and u < 1.0 - exp(-hazard):
            people[i].left = 1
        elif draw(forced_key, people[i].key) < forced:
            people[i].left = 2
    for i in range(people.key.size):
        if people[i].left != 0:
            leave(state, p, week, i, people[i].left)


@rule
def is_filled(state, week, i):
    """Whether seat i stands empty and its time has come."""
    people = state.people
    return people[i].present == 0 and people[i].vacant_until <= week + 1


MECHANISM = Mechanism(
    __name__,
    only_with="turnover",
    table=Turnover,
    phases=(Phase(turnover, after="climate", switch="turnover", name="turnover", filled=is_filled,
                  decides=("left",)),),
    fields={
        "people": (
            Field("left", "i1", "0 stayed, 1 left of own will, 2 had to leave this week", newcomer=EACH_WEEK,
                  near=True),
            Field("vacant_until", "i4", "the first week a vacancy may be filled", newcomer=KEPT),
            Field("lost", "i4", "current facts that left with a leaver this week", newcomer=EACH_WEEK),
        ),
    },
    newcomer=newcomers_start,
    outcomes=(
        flow("departures", "people who left", "people", "departures", "lower", called="departures"),
        flow("knowledge_lost", "current facts a leaver alone held, unrecorded", "facts", "knowledge_lost", "lower",
             called="knowledge lost"),
    ),
    explained=(
        Explained(
            voluntary_hazard,
            neutral={"mean_quality": 0.5, "push": 0.0, "energy": 0.5},
            context=("rate", "q"),
        ),
    ),
)  # fmt: skip
