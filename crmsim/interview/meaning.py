"""From answers to a scenario: what each says of parameters, as one value or as a range that is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crmsim.declaration.parameter import extra
from crmsim.errors import CrmsimError
from crmsim.interview.answer import Answer
from crmsim.interview.question import Amount, Question
from crmsim.interview.questions import BY_KEY, OF_SIZE, QUESTIONS, SMALL
from crmsim.scenario.schema import fields
from crmsim.words import message

MEAN_TIES = "organisation.mean_ties"
ROOM = 0.6  # share of all the ties that can be, up to which an organisation of a few people can be made
LEADER = "project.leader_style"


@dataclass(frozen=True)
class Meaning:
    """What one answer says.

    Attributes
    ----------
    people:
        How many there are; of a range the middle.
    values:
        Dotted key → the value that a run takes.
    unknown:
        Dotted key → the values that may hold, as ``[unknown]`` has them.
    """

    question: Question
    answer: Answer
    people: float
    values: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, Any] = field(default_factory=dict)


def meanings_of(answers: Mapping[str, Answer], people: int | None = None) -> list[Meaning]:
    """What all answers say, in the order of the questions.

    Parameters
    ----------
    answers:
        By the key of the question; one that is not there is not known.
    people:
        How many there are, where files tell; the questions of size are not looked at then.

    Raises
    ------
    CrmsimError
        For answers that cannot stand together.
    """
    size = answers.get("size", Answer())
    if people is None:
        low, high = _ends(BY_KEY["size"].amount, size, 0.0)
        many = (low + high) / 2.0
    else:
        low = many = float(people)
    check_together(answers, low)
    asked = [question for question in QUESTIONS if people is None or question.key not in OF_SIZE]
    result = [_meaning(question, answers.get(question.key, Answer()), many) for question in asked]
    if low < SMALL:
        _of_a_few(result, low, made=people is None)
    return result


def most_of(question: Question, people: float) -> float | None:
    """The most that can be answered to a question in an organisation of so many people; None where size is no limit."""
    return people if question.key in ("departments", "superusers") else None


def check_together(answers: Mapping[str, Answer], people: float) -> None:
    """Refuse more departments, or more superusers, than people.

    Raises
    ------
    CrmsimError
        With what would be possible.
    """
    for key, answer in answers.items():
        most = most_of(BY_KEY[key], people)
        if most is not None and answer.high is not None and answer.high > most:
            raise CrmsimError(
                message("more than there are people"),
                key=key,
                value=f"{answer.high:.0f}",
                expected=message("at most {most:,}", most=int(most)),
            )


def _meaning(question: Question, answer: Answer, people: float) -> Meaning:
    if question.amount is not None:
        return _of_amount(question, question.amount, answer, people)
    if answer.picture is None:
        return Meaning(question, answer, people, {}, _whole_intervals(question))
    values: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for key, value in answer.picture.values.items():
        if isinstance(value, str):
            values[key] = value
        else:
            values[key] = round((value[0] + value[1]) / 2.0, 3)
            unknown[key] = {"low": value[0], "high": value[1]}
    return Meaning(question, answer, people, values, unknown)


def _whole_intervals(question: Question) -> dict[str, Any]:
    """All that the answers to a question would settle, as not known."""
    result: dict[str, Any] = {}
    for picture in question.pictures:
        for key, value in picture.values.items():
            if not isinstance(value, str):
                result[key] = "interval"
            elif value not in result.setdefault(key, []):
                result[key].append(value)
    return result


def _ends(amount: Amount | None, answer: Answer, people: float) -> tuple[float, float]:
    """The ends of an answer in the unit of its question; those that stand for "don't know" where it is that."""
    if answer.low is not None and answer.high is not None:
        return answer.low, answer.high
    if amount is None or amount.usual is None:
        raise ValueError("nothing stands for what is not known")
    return amount.usual(people)


def _of_amount(question: Question, amount: Amount, answer: Answer, people: float) -> Meaning:
    if not answer.known and amount.usual is None:
        return Meaning(question, answer, people, {}, {amount.key: "interval"})
    low, high = (_as_parameter(amount, end, people) for end in _ends(amount, answer, people))
    if amount.decided is not None:
        return Meaning(question, answer, people, {amount.key: low if amount.decided == "low" else high}, {})
    if low == high:
        return Meaning(question, answer, people, {amount.key: low}, {})
    middle = (low + high) / 2.0
    value = round(middle) if isinstance(low, int) else round(middle, 3)
    return Meaning(question, answer, people, {amount.key: value}, {amount.key: {"low": low, "high": high}})


def _as_parameter(amount: Amount, value: float, people: float) -> int | float:
    """A number as the parameter takes it."""
    result = value if amount.value is None else amount.value(value, people)
    return round(result) if isinstance(fields()[amount.key].default, int) else float(result)


def _of_a_few(meanings: list[Meaning], people: float, *, made: bool) -> None:
    """Let an organisation of a few people stand: no more ties than there is room for, and a leader who can be."""
    for meaning in meanings:
        if made and meaning.question.key == "size":
            usual = float(fields()[MEAN_TIES].default)
            meaning.values[MEAN_TIES] = round(min(usual, ROOM * (people - 1.0)), 2)
        if LEADER in meaning.unknown:
            meaning.unknown.pop(LEADER)
            meaning.values[LEADER] = "any"


def interval_of(key: str) -> tuple[float, float]:
    """The declared interval of a parameter."""
    low, high = extra(fields()[key])["interval"]
    return float(low), float(high)
