"""How an outcome is declared: definition, unit, range, how weeks are summed up, which way is better."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Summary = Literal["sum", "stock", "ratio", "duration", "drop", "composite", "money", "payback", "verdict"]
Better = Literal["higher", "lower", "none"]
MATTERS_WITHIN = 2.0  # half to double what is assumed to matter is as defensible
JUDGED = "a judgement: no study says which change matters to an organisation"
SET = "set in the experiment"


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes
    ----------
    numerator, denominator:
        Columns of the ledger; a flow has no denominator.
    summary:
        How weeks become one number: "sum" of a flow; "stock" mean over the last four weeks; "ratio" pooled over all
        weeks; "duration" first week, censored; "drop" largest fall; "money" summed over all weeks, discounted;
        "payback" first week from which a sum of money stays above 0, else the last; "composite", "verdict" are made of
        other outcomes.
    better:
        Which way is better: "higher", "lower" or "none".
    matters:
        The smallest change that matters: in the outcome's unit, or a share of the first scenario's value where
        ``relative``.
    matters_from, matters_to:
        Between which values the smallest change that matters may as well lie, in the same unit as it.
    matters_source, matters_status:
        On what it rests, and whether that is a judgement ("assumed") or was set by who asks ("set").
    by_group:
        Whether it is also told by style and department.
    called:
        Its name where people read it; the name with blanks unless given.
    """

    name: str
    meaning: str
    unit: str
    low: float | None
    high: float | None
    summary: Summary
    numerator: str | None
    denominator: str | None
    better: Better
    matters: float
    relative: bool = False
    by_group: bool = True
    called: str = ""
    matters_from: float = -1.0
    matters_to: float = -1.0
    matters_source: str = JUDGED
    matters_status: Literal["assumed", "set"] = "assumed"

    def __post_init__(self) -> None:
        object.__setattr__(self, "called", self.called or self.name.replace("_", " "))
        if self.matters_from < 0.0:
            object.__setattr__(self, "matters_from", self.matters / MATTERS_WITHIN)
        if self.matters_to < 0.0:
            object.__setattr__(self, "matters_to", self.matters * MATTERS_WITHIN)

    def with_matters(self, least: float, value: float, most: float) -> Outcome:
        """The same outcome, of which an experiment says what matters, in the outcome's unit."""
        return replace(
            self, matters=value, matters_from=least, matters_to=most, relative=False, matters_status="set",
            matters_source=SET,
        )  # fmt: skip


def stock(name: str, meaning: str, numerator: str, denominator: str, better: Better, *, called: str = "") -> Outcome:
    """A share as it stands in the last four weeks."""
    return Outcome(name, meaning, "share", 0.0, 1.0, "stock", numerator, denominator, better, 0.02, called=called)


def flow(name: str, meaning: str, unit: str, column: str, better: Better, *, called: str = "") -> Outcome:
    """What is added up over all weeks."""
    return Outcome(name, meaning, unit, 0.0, None, "sum", column, None, better, 0.05, relative=True, called=called)


def ratio(
    name: str,
    meaning: str,
    numerator: str,
    denominator: str,
    better: Better,
    *,
    by_group: bool = True,
    called: str = "",
) -> Outcome:
    """A share pooled over all weeks."""
    return Outcome(
        name,
        meaning,
        "share",
        0.0,
        1.0,
        "ratio",
        numerator,
        denominator,
        better,
        0.02,
        by_group=by_group,
        called=called,
    )


def rate(
    name: str, meaning: str, unit: str, numerator: str, denominator: str, better: Better, *, called: str = ""
) -> Outcome:
    """Something per person and week, pooled over all weeks."""
    return Outcome(
        name, meaning, unit, 0.0, None, "ratio", numerator, denominator, better, 0.02, relative=True, called=called
    )
