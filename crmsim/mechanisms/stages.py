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
    return logistic(0.5 * q.steepness * margin + q.habit_weight * (habit - 0.5))


@rule
def transitions(stage: int, margin: float, habit: float, skill: float, access: bool, announced: float, q):
    """Competing risks of a week: rates (onwards, back, rejection) out of a stage, for beliefs.

    Routine needs sustained use, not beliefs: from accepted on, habit drives.
    """
    if stage == UNAWARE:
        return q.aware_rate * announced, 0.0, 0.0
    if stage == AWARE and not access:
        return 0.0, 0.0, 0.0
    forth = exp(clip(q.steepness * margin, -20.0, 20.0))
    against = 1.0 / forth
    if stage == AWARE:
        return q.trial_rate * forth, 0.0, q.reject_rate * against
    if stage == TRIAL:
        return q.accept_rate * forth, 0.0, q.reject_rate * against
    if stage == REJECTED:
        return q.return_rate * forth, 0.0, 0.0
    used = exp(q.steepness * (habit - 0.5))
    if stage == ACCEPTED:
        return q.routine_rate * used, 0.0, 0.5 * q.reject_rate * against
    if stage == ROUTINE:
        return q.infuse_rate * used * skill, q.lapse_rate / used, 0.25 * q.reject_rate * against
    return 0.0, q.lapse_rate / used, 0.1 * q.reject_rate * against


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
