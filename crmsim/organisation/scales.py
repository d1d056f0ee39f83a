"""Strengths of ties on any scale, brought to 0..1 by what the column is called or was said to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crmsim.numerics.portable import log
from crmsim.organisation.columns import RANGE, without_scale
from crmsim.organisation.names import ANSWERS, counts
from crmsim.organisation.organisation import Real, Wide
from crmsim.organisation.sheet import Sheet
from crmsim.words import Message, message

WIDE_SCALE = 10.0  # beyond this a whole number is a count or a time rather than an answer
SKEWED = 4.0  # a maximum of more than this many medians is skewed
MOST_POINTS = 100  # of a scale that a name tells; beyond it "2024-2026" is a time
LIKELY_ANSWERS = (5, 7)  # points of the scales on which questionnaires ask "how often"


@dataclass(frozen=True)
class Scale:
    """What numbers stand for.

    Attributes
    ----------
    kind:
        "answers" from ``low``, which is "never", to ``high``; "share" of 0 to 1; "count" of anything, times too; ""
        where nothing says it.
    """

    kind: str = ""
    low: int = 0
    high: int = 0


def scale_of(header: str, kind: str, asked: Mapping[str, str | tuple[int, int]]) -> Scale:
    """The scale of a kind of tie: as asked, else as the column is called ("strength (1-5)", "emails")."""
    result = asked.get(kind, asked.get(""))
    if isinstance(result, tuple):
        return Scale("answers", *result)
    if result is not None:
        return Scale(result)
    ends = RANGE.search(header)
    if ends is not None and int(ends[1]) < int(ends[2]) <= MOST_POINTS:
        low, high = int(ends[1]), int(ends[2])
        return Scale("share") if (low, high) == (0, 1) else Scale("answers", low, high)
    name = without_scale(header)
    if counts(name):
        return Scale("count")
    return Scale("answers") if name in ANSWERS else Scale()


def to_share(values: Real, scale: Scale = Scale()) -> tuple[Real, Message]:
    """Strengths of one kind on a scale from 0 to 1, and how.

    Answers from ``low`` to ``high`` become (answer - low) / (high - low), so that the lowest is no tie; a questionnaire
    whose ends are not named must have answers of 1 to 5 or 1 to 7, each of them given. Else values up to 1 stay; counts
    and times beyond 10 whose maximum is more than four medians are skewed and taken as log(1 + units) over its maximum,
    the unit being the smallest; and all else is divided by the maximum.
    """
    positive = values[values > 0.0]
    if not positive.size:
        return values, message("all 0")
    top = float(positive.max())
    low, high = float(scale.low), float(scale.high)
    likely = top in LIKELY_ANSWERS and np.array_equal(np.unique(positive), np.arange(1.0, top + 1.0))
    if scale.kind == "answers" and not scale.high and likely:
        low, high = 1.0, top
    if high > low:
        lowest = int((values <= low).sum())
        return np.clip((values - low) / (high - low), 0.0, 1.0), message(
            "answers {low:g} (never) to {high:g}; {lowest} rows at {low:g} or less count 0",
            low=low,
            high=high,
            lowest=lowest,
        )
    if top <= 1.0:
        return values, message("0 to 1 as given")
    unit = float(positive.min())
    if top > WIDE_SCALE and top > SKEWED * float(np.median(positive)):
        return _log_of_units(values / unit) / log(1.0 + top / unit), message(
            "log of units of {unit:g}, greatest {top:g}", unit=unit, top=top
        )
    # to offer a scale less is enough than to take it: not every answer need be given
    whole = top in LIKELY_ANSWERS and unit == 1.0 and np.array_equal(positive, np.floor(positive))
    if whole and scale.kind != "count":
        return values / top, message(
            "divided by the greatest, {top:g}; if these are answers and 1 is never, say --scale 1-{top:g}, "
            "or (1-{top:g}) in the name of the column",
            top=top,
        )
    return values / top, message("divided by the greatest, {top:g}", top=top)


def check_range(sheet: Sheet, rows: Wide, key: str, values: Real, scale: Scale) -> None:
    """Refuse what lies outside a scale that is named, in the ``rows`` of a sheet; 0 is no answer and always allowed.

    Raises
    ------
    CrmsimError
        At the first value outside.
    """
    if scale.kind not in ("answers", "share") or (scale.kind == "answers" and not scale.high):
        return
    low, high = (0.0, 1.0) if scale.kind == "share" else (float(scale.low), float(scale.high))
    bad = np.flatnonzero((values != 0.0) & ((values < low) | (values > high)))
    if bad.size:
        raise sheet.wrong(
            int(rows[bad[0]]),
            message("outside its scale"),
            key,
            float(values[bad[0]]),
            message("{low:g} to {high:g}, as the column is called or --scale says", low=low, high=high),
        )


def _log_of_units(units: Real) -> Real:
    """log(1 + units) of each, to the same bits on every machine; counts repeat, so each is worked out once."""
    distinct, place = np.unique(units, return_inverse=True)
    return np.array([log(1.0 + float(one)) for one in distinct])[place].reshape(units.shape)
