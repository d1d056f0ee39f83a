"""Several rows for one pair: message logs, weekly counts, and slips of the pen."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import numpy as np

from crmsim.organisation.numbers import number
from crmsim.organisation.options import Options
from crmsim.organisation.organisation import Real, Truth, Wide
from crmsim.organisation.sheet import Sheet
from crmsim.words import message

MANY = 0.05  # share of rows that repeat another beyond which each is likely a message of its own
DAY_FIRST = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})(.*)$")


TOGETHER = {
    "sum": message("were summed"),
    "mean": message("were averaged"),
    "max": message("were reduced to the greatest"),
    "last": message("were reduced to the last"),
}
COUNTED = {
    "sum": message("were counted"),
    "mean": message("count once each pair"),
    "max": message("count once each pair"),
    "last": message("count once each pair"),
}


@dataclass(frozen=True)
class Settled:
    """Ties of which each pair and kind has one row.

    Attributes
    ----------
    kept:
        bool[m], the rows that stand for their pair and kind.
    every:
        bool[m], the rows that have a say in quality: all that were taken together.
    strength:
        float64[m], after repeats were taken together.
    summed:
        Whether strengths are sums, which no scale of answers holds.
    """

    kept: Truth
    every: Truth
    strength: Real
    summed: bool


def settle_repeats(
    sheet: Sheet,
    code: Wide,
    kind: Wide,
    strength: Real,
    kept: Truth,
    undirected: Truth,
    people: int,
    weighed: bool,
    times: list[str] | None,
    asked: Options,
    notes: dict[str, str],
) -> Settled:
    """One row for each pair and kind.

    As asked: the sum, mean, greatest or last of strengths, where a row without strength counts 1; the last is the
    latest where rows have a time. Not asked: rows with a time are events and are summed; else a row that says again
    what another says is left out.

    Raises
    ------
    CrmsimError
        Where, not asked, rows disagree on a strength, or more than a twentieth of the rows of a file without strengths
        repeat another.
    """
    how = asked.repeats or ("sum" if times is not None else None)
    pair = code
    if how is not None:  # of an undirected pair either order is the same pair
        pair = np.where(undirected, np.minimum(code, code % people * people + code // people), code)
    order = np.lexsort((np.arange(len(code)), strength, kind, pair))
    order = order[kept[order]]
    again = (np.diff(pair[order]) == 0) & (np.diff(kind[order]) == 0)
    if not again.any():
        return Settled(kept, kept, strength, False)
    repeated = int(again.sum())
    if how is None:
        _refuse(sheet, strength, order, again, repeated / len(order), weighed)
        kept = kept.copy()
        kept[order[1:][again]] = False
        notes["repeated_ties"] = message("{repeated} rows that repeat another were left out", repeated=repeated)
        return Settled(kept, kept, strength, False)
    if how == "last":
        when = np.arange(len(code)) if times is None else _moments(sheet, times)
        order = order[np.lexsort((when[order], kind[order], pair[order]))]
        again = (np.diff(pair[order]) == 0) & (np.diff(kind[order]) == 0)
    first = np.flatnonzero(np.concatenate([[True], ~again]))
    value = strength[order]
    count = np.diff(np.append(first, len(order)))
    if how == "last":
        together = value[np.append(first[1:], len(order)) - 1]
    elif how == "max":
        together = np.maximum.reduceat(value, first)
    else:
        together = np.add.reduceat(value, first) / (count if how == "mean" else 1)
    one = np.zeros(len(code), dtype=bool)
    one[order[first]] = True
    strength = strength.copy()
    strength[order[first]] = together
    notes["repeated_ties"] = message(
        "{rows} rows for {pairs} pairs {how}, {why}; --repeats says otherwise",
        rows=len(order),
        pairs=len(first),
        how=TOGETHER[how] if weighed else COUNTED[how],
        why=message("as asked") if asked.repeats else message("because they have a time"),
    )
    return Settled(one, kept, strength, how == "sum")


def _refuse(sheet: Sheet, strength: Real, order: Wide, again: Truth, share: float, weighed: bool) -> None:
    differ = np.flatnonzero(again & (np.diff(strength[order]) != 0.0))
    if differ.size:
        one, two = sorted((int(order[differ[0]]), int(order[differ[0] + 1])))
        raise sheet.wrong(
            two,
            message(
                "the same pair and kind stands in line {other_line} with another strength", other_line=sheet.lines[one]
            ),
            "strength",
            float(strength[two]),
            message("one row for each pair and kind, or --repeats sum, mean, max or last"),
        )
    if share > MANY and not weighed:
        two = int(order[1:][again][0])
        raise sheet.wrong(
            two,
            message(
                "{again} of {count} rows repeat a pair: each may be a message, or a slip",
                again=int(again.sum()),
                count=len(order),
            ),
            None,
            None,
            message("--repeats sum to count them, or --repeats last to take each pair once"),
        )


def _moments(sheet: Sheet, cells: list[str]) -> Real:
    """When each row happened, in numbers that sort: as a number, or as a date with or without the time of day."""
    read: dict[str, float] = {}
    for row, text in enumerate(cells):
        if text in read:
            continue
        value = number(text.replace(",", "."))
        if np.isnan(value):
            day = DAY_FIRST.match(text)
            plain = text if day is None else f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}{day[4]}"
            try:
                moment = datetime.datetime.fromisoformat(plain.replace(" ", "T", 1) if "T" not in plain else plain)
            except ValueError:
                raise sheet.wrong(
                    row,
                    message("not a time"),
                    "time",
                    text,
                    message("a number, or a date as 2026-11-27 or 27.11.2026, with or without the time of day"),
                ) from None
            value = moment.replace(tzinfo=moment.tzinfo or datetime.UTC).timestamp()
        read[text] = value
    return np.array([read[text] for text in cells])
