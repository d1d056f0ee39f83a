"""What a search aims at, and the outcomes that patterns are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Robust = Literal["mean", "worst_tenth", "satisfied"]
SATISFIED: Robust = "satisfied"


@dataclass(frozen=True)
class Aim:
    """An outcome that is wanted high or low.

    Attributes
    ----------
    better:
        Which way it is wanted.
    bound:
        What it must come to in a world to satisfy: at least that where it is wanted high, at most where low; None
        where nothing is asked.
    """

    outcome: str
    better: Literal["higher", "lower"]
    bound: float | None = None


@dataclass(frozen=True)
class Axis:
    """An outcome whose range is cut into cells: ``parts`` equal ones from ``low`` to ``high``."""

    outcome: str
    low: float
    high: float
    parts: int
