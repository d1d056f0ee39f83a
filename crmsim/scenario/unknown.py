"""``[unknown]``: what the one who asks does not know of the organisation, each key with the values that may hold."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from crmsim.declaration.parameter import choices, extra
from crmsim.errors import CrmsimError, nearest
from crmsim.scenario.document import Document
from crmsim.scenario.interventions import checked, dotted_keys
from crmsim.scenario.schema import UNKNOWN, fields, number, plain, unknown_key
from crmsim.words import Message, message

INTERVAL = "interval"
ENDS = ("low", "high")
FORMS = message('{low = …, high = …}, a list of values, or "interval"')
DECIDED = "scenario"  # the table of what is asked, which who asks decides
FILES = ("organisation.employees_csv", "organisation.ties_csv", "organisation.tie_kinds", "organisation.keep_names")


@functools.lru_cache(maxsize=64)
def unknowns_of(document: Document) -> Mapping[str, Any]:
    """What a document says is not known, by dotted key.

    Returns
    -------
    For each key ``{"low": …, "high": …}``, a list of two values or more, or "interval" for the declared one; all
    within what the parameter allows.

    Raises
    ------
    CrmsimError
        For what is no table, an unknown key, one that is nothing to be unsure of, and values that cannot stand.
    """
    content = document.content.get(UNKNOWN, {})
    if not isinstance(content, Mapping):
        raise document.wrong(UNKNOWN, message("not a table"), plain(content), f"[{UNKNOWN}]")
    result: dict[str, Any] = {}
    for key, value in dotted_keys("", content):
        if key in result:  # once quoted, once as a table
            raise _error(document, key, value, message("given twice"), message("each key once"))
        result[key] = _values(document, key, value)
    return result


def usual_outside(unknown: Any, interval: tuple[float, float] | None, value: Any) -> bool:
    """Whether the value that a run takes is none of those that may hold."""
    if isinstance(unknown, list):
        return value not in unknown
    low, high = (unknown["low"], unknown["high"]) if isinstance(unknown, Mapping) else interval or (value, value)
    return not low <= value <= high


def in_words(unknown: Any, interval: tuple[float, float] | None) -> Message:
    """The values that may hold, as one reads them."""
    if isinstance(unknown, list):
        return message("one of {choices}", choices=", ".join(str(plain(value)) for value in unknown))
    low, high = (unknown["low"], unknown["high"]) if isinstance(unknown, Mapping) else interval or (0.0, 0.0)
    return message("{low} to {high}", low=number(low), high=number(high))


def _values(document: Document, key: str, value: Any) -> Any:
    """The values that may hold for a key, checked."""
    _can_be_unknown(document, key, value)
    if value == INTERVAL and isinstance(value, str):
        if extra(fields()[key])["interval"] is None:
            raise _error(document, key, value, message("has no declared interval"), _instead(key))
        return INTERVAL
    if isinstance(value, list | tuple):
        return _list(document, key, list(value))
    if isinstance(value, Mapping):
        return _range(document, key, value)
    guess = nearest(value, [INTERVAL]) if isinstance(value, str) else None
    raise _error(document, key, value, message("says one value, and that one is known"), FORMS, guess)


def _can_be_unknown(document: Document, key: str, value: Any) -> None:
    """Refuse a key that nobody knows, and one of which there is nothing to know."""
    if key not in fields():
        error = unknown_key(key, plain(value))
        raise _error(document, key, value, error.problem, error.expected, error.nearest)
    if key.partition(".")[0] == DECIDED:
        raise _error(document, key, value, message("is decided by who asks"), message("a parameter of the model"))
    if key in FILES:
        raise _error(document, key, value, message("names files"), message("a parameter of the model"))


def _list(document: Document, key: str, values: list[Any]) -> list[Any]:
    result = [_within_bounds(document, key, value) for value in values]
    if len(result) < 2:
        raise _error(document, key, values, message("fewer than two values"), FORMS)
    for value in result:
        if result.count(value) > 1:
            raise _error(document, key, values, message("{name} stands twice", name=value), message("each value once"))
    return result


def _range(document: Document, key: str, value: Mapping[str, Any]) -> dict[str, Any]:
    for name in value:
        if name not in ENDS:
            problem = message("a range has no key {name!r}", name=name)
            raise _error(document, key, value, problem, FORMS, nearest(name, ENDS))
    for name in ENDS:
        if name not in value:
            raise _error(document, key, value, message("{name} is missing", name=name), FORMS)
    declared = fields()[key]
    if isinstance(declared.default, bool | str) or extra(declared)["interval"] is None:
        raise _error(document, key, value, message("is a choice, which has no range"), _instead(key))
    low, high = (_within_bounds(document, key, value[name]) for name in ENDS)
    if not low < high:
        raise _error(document, key, value, message("low is not below high"), message("low below high"))
    return {"low": low, "high": high}


def _within_bounds(document: Document, key: str, value: Any) -> Any:
    """A value as the parameter takes it."""
    return plain(checked(key, value, lambda _: (document.shown, document.line(f"{UNKNOWN}.{key}"))))


def _instead(key: str) -> Message:
    """What to write of a key that has no interval."""
    declared = fields()[key]
    words = ["true", "false"] if isinstance(declared.default, bool) else [f'"{word}"' for word in choices(declared)]
    if words:
        return message("a list of {choices}", choices=", ".join(words))
    return message("a list, or {low = …, high = …}")


def _error(
    document: Document, key: str, value: Any, problem: str, expected: str | None, guess: str | None = None
) -> CrmsimError:
    return document.wrong(f"{UNKNOWN}.{key}", problem, plain(value), expected, guess)
