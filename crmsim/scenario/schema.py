"""Every key a scenario may hold, gathered from the declarations, and how a wrong one is refused."""

from __future__ import annotations

import difflib
import functools
import types
from collections.abc import Iterable
from typing import Any, NoReturn, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from crmsim.declaration.parameter import Table, choices, declarations, extra, inner_table, limits
from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms import TABLES
from crmsim.scenario.tables import MechanismsTable, OrganisationTable, ScenarioHeader
from crmsim.words import Message, message

INTERVENTION = "intervention"
UNKNOWN = "unknown"  # the table of what the one who asks does not know
SAID_ELSEWHERE = {"uncertainties": UNKNOWN}  # how an experiment calls what a scenario has too
LIKE = 0.5  # of the last part of a key: "sed" is like "said", "foo" not like "memory"
NAMES: dict[Any, Message] = {
    bool: message("true or false"),
    int: message("a whole number"),
    float: message("a number"),
    str: message("text"),
}


@functools.cache
def tables() -> dict[str, type[Table]]:
    """Every TOML table by name, in the order they are shown."""
    return {
        "scenario": ScenarioHeader,
        "organisation": OrganisationTable,
        **TABLES,
        "mechanisms": MechanismsTable,
    }


@functools.cache
def fields() -> dict[str, FieldInfo]:
    """Every dotted key of a scenario with its declaration."""
    return {key: field for name, table in tables().items() for key, field in declarations(name, table)}


@functools.cache
def groups() -> frozenset[str]:
    """The dotted names of all tables, those inside others included: ``people``, ``people.hiring``."""
    return frozenset(key.rpartition(".")[0] for key in fields()) | frozenset(tables())


@functools.cache
def public_defaults() -> dict[str, Any]:
    """The defaults that differ in the public sector, by dotted key."""
    result = {key: extra(field).get("public") for key, field in fields().items()}
    return {key: value for key, value in result.items() if value is not None}


def unknown_key(key: str, value: object = None, file: object = None, line: int | None = None) -> CrmsimError:
    """The error for a key or table that does not exist, with the key most likely meant."""
    known = fields()
    group, _, leaf = key.rpartition(".")
    elsewhere = sorted((other for other in known if other.rpartition(".")[2] == leaf), key=lambda o: o.count("."))
    siblings = [other for other in known if other.rpartition(".")[0] == group]
    guess: str | None
    if group in groups():
        problem = message("there is no key {leaf!r} in [{group}]", leaf=leaf, group=group)
        inside = listed(other.rpartition(".")[2] for other in siblings)
        expected = message("one of {choices}", choices=inside) if siblings else None
        inner = [other for other in groups() if other.rpartition(".")[0] == group]
        guess = elsewhere[0] if elsewhere else _alike(key, [*siblings, *inner]) or _alike(key, known)
    elif not group and elsewhere:
        problem, expected, guess = message("the key stands outside its table"), message("table.key"), elsewhere[0]
    else:
        top = key.partition(".")[0]
        problem = message("there is no table [{table}]", table=group or key)
        expected = message("one of {choices}", choices=listed([*tables(), INTERVENTION, UNKNOWN]))
        if not group:
            guess = SAID_ELSEWHERE.get(key) or nearest(key, [*tables(), INTERVENTION, UNKNOWN]) or nearest(key, known)
        elif top in tables():
            guess = elsewhere[0] if elsewhere else _alike(key, known)
        else:
            # a mistyped table with a good key: the key decides which table was meant
            guess = nearest(key, elsewhere) or (elsewhere[0] if elsewhere else nearest(key, known))
    return CrmsimError(problem, file=file, line=line, key=key, value=value, expected=expected, nearest=guess)


def _alike(key: str, known: Iterable[str]) -> str | None:
    """The key most like ``key`` of those whose last part is like its last part: a table alone makes no likeness."""
    leaf = key.rpartition(".")[2]
    alike = [one for one in known if difflib.get_close_matches(leaf, [one.rpartition(".")[2]], cutoff=LIKE)]
    return nearest(key, alike)


def listed(words: Any, most: int = 30) -> str:
    """Words as a list for a message, cut where it grows too long to read."""
    result = [str(word) for word in words]
    return ", ".join(result[:most]) + (", …" if len(result) > most else "")


def number(value: float) -> Message:
    """A bound as a reader writes it; a teller tells it with the signs of its language."""
    if float(value).is_integer() and abs(value) < 1e15:
        return message("{value:,.0f}", value=value)
    return message("{value:g}", value=value)


def type_words(kind: Any) -> Message:
    """A type as a user reads it."""
    if kind in NAMES:
        return NAMES[kind]
    if get_origin(kind) in (tuple, list):
        inner = next((part for part in get_args(kind) if part is not Ellipsis), str)
        if inner is str:
            return message("a list of texts")
        return message("a list of values, each {kind}", kind=type_words(inner))
    if get_origin(kind) in (Union, types.UnionType):
        parts = [type_words(part) for part in get_args(kind) if part is not type(None)]
        return functools.reduce(lambda one, other: message("{one} or {other}", one=one, other=other), parts)
    is_table = get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, Table))
    return message("a table") if is_table else message("a value")


def expectation(field: FieldInfo) -> Message:
    """What a key accepts, in words: type and range, or its choices."""
    words = choices(field)
    if words:
        return message("one of {choices}", choices=", ".join(f'"{word}"' for word in words))
    kind = type_words(field.annotation)
    low, high = limits(field)
    above = next((rule.gt for rule in field.metadata if getattr(rule, "gt", None) is not None), None)
    ends = {
        name: number(value) for name, value in (("low", low), ("high", high), ("above", above)) if value is not None
    }
    if above is not None and high is not None:
        return message("{kind} above {above}, at most {high}", kind=kind, **ends)
    if above is not None:
        return message("{kind} above {above}", kind=kind, **ends)
    if low is not None and high is not None:
        return message("{kind} from {low} to {high}", kind=kind, **ends)
    if low is not None:
        return message("{kind} of {low} or more", kind=kind, **ends)
    return message("{kind} of {high} or less", kind=kind, **ends) if high is not None else kind


PROBLEMS: dict[str, Message] = {
    "greater_than_equal": message("too small"),
    "greater_than": message("too small"),
    "less_than_equal": message("too large"),
    "less_than": message("too large"),
    "finite_number": message("not a finite number"),
    "literal_error": message("no such choice"),
    "missing": message("missing"),
}


def refuse(error: ValidationError, table: type[Table], name: str, where: Any) -> NoReturn:
    """Raise what pydantic found first in table ``name`` as a :class:`CrmsimError`.

    ``where(key)`` gives the file (or option) and line that a dotted key came from.
    """
    first = error.errors(include_url=False)[0]
    path = [str(part) for part in first["loc"] if not isinstance(part, int)]
    key = ".".join([name, *path])
    value, kind = first["input"], first["type"]
    file, line = where(key)
    if kind == "extra_forbidden":
        raise unknown_key(key, value, file, line) from None
    field = _field_at(table, path)
    if field is None:  # a rule about several keys of the table together
        cause = first.get("ctx", {}).get("error")
        problem = cause.args[0] if cause is not None else first["msg"]
        raise CrmsimError(problem, file=file, line=line, key=key) from None
    problem = PROBLEMS.get(kind) or (message("of the wrong type") if kind.endswith("_type") else first["msg"])
    options = choices(field)
    guess = nearest(value, options) if isinstance(value, str) and options else None
    if guess is None and isinstance(value, str):
        guess = meant(value, field.annotation)
    raise CrmsimError(
        problem, file=file, line=line, key=key, value=plain(value), expected=expectation(field), nearest=guess
    ) from None


def _field_at(table: type[Table], path: list[str]) -> FieldInfo | None:
    """The declaration at a path of names below a table, or None where the path names no plain value."""
    inside: type[Table] | None = table
    field: FieldInfo | None = None
    for name in path:
        if inside is None or name not in inside.model_fields:
            return None
        field = inside.model_fields[name]
        inside = inner_table(field)
    return field


def meant(text: str, kind: Any) -> str | None:
    """What a text was probably meant to be where another type is wanted: "0,3" is .3, "True" is true."""
    if kind is bool:
        return {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}.get(
            text.strip().lower()
        )
    parts = get_args(kind) or (kind,)
    if int in parts or (float in parts and get_origin(kind) is not tuple):
        candidate = text.strip().replace(",", ".")
        try:
            return f"{float(candidate):g}"
        except ValueError:
            return None
    return f'["{text}"]' if get_origin(kind) is tuple else None


def plain(value: Any) -> Any:
    """A value with tuples as lists and without what is None, as TOML writes it."""
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items() if part is not None}
    return value
