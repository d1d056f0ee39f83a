"""Shares, intervals and names of factors as a sweep's answer and figures show them."""

from __future__ import annotations

import math

from crmsim.analysis.sensitivity import Share
from crmsim.analysis.study import Study, as_text, declared, plain_names
from crmsim.report.labels import outcome_label
from crmsim.report.sweep_words import FACTOR
from crmsim.words import PERCENT_UNITS, Teller


def value(number: float | None, outcome: str, teller: Teller, change: bool = False) -> str:
    """A value of an outcome; money in millions, with its currency."""
    unit = declared(outcome).unit
    return teller.value(number, unit, change=change, millions=unit == "NOK")


def ends(low: float | None, high: float | None, outcome: str, teller: Teller) -> str:
    """An interval of a difference of an outcome."""
    unit = declared(outcome).unit
    return teller.interval(low, high, unit, millions=unit == "NOK")


def scale_of(outcome: str) -> float:
    """By what an axis multiplies values of an outcome: shares are drawn in per cent."""
    return 100.0 if declared(outcome).unit in PERCENT_UNITS else 1.0


def percent(share: float | None, teller: Teller) -> str:
    """A share as a whole percentage; estimates a little below 0 or above 1 are told as what they can be at most."""
    if share is None or not math.isfinite(share):
        return "-"
    if 0.0 < share < 0.005:
        return "<" + teller.digits("1%")
    return teller.digits(f"{_whole(share)}%")


def percent_ends(low: float | None, high: float | None, teller: Teller) -> str:
    """An interval of shares, in whole percent."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return teller.span(str(_whole(low)), str(_whole(high)))


def _whole(share: float) -> int:
    return min(max(round(share * 100.0), 0), 100)


def share_ends(share: Share | None, teller: Teller) -> str:
    """The interval of a share."""
    return "" if share is None else percent_ends(share.low, share.high, teller)


def factor_name(name: str, teller: Teller) -> str:
    """What a factor is called: its key; the seed and usual groups in the reader's language."""
    return teller(FACTOR[name]) if name in FACTOR else name


def reference_of(study: Study, teller: Teller) -> str:
    """What settings are compared with: one setting, or one at each level of the factors it is taken anew at."""
    if not study.within:
        return study.label(study.reference)
    row = study.points.iloc[study.reference]
    factors = [factor for factor in study.factors if study.kind != "worlds" or factor.role == "lever"]
    kept = [name for factor in factors if factor.name not in study.within for name in factor.keys or (factor.name,)]
    short = plain_names(kept)
    values = ", ".join(f"{short[name]}={as_text(row[name])}" for name in kept)
    return teller("{reference} at the same level of {factors}", reference=values, factors=", ".join(study.within))


def label_of(outcome: str, teller: Teller) -> str:
    """What an outcome is called, the first letter large where it begins a line."""
    label = outcome_label(outcome, teller)
    return label[:1].upper() + label[1:]
