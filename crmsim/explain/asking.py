"""Whether a person asked about each need, and whom."""

from __future__ import annotations

from typing import Any

from crmsim.explain.explanation import Decision, Term
from crmsim.explain.terms import effect_of, strongest, terms_of
from crmsim.explain.tracing import UNIFORM, Call
from crmsim.mechanisms.state import NEVER, WANT_FACT, WANT_NOTHING, WANT_OWN
from crmsim.numerics.portable import log

RULES = ("asking.readiness", "asking.attraction")
WHETHER, WHOM, MEET = "asking.whether", "asking.whom", "asking.encounter"
WANTS = ("nothing", "fact", "expertise")


def asked(trace: Call, state: Any, seat: int, seats: dict[int, int]) -> list[Decision]:
    """The decisions of the phase of asking.

    Parameters
    ----------
    heard:
        The phase, traced for this person alone.
    state:
        As the replay left it.
    seats:
        From the keys of seats to their numbers.
    """
    needs, requests = state.needs, state.requests
    width = requests.tie.size // state.people.key.size
    rows = range(seat * width, (seat + 1) * width)
    result: list[Decision] = []
    readiness = trace.all("asking.readiness")
    if not readiness:  # favours for their own sake
        return [_favour(state, row) for row in rows if requests.tie[row] != NEVER]
    races = _races(trace, state, seat, seats)
    draws = {call.path[-1]: call.result for call in trace.all(WHETHER)}
    row_of = {int(requests.slot[row]): row for row in rows if requests.tie[row] != NEVER}
    for slot in range(int(state.people.open_needs[seat])):
        want = int(needs.want[seat, slot])
        if want in (WANT_NOTHING, WANT_OWN):
            continue
        about = _about(state, seat, slot)
        drawn = draws.get(slot)
        if drawn is None or drawn.against is None:
            result.append(Decision("ask", "no more requests", detail=about))
            continue
        yes = float(drawn) < drawn.against
        terms = _readiness_terms(readiness[0], drawn.against, want, float(state.people.intensity[seat]))
        row = row_of.get(slot)
        outcome = "not asked" if not yes else "nobody to ask" if row is None else "asked"
        result.append(Decision("ask", outcome, drawn.against, (float(drawn),), None, about, terms))
        if yes and row is not None:
            entry = int(requests.tie[row])
            result.append(_whom(races.get((WHOM, slot), []), int(state.ties.target[entry]), {"row": row, **about}))
    last = rows[-1]
    if requests.tie[last] != NEVER and requests.slot[last] != NEVER:
        entry, slot = int(requests.tie[last]), int(requests.slot[last])
        about = {"row": last, "met": True, **_about(state, seat, slot)}
        result.append(_whom(races.get((MEET, NEVER), []), int(state.ties.target[entry]), about))
    return result


def _about(state: Any, seat: int, slot: int) -> dict[str, Any]:
    needs = state.needs
    fact = int(needs.fact[seat, slot])
    return {
        "slot": slot,
        "want": WANTS[int(needs.want[seat, slot])],
        "owner": int(state.traces.owner[fact]) if fact != NEVER else None,
        "topic": int(needs.topic[seat, slot]),
    }


def _favour(state: Any, row: int) -> Decision:
    return Decision("whom", "asked", other=int(state.ties.target[state.requests.tie[row]]), detail={"row": row})


def _readiness_terms(call: Call, chance: float, want: int, intensity: float) -> tuple[Term, ...]:
    """Terms of the chance to ask; what looking in the system first takes off stands beside the rule."""
    scale = chance / call.result

    def last(result: float) -> float:
        return float(result * scale)

    terms = terms_of(call, last)
    if want == WANT_FACT:
        terms.append(Term("system first", intensity, 0.0, chance - call.result))
    return strongest(terms)


def _races(
    trace: Call, state: Any, seat: int, seats: dict[int, int]
) -> dict[tuple[str, int], list[tuple[int, Call, float]]]:
    """Of each race to be asked: colleague, attraction, and the time at which they would have been reached."""
    ties = state.ties[state.start[seat] : state.start[seat + 1]]
    contacts = [int(j) for j in ties.target[ties.contact > 0.0]]
    calls = trace.all("asking.attraction", WHOM, MEET)
    # All contacts are weighed first, as if nothing were known of them; in a race, those who know what is lacking.
    unaware = dict(zip(contacts, calls, strict=False))
    races: dict[tuple[str, int], list[tuple[int, Call, float]]] = {}
    aware: Call | None = None
    for call in calls[len(contacts) :]:
        if call.name == "asking.attraction":
            aware = call
        elif call.name == UNIFORM:
            name = str(call.path[0])
            slot = int(call.path[2]) if name == WHOM else NEVER
            colleague = seats[int(call.path[-1])]
            pull = aware or unaware[colleague]
            races.setdefault((name, slot), []).append((colleague, pull, -log(call.result) / pull.result))
            aware = None
    return races


def _whom(race: list[tuple[int, Call, float]], chosen: int, about: dict[str, Any]) -> Decision:
    """Why this colleague and not the runner-up: the weight of the one over the other, argument by argument."""
    order = sorted(race, key=lambda one: one[2])
    if not order:
        return Decision("whom", "asked", other=chosen, detail=about)
    winner = order[0][0]
    if winner != chosen:
        raise RuntimeError(f"the race was won by seat {winner}, but seat {chosen} was asked")
    total = sum(pull.result for _, pull, _ in race)
    best = order[0][1]
    detail: dict[str, Any] = {**about, "among": len(race), "quality": float(best.arguments["quality"])}
    terms: list[Term] = []
    if len(order) > 1:
        runner, second, _ = order[1]
        detail |= {"runner_up": runner, "runner_up_chance": float(second.result / total)}
        for name in ("contact", "quality", "believed"):
            theirs = second.arguments[name]
            effect = effect_of(best.result, best.again(**{name: theirs}), "factor")
            terms.append(Term(name, float(best.arguments[name]), float(theirs), effect, "factor"))
        known = second.arguments["reputation"]
        effect = effect_of(best.result, best.again(reputation=known), "factor")
        terms.append(Term("known to help", float(best.arguments["reputation"]), float(known), effect, "factor"))
        place = {name: second.arguments[name] for name in ("across", "conflict", "connected")}
        effect = effect_of(best.result, best.again(**place), "factor")
        terms.append(Term("across", float(best.arguments["across"]), float(place["across"]), effect, "factor"))
    return Decision("whom", "met" if "met" in about else "asked", float(best.result / total), (), chosen, detail,
                    strongest(terms))  # fmt: skip
