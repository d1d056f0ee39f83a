"""Requirements of the system: found during needs analysis, or missed and mended late (claims I3, I4, I6, I13).

Requirements are found during needs analysis with chance 1 - exp(-a weeks involvement). What was missed lowers the
fit and surfaces in use, where it takes 1 to 10 times the effort: with a factor of 1 cutting corners is harmless.
"""

from __future__ import annotations

from crmsim.mechanisms.state import MET, MISSED, SURFACED
from crmsim.mechanisms.teaching import reached
from crmsim.numerics.arithmetic import clip
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, join, stream, u64
from crmsim.numerics.portable import exp

FOUND = stream("project.found")
SURFACE = stream("project.surface")


@rule
def found_chance(discovery: float, weeks: float, involvement: float) -> float:
    """Chance that needs analysis finds a requirement."""
    return 1.0 - exp(-discovery * weeks * involvement)


@rule
def late_factor(u: float, mean: float) -> float:
    """Factor of one requirement's later effort: uniform from 1 to 2 mean - 1."""
    return 1.0 + 2.0 * (mean - 1.0) * u


@rule
def system_fit(requirements, fit):
    """Fit of the system as it stands: what it could be, times the weight of the requirements met."""
    met = 0.0
    for g in range(requirements.status.size):
        if requirements[g].status == MET:
            met += requirements[g].weight
    return fit * clip(met, 0.0, 1.0)


@rule
def find_requirements(state, p, key, weeks):
    """Close a needs analysis of so many weeks: each requirement was found or not."""
    project, requirements = state.project, state.requirements
    q = p.project
    involvement = reached(q.involvement, project[0].leaders_reputation, q.leader_dependence)
    limit = found_chance(q.discovery, weeks, involvement * (0.5 + p.leadership.openness))
    for g in range(requirements.status.size):
        requirements[g].status = MET if draw(join(key, FOUND), u64(g)) < limit else MISSED


@rule
def mend(state, p, key, week):
    """After the start: missed requirements surface in use, and are mended as far as the vendor's time goes."""
    project, requirements = state.project, state.requirements
    q = p.project
    surface_key = join(join(key, SURFACE), week)
    rate = 1.0 - exp(-q.surfacing * project[0].users_share)
    left = min(q.vendor_support * (1.0 - 0.5 * p.leadership.centralisation), q.budget_weeks - project[0].spent_weeks)
    for g in range(requirements.status.size):
        if requirements[g].status == MISSED and draw(surface_key, u64(g)) < rate:
            requirements[g].status = SURFACED
            requirements[g].effort_left = q.effort_weeks * late_factor(requirements[g].late_draw, q.late_cost)
        if requirements[g].status == SURFACED and left > 0.0:
            spent = min(left, requirements[g].effort_left)
            left -= spent
            requirements[g].effort_left -= spent
            project[0].project_weeks += spent
            if requirements[g].effort_left <= 0.0:
                requirements[g].status = MET
