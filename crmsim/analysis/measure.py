"""What a comparison keeps of one run: its outcomes, a few weekly series and the output by style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms import COLUMN, OUTCOME, OUTCOMES
from crmsim.mechanisms.state import STYLES
from crmsim.results import summarise

if TYPE_CHECKING:
    from crmsim.simulation import Run

Floats = NDArray[np.float64]

SERIES: tuple[str, ...] = ("user_share", "routine_share", "shared_personally", "shared_by_system")
DURATIONS = tuple(outcome.name for outcome in OUTCOMES if outcome.summary == "duration")
OUTPUT = next(place for place, outcome in enumerate(OUTCOMES) if outcome.name == "output")


@dataclass(frozen=True)
class Measured:
    """One run, reduced.

    Attributes
    ----------
    values:
        float64[outcomes] in the order of ``OUTCOMES``; NaN stands for undefined and never leaves this room.
    reasons:
        Why an outcome is undefined, by name.
    censored:
        Names of durations that did not end within the run.
    series:
        float64[series, weeks] of the whole organisation, in the order of :data:`SERIES`.
    output:
        float64[styles] needs correctly served per owner and week; NaN where a style owns no customers.
    """

    values: Floats
    reasons: dict[str, str]
    censored: frozenset[str]
    series: Floats
    output: Floats


def measure(run: Run) -> Measured:
    """Reduce a run to what is compared."""
    summary = summarise(
        run.books, groups=run.groups, target=run.scenario.scenario.target, cost=run.cost, benefit=run.benefit
    )
    return Measured(
        values=summary.table[0].copy(),
        reasons=dict(summary.reasons),
        censored=frozenset(DURATIONS if summary.censored else ()),
        series=weekly_series(run.books),
        output=summary.table[1 : 1 + len(STYLES), OUTPUT].copy(),
    )


def weekly_series(books: Floats) -> Floats:
    """float64[series, weeks] of the whole organisation from the books of a run; a share of nobody is 0."""
    everyone = books[:, 0, :]
    people = np.maximum(everyone[:, COLUMN["people"]], 1.0)
    rows = []
    for name in SERIES:
        outcome = OUTCOME[name]
        column = everyone[:, COLUMN[outcome.numerator or name]]
        rows.append(column if outcome.summary == "sum" else column / people)
    return np.array(rows)
