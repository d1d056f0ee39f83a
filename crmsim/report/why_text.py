"""A week of one person in plain words, decision by decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crmsim.explain import Decision, Explanation, Term
from crmsim.mechanisms.state import STYLES
from crmsim.report.labels import ROLE, STAGE, STYLE, department_label
from crmsim.report.why_bare import bare_lines, offer_word, what_text
from crmsim.report.why_words import (
    ANSWER,
    ASK,
    BARE,
    HELP,
    HOW_TO_READ,
    INVENTED,
    LEFT_OUT,
    NOTHING,
    OFFER,
    SECTION,
    STAY,
    WHOM,
    term_label,
)
from crmsim.words import ENGLISH, Teller

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("asking", ("ask", "whom", "answer")),
    ("answers", ("help", "offer")),
    ("system", ("lookup", "record")),
    ("adoption", ("stage",)),
    ("staying", ("stay",)),
)
LEAST = {"chance": 0.005, "appeal": 0.005, "factor": 0.05}  # effects below are left out of the words


def explanation_text(explanation: Explanation, teller: Teller = ENGLISH, of_an_invented_person: bool = False) -> str:
    """A week of one person in plain words, decision by decision.

    Parameters
    ----------
    of_an_invented_person:
        Whether the style and the numbers behind each decision are told of a seat from files too. They are those of
        somebody whom the model invents for the seat, and the text says so; else it says what came of each decision,
        and nothing that a style, a reputation or a stage could be read from.
    """
    bare = explanation.imported and not of_an_invented_person
    week: dict[str, Any] = {"name": explanation.name, "week": explanation.week}
    if not explanation.present:
        return teller.wrap(teller("Nobody held the seat {name} in week {week}; there was nothing to decide.", **week))
    who: dict[str, Any] = {
        **week, "scenario": explanation.scenario, "seed": explanation.seed, "role": ROLE[explanation.role],
        "department": department_label(explanation.department, teller),
    }  # fmt: skip
    if bare:
        heading = teller("{name} in week {week} of {scenario} (seed {seed}): {role}, {department}.", **who)
    else:
        heading = teller(
            "{name} in week {week} of {scenario} (seed {seed}): {style}, {role}, {department}. Stage: {stage}.",
            **who, style=STYLE[explanation.style], stage=STAGE[explanation.stage[0]],
        )  # fmt: skip
    parts = [teller.wrap(heading)]
    if explanation.imported and not bare:
        parts.append(teller.wrap(teller(INVENTED)))
    for title, lines in section_lines(explanation, teller, bare):
        words = [teller.wrap(text, "  " * (depth + 1), "  " * (depth + 2)) for depth, text in lines]
        parts.append("\n".join([title, *words]))
    if len(parts) == 1:
        parts.append(teller(NOTHING))
    return "\n\n".join([*parts, teller.wrap(teller(LEFT_OUT if bare else HOW_TO_READ))])


def section_lines(
    explanation: Explanation, teller: Teller, bare: bool = False
) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """The decisions of a week in words, a heading at a time, each with its lines and how deep each is indented.

    Parameters
    ----------
    bare:
        Whether only what came of each decision is told.
    """
    tell = bare_lines if bare else _lines
    for title, kinds in SECTIONS:
        if title == "adoption" and bare:
            continue
        lines = [line for decision in _ordered(explanation, kinds) for line in tell(decision, explanation, teller)]
        if lines:
            yield teller(SECTION[title]), lines


def terms_text(terms: tuple[Term, ...], teller: Teller) -> str:
    """The terms that count in a row: what each is, its value, and what it did."""
    return "; ".join(term_text(term, teller) for term in terms if _counts(term))


def term_text(term: Term, teller: Teller) -> str:
    """One term: what it is, its value, and what it did."""
    effect = effect_text(term, teller)
    label = term_label(term.name, teller)
    if term.name in BARE:
        return f"{label} ({effect})"
    value = teller.number(term.value)
    if term.measure == "factor" and term.name in ("contact", "quality", "believed"):
        value = teller("{value} against {other}", value=value, other=teller.number(term.neutral))
    return f"{label} {value} ({effect})"


def effect_text(term: Term, teller: Teller) -> str:
    """What a term did: points of chance, appeal, or a factor."""
    if term.measure == "factor":
        return f"×{teller.number(term.effect)}"
    if term.measure == "chance":
        return teller.share(term.effect, change=True)
    return teller.number(term.effect, change=True)


def _counts(term: Term) -> bool:
    size = abs(term.effect - 1.0) if term.measure == "factor" else abs(term.effect)
    return size >= LEAST[term.measure]


def _ordered(explanation: Explanation, kinds: tuple[str, ...]) -> list[Decision]:
    """Decisions of a section; whom one asked, and what came of it, stand below the asking."""
    result = [one for one in explanation.decisions if one.kind in kinds]
    if "ask" not in kinds:
        return [one for one in result if one.kind != "offer" or one.detail["gave"]]
    row_of = [one for one in result if one.kind == "answer"]
    row_of += [one for one in explanation.decisions if one.kind == "offer" and not one.detail["gave"]]
    ordered = []
    for one in result:
        if one.kind != "answer":
            ordered.append(one)
        if one.kind == "whom":
            ordered += [answer for answer in row_of if answer.detail["row"] == one.detail["row"]]
    return ordered


def drawn_text(chance: float | None, draw: float, teller: Teller) -> str:
    """The chance of a yes, whatever came, and the draw that was held against it."""
    return teller("chance of a yes {chance}, draw {draw}", chance=teller.share(chance), draw=teller.share(draw))


def _lines(decision: Decision, explanation: Explanation, teller: Teller) -> Iterator[tuple[int, str]]:
    """What is told of a decision: depth of indentation and text."""
    detail, outcome = decision.detail, decision.outcome
    drawn = drawn_text(decision.chance, decision.draws[0], teller) if decision.draws else ""
    other = explanation.names[decision.other] if decision.other is not None else ""
    terms = terms_text(decision.terms, teller)
    if decision.kind == "ask":
        yield 0, teller(ASK[outcome], what=what_text(decision, explanation, teller), drawn=drawn)
        if terms:
            yield 1, terms
    elif decision.kind == "whom":
        yield from _whom(decision, explanation, other, terms, teller)
    elif decision.kind in ("answer", "help"):
        if decision.kind == "answer":
            other += f" ({teller(STYLE[STYLES[detail['style']]])})"
        depth = 1 if decision.kind == "answer" else 0
        yield depth, teller((ANSWER if decision.kind == "answer" else HELP)[outcome], other=other, drawn=drawn)
        if terms:
            yield depth + 1, terms
    elif decision.kind == "offer":
        key = offer_word(decision)
        if "offer_draw" in detail:
            second = drawn_text(detail["offer_chance"], detail["offer_draw"], teller)
            drawn = f"{drawn}; " + teller("to offer it: {drawn}", drawn=second)
        depth = 0 if detail["gave"] else 1
        yield depth, teller(OFFER[key], other=other, drawn=drawn)
        if terms:
            yield depth + 1, terms
    elif decision.kind in ("lookup", "record"):
        yield from _system(decision, terms, teller)
    elif decision.kind == "stage":
        yield from _stage(decision, drawn, terms, teller)
    else:
        yearly = teller.share(detail["yearly"])
        chance = teller.share(decision.chance)
        yield 0, teller(STAY[outcome], chance=chance, yearly=yearly, drawn=drawn)
        if terms:
            yield 1, teller("What changed the rate of leaving: {terms}", terms=terms)


def _whom(
    decision: Decision, explanation: Explanation, other: str, terms: str, teller: Teller
) -> Iterator[tuple[int, str]]:
    detail = decision.detail
    if decision.chance is None:
        yield 0, teller(WHOM["favour"], other=other)
        return
    if decision.outcome == "met":
        what = what_text(decision, explanation, teller)
        yield 0, teller(WHOM["met"], other=other, what=what)
        return
    chance = teller.share(decision.chance)
    yield (
        1,
        teller(
            "Turned to {other}: chance {chance} among {among} colleagues.",
            other=other,
            chance=chance,
            among=detail["among"],
        ),
    )
    if "runner_up" in detail:
        name = explanation.names[detail["runner_up"]]
        second = teller.share(detail["runner_up_chance"])
        if terms:
            text = teller(
                "Next in line was {other} (chance {chance}); what spoke for {chosen} instead: {terms}",
                other=name, chance=second, chosen=other, terms=terms,
            )  # fmt: skip
        else:
            text = teller("Next in line was {other} (chance {chance}).", other=name, chance=second)
        yield 2, text


def _system(decision: Decision, terms: str, teller: Teller) -> Iterator[tuple[int, str]]:
    detail = decision.detail
    chance = teller.share(decision.chance)
    counts = {name: detail.get(name, 0) for name in ("acts", "occasions", "hits", "recorded")}
    yield 0, teller(
        "Looked up {acts} of {occasions} open questions (chance {chance} each) and found {hits} current."
        if decision.kind == "lookup"
        else "Set out to record {acts} of {occasions} facts (chance {chance} each); {recorded} came into the system.",
        chance=chance, **counts,
    )  # fmt: skip
    if terms:
        yield 1, terms
    if detail["attempts"]:
        success = teller.share(detail["success_chance"])
        yield 1, teller(
            "{succeeded} of {attempts} attempts worked (chance {chance}).",
            succeeded=detail["succeeded"], attempts=detail["attempts"], chance=success,
        )  # fmt: skip
    if decision.kind == "lookup" and detail["acts"]:
        useful, usefully = (teller.number(value) for value in detail["usefulness"])
        easy, easily = (teller.number(value) for value in detail["ease"])
        yield 1, teller(
            "Believed usefulness went from {useful} to {usefully}, ease from {easy} to {easily}.",
            useful=useful, usefully=usefully, easy=easy, easily=easily,
        )  # fmt: skip


def _stage(decision: Decision, drawn: str, terms: str, teller: Teller) -> Iterator[tuple[int, str]]:
    detail = decision.detail
    old, new = STAGE[detail["from"]], STAGE[detail["to"]]
    moved = decision.outcome == "moved"
    yield 0, teller("Moved from “{old}” to “{new}”." if moved else "Stayed at “{old}”.", old=old, new=new)
    threshold = teller.number(detail["threshold"])
    exposure = teller.share(detail["exposure"])
    if detail.get("rule") == "threshold":
        yield 1, teller(
            "Users among those turned to: {exposure}, against a personal threshold of {threshold}.",
            exposure=exposure, threshold=teller.share(detail["threshold"]),
        )  # fmt: skip
    elif detail.get("rule") == "hazard":
        yield 1, teller("Users among those turned to: {exposure}; {drawn}.", exposure=exposure, drawn=drawn or "-")
    else:
        rates = {name: teller.number(detail[name]) for name in ("onwards", "back", "rejection")}
        yield (
            1,
            teller(
                "Rates a week: onwards {onwards}, back {back}, rejection {rejection}; so {drawn}.", drawn=drawn, **rates
            ),
        )
        if not detail["access"]:
            yield 1, teller("There was no access to the system yet.")
        yield 1, teller(
            "The system's appeal was {appeal} against a personal threshold of {threshold}.",
            appeal=teller.number(detail["appeal"]), threshold=threshold,
        )  # fmt: skip
        if terms:
            yield 2, teller("What made the appeal: {terms}", terms=terms)
