"""Interactions in words: whether what one factor changes hangs on another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from crmsim.analysis.difference import DIRECTED, VERDICTS
from crmsim.analysis.findings import Findings
from crmsim.analysis.interaction import Interaction
from crmsim.report.labels import VERDICT
from crmsim.report.sweep_numbers import ends, label_of, value
from crmsim.words import Message, Teller, message

INTERACTION = message("interaction")
WORDS: dict[str, Message] = {**VERDICT, **dict.fromkeys(DIRECTED, INTERACTION)}


def by_pair(found: Iterable[Interaction]) -> dict[tuple[str, str, str], list[Interaction]]:
    """Interactions by outcome and pair of factors, in the order in which they were found."""
    result: dict[tuple[str, str, str], list[Interaction]] = {}
    for one in found:
        result.setdefault((one.outcome, one.factor, one.within), []).append(one)
    return result


def largest(found: Sequence[Interaction]) -> Interaction:
    """The one to be named: the largest of those that can be told from nothing, else the largest."""
    return max(found, key=lambda one: (one.difference.verdict in DIRECTED, abs(one.difference.mean or 0.0)))


def interaction_lines(findings: Findings, teller: Teller) -> list[str]:
    """Of every outcome and pair of factors: the largest interaction, and what can be said of the others."""
    groups = by_pair(findings.interactions)
    if not groups:
        return []
    lines = [teller("Does what one factor changes hang on another?")]
    for (name, factor, within), own in groups.items():
        one = largest(own)
        if one.difference.mean is None:
            words = teller("{outcome}, {factor} and {within}: nothing can be told, for want of runs.",
                           outcome=label_of(name, teller), factor=factor, within=within)  # fmt: skip
            lines.append(f"  {words}")
            continue
        said = {
            "outcome": label_of(name, teller), "within": within, "factor": factor, "low": one.low_level,
            "high": one.high_level, "one": one.one, "other": one.other,
            "here": value(one.difference.reference_mean, name, teller, True),
            "there": value(one.difference.alternative_mean, name, teller, True),
            "difference": difference_words(one, teller),
        }  # fmt: skip
        text = teller(
            "{outcome}: from {low} to {high} it changes by {here} at {one} and by {there} at {other}; the difference "
            "of the two, {difference}.",
            **said,
        )
        if len(own) > 1:
            text += " " + teller(
                "Of {all} such differences: {list}.", all=teller.count(len(own)), list=_counts(own, teller)
            )
        lines.append(f"  {text}")
    shown = sum(one.difference.mean is not None for one in findings.interactions)
    lines.append(
        teller(
            "Their intervals hold together with 95 % confidence (Bonferroni, {shown} of them); interactions.csv has "
            "all.",
            shown=teller.count(shown),
        )
    )
    return lines


def together_lines(found: Iterable[Interaction], outcomes: Sequence[str], teller: Teller) -> list[str]:
    """Of a comparison: whether two alternatives do more or less together than each alone would lead one to expect."""
    lines = []
    pairs: dict[tuple[str, str], list[Interaction]] = {}
    for one in found:
        pairs.setdefault((one.factor, one.within), []).append(one)
    for (first, second), own in pairs.items():
        lines.append(teller("{first} and {second} together, against each alone:", first=first, second=second))
        with_value = [one for one in own if one.outcome in outcomes and one.difference.mean is not None]
        clear = [one for one in with_value if one.difference.verdict in DIRECTED]
        for one in clear:
            text = teller(
                "{outcome}: {first} changes it by {here} alone and by {there} on top of {second}; the difference, "
                "{difference}.",
                outcome=label_of(one.outcome, teller), first=first, second=second,
                here=value(one.difference.reference_mean, one.outcome, teller, True),
                there=value(one.difference.alternative_mean, one.outcome, teller, True),
                difference=difference_words(one, teller),
            )  # fmt: skip
            lines.append(f"  {text}")
        rest = _counts([one for one in with_value if one not in clear], teller)
        if rest:
            lines.append("  " + teller("In the other main outcomes: {list}.", list=rest))
    return lines


def difference_words(one: Interaction, teller: Teller) -> str:
    """The difference of two effects with its interval and verdict."""
    found = one.difference
    word = teller(WORDS[found.verdict])
    if found.may_be_small:
        word = teller("{verdict}, perhaps by too little to matter", verdict=word)
    mean = value(found.mean, one.outcome, teller, True)
    if found.low is None:
        return f"{mean}: {word}"
    return f"{mean} {ends(found.low, found.high, one.outcome, teller)}: {word}"


def _counts(own: Iterable[Interaction], teller: Teller) -> str:
    """How many of each verdict."""
    counted = Counter("higher" if one.difference.verdict in DIRECTED else one.difference.verdict for one in own)
    return ", ".join(f"{teller.count(counted[word])} {teller(WORDS[word])}" for word in VERDICTS if counted[word])
