"""Settings as they are typed: ``people.takers=.3`` after ``--set``, several of them after ``--what-if``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.files import parse_toml
from crmsim.words import message

KEY = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
QUOTED = re.compile(r'("(?:\\.|[^"\\])*"|\'[^\']*\')')
BARE_POINT = re.compile(r"(?<![\w.])([+-]?)\.(\d)")  # .3 and -.3, which TOML wants as 0.3
LONGEST_SETTING = 100_000  # characters
WHAT_IF = "--what-if"  # where an alternative was typed


@dataclass(frozen=True)
class Setting:
    """One change to a scenario: a dotted key, its value, and where it was typed (for messages)."""

    key: str
    value: Any
    origin: str = "--set"

    def text(self) -> str:
        """The setting as one would type it."""
        return f"{self.key}={literal(self.value)}"


Settings = Sequence[str | Setting] | Mapping[str, Any]


def parse_setting(text: str, origin: str = "--set") -> Setting:
    """A setting from ``key=value``.

    The value is a TOML literal (``3``, ``.3``, ``1_000``, ``true``, ``"a b"``, ``[1, 2]``, ``{a = 1}``); anything
    that does not open a quote, a list or a table and is no literal is a string as it stands.

    Raises
    ------
    CrmsimError
        Without "=", with an empty key or value, or where a quote, list or table is not closed.
    """
    form = message("key=value, as people.takers=.3")
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not equals:
        problem = (
            message("a setting without '=' (a decimal comma? write .3, not 0,3)")
            if re.fullmatch(r"\s*\d+\s*", text)
            else message("a setting without '='")
        )
        raise CrmsimError(problem, file=origin, value=text, expected=form)
    if not KEY.fullmatch(key):
        raise CrmsimError(message("not a key"), file=origin, value=key, expected=form)
    if not value:
        raise CrmsimError(
            message("a setting without a value"),
            file=origin,
            key=key,
            expected=message('{form}; an empty text is ""', form=form),
        )
    if len(value) > LONGEST_SETTING:
        raise CrmsimError(
            message("too long"),
            file=origin,
            key=key,
            expected=message("at most {count:,} characters", count=LONGEST_SETTING),
        )
    return Setting(key, _value(key, value, origin), origin)


def _value(key: str, text: str, origin: str) -> Any:
    """The value a text stands for."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CrmsimError(
            message("not readable as UTF-8"), file=origin, key=key, expected=message("plain text")
        ) from None
    for candidate in (text, _with_zeros(text)):
        try:
            result = parse_toml(f"value = {candidate}")
        except ValueError:
            continue
        if set(result) == {"value"} and isinstance(result["value"], bool | int | float | str | list | dict):
            return result["value"]
    if text[0] in "\"'[{" or "\n" in text or "\r" in text:
        raise CrmsimError(
            message("not a TOML value"),
            file=origin,
            key=key,
            value=text,
            expected=message("a number, true, false, a word, or [a, list]"),
        )
    return text


def _with_zeros(text: str) -> str:
    """``text`` with .3 written 0.3 outside quotes."""
    return "".join(
        part if index % 2 else BARE_POINT.sub(r"\g<1>0.\2", part) for index, part in enumerate(QUOTED.split(text))
    )


def as_settings(settings: Settings, origin: str) -> list[Setting]:
    """``{"people.takers": 0.3}`` or ``["people.takers=0.3"]`` as parsed settings; ``origin`` is named in errors."""
    if isinstance(settings, str):
        return [parse_setting(settings, origin)]
    if isinstance(settings, Mapping):
        return [Setting(str(key), plain_number(value), origin) for key, value in settings.items()]
    return [one if isinstance(one, Setting) else parse_setting(str(one), origin) for one in settings]


def plain_number(value: Any) -> Any:
    """A number, a list or a table with those of NumPy as Python's own."""
    if isinstance(value, Mapping):
        return {name: plain_number(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain_number(part) for part in value]
    return value.tolist() if hasattr(value, "tolist") else value


def split_what_if(text: str) -> list[str]:
    """The settings of one alternative: ``text`` split at commas outside quotes, lists and tables.

    >>> split_what_if("a.b=1,c.d=[1,2],e.f='x,y'")
    ['a.b=1', 'c.d=[1,2]', "e.f='x,y'"]
    """
    parts = [""]
    depth = 0
    for index, piece in enumerate(QUOTED.split(text)):
        if index % 2:
            parts[-1] += piece
            continue
        for character in piece:
            depth = max(0, depth + (character in "[{") - (character in "]}"))
            if character == "," and depth == 0:
                parts.append("")
            else:
                parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def parse_what_if(text: str) -> tuple[Setting, ...]:
    """One alternative as its settings.

    Raises
    ------
    CrmsimError
        For an empty alternative, a setting that cannot be read, or a key given twice.
    """
    result = tuple(parse_setting(part, WHAT_IF) for part in split_what_if(text))
    if not result:
        raise CrmsimError(
            message("an empty alternative"), file=WHAT_IF, value=text,
            expected=message("key=value[,key=value], as people.takers=.3"),
        )  # fmt: skip
    keys = [setting.key for setting in result]
    for key in keys:
        if keys.count(key) > 1 and key != "intervention":
            raise CrmsimError(
                message("given twice in one alternative"), file=WHAT_IF, key=key, expected=message("each key once")
            )
    return result


def label(settings: tuple[Setting, ...]) -> str:
    """A readable name for an alternative: its settings as typed, with a comma between them.

    >>> label(parse_what_if("people.takers=.3,leadership.done=0.2"))
    'people.takers=0.3, leadership.done=0.2'
    """
    return ", ".join(setting.text() for setting in settings)


def literal(value: Any, bare: bool = True) -> str:
    """A value as TOML; with ``bare``, a plain word stands without quotes as one types it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        plain_word = re.fullmatch(r"[A-Za-z_][\w ./-]*", value) and value not in ("true", "false", "inf", "nan")
        return value if bare and plain_word else _quoted(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(literal(part, bare=False) for part in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {literal(part, bare=False)}" for key, part in value.items()) + "}"
    return repr(value)


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() or c == " " else f"\\U{ord(c):08x}" for c in escaped) + '"'
