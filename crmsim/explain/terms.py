"""Taking a number apart: each term's share is what the same rule says with that term neutral."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from crmsim.explain.explanation import Measure, Term
from crmsim.explain.tracing import Call
from crmsim.mechanisms import WEEK
from crmsim.numerics.portable import log

TINY = 1e-12


def otherwise(table: Any, **changed: float) -> Any:
    """A table of parameters with some values otherwise."""
    return SimpleNamespace(**{**vars(table), **changed})


def same(value: float) -> float:
    """The measure of a decision where it is the rule's own result."""
    return value


def weighed(
    call: Call, neutral: Mapping[str, float], last: Callable[[float], float] = same, measure: Measure = "chance"
) -> list[Term]:
    """A term for each argument of a rule that has a neutral value.

    Parameters
    ----------
    call:
        The rule as it was called.
    neutral:
        Argument → the value at which it weighs nothing.
    last:
        From the rule's result to the decision's measure.
    """
    whole = last(call.result)
    result = []
    for name, value in neutral.items():
        effect = effect_of(whole, last(call.again(**{name: value})), measure)
        result.append(Term(name, float(call.arguments[name]), value, effect, measure))
    return result


def terms_of(call: Call, last: Callable[[float], float] = same, measure: Measure = "chance") -> list[Term]:
    """The terms that the mechanism declares for a rule, as it was called: parameters first, then arguments."""
    declared = WEEK.explained()[call.name]
    return [
        *(parameter_term(name, call, parameter, last=last) for name, parameter in declared.parameters),
        *weighed(call, declared.neutral, last, measure),
    ]


def parameter_term(name: str, call: Call, parameter: str, last: Callable[[float], float] = same) -> Term:
    """A term for one parameter of the rule's table ``q``, neutral at 0."""
    table = call.arguments["q"]
    effect = last(call.result) - last(call.again(q=otherwise(table, **{parameter: 0.0})))
    return Term(name, float(getattr(table, parameter)), 0.0, float(effect))


def effect_of(whole: float, without: float, measure: Measure) -> float:
    """What a term does: a difference, or for a factor the ratio."""
    if measure == "factor":
        return float(whole / without) if without > 0.0 else math.inf
    return float(whole - without)


def strongest(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Terms that do anything, the strongest first."""

    def size(term: Term) -> float:
        return abs(log(max(term.effect, TINY))) if term.measure == "factor" else abs(term.effect)

    return tuple(sorted((term for term in terms if size(term) > TINY), key=size, reverse=True))
