"""Shares, intervals and names of factors as a sweep's answer and figures show them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable

from crmsim.analysis.sensitivity import LUCK, Share
from crmsim.analysis.study import declared
from crmsim.report.numbers import show, show_interval
from crmsim.report.sweep_words import tell
from crmsim.report.words import Language, outcome_label

GROUPS = ("behaviour", "process", "technology", "circumstances")


def value(number: float | None, outcome: str, language: Language, change: bool = False) -> str:
    """A value of an outcome; money in millions, with its currency."""
    unit = declared(outcome).unit
    text = show(number, unit, language, change=change, millions=unit == "NOK")
    return f"{text} {unit}" if unit == "NOK" and number is not None else text


def ends(low: float | None, high: float | None, outcome: str, language: Language) -> str:
    """An interval of a difference of an outcome."""
    unit = declared(outcome).unit
    return show_interval(low, high, unit, language, millions=unit == "NOK")


def percent(share: float | None, language: Language) -> str:
    """A share as a whole percentage; estimates a little below 0 or above 1 are told as what they can be at most."""
    if share is None or not math.isfinite(share):
        return "-"
    sign = "%" if language == "en" else "\N{NO-BREAK SPACE}%"
    if 0.0 < share < 0.005:
        return f"<1{sign}"
    return f"{_whole(share)}{sign}"


def percent_ends(low: float | None, high: float | None, language: Language) -> str:
    """An interval of shares, in whole percent."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    first, second = _whole(low), _whole(high)
    return f"[{first}{'; ' if language == 'nb' else ', '}{second}]"


def _whole(share: float) -> int:
    return min(max(round(share * 100.0), 0), 100)


def share_ends(share: Share | None, language: Language) -> str:
    """The interval of a share."""
    return "" if share is None else percent_ends(share.low, share.high, language)


def factor_name(name: str, language: Language) -> str:
    """What a factor is called: its key; luck and usual groups in the reader's language."""
    return tell(name, language) if name in (LUCK, *GROUPS) else name


def label_of(outcome: str, language: Language) -> str:
    """What an outcome is called, the first letter large where it begins a line."""
    label = outcome_label(outcome, language)
    return label[:1].upper() + label[1:]


def listed(parts: Iterable[str], language: Language) -> str:
    """``a, b and c``."""
    several = list(parts)
    if len(several) < 2:
        return "".join(several)
    return tell("and", language, one=", ".join(several[:-1]), other=several[-1])


def wrap(line: str, width: int, indent: str = "") -> str:
    """A line broken to a width, at spaces alone."""
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
