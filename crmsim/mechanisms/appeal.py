"""How much the system appeals to somebody: beliefs, others' use, leaders, understanding, energy (E20-E24).

Every term is zero at its break-even: .5 for what is believed, understood and felt as energy, half of those around one
using it for the norm, nothing required, rewarded, pushed or watched for the rest. At break-even the appeal is .5.
"""

from __future__ import annotations

from crmsim.mechanisms.motivation import novelty_effect
from crmsim.numerics.compiled import rule


@rule
def norm(exposure: float, habit: float) -> float:
    """Social influence, -.5..0.5: more or fewer than half of those turned to use it; it counts early, before habit."""
    return (exposure - 0.5) * (1.0 - habit)


@rule
def appeal(
    usefulness: float,
    ease: float,
    social: float,
    push: float,
    understanding: float,
    energy: float,
    instruments: float,
    felt_surveillance: float,
    q,
) -> float:
    """How much the system appeals, around .5: a weighted sum of departures from break-even."""
    return (
        0.5
        + q.usefulness_weight * (usefulness - 0.5)
        + q.ease_weight * (ease - 0.5)
        + q.norm_weight * social
        + q.leadership_weight * push
        + q.drive_weight * (understanding - 0.5 + energy - 0.5)
        + q.instruments_weight * instruments
        - q.surveillance_weight * felt_surveillance
    )


@rule
def instruments_of(state, p, i):
    """What mandate, points and dashboards are to employee i: 0 where there are none, below 0 once points are stale."""
    points = novelty_effect(
        p.motivation.gamification, state.people[i].uses, p.motivation.novelty_acts, p.motivation.weariness
    )
    return p.motivation.mandate + p.motivation.dashboards + points


@rule
def appeal_of(state, p, i):
    """How much the system appeals to employee i."""
    people = state.people
    understanding = 0.0
    for k in range(4):
        understanding += 0.25 * people.understanding[i, k]
    return appeal(
        people[i].usefulness,
        people[i].ease,
        norm(people[i].exposure, people[i].habit),
        people[i].push,
        understanding,
        people[i].energy,
        instruments_of(state, p, i),
        people[i].felt_surveillance,
        p.adoption,
    )
