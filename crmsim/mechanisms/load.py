"""The load of a week: what people can do, what a need takes of it, and what is left free (derived from the slack).

The slack is that of somebody of average productivity with energy at rest and customers half satisfied. Where people
differ in productivity, an organisation with little slack has more free hours than declared: who has more to do than
time drops needs, who has less is left with hours (at a slack of .05 some .07 of the week are free, at .15 .14).
"""

from __future__ import annotations

from crmsim.numerics.compiled import rule

WEEK_HOURS = 37.5  # the Norwegian working week (tariff)

# Share of the hours of a search alone that a need for something held elsewhere costs the organisation on average,
# asking and helping included; measured in runs without a system (tests/simulation/test_uses.py holds it to that).
ELSEWHERE = 0.7


@rule
def searching(recall: float, elsewhere: float, own_hours: float, benefit: float) -> float:
    """Hours of searching, asking and helping that a need brings with it on average, without a system."""
    return (1.0 - elsewhere) * (1.0 - recall) * own_hours + elsewhere * ELSEWHERE * benefit


@rule
def hours_for_work(energy: float, slack: float, fatigue: float) -> float:
    """Hours that an average week's work fills: all that somebody of this energy has, but the slack."""
    return WEEK_HOURS * capacity(energy, fatigue) * (1.0 - slack)


@rule
def hours_per_need(needs_per_week: float, work_hours: float, search_hours: float) -> float:
    """Hours a need takes an average owner besides searching: customer work fills the hours for work (derived)."""
    return max(0.1, work_hours / max(needs_per_week, 1e-9) - search_hours)


@rule
def need_hours(p, recall):
    """Hours a need takes an average owner who has this share of own notes at hand."""
    q = p.work
    filled = hours_for_work(p.climate.energy_rest, q.slack, q.fatigue)
    return hours_per_need(
        q.needs_per_week, filled, searching(recall, q.interdependence, p.lookup.own_hours, p.exchange.benefit)
    )


@rule
def other_hours(p, hours):
    """Hours of other work of somebody without customers, who has the same slack as owners have."""
    q = p.work
    filled = hours_for_work(p.climate.energy_rest, q.slack, q.fatigue)
    return max(0.0, filled - q.needs_per_week * q.interdependence * (hours + ELSEWHERE * p.exchange.benefit))


@rule
def capacity(energy: float, fatigue: float) -> float:
    """Share of a full week's work that a person of this energy can do."""
    return 1.0 - fatigue * (1.0 - energy)


@rule
def overload(demand: float, capacity_hours: float) -> float:
    """Hours asked beyond what somebody can do, as a share of the week."""
    return max(0.0, demand - capacity_hours) / WEEK_HOURS
