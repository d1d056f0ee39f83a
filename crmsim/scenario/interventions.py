"""Reading ``[[intervention]]``: each entry strictly as its kind declares it, changes of parameters included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from crmsim.declaration.parameter import Table, extra
from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms.intervention import KINDS, Change
from crmsim.mechanisms.state import ROLES
from crmsim.scenario.schema import expectation, fields, groups, listed, plain, refuse, tables, unknown_key
from crmsim.scenario.shares import STYLES
from crmsim.scenario.tables import LONGEST
from crmsim.words import message
from crmsim.words.numbers import whole

Where = Callable[[str], tuple[str | None, int | None]]

WHO = "all", "most_asked"
WHO_OF = "department:NAME", "role:NAME", "level:NUMBER", "employee:ID", "share:NUMBER"


EVERYBODY = "all"
COMMON = ("week", "kind", "who")


@dataclass(frozen=True)
class Intervention:
    """One dated act.

    Attributes
    ----------
    week:
        The week it acts in, counted from 1; rows before it are those of a run without it.
    kind:
        One of the registered kinds.
    who:
        Whom it concerns, as ``all``, ``most_asked``, ``role:superuser`` or ``share:0.2``.
    settings:
        What the kind needs besides, as its declared table: ``intervention.settings.hours``.
    """

    week: int
    kind: str
    who: str
    settings: Table

    def content(self) -> dict[str, Any]:
        """The entry as plain values, in the order a file would give them."""
        return {"week": self.week, "kind": self.kind, "who": self.who, **plain(self.settings.model_dump())}

    def seen_before(self) -> dict[str, Any]:
        """What a run makes room for from its start, whenever the entry acts; nothing for most."""
        if self.kind == "meet":
            return self.content()
        if isinstance(self.settings, Change) and ROOM_FOR in self.settings.set:
            return {"kind": self.kind, "set": {ROOM_FOR: self.settings.set[ROOM_FOR]}}
        return {}


def refuse_fixed(dotted: str, **place: Any) -> None:
    """Refuse a parameter that cannot change once a run has begun; ``place`` is where, as ``CrmsimError`` takes it.

    Raises
    ------
    CrmsimError
        With the reason.
    """
    if not extra(fields()[dotted])["kernel"] or dotted in AT_THE_START:
        raise CrmsimError(message("settles how a run begins and cannot change on the way"), **place)


def read_intervention(entry: object, key: str, where: Where) -> Intervention:
    """The intervention in one entry.

    Parameters
    ----------
    key:
        How messages name the entry, ``intervention.2``.
    where:
        The file (or option) and the line of a dotted key.

    Raises
    ------
    CrmsimError
        For an entry that is no table, an unknown kind or key, a missing or impossible week, or a bad value.
    """
    if not isinstance(entry, Mapping):
        raise _wrong(where, key, message("not a table"), entry, EXAMPLE)
    kind = entry.get("kind")
    if kind is None:
        raise _wrong(where, key, message("kind is missing"), entry, EXAMPLE)
    if not isinstance(kind, str) or kind not in KINDS:
        expected = message("one of {choices}", choices=listed(KINDS))
        guess = nearest(kind, KINDS) if isinstance(kind, str) else None
        raise _wrong(where, f"{key}.kind", message("there is no such kind of intervention"), kind, expected, guess)
    table = KINDS[kind]
    own = [*COMMON, *table.model_fields]
    for name in entry:
        if name not in own:
            problem = message("an intervention of kind {kind!r} has no key {name!r}", kind=kind, name=name)
            expected = message("one of {choices}", choices=listed(own))
            raise _wrong(where, f"{key}.{name}", problem, entry[name], expected, nearest(name, own))
    for name, field in table.model_fields.items():
        if field.is_required() and name not in entry:
            error = _wrong(where, key, message("{name} is missing", name=name), None, expectation(field))
            raise error.but(key=f"{key}.{name}")
    week = _week(entry.get("week"), f"{key}.week", where)
    who = _who(entry.get("who", EVERYBODY), f"{key}.who", where)
    content = {name: value for name, value in entry.items() if name not in COMMON}
    if table is Change:
        content["set"] = _changes(content["set"], f"{key}.set", where)
    try:
        settings = table.model_validate(content)
    except ValidationError as error:
        refuse(error, table, key, where)
    return Intervention(week, kind, who, settings)


EXAMPLE = '{week = 30, kind = "training", hours = 8}'


ROOM_FOR = "exchange.requests_per_week"  # a run has room from its start for the most that is planned
AT_THE_START = (
    *(f"people.{style}" for style in STYLES),
    "people.differences_sd",
    "market.facts_each",
    "knowledge.initial",
    "knowledge.elsewhere",
    "knowledge.specialisation",
    "climate.person_sd",
    "climate.tie_sd",
)  # who is there; hiring may change, people stay as they are


def _wrong(where: Where, key: str, problem: str, value: object, expected: str, guess: str | None = None) -> CrmsimError:
    file, line = where(key)
    return CrmsimError(problem, file=file, line=line, key=key, value=plain(value), expected=expected, nearest=guess)


def _week(week: object, key: str, where: Where) -> int:
    """A week of the calendar of runs."""
    if isinstance(week, int) and not isinstance(week, bool) and 1 <= week <= LONGEST:
        return week
    problem = message("the week is missing") if week is None else message("not a week")
    raise _wrong(where, key, problem, week, message("a whole number from 1 to {longest:,}", longest=LONGEST))


def _who(who: object, key: str, where: Where) -> str:
    """A selection of people. Names of departments and employees are met when there is an organisation."""
    expected = message("one of {choices}", choices=listed([*WHO, *WHO_OF]))
    if not isinstance(who, str):
        raise _wrong(where, key, message("of the wrong type"), who, expected)
    kind, colon, value = who.partition(":")
    if not colon:
        good = who in WHO
    elif kind == "role":
        good = value in ROLES
        if not good:
            guess = nearest(value, ROLES)
            roles = message("one of {choices}", choices=listed(f"role:{role}" for role in ROLES))
            raise _wrong(where, key, message("there is no such role"), who, roles, guess and f"role:{guess}")
    elif kind == "level":
        good = (whole(value) or 0) >= 1
    elif kind == "share":
        good = 0.0 <= _number(value) <= 1.0
    else:
        good = kind in ("department", "employee") and bool(value.strip())
    if not good:
        options = [*WHO, *(form.partition(":")[0] for form in WHO_OF)]
        guess = nearest(kind, options)
        form = next((form for form in (*WHO, *WHO_OF) if form.partition(":")[0] == guess), None)
        raise _wrong(where, key, message("selects nobody"), who, expected, form)
    return who


def _number(text: str) -> float:
    """A number, or one that no range holds."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _changes(content: object, key: str, where: Where) -> dict[str, Any]:
    """Changes of parameters by dotted key, each checked as in its own table.

    ``set = {"leadership.done" = 0.9}`` and ``set = {leadership.done = 0.9}`` mean the same.
    """
    file, line = where(key)
    example = '{"leadership.done" = 0.9}'
    if not isinstance(content, Mapping) or not content:
        raise _wrong(where, key, message("no changes"), content, example)
    result: dict[str, Any] = {}
    for dotted, value in dotted_keys("", content):
        if dotted not in fields():
            raise unknown_key(dotted, plain(value), file, line).but(key=f"{key}.{dotted}")
        refuse_fixed(dotted, file=file, line=line, key=f"{key}.{dotted}", value=plain(value), expected=example)
        result[dotted] = checked(dotted, value, lambda _: (file, line))
    return result


def dotted_keys(
    prefix: str, content: Mapping[str, Any], whole: Callable[[Mapping[str, Any]], object] = lambda _: False
) -> list[tuple[str, Any]]:
    """Nested tables of a scenario as dotted keys with their values; what is no table, or ``whole``, stays as it is."""
    result: list[tuple[str, Any]] = []
    for name, value in content.items():
        dotted = f"{prefix}{name}"
        if isinstance(value, Mapping) and dotted in groups() and not whole(value):
            result += dotted_keys(f"{dotted}.", value, whole)
        else:
            result.append((dotted, value))
    return result


def checked(dotted: str, value: Any, where: Where) -> Any:
    """A value as the table that owns the key takes it.

    Raises
    ------
    CrmsimError
        For a value of the wrong type or out of range, where ``where`` says that the key stands.
    """
    top, *path = dotted.split(".")
    content: Any = value
    for name in reversed(path):
        content = {name: content}
    table: type[Table] = tables()[top]
    try:
        result: Any = table.model_validate(content)
    except ValidationError as error:
        refuse(error, table, top, where)
    for name in path:
        result = getattr(result, name)
    return result
