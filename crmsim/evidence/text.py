"""Verdicts told: counts, a line a claim, and for single claims every prediction with its numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from crmsim.evidence.compared import compared
from crmsim.evidence.measures import MEASURES
from crmsim.evidence.register import Prediction
from crmsim.evidence.stored import Stored, predicted_text
from crmsim.evidence.verdict import (
    CONTRARY,
    DESCRIPTIVE,
    IN_PART,
    INPUT,
    NOT,
    OPEN,
    REPRODUCED,
    UNTESTABLE,
    VERDICTS,
    Answer,
    Effect,
    Finding,
    answers,
    outcome_of,
)
from crmsim.report.table import empty_table, table_lines
from crmsim.words import ENGLISH, PERCENT_UNITS, Message, Teller, message

VERDICT: dict[str, Message] = {
    REPRODUCED: message("reproduced"),
    IN_PART: message("in part"),
    NOT: message("not reproduced"),
    CONTRARY: message("contrary"),
    OPEN: message("cannot be told"),
    UNTESTABLE: message("not testable here"),
    DESCRIPTIVE: message("descriptive"),
    INPUT: message("put in"),
}
BASIS: dict[str, Message] = {
    "by construction": message("by construction"),
    "emergent": message("emergent"),
    "input": message("input"),
    "descriptive": message("descriptive"),
}
MOST_DETAILED = 12  # claims; of more, a line each
CORRELATION = "correlation"


def evidence_text(stored: Stored, names: Sequence[str] | None = None, teller: Teller = ENGLISH) -> str:
    """Counts and claims, with every prediction where few claims are asked for."""
    found = answers(stored.findings, names)
    lines = [*counted(found, teller), ""] if len(found) > 1 else []
    for one in found:
        lines += detailed(one, teller) if len(found) <= MOST_DETAILED else [brief(one, teller)]
    return "\n".join([*lines, "", how(stored, teller)])


def counted(found: Sequence[Answer], teller: Teller) -> list[str]:
    """How many claims have each verdict, by what a verdict can support."""
    bases = [basis for basis in BASIS if any(one.basis == basis for one in found)]
    number = Counter((one.verdict, one.basis) for one in found)
    table = empty_table()
    table.add_column(teller("verdict"))
    for basis in bases:
        table.add_column(teller(BASIS[basis]), justify="right")
    for verdict in VERDICTS:
        if any(number[verdict, basis] for basis in bases):
            table.add_row(teller(VERDICT[verdict]), *(teller.count(number[verdict, basis]) for basis in bases))
    return table_lines(table, teller)


def brief(one: Answer, teller: Teller) -> str:
    """A claim and its verdict."""
    return teller.wrap(f"{one.name:<4}{teller(VERDICT[one.verdict])}: {teller(one.text)}", "", "    ")


def detailed(one: Answer, teller: Teller) -> list[str]:
    """A claim, its verdict, and what came of each prediction."""
    lines = [teller.wrap(f"{one.name}  {teller(one.text)}", "", "    ")]
    verdict = teller("verdict: {verdict}", verdict=teller(VERDICT[one.verdict]))
    lines.append(teller.wrap(f"{verdict} ({teller(BASIS[one.basis])})", "  ", "    "))
    if one.why:
        lines.append(teller.wrap(teller(one.why), "  ", "    "))
    return lines + [teller.wrap(sentence(each, teller), "  - ", "    ") for each in one.findings]


def sentence(found: Finding, teller: Teller) -> str:
    """What was predicted and what came, with all that is known of it."""
    prediction, effect = found.prediction, found.effect
    parts = [
        teller(
            "{says} (predicted {predicted}, {basis}): {verdict}",
            says=teller(prediction.says), predicted=predicted_words(prediction, teller),
            basis=teller(BASIS[found.basis]), verdict=teller(VERDICT[found.verdict]),
        )
    ]  # fmt: skip
    if found.why is not None:
        parts[0] += f" ({teller(found.why)})"
    if math.isfinite(effect.mean):
        parts.append(effect_text(prediction, effect, teller) + in_per_cent(found, teller))
        change = prediction.kind != "level"  # of shares in percentage points, but without a sign
        size = amount(prediction, found.matters, teller, change).removeprefix("+")
        parts.append(teller("{size} would matter", size=size))
    if math.isfinite(found.holds):
        parts.append(holds_text((found.holds, found.holds_low, found.holds_high), teller))
    if found.placebo is not None and math.isfinite(found.placebo.mean):
        parts.append(teller("under the placebo {effect}", effect=effect_text(prediction, found.placebo, teller)))
    parts.append(compared(prediction, teller))
    return "; ".join(parts) + "."


def predicted_words(prediction: Prediction, teller: Teller) -> str:
    """A sign, or between which two values; as :func:`crmsim.evidence.stored.predicted_text` in a language."""
    sign, _, high = predicted_text(prediction).replace(" %", "%").partition(" to ")
    return teller("{low} to {high}", low=teller.digits(sign), high=teller.digits(high)) if high else teller.digits(sign)


def holds_text(holds: tuple[float, float, float], teller: Teller) -> str:
    """In what share of worlds something holds, and between which shares that may lie."""
    share, low, high = map(teller.share, holds)
    return teller("holds in {share} of worlds {interval}", share=share, interval=teller.span(low, high))


def in_per_cent(found: Finding, teller: Teller) -> str:
    """The effect as a share of the mean on the first side, where sizes were predicted so."""
    if not found.prediction.relative or not found.at_start:
        return ""
    return teller.digits(f" = {found.effect.mean / abs(found.at_start):+.1%}")


def effect_text(prediction: Prediction, effect: Effect, teller: Teller) -> str:
    """An effect with its corrected interval; of a level the level itself.

    The ends of the interval of a change of shares are in percentage points, as the change is, and bare.
    """
    level = prediction.kind == "level"
    unit = unit_of(prediction)
    shift = prediction.against if level else 0.0
    mean = amount(prediction, effect.mean + shift, teller, change=not level)
    if not math.isfinite(effect.low):
        return mean
    if not level and unit in PERCENT_UNITS:
        return f"{mean} {teller.interval(effect.low, effect.high, unit)}"
    return f"{mean} {teller.span(*(amount(prediction, end + shift, teller) for end in (effect.low, effect.high)))}"


def amount(prediction: Prediction, value: float, teller: Teller, change: bool = False) -> str:
    """A number in the unit of a prediction."""
    unit = unit_of(prediction)
    return teller.number(value, change) if unit == CORRELATION else teller.value(value, unit, change=change)


def unit_of(prediction: Prediction) -> str:
    """The unit of an effect."""
    if prediction.kind == "across":
        return CORRELATION
    if prediction.outcome in MEASURES:
        return MEASURES[prediction.outcome].unit
    outcome = outcome_of(prediction.outcome)
    assert outcome is not None
    return outcome.unit


def how(stored: Stored, teller: Teller) -> str:
    """How the findings were made."""
    return teller.wrap(
        teller(
            "{worlds:,} calibrated worlds, each setting run {times} in each, seed {seed}, crmsim {version}. "
            "Intervals are over worlds, corrected for all predictions of the register. What holds by construction "
            "checks the code and supports nothing.",
            worlds=stored.worlds, times=teller.plural("once", "{n:,} times", stored.runs), seed=stored.seed,
            version=stored.version,
        )
    )  # fmt: skip
