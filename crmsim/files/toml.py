"""TOML read so that no text can exhaust the parser.

``tomllib`` keeps, for a key of n dotted parts, every beginning of it: memory that grows with the square of n, so that a
file of some hundred kilobytes takes all there is. How deep keys go is therefore counted in the text, before it is
parsed. What nests in brackets ends in a RecursionError, which is told alike.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

AT_LINE = re.compile(r"\s*\(at line (\d+), column (\d+)\)|\s*\(at end of document\)")
KEY_PARTS = re.compile(r"\((?:'[^']*'(?:, |,(?=\)))?)+\)")  # as tomllib names a key: ('people', 'takers')
DEEPEST = 32  # parts of a dotted key; those of scenarios and experiments have four at most
PIECES = re.compile(
    r"""(?P<long>\"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|\#[^\n]*)"""  # values and comments, never keys
    r"""|(?P<part>[\w-]+|"(?:\\.|[^"\\\n])*"?|'[^'\n]*'?)"""
    r"""|(?P<dot>\.)|(?P<blank>[ \t]+)|(?P<other>.)""",
    re.DOTALL,
)


class TooDeep(ValueError):
    """A key of more dotted parts than anybody writes, or brackets within brackets beyond all measure."""

    def __init__(self, line: int | None = None) -> None:
        super().__init__("nested too deeply")
        self.line = line


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a TOML text.

    Raises
    ------
    TooDeep
        For a key of more than :data:`DEEPEST` parts, with its line, and for brackets nested too deeply.
    tomllib.TOMLDecodeError
        For what is no TOML.
    """
    refuse_depth(text)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TooDeep from None


def what_is_wrong(error: ValueError, text: str) -> tuple[str, int | None]:
    """What the parser says is wrong, with a small letter first and without the place; and the line, where it knows one.

    Parameters
    ----------
    error:
        As :func:`parse_toml` raises it.
    text:
        What was parsed.
    """
    if isinstance(error, TooDeep):
        return str(error), error.line
    place = AT_LINE.search(str(error))
    line = None
    if place is not None:
        line = int(place.group(1)) if place.group(1) else text.count("\n") + 1
    reason = AT_LINE.sub("", str(error)).rstrip(".")
    reason = KEY_PARTS.sub(lambda key: ".".join(re.findall(r"'([^']*)'", key.group())), reason)
    return f"{reason[:1].lower()}{reason[1:]}", line


def refuse_depth(text: str) -> None:
    """Refuse keys of more than :data:`DEEPEST` dotted parts.

    Raises
    ------
    TooDeep
        With the line.
    """
    parts, last = 0, ""
    for piece in PIECES.finditer(text):
        kind = str(piece.lastgroup)
        if kind == "part":
            parts = parts + 1 if last == "dot" else 1
            if parts > DEEPEST:
                raise TooDeep(text.count("\n", 0, piece.start()) + 1)
        elif kind == "dot" and last != "part":
            parts = 0
        if kind != "blank":
            last = kind
