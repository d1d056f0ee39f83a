"""The register as a page in Markdown: how many came out, the figure, and every claim with its predictions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from crmsim.evidence.compared import compared
from crmsim.evidence.stored import Stored
from crmsim.evidence.text import BASIS, VERDICT, amount, effect_text, how, in_per_cent, predicted_words
from crmsim.evidence.verdict import VERDICTS, Answer, Finding, answers
from crmsim.words import ENGLISH, Teller


def verdicts_page(stored: Stored, names: Sequence[str] | None, figure: str, teller: Teller = ENGLISH) -> str:
    """A page of its own, beside its figure."""
    found = answers(stored.findings, names)
    lines = [f"# {teller('What the sources claim, and what comes out')}", "", how(stored, teller.wide(10_000)), ""]
    lines += [*counts_tables(found, teller), "", f"![{teller('all effects')}]({figure})"]
    for one in found:
        lines += ["", f"## {one.name}", "", f"{teller(one.text)} *{one.source}*", ""]
        lines += verdict_lines(one, teller)
    return "\n".join(lines) + "\n"


def counts_tables(found: Sequence[Answer], teller: Teller = ENGLISH) -> list[str]:
    """How many claims, and how many of their predictions, have each verdict, by what a verdict can support."""
    predictions = [each for one in found for each in one.findings]
    return [
        *_counted(teller("claims and facts"), [(one.verdict, one.basis) for one in found], teller),
        "",
        *_counted(teller("single predictions"), [(one.verdict, one.basis) for one in predictions], teller),
    ]


def _counted(head: str, verdicts: Sequence[tuple[str, str]], teller: Teller) -> list[str]:
    bases = [basis for basis in BASIS if any(one == basis for _, one in verdicts)]
    rows = []
    for verdict in VERDICTS:
        numbers = [verdicts.count((verdict, basis)) for basis in bases]
        if any(numbers):
            rows.append([teller(VERDICT[verdict]), *map(str, numbers), str(sum(numbers))])
    return table([head, *(teller(BASIS[basis]) for basis in bases), teller("together")], rows)


def verdict_lines(one: Answer, teller: Teller = ENGLISH) -> list[str]:
    """The verdict on a claim, and its predictions as a table."""
    lines = [f"**{teller(VERDICT[one.verdict])}** ({teller(BASIS[one.basis])})"]
    if one.why:
        lines += ["", teller(one.why)]
    if one.findings:
        lines += ["", *predictions_table(one.findings, teller)]
        lines += ["", teller("Compared:"), ""]
        lines += [f"- `{each.prediction.name}`: {_code(compared(each.prediction, teller))}" for each in one.findings]
    known = [
        f"- `{each.prediction.name}`: {teller(each.prediction.known)}" for each in one.findings if each.prediction.known
    ]
    if known:
        lines += ["", teller("Known before it was written:"), "", *known]
    return lines


def _code(text: str) -> str:
    """What is compared as code, so that nothing in it is taken for Markdown."""
    return "; ".join(f"`{part}`" for part in text.split("; "))


def predictions_table(findings: Iterable[Finding], teller: Teller = ENGLISH) -> list[str]:
    """A row a prediction."""
    heads = [
        teller("expected"), teller("predicted"), teller("effect"), teller("would matter"),
        teller("under the placebo"), teller("holds in"), teller("verdict"),
    ]  # fmt: skip
    return table(heads, [_row(one, teller) for one in findings])


def _row(one: Finding, teller: Teller) -> list[str]:
    prediction = one.prediction
    nothing = "–"
    verdict = teller(VERDICT[one.verdict])
    if one.basis != "emergent":
        verdict += f" ({teller(BASIS[one.basis])})"
    if one.why is not None:
        verdict += f": {teller(one.why)}"
    placebo = one.placebo
    return [
        teller(prediction.says),
        predicted_words(prediction, teller),
        effect_text(prediction, one.effect, teller) + in_per_cent(one, teller)
        if math.isfinite(one.effect.mean)
        else nothing,
        amount(prediction, one.matters, teller) if math.isfinite(one.matters) else nothing,
        nothing if placebo is None or math.isnan(placebo.mean) else effect_text(prediction, placebo, teller),
        teller.share(one.holds) if math.isfinite(one.holds) else nothing,
        verdict,
    ]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return [line(heads), "|" + " --- |" * len(heads), *map(line, rows)]
