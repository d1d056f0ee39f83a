"""Contagion or not: whether somebody adopts sooner when more of those turned to have.

Cox's model with the exposure that the engine has people see, and in each group a baseline of its own, free to take any
course over time: what moves everybody at once, a campaign or a season, or sets one town apart from another, counts for
nothing (Van den Bulte & Lilien 2001, American Journal of Sociology 106:1409-1435, on why that matters). People who turn
to nobody have no exposure that could differ, and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crmsim.forecast.model import Floats, Seen, Truth, Whole
from crmsim.forecast.survival import Cox, cox

LEVEL = 0.05
MATTERS = 2.0  # times as fast with all contacts as with none: less is taken for nothing that matters
EXPECTED = 2.0  # standard deviation expected of the log hazard ratio of a fact, a standard deviation of it
FEWEST = 5  # adoptions of people who turn to somebody


@dataclass(frozen=True)
class Contagion:
    """What one kind of tie, or all together, has to do with adoption.

    Attributes
    ----------
    kind:
        The kind of tie, "" for all together.
    people, adoptions:
        Who took part: people who turn to somebody.
    effect, low, high:
        How many times as fast somebody adopts when all contacts have as when none has, with its 95 % interval.
    low90, high90:
        The 90 % interval, by which no effect is told from an unknown one (two one-sided tests).
    p:
        Of the likelihood ratio; among several kinds, corrected for how many there are (Holm).
    verdict:
        "found", "the other way", "none that matters", "not significant" or "cannot be told".
    """

    kind: str
    people: int
    adoptions: int
    effect: float
    low: float
    high: float
    low90: float
    high90: float
    p: float
    verdict: str


def ask(seen: Seen, groups: Whole, tied: Truth, kind: str = "", facts: Floats | None = None) -> Contagion:
    """Whether exposure goes with adoption.

    Parameters
    ----------
    groups:
        int64[n]: towns or departments.
    tied:
        bool[n]: who turns to somebody.
    facts:
        float64[n, columns] of people, allowed for.
    """
    found = estimate(seen, groups, tied, facts)
    adoptions = int((seen.adopted & tied).sum())
    if adoptions < FEWEST or not found.found:
        unknown = float("nan")
        return Contagion(
            kind, int(tied.sum()), adoptions, unknown, unknown, unknown, unknown, unknown, unknown, "cannot be told"
        )
    from scipy.stats import chi2

    effect = float(np.exp(found.coefficients[0]))
    low, high = (float(np.exp(end)) for end in found.interval(1.0 - LEVEL))
    low90, high90 = (float(np.exp(end)) for end in found.interval(1.0 - 2.0 * LEVEL))
    p = float(chi2.sf(max(2.0 * (found.likelihood - found.without), 0.0), 1))
    made = Contagion(kind, int(tied.sum()), adoptions, effect, low, high, low90, high90, p, "")
    return replace(made, verdict=_verdict(made))


def _verdict(one: Contagion) -> str:
    if one.p < LEVEL:
        return "found" if one.effect > 1.0 else "the other way"
    return "none that matters" if one.low90 > 1.0 / MATTERS and one.high90 < MATTERS else "not significant"


def corrected(several: Sequence[Contagion]) -> tuple[Contagion, ...]:
    """Several kinds asked beside one another: p values as Holm corrects them, and verdicts by these."""
    order = sorted((one for one in several if one.p == one.p), key=lambda one: one.p)
    worst, better = 0.0, {}
    for place, one in enumerate(order):
        worst = max(worst, min(1.0, one.p * (len(order) - place)))
        better[one.kind] = worst
    made = (replace(one, p=better[one.kind]) if one.kind in better else one for one in several)
    return tuple(replace(one, verdict=_verdict(one)) if one.p == one.p else one for one in made)


def estimate(seen: Seen, groups: Whole, tied: Truth, facts: Floats | None = None) -> Cox:
    """The fit itself: exposure first, then facts; its ``without`` is the likelihood with facts alone."""
    start, stop, event, who, exposure = rows_of(seen, tied)
    columns = exposure[:, None]
    if facts is not None and facts.shape[1]:
        # Facts are held a little, so that one that goes with adoption without exception spoils nothing.
        firm = np.full(facts.shape[1], EXPECTED**-2)
        both = cox(start, stop, event, np.column_stack([columns, facts[who]]), groups[who], held=np.append(0.0, firm))
        alone = cox(start, stop, event, facts[who], groups[who], held=firm)
        return replace(both, without=alone.likelihood, found=both.found and alone.found)
    return cox(start, stop, event, columns, groups[who])


def rows_of(seen: Seen, tied: Truth) -> tuple[Floats, Floats, Truth, Whole, Floats]:
    """A row for each person and period at risk: start, stop, whether adopted, the person, exposure."""
    periods = seen.exposure.shape[0]
    period, who = np.nonzero((np.arange(1, periods + 1)[:, None] <= seen.time) & tied)
    stop = (period + 1).astype(np.float64)
    return stop - 1.0, stop, seen.adopted[who] & (seen.time[who] == period + 1), who, seen.exposure[period, who]
