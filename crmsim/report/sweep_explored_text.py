"""What was learned from a sample, in words: scores of factors, a tree of conditions, an emulator with its error."""

from __future__ import annotations

from crmsim.analysis.emulator import Emulator, Foretold, Indices
from crmsim.analysis.explored import Explored
from crmsim.analysis.findings import Findings
from crmsim.analysis.sample import WHY, Accuracy
from crmsim.analysis.scores import Scores
from crmsim.analysis.study import declared
from crmsim.analysis.tree import Leaf, Tree
from crmsim.report.labels import outcome_label
from crmsim.report.sweep_factors_text import limit_text
from crmsim.report.sweep_numbers import label_of, percent, percent_ends, share_ends, value
from crmsim.words import Teller

NAMED = 5


def explored_lines(findings: Findings, teller: Teller) -> list[str]:
    """What was learned, by outcome; nothing where that was not asked for."""
    found = findings.explored
    if found is None:
        return []
    lines = []
    for name in findings.study.outcomes:
        lines += _outcome(name, found, teller)
    if found.indices:
        lines.append(
            teller(
                "Shares by the emulator are of what it expects, noise averaged out; their intervals are those of "
                "emulators that each lack a fifth of the sample, and hold no doubt about the emulator's own form."
            )
        )
    return [*lines, *predicted_lines(found, teller)]


def _outcome(name: str, found: Explored, teller: Teller) -> list[str]:
    parts: tuple[Scores | Tree | Emulator, ...] = tuple(
        each[name] for each in (found.scores, found.trees, found.emulators) if name in each
    )
    reasons = {one.reason for one in parts}
    first = parts[0].reason
    if len(reasons) == 1 and first is not None:
        return [
            teller(
                "{outcome}: nothing could be learned from the sample: {why}.",
                outcome=label_of(name, teller), why=WHY[first],
            )
        ]  # fmt: skip
    lines = [teller("{outcome}, learned from the sample:", outcome=label_of(name, teller))]
    if name in found.scores:
        lines.append("  " + _scores(found.scores[name], teller))
    if name in found.trees:
        lines += ["  " + line for line in _tree(name, found.trees[name], teller)]
    lines += ["  " + line for line in _emulator(name, found, teller)]
    return lines


def _share(held: Accuracy, teller: Teller) -> str:
    return f"{percent(held.explained, teller)} {percent_ends(held.low, held.high, teller)}"


def _scores(one: Scores, teller: Teller) -> str:
    if one.reason is not None or one.accuracy is None:
        return teller("No scores of factors: {why}.", why=WHY[one.reason or "too few points"])
    clear = [each for each in one.scores if each.beyond_noise]
    if not clear:
        return teller("No factor scores higher than chance alone would.")
    listed = [f"{each.factor} ({percent(each.score, teller)})" for each in clear[:NAMED]]
    words = teller(
        "A forest of trees goes by {list}; it explains {share} of the variance of settings it has not seen.",
        list=teller.listed(listed), share=_share(one.accuracy, teller),
    )  # fmt: skip
    rest = len(one.scores) - len(clear)
    if not rest:
        return words
    return f"{words} " + teller(
        "{rest} of {all} factors score no higher than chance alone would.",
        rest=teller.count(rest), all=teller.count(len(one.scores)),
    )  # fmt: skip


def _tree(name: str, one: Tree, teller: Teller) -> list[str]:
    if one.reason is not None or one.accuracy is None:
        return [teller("No tree of conditions: {why}.", why=WHY[one.reason or "too few points"])]
    return [
        teller(
            "A tree of {leaves} leaves explains {share} of the variance of the half of the sample it has not seen. "
            "Lowest: {low}. Highest: {high}.",
            leaves=len(one.leaves),
            share=_share(one.accuracy, teller),
            low=_leaf(name, one.leaves[0], teller),
            high=_leaf(name, one.leaves[-1], teller),
        )
    ]


def _leaf(name: str, leaf: Leaf, teller: Teller) -> str:
    limits = teller.listed([limit_text(limit, teller) for limit in leaf.limits])
    return teller("{mean} where {limits}", mean=value(leaf.outcome.mean, name, teller), limits=limits)


def _emulator(name: str, found: Explored, teller: Teller) -> list[str]:
    one = found.emulators[name]
    if one.reason is not None or one.accuracy is None:
        return [teller("No emulator: {why}.", why=WHY[one.reason or "too few points"])]
    lines = [
        teller(
            "The emulator is off by {error} (root mean square) at settings it has not seen, noise included, and "
            "explains {share} of their variance.",
            error=value(one.accuracy.error, name, teller, True).removeprefix("+"),
            share=_share(one.accuracy, teller),
        )
    ]
    each = sorted(found.indices.get(name, ()), key=lambda index: -index.total.value)[:NAMED]
    if each:
        lines.append(teller("By the emulator: {list}.", list="; ".join(_index(index, teller) for index in each)))
    return lines


def _index(index: Indices, teller: Teller) -> str:
    return teller(
        "{factor} {first} alone, {total} with interactions",
        factor=index.name,
        first=f"{percent(index.first.value, teller)} {share_ends(index.first, teller)}",
        total=f"{percent(index.total.value, teller)} {share_ends(index.total, teller)}",
    )


def predicted_lines(found: Explored, teller: Teller) -> list[str]:
    """What the emulators expect at the settings that were asked for."""
    lines = []
    for setting, each in found.foretold.items():
        lines.append(teller("Where {setting}, the emulator expects:", setting=setting))
        lines += ["  " + _foretold(name, one, teller) for name, one in each.items()]
        silent = [outcome_label(name, teller) for name in found.emulators if name not in each]
        if silent:
            lines.append("  " + teller("nothing of {list}, which it cannot foretell.", list=teller.listed(silent)))
    return lines


def _foretold(name: str, one: Foretold, teller: Teller) -> str:
    def ends(low: float, high: float) -> str:
        return teller.span(value(low, name, teller), value(high, name, teller))

    expected = f"{value(one.mean, name, teller)} {ends(one.low, one.high)}"
    if declared(name).unit == "yes or no":  # of which single runs lie at either end
        return teller("{outcome} {expected}.", outcome=outcome_label(name, teller), expected=expected)
    return teller(
        "{outcome} {expected}; single settings there would lie in {settings}, noise and all else that was varied "
        "included.",
        outcome=outcome_label(name, teller),
        expected=expected,
        settings=ends(one.run_low, one.run_high),
    )
