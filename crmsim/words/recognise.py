"""Telling again what others have filled already: what Click says, and what stands as English text in stored results."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from crmsim.words.message import Message, Tell


def recognised(text: str, known: Iterable[Message], teller: Tell) -> str:
    """A filled English text in the language of ``teller``, by way of the one of ``known`` that it was made from.

    What fills its blanks is told again too, where that is known. A text that comes from none of them stays as it is.
    """
    if isinstance(text, Message):
        return teller(text)
    known = tuple(known)
    for one in known:
        result = _pattern(one.template).fullmatch(text)
        if result is not None:
            values = {name: recognised(value, known, teller) for name, value in result.groupdict().items()}
            return teller(one, **values)
    return text


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    """What a template looks like once its blanks are filled."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template)), re.DOTALL)
