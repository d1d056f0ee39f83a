"""What a person answered when asked, and what those answered whom the person asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmsim.explain.explanation import Decision, Kind, Term
from crmsim.explain.terms import strongest, terms_of, weighed
from crmsim.explain.tracing import Call, Uniform
from crmsim.mechanisms.state import GRANTED, GRANTED_IN_VAIN, MATCHER, REFUSED

RULES = ("exchange.mirrored", "exchange.even", "helping.generous", "helping.willingness", "helping.tremble")
ANSWER, OFFER = "helping.answer", "helping.offer"
OUTCOME = {REFUSED: "refused", GRANTED: "granted", GRANTED_IN_VAIN: "in vain"}


@dataclass
class Answered:
    """The calls behind one answer, in the order of the rules."""

    mirrored: Call
    even: Call
    generous: Call
    willingness: Call
    tremble: Call
    drawn: Uniform
    helper: int
    asker: int
    place: int  # of the request among the asker's, beyond them all for an encounter
    offer: Uniform | None = None


def answers(trace: Call, seats: dict[int, int]) -> list[Answered]:
    """Every answer the replay gave, in order."""
    result: list[Answered] = []
    latest: dict[str, Call] = {}
    for call in trace.all(*RULES, ANSWER, OFFER):
        if call.name in RULES:
            latest[call.name] = call
        elif call.path[0] == ANSWER:
            mirrored, even, generous, willing, tremble = (latest[name] for name in RULES)
            _, _, helper, place, asker = call.path
            result.append(
                Answered(
                    mirrored, even, generous, willing, tremble, call.result, seats[int(helper)], seats[int(asker)],
                    int(place),
                )
            )  # fmt: skip
        elif result:
            result[-1].offer = call.result
    return result


def helped(trace: Call, state: Any, seat: int, seats: dict[int, int]) -> list[Decision]:
    """The answers this person gave, and those given to this person.

    Parameters
    ----------
    heard:
        The phase, traced for this person and those the person asked.
    state:
        As the replay left it.
    """
    requests = state.requests
    width = requests.tie.size // state.people.key.size
    result = []
    for one in answers(trace, seats):
        if seat in (one.helper, one.asker):
            row = one.asker * width + min(one.place, width - 1)
            result.append(_decision(one, int(requests.answer[row]), row, seat, float(requests.gain[row]), width))
    return result


def _decision(one: Answered, answer: int, row: int, seat: int, gain: float, width: int) -> Decision:
    chance = one.drawn.against if one.drawn.against is not None else one.tremble.result
    helps = one.helper == seat
    kind: Kind = "help" if helps else "answer"
    other = one.asker if helps else one.helper
    outcome = OUTCOME.get(answer, "not offered")
    detail: dict[str, Any] = {
        "row": row,
        "quality": float(one.willingness.arguments["quality"]),
        "record": float(one.mirrored.arguments["record"]),
        "heard": bool(one.mirrored.arguments["heard"]),
        "style": int(one.willingness.arguments["style"]),
        "gain": gain,
    }
    draws: tuple[float, ...] = (float(one.drawn),)
    if one.place >= width:
        kind = "offer"
        detail["gave"] = one.helper == seat
        if one.offer is not None:
            detail["offer_chance"], detail["offer_draw"] = one.offer.against, float(one.offer)
    return Decision(kind, outcome, float(chance), draws, other, detail, helping_terms(one, float(chance)))


def helping_terms(one: Answered, chance: float) -> tuple[Term, ...]:
    """Terms of a willingness, of givers and takers or of a matcher, with the chance of an error."""
    call, tremble = one.willingness, one.tremble
    if tremble.arguments["chance"] != call.result:  # barter: what can be taught in return decides alone
        return (Term("barter", float(tremble.arguments["chance"]), 0.0, chance),)

    def last(result: float) -> float:
        return float(tremble.again(chance=result))

    terms = [*terms_of(call, last), *terms_of(tremble)]
    if int(call.arguments["style"]) == MATCHER:
        generous, mirrored, even = one.generous, one.mirrored, one.even

        def forgiven(result: float) -> float:
            return last(call.again(mirror=result))

        def mirror(result: float) -> float:
            return forgiven(generous.again(mirror=result * even.result))

        def score(result: float) -> float:
            return forgiven(generous.again(mirror=mirrored.result * result))

        trace = bool(mirrored.arguments["heard"])
        terms += [term for term in terms_of(mirrored, mirror) if trace or term.name != "reputation"]
        terms += weighed(even, {"ahead": 0.0}, score)
        terms += terms_of(generous, forgiven)
    return strongest(terms)
