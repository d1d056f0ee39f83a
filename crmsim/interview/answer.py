"""Reading an answer: a picture by its number or word, a number or a range as people write them, or "don't know"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crmsim.errors import CrmsimError, nearest
from crmsim.interview.question import Amount, Picture, Question
from crmsim.scenario.schema import number
from crmsim.words import Message, message

# Both languages are understood whatever language is spoken: who answers may not think of it.
NOT_KNOWN = ("", "?", "-", "don't know", "dont know", "do not know", "not known", "unknown", "no idea",
             "vet ikke", "veit ikke", "vet ikkje", "ukjent", "aner ikke")  # fmt: skip
ABOUT = ("about", "around", "some", "roughly", "approx.", "approx", "ca.", "ca", "cirka", "circa", "omtrent", "rundt")
BETWEEN = ("between", "mellom", "from", "fra")
AND = re.compile(r"\s*(?:-|–|—|\bto\b|\btil\b|\band\b|\bog\b)\s*")
TIMES = {"k": 1e3, "tusen": 1e3, "thousand": 1e3, "m": 1e6, "mill": 1e6, "mill.": 1e6, "million": 1e6,
         "millions": 1e6, "millioner": 1e6}  # fmt: skip
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .,']\d{3})+")
PLAIN = re.compile(r"(\d+)(?:[.,](\d+))?")
NUMBER = re.compile(r"(\d[\d .,']*)\s*(.*)")
KRONER_SIGN = re.compile(r",-(?=\s|$)")  # as in 500,-
NEAR = 0.1  # how far "about 80" reaches to either side, as a share [assumed]
LONGEST = 200  # characters of an answer


@dataclass(frozen=True)
class Answer:
    """What was answered: a picture, a number (both ends are the same), a range, or nothing that is known.

    Attributes
    ----------
    picture:
        The one that was chosen.
    low, high:
        The ends, in the unit of the question.
    """

    picture: Picture | None = None
    low: float | None = None
    high: float | None = None

    @property
    def known(self) -> bool:
        """Whether anything is."""
        return self.picture is not None or self.low is not None


def read_answer(question: Question, given: object, most: float | None = None) -> Answer:
    """What an answer means, as typed or as it stands in a file.

    Parameters
    ----------
    given:
        A text, a number, or a list of two numbers.
    most:
        The most that can be answered, where that is less than for everybody.

    Raises
    ------
    CrmsimError
        For what is no answer to the question, with what would be one.
    """
    if isinstance(given, list | tuple) and len(given) == 2:
        given = f"{given[0]} - {given[1]}"
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise _wrong(question, given, message("no answer"), most)
    text = " ".join(str(given).replace("\u00a0", " ").replace("’", "'").split()).lower()
    if len(text) > LONGEST:
        raise _wrong(question, f"{text[:20]}…", message("too long"), most)
    if text.rstrip(".!") in NOT_KNOWN:
        return Answer()
    if question.amount is None:
        return Answer(picture=_picture(question, text))
    return _amount(question, question.amount, text, most)


def expected(question: Question, most: float | None = None) -> Message:
    """What can be answered, in words."""
    amount = question.amount
    if amount is None:
        words = ", ".join(f"{number} ({picture.key})" for number, picture in enumerate(question.pictures, start=1))
        return message("{choices}, or ? for don't know", choices=words)
    high = amount.high if most is None else min(most, amount.high)
    ends = {"low": number(amount.low), "high": number(high)}
    if amount.whole:
        words = message("a whole number from {low} to {high}, a range such as 60-100, or ? for don't know", **ends)
    else:
        words = message("a number from {low} to {high}, a range such as 60-100, or ? for don't know", **ends)
    return words


def _picture(question: Question, text: str) -> Picture:
    """The picture of a number or a word."""
    text = text.rstrip(".)")
    for place, picture in enumerate(question.pictures, start=1):
        if text in (str(place), picture.key):
            return picture
    raise _wrong(question, text, message("none of the answers"), None)


def _amount(question: Question, amount: Amount, text: str, most: float | None) -> Answer:
    """A number or a range."""
    first, _, rest = text.partition(" ")
    near = first in ABOUT and bool(rest)
    if near or (first in BETWEEN and rest):
        text = rest
    meanings = AND.split(KRONER_SIGN.sub("", text))
    values = [_number(meaning, amount) for meaning in meanings]
    if len(values) == 2 and values[0] is not None and values[1] is not None:
        values[0] = _in_the_unit_of_the_last(meanings, values[0], values[1])
    if len(values) > 2 or any(value is None for value in values):
        raise _wrong(question, text, message("not a number or a range"), most)
    ends = [float(value) for value in values if value is not None]
    high = amount.high if most is None else min(most, amount.high)
    if near:
        ends = [ends[0] * (1.0 - NEAR), ends[-1] * (1.0 + NEAR)]
        if amount.whole:
            ends = [round(end) for end in ends]
        if amount.low <= (ends[0] + ends[1]) / 2.0 <= high:
            ends = [min(max(end, amount.low), high) for end in ends]
    if amount.whole and any(end != round(end) for end in ends):
        raise _wrong(question, text, message("not a whole number"), most)
    if ends[0] < amount.low:
        raise _wrong(question, text, message("too small"), most)
    if ends[-1] > high:
        raise _wrong(question, text, message("too large"), most)
    if ends[0] > ends[-1]:
        raise _wrong(question, text, message("the lower end stands last"), most)
    if ends[0] < amount.exact_below and ends[0] != ends[-1]:
        raise _wrong(
            question, text, message("a range that begins with so few"), most,
            message("one number, or a range from {least} on", least=number(amount.exact_below)),
        )  # fmt: skip
    return Answer(low=ends[0], high=ends[-1])


def _number(text: str, amount: Amount) -> float | None:
    """A number as people write it, with its unit or without; None for any other text."""
    result = NUMBER.fullmatch(text.strip())
    if result is None:
        return None
    digits, words = result[1].strip(" .,"), result[2].split()
    times = 1.0
    if words and words[0] in TIMES:
        times = TIMES[words.pop(0)]
    if words and not set(words) <= set(amount.units):
        return None
    if THOUSANDS.fullmatch(digits):
        return float(re.sub(r"\D", "", digits)) * times
    plain = PLAIN.fullmatch(digits)
    return float(f"{plain[1]}.{plain[2] or 0}") * times if plain else None


def _in_the_unit_of_the_last(meanings: list[str], first: float, last: float) -> float:
    """The first of two numbers, which may go without what stands behind the second: "1-2 million"."""
    words = NUMBER.fullmatch(meanings[1].strip())
    times = TIMES.get(words[2].split()[0], 1.0) if words and words[2] else 1.0
    return first * times if meanings[0].strip()[-1:].isdigit() and first * times <= last else first


def _wrong(
    question: Question, given: object, problem: str, most: float | None, instead: Message | None = None
) -> CrmsimError:
    guess = nearest(str(given), [picture.key for picture in question.pictures])
    return CrmsimError(
        problem, key=question.key, value=given, expected=instead or expected(question, most), nearest=guess
    )
