"""What a prediction compares, as one reads it: settings of either side, and what is given on both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmsim.evidence.register import Bundle, Prediction
from crmsim.experiment.factor import RULES
from crmsim.scenario.schema import INTERVENTION
from crmsim.words import ENGLISH, Teller

USUAL_BASE, USUAL_WEEKS = "baseline", 104


def compared(prediction: Prediction, teller: Teller = ENGLISH) -> str:
    """Which settings are held against which."""
    parts = []
    if prediction.kind in ("difference", "interaction"):
        start = settings(prediction.start) or teller("as drawn")
        parts.append(teller("{start} against {to}", start=start, to=settings(prediction.to) or teller("as drawn")))
    elif prediction.to:
        parts.append(settings(prediction.to))
    if prediction.kind == "interaction":
        one, other = settings(prediction.one), settings(prediction.other)
        parts.append(teller("with {one}, and with {other}", one=one, other=other))
    if prediction.given:
        parts.append(teller("all with {given}", given=settings(prediction.given)))
    if prediction.base != USUAL_BASE:
        parts.append(teller("in the scenario {name}", name=prediction.base))
    if prediction.weeks != USUAL_WEEKS:
        parts.append(teller("{weeks} weeks", weeks=prediction.weeks))
    name = prediction.outcome if not prediction.second else f"{prediction.outcome}, {prediction.second}"
    return "; ".join([name, *parts])


def settings(bundle: Bundle) -> str:
    """A bundle in one line."""
    settings = []
    for key, value in bundle.items():
        if key == RULES:
            settings += [name.partition(":")[2] for name in value]
        elif key == INTERVENTION:
            settings += [_act(act) for act in value]
        else:
            settings.append(f"{key}={_plain(value)}")
    return " ".join(settings)


def _act(act: Mapping[str, Any]) -> str:
    rest = " ".join(f"{key}={_plain(value)}" for key, value in act.items() if key not in ("week", "kind"))
    return f"[{act['kind']} in week {act['week']}{': ' if rest else ''}{rest}]"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return " ".join(f"{key}={_plain(each)}" for key, each in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)
