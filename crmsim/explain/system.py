"""What a person looked up and recorded in the system, and what that taught."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmsim.explain.explanation import Decision, Term
from crmsim.explain.terms import strongest, terms_of
from crmsim.explain.tracing import Call

RULES = (
    "lookup.look_up",
    "lookup.lookup_chance",
    "recording.record_facts",
    "recording.willingness",
    "system.success_chance",
)
OCCASION, RECORD = "lookup.occasion", "recording.record"
ATTEMPTS = ("lookup.attempt", "recording.attempt")


def used(trace: Call, before: Any, after: Any) -> list[Decision]:
    """The look-ups and the records of the phase of use.

    Parameters
    ----------
    heard:
        The phase, traced for this person alone.
    before, after:
        The person's record at the start and at the end of the phase.
    """
    result = []
    for call in trace.all("lookup.look_up"):
        result += _looked_up(call, before, after)
    for call in trace.all("recording.record_facts"):
        result += _recorded(call, after)
    return result


def _attempts(call: Call) -> dict[str, Any]:
    drawn = [one.result for name in ATTEMPTS for one in call.all(name)]
    chances = [draw.against for draw in drawn if draw.against is not None]
    return {
        "attempts": len(drawn),
        "succeeded": sum(float(draw) < draw.against for draw in drawn if draw.against is not None),
        "success_chance": chances[0] if chances else None,
    }


def _looked_up(call: Call, before: Any, after: Any) -> list[Decision]:
    draws = [one.result for one in call.all(OCCASION)]
    if not draws or draws[0].against is None:
        return []
    rule = call.all("lookup.lookup_chance")[0]
    terms = terms_of(rule)
    detail = {
        "occasions": len(draws),
        "acts": int(after["lookups"]),
        "hits": int(after["hits"]),
        **_attempts(call),
        "usefulness": (float(before["usefulness"]), float(after["usefulness"])),
        "ease": (float(before["ease"]), float(after["ease"])),
    }
    outcome = "used" if after["lookups"] else "not used"
    return [
        Decision("lookup", outcome, draws[0].against, tuple(map(float, draws)), None, detail, strongest(terms)),
    ]


def _recorded(call: Call, after: Any) -> list[Decision]:
    draws = [one.result for one in call.all(RECORD)]
    if not draws:
        return []
    rule = call.all("recording.willingness")[0]
    scale = float(after["intensity"])  # the same all through the phase; the draws, made at once, do not tell the chance
    chance = scale * rule.result

    def last(result: float) -> float:
        return result * scale

    detail = {
        "occasions": len(draws),
        "acts": sum(float(draw) < chance for draw in draws),
        "recorded": int(after["recorded"]),
        **_attempts(call),
    }
    outcome = "used" if detail["acts"] else "not used"
    terms = recording_terms(rule, scale, last)
    return [Decision("record", outcome, chance, tuple(map(float, draws)), None, detail, terms)]


def recording_terms(rule: Call, scale: float, last: Callable[[float], float]) -> tuple[Term, ...]:
    """Terms of the chance to record a fact; ``scale`` is the share of occasions on which the system is used at all."""
    return strongest([Term("use intensity", scale, 1.0, last(rule.result) - rule.result), *terms_of(rule, last)])
