"""An explanation in plain words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from matplotlib.axes import Axes

from crmsim.explain import Decision, Explanation, Term
from crmsim.explain import explain as compute
from crmsim.mechanisms.state import STYLES
from crmsim.report.numbers import show
from crmsim.report.text import line_width
from crmsim.report.why_words import BARE, WHY, tell, term_label
from crmsim.report.words import Language, known_language, say

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("asking", ("ask", "whom", "answer")),
    ("answers", ("help", "offer")),
    ("system", ("lookup", "record")),
    ("adoption", ("stage",)),
    ("staying", ("stay",)),
)
LEAST = {"chance": 0.005, "appeal": 0.005, "factor": 0.05}  # effects below are left out of the words


@dataclass(frozen=True, repr=False)
class ToldExplanation(Explanation):
    """An explanation that tells and draws itself."""

    def text(self, language: str = "en", width: int | None = None) -> str:
        """The week in plain words, ``width`` characters wide (the terminal's unless given)."""
        return explanation_text(self, known_language(language), width)

    def plot(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """Draw the week on ``ax`` (a new figure unless given) and return it."""
        from crmsim.report.life import life

        return life(self, ax, known_language(language))

    def __repr__(self) -> str:
        return self.text()


def explain(scenario: Any, employee: int | str, week: int, seed: int = 0) -> ToldExplanation:
    """Take the decisions of one person in one week apart; see :func:`crmsim.explain.explain`.

    Returns
    -------
    An explanation with ``text(language)`` and ``plot(ax=None)``.

    Raises
    ------
    CrmsimError
        Where there is no such employee or week.
    """
    found = compute(scenario, employee, week, seed)
    return ToldExplanation(**{field.name: getattr(found, field.name) for field in fields(Explanation)})


def explanation_text(explanation: Explanation, language: Language = "en", width: int | None = None) -> str:
    """A week of one person in plain words, decision by decision.

    Parameters
    ----------
    width:
        Characters of a line; the terminal's unless given.
    """
    columns = line_width(width)
    if not explanation.present:
        return _wrapped(tell("empty", language, name=explanation.name, week=explanation.week), columns)
    heading = tell(
        "heading", language, name=explanation.name, week=explanation.week, scenario=explanation.scenario,
        seed=explanation.seed, style=tell(explanation.style, language), role=tell(explanation.role, language),
        department=explanation.department, stage=stage_word(explanation.stage[0], language),
    )  # fmt: skip
    parts = [_wrapped(heading, columns)]
    for title, kinds in SECTIONS:
        lines = []
        for decision in _ordered(explanation, kinds):
            lines += list(_lines(decision, explanation, language))
        if lines:
            told = [_wrapped(text, columns, "  " + "  " * depth) for depth, text in lines]
            parts.append("\n".join([tell(title, language), *told]))
    if len(parts) == 1:
        parts.append(tell("nothing", language))
    parts.append(_wrapped(tell("how to read", language), columns))
    return "\n\n".join(parts)


def stage_word(stage: str, language: Language) -> str:
    """A stage of adoption, routine and infused told apart."""
    if stage == "routine":
        return tell("routine only", language)
    return tell(stage, language) if stage in WHY else say(stage, language)


def terms_text(terms: tuple[Term, ...], language: Language, most: int = 99) -> str:
    """The strongest terms in a row: what each is, its value, and what it did."""
    told = [term_text(term, language) for term in terms if _counts(term)]
    return "; ".join(told[:most])


def term_text(term: Term, language: Language) -> str:
    """One term: what it is, its value, and what it did."""
    effect = effect_text(term, language)
    label = term_label(term.name, language)
    if term.name in BARE:
        return f"{label} ({effect})"
    value = show(term.value, "", language)
    if term.measure == "factor" and term.name in ("contact", "quality", "believed"):
        value = tell("against", language, value=value, other=show(term.neutral, "", language))
    return f"{label} {value} ({effect})"


def effect_text(term: Term, language: Language) -> str:
    """What a term did: points of chance, appeal, or a factor."""
    if term.measure == "factor":
        return f"×{show(term.effect, '', language)}"
    if term.measure == "chance":
        return show(term.effect, "share", language, change=True)
    return show(term.effect, "", language, change=True)


def _counts(term: Term) -> bool:
    size = abs(term.effect - 1.0) if term.measure == "factor" else abs(term.effect)
    return size >= LEAST[term.measure]


def _ordered(explanation: Explanation, kinds: tuple[str, ...]) -> list[Decision]:
    """Decisions of a section; whom one asked, and what came of it, stand below the asking."""
    found = [one for one in explanation.decisions if one.kind in kinds]
    if "ask" not in kinds:
        return [one for one in found if one.kind != "offer" or one.detail["gave"]]
    row_of = [one for one in found if one.kind == "answer"]
    row_of += [one for one in explanation.decisions if one.kind == "offer" and not one.detail["gave"]]
    ordered = []
    for one in found:
        if one.kind != "answer":
            ordered.append(one)
        if one.kind == "whom":
            ordered += [answer for answer in row_of if answer.detail["row"] == one.detail["row"]]
    return ordered


def drawn_text(chance: float | None, draw: float, language: Language) -> str:
    """A chance and the draw that was held against it."""
    return tell(
        "drawn", language, chance=show(chance, "share", language), draw=show(draw, "share", language)
    )  # fmt: skip


def what_text(decision: Decision, explanation: Explanation, language: Language) -> str:
    """What was lacked."""
    detail = decision.detail
    if detail.get("want") == "expertise":
        return tell("expertise", language, topic=detail["topic"] + 1)
    owner = detail.get("owner")
    if owner is None:
        return tell("a favour", language)
    if owner == explanation.employee:
        return tell("own fact", language)
    return tell("fact", language, owner=explanation.names[owner])


def _lines(decision: Decision, explanation: Explanation, language: Language) -> Iterator[tuple[int, str]]:
    """What is told of a decision: depth of indentation and text."""
    detail, outcome = decision.detail, decision.outcome
    drawn = drawn_text(decision.chance, decision.draws[0], language) if decision.draws else ""
    other = explanation.names[decision.other] if decision.other is not None else ""
    terms = terms_text(decision.terms, language)
    if decision.kind == "ask":
        yield 0, tell(outcome, language, what=what_text(decision, explanation, language), drawn=drawn)
        if terms:
            yield 1, terms
    elif decision.kind == "whom":
        yield from _whom(decision, explanation, other, terms, language)
    elif decision.kind in ("answer", "help"):
        if decision.kind == "answer":
            other += f" ({tell(STYLES[detail['style']], language)})"
        depth = 1 if decision.kind == "answer" else 0
        yield depth, tell(f"{decision.kind} {outcome}", language, other=other, drawn=drawn)
        if terms:
            yield depth + 1, terms
    elif decision.kind == "offer":
        key = ("given" if detail["gave"] else "got") if outcome != "not offered" else (
            "not given" if detail["gave"] else "not got")  # fmt: skip
        if "offer_draw" in detail:
            second = drawn_text(detail["offer_chance"], detail["offer_draw"], language)
            drawn += f"; {tell('offer drawn', language, drawn=second)}"
        depth = 0 if detail["gave"] else 1
        yield depth, tell(f"offer {key}", language, other=other, drawn=drawn)
        if terms:
            yield depth + 1, terms
    elif decision.kind in ("lookup", "record"):
        yield from _system(decision, terms, language)
    elif decision.kind == "stage":
        yield from _stage(decision, drawn, terms, language)
    else:
        yearly = show(detail["yearly"], "share", language)
        chance = show(decision.chance, "share", language)
        yield 0, tell(f"stay {outcome}", language, chance=chance, yearly=yearly, drawn=drawn)
        if terms:
            yield 1, f"{tell('stay terms', language)} {terms}"


def _whom(
    decision: Decision, explanation: Explanation, other: str, terms: str, language: Language
) -> Iterator[tuple[int, str]]:
    detail = decision.detail
    if decision.chance is None:
        yield 0, tell("turned to simply", language, other=other)
        return
    if decision.outcome == "met":
        yield 0, tell("met", language, other=other, what=what_text(decision, explanation, language))
        return
    chance = show(decision.chance, "share", language)
    yield 1, tell("turned to", language, other=other, chance=chance, among=detail["among"])
    if "runner_up" in detail:
        name = explanation.names[detail["runner_up"]]
        second = show(detail["runner_up_chance"], "share", language)
        why = tell("runner-up", language, other=name, chance=second, chosen=other)
        yield 2, f"{why} {terms}" if terms else why.partition(";")[0] + "."


def _system(decision: Decision, terms: str, language: Language) -> Iterator[tuple[int, str]]:
    detail = decision.detail
    chance = show(decision.chance, "share", language)
    key = "looked up" if decision.kind == "lookup" else "recorded"
    counts = {name: detail.get(name, 0) for name in ("acts", "occasions", "hits", "recorded")}
    yield 0, tell(key, language, chance=chance, **counts)
    if terms:
        yield 1, terms
    if detail["attempts"]:
        success = show(detail["success_chance"], "share", language)
        yield 1, tell(
            "attempts", language, succeeded=detail["succeeded"], attempts=detail["attempts"], chance=success
        )  # fmt: skip
    if decision.kind == "lookup" and detail["acts"]:
        useful, usefully = (show(value, "", language) for value in detail["usefulness"])
        easy, easily = (show(value, "", language) for value in detail["ease"])
        yield 1, tell("taught", language, useful=useful, usefully=usefully, easy=easy, easily=easily)


def _stage(decision: Decision, drawn: str, terms: str, language: Language) -> Iterator[tuple[int, str]]:
    detail = decision.detail
    old, new = (stage_word(detail[end], language) for end in ("from", "to"))
    yield 0, tell(decision.outcome, language, old=old, new=new)
    threshold = show(detail["threshold"], "", language)
    exposure = show(detail["exposure"], "share", language)
    if detail.get("rule") == "threshold":
        yield (
            1,
            tell("by threshold", language, exposure=exposure, threshold=show(detail["threshold"], "share", language)),
        )
    elif detail.get("rule") == "hazard":
        yield 1, tell("by hazard", language, exposure=exposure, drawn=drawn or "-")
    else:
        rates = {name: show(detail[name], "", language) for name in ("onwards", "back", "rejection")}
        yield 1, tell("rates", language, drawn=drawn, **rates)
        if not detail["access"]:
            yield 1, tell("no access", language)
        yield 1, tell("margin", language, appeal=show(detail["appeal"], "", language), threshold=threshold)
        if terms:
            yield 2, f"{tell('appeal terms', language)} {terms}"


def _wrapped(text: str, width: int, indent: str = "") -> str:
    return textwrap.fill(
        text, width, initial_indent=indent, subsequent_indent=f"{indent}  " if indent else "",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
