"""How many runs would settle what a comparison leaves open, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from crmsim.analysis.difference import Difference
from crmsim.analysis.study import declared
from crmsim.declaration.limits import MOST_RUNS
from crmsim.report.labels import outcome_label
from crmsim.words import Teller, message


def settling(open_: Sequence[Difference], teller: Teller) -> str:
    """How many runs settle all of ``open_``, and what is left out of that; empty where nothing is.

    A yes-or-no outcome that was the same in every run is told by itself: to settle it takes far more runs than the
    others need.
    """
    asked = [one for one in open_ if one.runs_needed is not None]
    needed = [(one.runs_perhaps or 0, one.runs_needed or 0) for one in asked if constant(one) is None]
    if not needed:
        return ""
    least, most = (max(ends) for ends in zip(*needed, strict=True))
    text = settling_text(least, most, teller)
    beside = [one for one in asked if constant(one) is not None and (one.runs_needed or 0) > most]
    if not beside:
        return text
    return f"{text} " + teller(
        "Left out of that: {list}, the same in every run of both; to settle that takes about {most:,} runs.",
        list=teller.listed(list(dict.fromkeys(outcome_label(one.outcome, teller) for one in beside))),
        most=max(one.runs_needed or 0 for one in beside),
    )


def settling_text(least: int, most: int, teller: Teller) -> str:
    """How many runs settle what is open, with chances of 20 and of 80 %."""
    if most >= MOST_RUNS:
        text = message("No number of runs up to {most:,} is likely to settle all that is open among the main outcomes.")
    elif least == most:  # the fewest of which anything is told
        text = message("To settle what is open among the main outcomes takes about {most:,} runs.")
    else:
        text = message(
            "To settle what is open among the main outcomes takes about {least:,} to {most:,} runs (chances of 20 and "
            "80 %)."
        )
    return teller(text, least=least, most=most)


def constant(one: Difference) -> Literal["main never", "main always"] | None:
    """How to tell a yes-or-no outcome that was the same in every run of both scenarios; None for any other."""
    if declared(one.outcome).summary != "verdict" or one.verdict == "undefined":
        return None
    means = (one.reference_mean, one.alternative_mean)
    return "main never" if means == (0.0, 0.0) else "main always" if means == (1.0, 1.0) else None
