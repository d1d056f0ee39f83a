"""Whether a person moved to another stage of adoption, and whether the person left."""

from __future__ import annotations

from typing import Any

from crmsim.explain.explanation import Decision
from crmsim.explain.terms import strongest, terms_of
from crmsim.explain.tracing import Call
from crmsim.mechanisms.state import STAGES
from crmsim.numerics.portable import exp

STAGE_RULES = (
    "adoption.step_by_beliefs",
    "adoption.step_by_exposure",
    "appeal.norm",
    "appeal.appeal",
    "appeal.appeal_of",
    "stages.transitions",
    "stages.next_stage",
    "stages.bass_chance",
)
LEAVE_RULES = ("turnover.voluntary_hazard",)
LEAVE, FORCED = "turnover.leave", "turnover.forced"


def moved(trace: Call, seat: int, before: Any, after: Any) -> list[Decision]:
    """The step of adoption.

    Parameters
    ----------
    heard:
        The phase, traced.
    before, after:
        The person's record at the start and at the end of the phase.
    """
    detail: dict[str, Any] = {
        "from": STAGES[before["stage"]],
        "to": STAGES[after["stage"]],
        "threshold": float(after["threshold"]),
        "exposure": float(after["exposure"]),
    }
    outcome = "moved" if before["stage"] != after["stage"] else "stayed"
    for call in trace.all("adoption.step_by_beliefs"):
        if call.arguments["i"] == seat:
            return [_by_beliefs(call, outcome, detail)]
    for call in trace.all("adoption.step_by_exposure"):
        if call.arguments["i"] == seat:
            draws = [one.result for one in call.all("adoption.step")]
            detail["rule"] = "hazard" if call.all("stages.bass_chance") else "threshold"
            chance = draws[0].against if draws else None
            return [Decision("stage", outcome, chance, tuple(map(float, draws)), None, detail)]
    return []


def _by_beliefs(call: Call, outcome: str, detail: dict[str, Any]) -> Decision:
    appeal = call.all("appeal.appeal")[0]
    rates = call.all("stages.transitions")[0]
    step = call.all("stages.next_stage")[0]
    drawn = step.arguments["u"]
    onwards, back, rejection = rates.result
    detail |= {
        "rule": "beliefs",
        "appeal": float(appeal.result),
        "margin": float(rates.arguments["margin"]),
        "habit": float(rates.arguments["habit"]),
        "skill": float(rates.arguments["skill"]),
        "access": bool(rates.arguments["access"]),
        "onwards": float(onwards),
        "back": float(back),
        "rejection": float(rejection),
    }
    chance = drawn.against if drawn.against is not None else 0.0
    return Decision(
        "stage", outcome, float(chance), (float(drawn),), None, detail,
        strongest(terms_of(appeal, measure="appeal")),
    )  # fmt: skip


def stayed(trace: Call, after: Any) -> list[Decision]:
    """Whether the person left, and what moved the hazard of leaving away from the reference."""
    hazards = trace.all("turnover.voluntary_hazard")
    draws = [one.result for one in trace.all(LEAVE, FORCED)]
    if not hazards or draws[0].against is None:
        return []
    terms = strongest(terms_of(hazards[0], measure="factor"))
    outcome = ("stayed", "left", "had to leave")[int(after["left"])]
    detail = {"yearly": 1.0 - exp(-52.0 * hazards[0].result)}
    return [Decision("stay", outcome, draws[0].against, (float(draws[0]),), None, detail, terms)]
