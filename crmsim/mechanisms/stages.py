"""From stage to stage: what carries somebody onwards, back or into rejection, and how far a user uses (I17, I18)."""

from __future__ import annotations

from crmsim.mechanisms.lookup import is_user
from crmsim.mechanisms.state import ACCEPTED, AWARE, REJECTED, ROUTINE, TRIAL, UNAWARE
from crmsim.numerics.arithmetic import clip, logistic
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import surely_not
from crmsim.numerics.portable import exp


@rule
def intensity(stage: int, margin: float, habit: float, q) -> float:
    """Share of occasions on which somebody means to use the system: appeal above threshold, and habit."""
    if not is_user(stage):
        return 0.0
    return logistic(q.steepness * margin + q.habit_weight * (habit - 0.5))


@rule
def pushed(stage: int, margin: float, habit: float, push: float, q) -> float:
    """Share of that use which is there only because of ``push``: what mandate, points and dashboards add to appeal."""
    if push <= 0.0 or not is_user(stage):
        return 0.0
    return 1.0 - intensity(stage, margin - push, habit, q) / intensity(stage, margin, habit, q)


@rule
def sustained(stage: int, habit: float, skill: float, q) -> tuple[float, float]:
    """Rates of a week (onwards, back) that sustained use decides, whatever the rule of adoption: from accepted on.

    Who has a habit goes on to routine, and with skill to having the system in all one does; who has none slips back.
    """
    used = exp(q.steepness * (habit - 0.5))
    if stage == ACCEPTED:
        return q.onward_rate * used, 0.0
    if stage == ROUTINE:
        return q.onward_rate * used * skill, q.back_rate / used
    return 0.0, q.back_rate / used


@rule
def made_aware(stage: int, access: bool, project_hours: float) -> int:
    """The stage of somebody who cannot miss that the system is there: one has it, or the project asks or trains one.

    Others hear of it in time, in leaders' words or from users.
    """
    return AWARE if stage == UNAWARE and (access or project_hours > 0.0) else stage


@rule
def transitions(stage: int, margin: float, habit: float, skill: float, access: bool, announced: float, openness, q):
    """Competing risks of a week: rates (onwards, back, rejection) out of a stage, for beliefs.

    Who has not tried waits; what is rejected has been tried. Routine needs sustained use, not beliefs: from accepted
    on, habit drives, and it stands in the way of rejection.
    """
    if stage == UNAWARE:
        return announced, 0.0, 0.0
    if stage == AWARE and not access:
        return 0.0, 0.0, 0.0
    forth = exp(clip(q.steepness * margin, -20.0, 20.0))
    if stage == REJECTED:
        return q.back_rate * forth, 0.0, 0.0
    against = q.back_rate * (1.0 - habit) / forth
    if stage == AWARE:
        return q.onward_rate * (openness / 0.5) * forth, 0.0, 0.0
    if stage == TRIAL:
        return q.onward_rate * forth, 0.0, against
    onwards, back = sustained(stage, habit, skill, q)
    return onwards, back, against


@rule
def next_stage(stage: int, onwards: float, back: float, rejection: float, u: float) -> int:
    """Where competing risks lead for the uniform ``u``: P(k) = h_k / sum(h) (1 - exp(-sum(h)))."""
    total = onwards + back + rejection
    if total <= 0.0 or surely_not(u, total):
        return stage
    moved = 1.0 - exp(-total)
    if u >= moved:
        return stage
    place = u / moved * total
    if place < onwards:
        return AWARE if stage == REJECTED else stage + 1
    if place < onwards + back:
        return stage - 1
    return REJECTED


@rule
def bass_chance(p: float, q: float, share: float) -> float:
    """Chance to adopt within a week by the hazard rule."""
    return 1.0 - exp(-(p + q * share))
