"""What the project teaches: why, what, how and who (C4), and the skill to use the system (claims I4, I5, I8)."""

from __future__ import annotations

from crmsim.mechanisms.load import WEEK_HOURS
from crmsim.mechanisms.state import HOW, NEEDS_ANALYSIS, SUPERUSER, WHAT, WHO, WHY
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, join, stream
from crmsim.numerics.portable import exp

INVOLVED = stream("project.involved")
WEEKS_PER_YEAR = 52.0


@rule
def learnt(hours: float, scale: float) -> float:
    """Share of the missing skill that hours of training close."""
    return 1.0 - exp(-hours / scale)


@rule
def train(skill: float, hours: float, scale: float) -> float:
    """Skill after training."""
    return skill + (1.0 - skill) * learnt(hours, scale)


@rule
def take_hours(people, i, hours):
    """The project takes hours of employee i's week."""
    people[i].hours += hours
    people[i].project_hours += hours


@rule
def reached(strength: float, reputation: float, dependence: float) -> float:
    """What of involvement or explaining reaches people through a project leader of this reputation."""
    return strength * (1.0 - dependence * (1.0 - reputation))


@rule
def teach(state, p, key, i):
    """What the project of this week adds to employee i's understanding of why, what, how and who (C4)."""
    people, project = state.people, state.project
    q = p.project
    step = project[0].step
    reputation = project[0].leaders_reputation
    explained = reached(p.leadership.explaining, reputation, q.leader_dependence)
    own = 0.0
    if step == NEEDS_ANALYSIS and draw(join(key, INVOLVED), people[i].key) < q.involvement:
        take_hours(people, i, p.leadership.attention_hours)
        own = reached(1.0, reputation, q.leader_dependence)
    shown = 1.0 if q.prototype and step >= NEEDS_ANALYSIS else 0.0
    for k in range(4):
        source = explained
        if k == WHY:
            source += own
        elif k == WHAT:
            source += shown
        elif k == WHO:
            source += 2.0 * own
        known = people.understanding[i, k]
        people.understanding[i, k] = known + min(1.0, q.teaching * source) * (1.0 - known)


@rule
def training_due(since, q, superuser, newcomer):
    """Hours of training so many weeks after somebody got the system; a week holds no more than a week's hours."""
    start = q.training_hours
    if newcomer:
        start = min(start, q.follow_up_hours)
    if superuser:
        start += q.superuser_hours
    left = start - WEEK_HOURS * since
    if left > 0.0:
        return min(left, WEEK_HOURS)
    return q.follow_up_hours / WEEKS_PER_YEAR if since > 0 else 0.0


@rule
def hold_training(state, p, week, i, usual):
    """Training for employee i, when it is due: at the start, on hiring, and a little every week afterwards.

    ``usual`` is the share of missing skill that the little of a week closes, the same for everybody.
    """
    people = state.people
    q = p.project
    access = people[i].access
    if access < 0 or week < access:
        return
    newcomer = access > state.project[0].go_live and people[i].hired == access
    hours = training_due(week - access, q, people[i].role == SUPERUSER, newcomer)
    if hours > 0.0:
        take_hours(people, i, hours)
        share = usual if hours == q.follow_up_hours / WEEKS_PER_YEAR else learnt(hours, q.training_scale)
        people[i].skill += (1.0 - people[i].skill) * share
        people.understanding[i, HOW] += (1.0 - people.understanding[i, HOW]) * share
        state.project[0].training_hours += hours
