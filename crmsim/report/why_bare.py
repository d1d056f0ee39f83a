"""What came of one person's decisions, without what led to it: all that is told of a seat from files unasked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crmsim.explain import Decision, Explanation
from crmsim.report.why_words import ANSWER, ASK, HELP, OFFER, STAYED, SYSTEM, WHOM
from crmsim.words import Teller

BLANK = "\0"  # stands where a chance and a draw would, and is taken out with its brackets


def what_text(decision: Decision, explanation: Explanation, teller: Teller) -> str:
    """What was lacked."""
    detail = decision.detail
    if detail.get("want") == "expertise":
        return teller("expertise in topic {topic}", topic=detail["topic"] + 1)
    owner = detail.get("owner")
    if owner is None:
        return teller("a favour")
    if owner == explanation.employee:
        return teller("a fact about an own customer")
    return teller("a fact about a customer of {owner}", owner=explanation.names[owner])


def offer_word(decision: Decision) -> str:
    """Which words tell what came of an encounter."""
    gave = bool(decision.detail["gave"])
    if decision.outcome == "not offered":
        return "not given" if gave else "not got"
    return "given" if gave else "got"


def bare_lines(decision: Decision, explanation: Explanation, teller: Teller) -> Iterator[tuple[int, str]]:
    """What came of a decision and no more: no chance, draw, term or measure, which a style could be read from."""
    kind, outcome, detail = decision.kind, decision.outcome, decision.detail
    other = explanation.names[decision.other] if decision.other is not None else ""
    words: tuple[str, dict[str, Any]] | None = None
    if kind == "ask":
        words = ASK[outcome], {"what": what_text(decision, explanation, teller)}
    elif kind == "whom" and decision.chance is None:
        words = WHOM["favour"], {"other": other}
    elif kind == "whom" and outcome == "met":
        words = WHOM["met"], {"other": other, "what": what_text(decision, explanation, teller)}
    elif kind == "whom":
        words = WHOM["turned"], {"other": other}
    elif kind in ("answer", "help"):
        words = (ANSWER if kind == "answer" else HELP)[outcome], {"other": other}
    elif kind == "offer":
        words = OFFER[offer_word(decision)], {"other": other}
    elif kind in ("lookup", "record") and detail.get("acts", 0):
        words = SYSTEM[kind], {}
    elif kind == "stay":
        words = STAYED[outcome], {}
    if words is not None:
        deeper = kind == "answer" or (kind == "offer" and not detail["gave"]) or (kind == "whom" and outcome != "met")
        yield int(deeper), teller(words[0], drawn=BLANK, **words[1]).replace(f" ({BLANK})", "")
