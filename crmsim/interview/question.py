"""What a question is: one of some pictures in words, or a number in a unit that people think in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from crmsim.words import Message

Value = str | tuple[float, float]  # what a picture says of a parameter: a word, or between which ends it lies


@dataclass(frozen=True)
class Picture:
    """An answer in which somebody can recognise their own organisation.

    Attributes
    ----------
    key:
        The word for it in a file of answers.
    words:
        The answer as it is shown.
    values:
        Dotted key → a choice, or the two ends between which it lies.
    """

    key: str
    words: Message
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Amount:
    """An answer in numbers.

    Attributes
    ----------
    key:
        The parameter it settles.
    low, high:
        The least and the most that can be answered.
    in_words:
        Numbers with their unit, with the blank ``{n}``; a range stands in the same blank.
    one:
        The same for 1.
    units:
        Words that may follow a number, in both languages.
    whole:
        Whether only whole numbers make sense.
    value:
        From the number, and how many people there are, to the parameter; None where they are the same.
    back:
        From the parameter, and how many people there are, to the number; None where they are the same.
    usual:
        The two ends, in the unit of the answer, that stand for "don't know", by how many people there are; None for
        the declared interval of the parameter.
    exact_below:
        A range may not begin below this: so few are made for their number.
    decided:
        Of what is not the organisation's but the asker's to say, which end of a range is taken.
    """

    key: str
    low: float
    high: float
    in_words: Message
    units: tuple[str, ...]
    one: Message | None = None
    whole: bool = False
    value: Callable[[float, float], float] | None = None
    back: Callable[[float, float], float] | None = None
    usual: Callable[[float], tuple[float, float]] | None = None
    exact_below: float = 0.0
    decided: Literal["low", "high"] | None = None


@dataclass(frozen=True)
class Question:
    """One thing that is asked.

    Attributes
    ----------
    key:
        Its name in a file of answers and after ``--answer``.
    label:
        What it is about, for the account of what was understood.
    words:
        The question.
    pictures, amount:
        The answers there are: either is given.
    """

    key: str
    label: Message
    words: Message
    pictures: tuple[Picture, ...] = ()
    amount: Amount | None = None
