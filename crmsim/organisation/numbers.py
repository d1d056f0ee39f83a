"""Columns of numbers as spreadsheets write them; the sign before decimals is decided for a column as a whole."""

from __future__ import annotations

import math
import re

import numpy as np

from crmsim.organisation.organisation import Real
from crmsim.organisation.sheet import Sheet
from crmsim.words import Message, message

NUMBER = re.compile(r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$")
GROUPED = {  # one thousand or more, with a sign between the thousands
    ",": re.compile(r"^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?$"),
    ".": re.compile(r"^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]*)?$"),
}
OTHER = {",": ".", ".": ","}
LARGEST, SMALLEST = 1e15, 1e-12  # a thousand terabytes of mail a tie; a share of a share of a share
BLANKS = str.maketrans({"\u00a0": None, "\u202f": None, " ": None, "'": None, "’": None, "−": "-"})


def bare(text: str) -> str:
    """A number without blanks and apostrophes between thousands and without a per cent sign."""
    return text.translate(BLANKS).removesuffix("%")


def number(text: str, decimal: str = ".") -> float:
    """A number with the decimal sign given and, where they are in their places, the other sign between thousands.

    NaN where the text is no finite number.
    """
    plain = bare(text)
    if OTHER[decimal] in plain:
        if not GROUPED[OTHER[decimal]].match(plain):
            return math.nan
        plain = plain.replace(OTHER[decimal], "")
    plain = plain.replace(",", ".") if decimal == "," else plain
    if not NUMBER.match(plain):  # float() also takes "1_0", "inf" and other scripts' digits
        return math.nan
    value = float(plain) * (0.01 if text.rstrip().endswith("%") else 1.0)
    return value if math.isfinite(value) else math.nan


def sign_shown(text: str) -> str:
    """The decimal sign that a number shows to be meant; "" where it has no sign, "?" where it could be either."""
    plain = bare(text)
    if "," not in plain and "." not in plain:
        return ""
    if "," in plain and "." in plain:
        return "," if plain.rfind(",") > plain.rfind(".") else "."
    sign = "," if "," in plain else "."
    if GROUPED[sign].match(plain):
        return OTHER[sign] if plain.count(sign) > 1 else "?"
    return sign


def decimal_sign(sheet: Sheet, name: str, cells: list[str], *, whole: bool = False) -> tuple[str, Message | None]:
    """The decimal sign of a column, and what is to be told of it.

    Parameters
    ----------
    whole:
        Whether the column counts something, so that 1,234 is a thousand and more.

    Raises
    ------
    CrmsimError
        Where cells contradict one another, or where each could be read in two ways.
    """
    if sheet.decimal is not None:
        return sheet.decimal, None
    first: dict[str, str] = {}
    for text in dict.fromkeys(cells):
        if not sheet.lacks(text):
            first.setdefault(sign_shown(text), text)
    if "." in first and "," in first:
        raise sheet.wrong(
            cells.index(first[","]),
            message("decimals with a comma beside decimals with a point, {other}", other=first["."]),
            name,
            first[","],
            message("one decimal sign in a column, or --decimal comma, or --decimal point"),
        )
    unsure = first.get("?")
    for sign in (".", ","):
        if sign in first:
            if unsure is None or sign in unsure:  # read as a decimal, as it looks
                return sign, None
            return sign, message(
                "{column}: {sure} shows its decimal sign, so {unsure} is {value:g}",
                column=name,
                sure=first[sign],
                unsure=unsure,
                value=number(unsure, sign),
            )
    if unsure is None:
        return ".", None
    if whole:
        sign = OTHER["," if "," in unsure else "."]
        return sign, message(
            "{column}: {unsure} is {value:g}, because this counts something",
            column=name,
            unsure=unsure,
            value=number(unsure, sign),
        )
    raise sheet.wrong(
        cells.index(unsure),
        message("may be {one:g} or {other:g}", one=number(unsure, "."), other=number(unsure, ",")),
        name,
        unsure,
        message("--decimal comma, or --decimal point"),
    )


def measures(
    sheet: Sheet,
    name: str,
    cells: list[str],
    *,
    low: float = -LARGEST,
    high: float = LARGEST,
    gaps: bool = True,
    whole: bool = False,
    notes: dict[str, str] | None = None,
) -> Real:
    """A column of numbers, NaN where missing.

    Parameters
    ----------
    low, high:
        What the numbers are between, both included. In any case nothing is larger than :data:`LARGEST` nor, but for
        0, smaller than :data:`SMALLEST`: such numbers are mistakes, and sums and ratios of them would be infinite.
    whole:
        See :func:`decimal_sign`.
    notes:
        Takes what is to be told of how numbers were read.

    Raises
    ------
    CrmsimError
        At the first cell that is no number, out of range, or, without ``gaps``, missing; and see :func:`decimal_sign`.
    """
    span = message("a number from {low:g} to {high:g}", low=low, high=high)
    decimal, note = decimal_sign(sheet, name, cells, whole=whole)
    if note is not None and notes is not None:
        notes[f"numbers of {name}"] = note
    read: dict[str, float] = {}
    for row, text in enumerate(cells):
        if text in read:
            continue
        missing = sheet.lacks(text)
        value = math.nan if missing else number(text, decimal)
        bad = math.isnan(value) and not (gaps and missing)
        tiny = 0.0 < abs(value) < SMALLEST
        if bad or tiny or value < low or value > high:
            problem = message("missing") if missing else message("not a number") if bad else message("out of range")
            if tiny:
                problem = message("so small that it must be a mistake")
            open_ended = high == LARGEST and not abs(value) > LARGEST
            expected = message("a number {low:g} or more", low=low) if open_ended else span
            raise sheet.wrong(row, problem, name, text or None, expected)
        read[text] = value
    return np.array([read[text] for text in cells], dtype=np.float64)
