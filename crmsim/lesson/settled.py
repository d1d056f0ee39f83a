"""What the runs of a lesson settle, and what they leave open: nothing is graded or said that they do not settle.

Every answer is one of three: True, False, or None where these runs cannot tell. "Too small to matter" is settled;
"within noise" and "too few runs" are not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from crmsim.analysis.difference import DIRECTED, corrected_confidence, too_few
from crmsim.analysis.interval import mean_interval
from crmsim.analysis.needed import LEAST_PAIRS, runs_needed
from crmsim.declaration.limits import MOST_RUNS
from crmsim.lesson.series import Floats, short

SMALL = ("too small to matter", "identical")
SETTLED = (*DIRECTED, *SMALL)


class Settled:
    """Asked what a lesson's runs settle; it keeps how many runs would settle what was asked in vain.

    Parameters
    ----------
    found:
        What is known of a lesson: ``runs``, ``differences`` by place of the alternative, further ones by name
        (``beside``), and ``margins``.
    """

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.found = found
        self.needed: list[int | None] = []

    def difference(self, outcome: str, place: int | str) -> Mapping[str, Any]:
        """The difference of an outcome between the first scenario and the one at a place, or another by its name."""
        if isinstance(place, str):
            named: Mapping[str, Any] = self.found["beside"][place]
            return named
        for one in self.found["differences"][place - 1]:
            if one["outcome"] == outcome:
                result: Mapping[str, Any] = one
                return result
        raise ValueError(f"{outcome} is not told")

    def verdict(self, outcome: str, place: int | str) -> str | None:
        """The verdict that the table shows; None where it settles nothing."""
        one = self.difference(outcome, place)
        if one["verdict"] in SETTLED:
            return str(one["verdict"])
        self.needed.append(one["needed"])
        return None

    def above(self, margin: str, bound: float = 0.0) -> bool | None:
        """Whether a mean is above a bound."""
        one = self.found["margins"][margin]
        if one["low"] is not None and (one["low"] > bound or one["high"] < bound):
            return bool(one["low"] > bound)
        self.needed.append(one["needed"] if bound == 0.0 else None)
        return None

    def unsettled(self) -> dict[str, Any]:
        """Why it cannot be told: too few runs for any verdict, or more than these; with how many are needed."""
        if self.found["runs"] < LEAST_PAIRS:
            return {"as": "few", "needed": LEAST_PAIRS}
        known = [one for one in self.needed if one is not None]
        return {"as": "open", "needed": max(known) if known and len(known) == len(self.needed) else None}


Condition = Callable[[Settled], bool | None]


def all_of(*answers: bool | None) -> bool | None:
    """False where one is, else None where one cannot be told."""
    if any(one is False for one in answers):
        return False
    return None if any(one is None for one in answers) else True


def both(*conditions: Condition) -> Condition:
    """All of them hold."""
    return lambda settled: all_of(*[one(settled) for one in conditions])


def verdict(outcome: str, place: int | str, *wanted: str) -> Condition:
    """The verdict on an outcome is one of those wanted."""

    def holds(settled: Settled) -> bool | None:
        found = settled.verdict(outcome, place)
        return None if found is None else found in wanted

    return holds


def above(margin: str) -> Condition:
    """A mean is above zero."""
    return lambda settled: settled.above(margin)


def below(margin: str) -> Condition:
    """A mean is below zero."""

    def holds(settled: Settled) -> bool | None:
        found = settled.above(margin)
        return None if found is None else not found

    return holds


def told(condition: Condition, found: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where a sentence holds; else why it is not said: it came otherwise, or these runs cannot tell."""
    settled = Settled(found)
    holds = condition(settled)
    if holds:
        return None
    return {"as": "otherwise", "needed": None} if holds is False else settled.unsettled()


def margin(values: Floats, shown: int) -> dict[str, Any]:
    """The mean of what runs came to, with an interval; ``shown`` hold together, None where the runs are too few.

    ``needed`` says after how many runs it would likely be known on which side of zero the mean is.
    """
    there = values[np.isfinite(values)]
    confidence = corrected_confidence(shown)
    mean = float(there.mean()) if there.size else math.nan
    found: dict[str, Any] = {"mean": short(mean), "low": None, "high": None, "needed": None}
    if there.size < LEAST_PAIRS or (np.ptp(there) > 0.0 and too_few(there)):
        return found
    ends = (mean, mean) if np.ptp(there) == 0.0 else mean_interval(there, confidence)
    found |= {"low": short(float(ends[0])), "high": short(float(ends[1]))}
    needed = runs_needed(mean, float(there.std(ddof=1)), 0.0, int(there.size), confidence, False)[1]
    return {**found, "needed": at_most(needed)}


def at_most(needed: int | None) -> int | None:
    """A number of runs, None where no number that is ever run would do."""
    return None if needed is None or needed >= MOST_RUNS else int(needed)
