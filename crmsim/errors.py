"""The one kind of error a user meets: what was wrong, where, and what would be right.

Every package raises :class:`CrmsimError`; the command line prints it on one or two lines and exits with code 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any


class CrmsimError(Exception):
    """A problem with input, files or the machine, told to the user without a traceback.

    Its text is English; where ``problem`` and ``expected`` are messages (:func:`crmsim.words.message`), :meth:`text`
    tells them in another language.

    Parameters
    ----------
    problem:
        What is wrong, a sentence without a full stop.
    file, line, key, value:
        Where it is wrong; each is printed when given.
    expected:
        What would have been right.
    nearest:
        The valid choice closest to what was given.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: object = None,
        line: int | None = None,
        key: str | None = None,
        value: object = None,
        expected: str | None = None,
        nearest: str | None = None,
    ) -> None:
        self.problem = problem
        # a message stays one: parts of files, such as sheets, are told in words
        self.file = file if file is None or isinstance(file, str) else str(file)
        self.line = line
        self.key = key
        self.value = value
        self.expected = expected
        self.nearest = nearest
        super().__init__(self.text())

    def but(self, **parts: Any) -> CrmsimError:
        """The same with some parts told otherwise, as where it is known by then which line it comes from."""
        known = ("problem", "file", "line", "key", "value", "expected", "nearest")
        return CrmsimError(**{name: getattr(self, name) for name in known} | parts)

    def text(self, teller: Callable[..., str] | None = None) -> str:
        """The message as the user reads it.

        Parameters
        ----------
        teller:
            A :class:`crmsim.words.Teller`, which stands in a later package; English unless given.
        """
        teller = teller or _in_english
        where = []
        if self.file is not None:
            place = teller(self.file) if hasattr(self.file, "template") else self.file
            where.append(place if self.line is None else teller("{file}, line {line}", file=place, line=str(self.line)))
        if self.key is not None:
            shown = "" if self.value is None else f" = {shorten(self.value)}"
            where.append(f"{self.key}{shown}")
        elif self.value is not None:
            where.append(shorten(self.value))
        problem = teller(self.problem)
        text = f"{': '.join(where)}: {problem}" if where else problem
        if self.expected is not None:
            text += teller("; expected {expected}", expected=teller(self.expected))
        if self.nearest is not None:
            text += teller(". Did you mean {nearest!r}?", nearest=self.nearest)
        return text


def _in_english(text: str, **values: object) -> str:
    return text.format(**values) if values else text


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """The choice most like ``name``, or None where nothing is alike."""
    options = list(choices)
    result = difflib.get_close_matches(name, options, n=1, cutoff=0.6)
    if not result:
        lowered = {option.lower(): option for option in options}
        result = [lowered[match] for match in difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)]
    return result[0] if result else None


def shorten(value: object, width: int = 80) -> str:
    """``value`` as text, cut in the middle when it is longer than ``width`` characters."""
    text = repr(value)
    return text if len(text) <= width else f"{text[: width // 2]}…{text[-width // 4 :]}"
