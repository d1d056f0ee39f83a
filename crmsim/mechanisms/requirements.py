"""Requirements of the system: found during needs analysis, or missed and mended late (claims I3, I4, I6, I7, I13).

Requirements are found during needs analysis with chance 1 - exp(-a weeks involvement). What was missed lowers the fit
and surfaces in use, among those who have the system. To mend it then takes up to so many times the effort as there are
people who have built on the system as it was: a first group finds it while it is cheap. With a factor of 1 it costs no
more late than in time. What is mended is new to everybody who has the system: the skill for that part is gone.
"""

from __future__ import annotations

from crmsim.mechanisms.lookup import is_user
from crmsim.mechanisms.rollout import has_access, people_served
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
    """Factor of one requirement's effort once everybody has the system: uniform from 1 to 2 mean - 1."""
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
    """Close a needs analysis of so many weeks: each requirement was found or not; how many were."""
    project, requirements = state.project, state.requirements
    q = p.project
    involvement = reached(q.involvement, project[0].leaders_reputation, q.leader_dependence)
    limit = found_chance(q.discovery, weeks, involvement * (0.5 + p.leadership.openness))
    met = 0
    for g in range(requirements.status.size):
        requirements[g].status = MET if draw(join(key, FOUND), u64(g)) < limit else MISSED
        met += 1 if requirements[g].status == MET else 0
    return met


@rule
def have_and_use(state, week):
    """How many have the system this week, and how many of them use it."""
    people = state.people
    have = 0
    users = 0
    for i in range(people.key.size):
        if people[i].present == 1 and has_access(people[i].access, week):
            have += 1
            users += 1 if is_user(people[i].stage) else 0
    return have, users


@rule
def relearn(state, week, weight):
    """A part of the system is made anew: who has the system has lost the skill for that part."""
    people = state.people
    for i in range(people.key.size):
        if people[i].present == 1 and has_access(people[i].access, week):
            people[i].skill *= 1.0 - weight


@rule
def mend(state, p, key, week):
    """After the start: missed requirements surface in use, and are mended as far as the vendor's time goes."""
    project, requirements = state.project, state.requirements
    q = p.project
    have, users = have_and_use(state, week)
    if have == 0:
        return
    surface_key = join(join(key, SURFACE), week)
    rate = 1.0 - exp(-q.surfacing * users / have)
    built_on = have / state.people.key.size
    left = q.vendor_support * people_served(state) * (1.0 - p.leadership.centralisation)
    mended = 0.0
    for g in range(requirements.status.size):
        if requirements[g].status == MISSED and draw(surface_key, u64(g)) < rate:
            requirements[g].status = SURFACED
            dearer = (late_factor(requirements[g].late_draw, q.late_cost) - 1.0) * built_on
            requirements[g].effort_left = q.effort_hours * people_served(state) * (1.0 + dearer)
        if requirements[g].status == SURFACED and left > 0.0:
            spent = min(left, requirements[g].effort_left)
            left -= spent
            requirements[g].effort_left -= spent
            project[0].consultant_hours += spent
            if requirements[g].effort_left <= 0.0:
                requirements[g].status = MET
                mended += requirements[g].weight
    if mended > 0.0:
        relearn(state, week, clip(mended, 0.0, 1.0))
