"""What is said where no column gives the strength of ties: what that means, and which column may have been meant."""

from __future__ import annotations

import math
import re
import shlex

from crmsim.errors import CrmsimError
from crmsim.organisation.columns import NOT_USED, Columns
from crmsim.organisation.names import EMPLOYEE_COLUMNS, ROWS
from crmsim.organisation.numbers import number
from crmsim.organisation.sheet import Sheet, simple
from crmsim.words import Message, message

HARMLESS = re.compile(r"[^\"'`$\\!%\x00-\x1f\x7f]+")  # a name that any shell takes as it is between double quotes
NUMBERS_OF_ROWS = ROWS | frozenset(EMPLOYEE_COLUMNS["employee_id"])


def tell_missing(sheet: Sheet, columns: Columns, *, summed: bool) -> Message:
    """That nothing gives strength, what ties count then, and how to name the column if there is one.

    Parameters
    ----------
    summed:
        Whether several rows of a pair were counted.
    """
    what = (
        message("strength: no column gives it, so every row counts 1")
        if summed
        else message("strength: no column gives it, so all ties count fully (1)")
    )
    likely = _likely(sheet, columns)
    if not likely:
        return what
    if len(likely) == 1:
        return message(
            "{what}. Is it {name!r}? Then call that column strength, or use crmsim organisation with {option}",
            what=what,
            name=likely[0],
            option=option("strength", likely[0]),
        )
    return message(
        "{what}. Is it one of {names}? Then call that column strength, or use crmsim organisation with "
        '--column "strength=NAME"',
        what=what,
        names=", ".join(map(repr, likely)),
    )


def refuse_scale(sheet: Sheet, columns: Columns) -> CrmsimError:
    """The error where a scale is asked for and there is nothing to be on it."""
    likely = _likely(sheet, columns)
    return CrmsimError(
        message("no column gives the strength of ties, so there is nothing on this scale"),
        file=sheet.file,
        key="scale",
        expected=message(
            "a column called strength; is it {name!r}? Then {option}",
            name=likely[0],
            option=option("strength", likely[0]),
        )
        if len(likely) == 1
        else message(
            'a column called strength; is it one of {names}? Then --column "strength=NAME"',
            names=", ".join(map(repr, likely)),
        )
        if likely
        else message("a column called strength"),
    )


def _likely(sheet: Sheet, columns: Columns) -> list[str]:
    """Columns of numbers that serve no use, and neither number rows nor were left out on purpose."""
    return [
        name
        for (name, use), cells in zip(columns.purposes, sheet.columns, strict=True)
        if name and use == NOT_USED and simple(name) not in NUMBERS_OF_ROWS and _are_numbers(sheet, cells)
    ]


def _are_numbers(sheet: Sheet, cells: list[str]) -> bool:
    given = {cell for cell in cells if not sheet.lacks(cell)}
    return bool(given) and all(any(not math.isnan(number(cell, sign)) for sign in ".,") for cell in given)


def option(use: str, name: str) -> str:
    """What names the column for a use at a command line, quoted so that it can be pasted."""
    asked = f"{use}={name}"
    return f'--column "{asked}"' if HARMLESS.fullmatch(name) else f"--column {shlex.quote(asked)}"
