"""What each parameter is expected to do, as declared beside it, and from where to where it is moved.

A prediction was committed before the first run that could show it, and stays where it was written when it fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmsim.declaration.parameter import NotAsked, ends, extra
from crmsim.scenario.schema import fields

KINDS = ("by construction", "emergent")
SIGNS = {"+": 1, "-": -1, "0": 0}


@dataclass(frozen=True)
class Prediction:
    """Moved from ``low`` to ``high``, ``parameter`` moves ``outcome`` of ``group`` by ``sign``.

    Attributes
    ----------
    sign:
        1 up, -1 down, 0 by nothing that matters.
    group:
        "all", or a style.
    settings:
        What is set at both ends, without which the parameter would have no effect.
    """

    parameter: str
    outcome: str
    sign: int
    kind: str
    basis: str
    low: Any
    high: Any
    group: str = "all"
    settings: tuple[str, ...] = ()

    @property
    def move(self) -> tuple[str, Any, Any, tuple[str, ...]]:
        """What has to be run; rows with the same move share their runs."""
        return self.parameter, self.low, self.high, self.settings


def read_predictions() -> list[Prediction]:
    """Every prediction of every parameter, in the order of the declarations."""
    result = []
    for name, field in fields().items():
        signs = extra(field)["signs"]
        low, high = ends(field)
        for sign in () if isinstance(signs, NotAsked) else signs:
            result.append(
                Prediction(
                    name, sign.outcome, SIGNS[sign.sign], KINDS[sign.emergent], sign.basis,
                    low if sign.low is None else sign.low, high if sign.high is None else sign.high,
                    sign.group, sign.given,
                )
            )  # fmt: skip
    return result


def not_asked() -> dict[str, str]:
    """The parameters of which nothing is predicted, and why."""
    result = {name: extra(field)["signs"] for name, field in fields().items()}
    return {name: why.reason for name, why in result.items() if isinstance(why, NotAsked)}
