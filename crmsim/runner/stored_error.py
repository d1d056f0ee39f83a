"""What of an error is stored: enough to know what went wrong, and nobody's name or folder.

An error meant for the user names the file, the line and the value, and for an organisation from files that may be a
person. All of it is told on the terminal; the journal and the tables, which are copied and passed on, get the sentence
without them.
"""

from __future__ import annotations

import re

from crmsim.errors import CrmsimError
from crmsim.results.provenance import last_of_path
from crmsim.words.message import Message

LONGEST = 2_000  # characters
HIDDEN = "…"
NO_MEMORY = "not enough memory: fewer workers (--jobs), employees or weeks need less"
ROOTED = re.compile(r"""(?:^|[\s'"(=:])(?:/[^\s/]|~/|[A-Za-z]:[\\/]|\\\\)""")  # how an absolute path begins in a text


def full_text(error: Exception | SystemExit) -> str:
    """What went wrong, in a line for the terminal: the message of an error for users, else type, message and notes."""
    known = of_the_machine(error)
    text = known or (str(error) if isinstance(error, CrmsimError) else _noted(error))
    return text[:LONGEST]


def _noted(error: BaseException) -> str:
    """Type, message and notes, such as in which own rule it was raised."""
    return "; ".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())])


def of_the_machine(error: Exception | SystemExit) -> str:
    """What is said of an end that a run asked for, and of too little memory; nothing of any other error."""
    if isinstance(error, SystemExit):
        return f"the run asked to end its process (SystemExit: {error.code})"
    if isinstance(error, MemoryError):
        return f"{NO_MEMORY} ({error})" if str(error) else NO_MEMORY
    return ""


def stored(error: Exception | SystemExit, people: bool) -> str:
    """What of an error is stored.

    Parameters
    ----------
    people:
        Whether the run is one of people from files. Then no text that was made of a value is kept.
    """
    if isinstance(error, CrmsimError):
        text = CrmsimError(
            _plain(error.problem, people),
            file=None if error.file is None else last_of_path(error.file),
            line=error.line,
            key=error.key,
            value=HIDDEN if people and error.value is not None else error.value,
            expected=None if error.expected is None else _plain(error.expected, people),
            nearest=None if people else error.nearest,
        ).text()
    elif isinstance(error, MemoryError) or (isinstance(error, SystemExit) and not people):
        text = of_the_machine(error)  # which tells of nobody
    else:
        text = type(error).__name__ if people else _noted(error)
    if ROOTED.search(text):
        text = _plain(error.problem, True) if isinstance(error, CrmsimError) else type(error).__name__
    return (type(error).__name__ if ROOTED.search(text) else text)[:LONGEST]


def _plain(text: str, people: bool) -> str:
    """A sentence without what stood in its blanks, but for numbers; one that has no blanks is as it was written."""
    if not people:
        return str(text)
    if not isinstance(text, Message):
        return HIDDEN
    return Message(text.template, {name: _blank(value) for name, value in text.values.items()}, text.context)


def _blank(value: object) -> object:
    if isinstance(value, Message):
        return Message(value.template, {name: _blank(inner) for name, inner in value.values.items()}, value.context)
    return value if isinstance(value, int | float) else HIDDEN
