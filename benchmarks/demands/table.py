"""The rows that are told: what is demanded, its value now, whether it is met, and how that was measured."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Met = Literal["yes", "no", "unknown"]
WIDTH = 118
DIGITS = 3


@dataclass(frozen=True)
class Row:
    """One row as it came out.

    Attributes
    ----------
    key:
        As in docs/targets.toml.
    value:
        In words, units included.
    met:
        "unknown" where it could not be measured; ``how`` says why.
    missed:
        By how much, in words; empty where it is met.
    how:
        How it was measured, in a sentence.
    notes:
        What else was seen.
    """

    key: str
    value: str
    met: Met
    how: str
    missed: str = ""
    notes: tuple[str, ...] = ()


def number(value: float) -> str:
    """A number to three digits, as one reads it; "none" where there is no value."""
    if value is None or math.isnan(value):
        return "none"
    if abs(value) >= 1000.0:
        return f"{value:,.0f}"
    return f"{value:.{DIGITS}g}"


def within(key: str, value: float, target: Mapping[str, Any], how: str, unit: str = "", near: float = 0.1,
           notes: Sequence[str] = (), error: float = math.nan, scale: float = 1.0) -> Row:  # fmt: skip
    """A row that holds a value against ``low`` and ``high``, or against ``value`` give or take a share ``near`` of it.

    Parameters
    ----------
    error:
        Standard error of the value, told beside it.
    scale:
        What the value is multiplied with before it is held against the target.
    """
    value, error = value * scale, error * scale
    if math.isnan(value):
        return Row(key, "none", "unknown", how, "not measured", tuple(notes))
    if "value" in target:
        notes = (*notes, f"Met within {100 * near:.0f} % of {target['value']}.")
        low, high = (float(target["value"]) * (1.0 + sign * near) for sign in (-1.0, 1.0))
    else:
        low, high = float(target.get("low", -math.inf)), float(target.get("high", math.inf))
    missed = ""
    if value < low:
        missed = f"{number(low - value)} too low" if "value" not in target else _beside(value, target)
    elif value > high:
        missed = f"{number(value - high)} too high" if "value" not in target else _beside(value, target)
    shown = number(value) + (f" ± {number(error)}" if not math.isnan(error) else "") + (f" {unit}" if unit else "")
    return Row(key, shown, "no" if missed else "yes", how, missed, tuple(notes))


def _beside(value: float, target: Mapping[str, Any]) -> str:
    wanted = float(target["value"])
    return f"{number(abs(value - wanted))} too {'low' if value < wanted else 'high'}"


def bounded(key: str, value: float, bound: float, least: bool, how: str, notes: Sequence[str] = (),
            error: float = math.nan, percent: bool = False) -> Row:  # fmt: skip
    """A row that must reach ``bound``, or with ``least`` false stay at or below it."""
    if math.isnan(value):
        return Row(key, "none", "unknown", how, "not measured", tuple(notes))

    def formatted(one: float) -> str:
        return f"{100.0 * one:.3g} %" if percent else number(one)

    fine = value >= bound if least else value <= bound
    missed = "" if fine else f"by {formatted(abs(value - bound))}"
    shown = formatted(value) + (f" ± {formatted(error)}" if not math.isnan(error) else "")
    return Row(key, shown, "yes" if fine else "no", how, missed, tuple(notes))


def as_text(rows: Sequence[Row], known: Mapping[str, Mapping[str, Any]], bound_of: Any) -> str:
    """The rows as text: what is asked, its value, met or missed by how much, then how it was measured.

    Parameters
    ----------
    known:
        Key → the row of docs/targets.toml.
    bound_of:
        From such a row to its bound in words.
    """
    lines = []
    for row in rows:
        asked = known[row.key]
        word = {"yes": "met", "no": "MISSED", "unknown": "UNKNOWN"}[row.met]
        lines.append(f"{row.key}: {row.value} -> {word}{f' ({row.missed})' if row.missed else ''}")
        for text in (f"{asked['what']}: {bound_of(asked)}.", f"Measured: {row.how}", *row.notes):
            lines += textwrap.wrap(text, WIDTH, initial_indent="    ", subsequent_indent="    ")
    counts = {word: sum(row.met == word for row in rows) for word in ("yes", "no", "unknown")}
    lines.append(f"{len(rows)} rows: {counts['yes']} met, {counts['no']} missed, {counts['unknown']} unknown.")
    return "\n".join(lines)


def markdown(rows: Sequence[Row], known: Mapping[str, Mapping[str, Any]], bound_of: Any) -> str:
    """The same as a table for a document."""
    lines = ["| row | demanded | now | met | how measured |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        how = " ".join([row.how, *row.notes]).replace("|", "/")
        met = row.met + (f", {row.missed}" if row.missed else "")
        lines.append(f"| `{row.key}` | {bound_of(known[row.key])} | {row.value} | {met} | {how} |")
    return "\n".join(lines)
