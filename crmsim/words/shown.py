"""Text of others made harmless where it is shown: in a terminal, as a name, in a figure, in a cell of a table.

Names come from files that anybody may have written. What a terminal would obey, what matplotlib would typeset and what
a spreadsheet would compute is shown as it is written instead. Each kind of output has one function here, and everything
that is shown goes through it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

# Orders to a terminal (C0 and C1 controls, DEL), half letters that are no text, breaks of lines that are no line ends,
# and marks that turn the order of letters round, so that one reads another name than there is.
CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
ACTING = re.compile(f"[{CONTROL}\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
ORDERS = re.compile(f"[{CONTROL}]")
FORMULA = "=+-@\t\r"  # what a spreadsheet takes for the beginning of a formula
GUARD = "'"  # before it, what follows is text to a spreadsheet


def for_terminal(text: str) -> str:
    r"""Text of one line or more, in which only line ends and tabs do anything.

    >>> for_terminal("red \x1b[31m")
    'red \\x1b[31m'
    """
    return ACTING.sub(_written, text)


def one_line(text: str) -> str:
    r"""A name or a title on one line, for a terminal, a figure or a table.

    >>> one_line("a\n  b\x07")
    'a b\\x07'
    """
    return text if text.isprintable() else for_terminal(re.sub(r"[ \t\r\n]+", " ", text.strip(" \t\r\n")))


def for_table(value: Any) -> Any:
    """A value as the cell of a CSV table: text that a spreadsheet would compute gets an apostrophe before it.

    Numbers stay as they are, written as text too, and so does a sign by itself.

    >>> for_table("=1+1"), for_table("-3.5"), for_table("-"), for_table("Sales")
    ("'=1+1", '-3.5', '-', 'Sales')
    """
    if not isinstance(value, str):
        return value
    text = for_terminal(value)
    return GUARD + text if _computed(value) else text


def from_table(text: str) -> str:
    """The text of a cell that :func:`for_table` made, without the apostrophe; other text stays as it is.

    >>> from_table("'=1+1"), from_table("'s-Gravenhage")
    ('=1+1', "'s-Gravenhage")
    """
    return text[len(GUARD) :] if text.startswith(GUARD) and _computed(text[len(GUARD) :]) else text


def orders(text: str) -> str | None:
    r"""The first character of a text that gives an order to a terminal, as it is written; None without any.

    >>> orders("red \x1b[31m"), orders("a\tb\n")
    ('\\x1b', None)
    """
    found = ORDERS.search(text.replace("\r\n", "\n"))
    return None if found is None else _written(found)


def orders_in(content: Any) -> tuple[str, str, str] | None:
    r"""Where tables and lists of text hold an order to a terminal: dotted key, the text, and the order; else None.

    In a key, which is a name, an end of the line and a tab count too.

    >>> orders_in({"scenario": {"title": "a\x07"}})
    ('scenario.title', 'a\x07', '\\x07')
    """
    left: list[tuple[str, Any]] = [("", content)]
    while left:
        key, value = left.pop()
        texts: list[str] = []
        if isinstance(value, Mapping):
            texts = [str(name) for name in value]
            broken = next((name for name in texts if not name.isprintable() and set(name) & set("\t\n")), None)
            if broken is not None:
                return key, broken, "\\n" if "\n" in broken else "\\t"
            left += [(f"{key}.{name}" if key else str(name), part) for name, part in value.items()]
        elif isinstance(value, list | tuple):
            left += [(key, part) for part in value]
        elif isinstance(value, str):
            texts = [value]
        for text in texts:
            found = orders(text)
            if found is not None:
                return key, text, found
    return None


def _written(found: re.Match[str]) -> str:
    return repr(found[0])[1:-1]


def _computed(text: str) -> bool:
    if len(text) < 2 or text[0] not in FORMULA:
        return False
    try:
        return not math.isfinite(float(text))  # float() reads "-inf" too, which a spreadsheet takes for a name
    except ValueError:
        return True
