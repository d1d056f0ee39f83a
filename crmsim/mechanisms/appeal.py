"""How much the system appeals to somebody: beliefs, others' use, leaders, understanding, energy (E20-E24)."""

from __future__ import annotations

from crmsim.mechanisms.motivation import novelty_effect
from crmsim.numerics.compiled import rule

EXPERIENCED = 20.0  # uses after which others' use counts half as much (E24: social influence is early)


@rule
def norm(exposure: float, superior_uses: float, supervisor: float, mandate: float, uses: float) -> float:
    """Social influence, 0..1: others' use, mainly under mandate and early (E24)."""
    seen = (1.0 - supervisor) * exposure + supervisor * superior_uses
    return seen * (0.5 + 0.5 * mandate) / (1.0 + uses / EXPERIENCED)


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
    openness: float,
    mandate: float,
    q,
) -> float:
    """How much the system appeals, around .5: a weighted sum of departures from the neutral middle."""
    return (
        0.5
        + q.usefulness_weight * (usefulness - 0.5)
        + q.ease_weight * (ease - 0.5)
        + q.norm_weight * social
        + q.leadership_weight * push
        + q.understanding_weight * (understanding - 0.5)
        + q.energy_weight * (energy - 0.5)
        + q.openness_weight * (openness - 0.5)
        + q.mandate_weight * mandate
        + q.instruments_weight * instruments
        - q.surveillance_weight * felt_surveillance
    )


@rule
def margin_of(state, p, i, uses_superior):
    """Appeal above the personal threshold of employee i."""
    people = state.people
    understanding = 0.0
    for k in range(4):
        understanding += 0.25 * people.understanding[i, k]
    instruments = p.motivation.dashboards * 0.5 + novelty_effect(
        p.motivation.gamification, people[i].uses, p.motivation.novelty_acts, p.motivation.weariness
    )
    social = norm(people[i].exposure, uses_superior, p.adoption.supervisor, p.motivation.mandate, people[i].uses)
    return (
        appeal(
            people[i].usefulness,
            people[i].ease,
            social,
            people[i].push,
            understanding,
            people[i].energy,
            instruments,
            people[i].felt_surveillance,
            p.leadership.openness,
            p.motivation.mandate,
            p.adoption,
        )
        - people[i].threshold
    )
