"""Who gets the system and when, and how large the project is (claims I7, N3)."""

from __future__ import annotations

import math

from crmsim.mechanisms.state import NEVER, PROJECT_LEADER, SUPERUSER
from crmsim.numerics.compiled import rule
from crmsim.numerics.portable import exp, log

ALL, PILOT_FIRST, BY_DEPARTMENT, ONE_DEPARTMENT = 0, 1, 2, 3  # order of the words of Project.rollout
EVERYBODY, OWNERS = 0, 1  # order of the words of Project.licences
USUAL_PEOPLE, USUAL_REQUIREMENTS = 150, 40  # the project that planned weeks and hours are told for


@rule
def has_access(access: int, week: int) -> bool:
    """Whether a person has the system this week."""
    return access >= 0 and access <= week


@rule
def people_served(state) -> float:
    """Seats of the organisation, over those that planned hours are told for."""
    return state.people.key.size / USUAL_PEOPLE


@rule
def project_size(state) -> float:
    """Seats times requirements, over those that planned weeks and hours are told for."""
    return people_served(state) * state.requirements.status.size / USUAL_REQUIREMENTS


@rule
def lasting(size: float, exponent: float) -> float:
    """How many times as long the steps of a project of this size last."""
    return exp(exponent * log(size))


@rule
def has_licence(state, p, i):
    """Whether employee i is among those for whom a licence is bought."""
    role = state.people[i].role
    if p.project.licences != OWNERS or role in (SUPERUSER, PROJECT_LEADER):
        return True
    return state.first_fact[i + 1] > state.first_fact[i]


@rule
def open_access(state, p, week, longer):
    """Decide who gets the system when.

    A first group is superusers and the project leader; a first department is that of the project leader.
    """
    people, project = state.people, state.project
    q = p.project
    project[0].go_live = week
    gap = int(math.floor(longer * q.rollout_weeks + 0.5))
    first = 0
    for i in range(people.key.size):
        if people[i].role == PROJECT_LEADER:
            first = people[i].department
    for i in range(people.key.size):
        delay = 0
        if q.rollout == PILOT_FIRST:
            if people[i].role != SUPERUSER and people[i].role != PROJECT_LEADER:
                delay = gap
        elif q.rollout == BY_DEPARTMENT:
            delay = gap * people[i].department
        elif q.rollout == ONE_DEPARTMENT:
            delay = 0 if people[i].department == first else gap
        people[i].access = week + delay if has_licence(state, p, i) else NEVER
