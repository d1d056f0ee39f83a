"""What others say in English, told again: Click, stored results, and why the operating system and parsers refuse.

Such a reason stands in a blank of a message of ours (``cannot be read: {reason}``). A teller recognises it there by the
texts below; one that is not known stays as it came. Python's TOML parser says no more than what is listed; of
the operating system's errors those are here in which opening, reading and writing a file can end.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from crmsim.words.message import Message, Tell, message


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


BLANKS = ("reason", "error", "strerror")  # in which others speak

OF_SYSTEM: tuple[Message, ...] = (
    message("No such file or directory", context="reason"),
    message("Permission denied", context="reason"),
    message("Operation not permitted", context="reason"),
    message("Is a directory", context="reason"),
    message("Not a directory", context="reason"),
    message("Directory not empty", context="reason"),
    message("File exists", context="reason"),
    message("File name too long", context="reason"),
    message("File too large", context="reason"),
    message("Read-only file system", context="reason"),
    message("No space left on device", context="reason"),
    message("Disk quota exceeded", context="reason"),
    message("Input/output error", context="reason"),
    message("Too many open files", context="reason"),
    message("Too many levels of symbolic links", context="reason"),
    message("Device or resource busy", context="reason"),
    message("Bad file descriptor", context="reason"),
    message("Broken pipe", context="reason"),
    message("Invalid argument", context="reason"),
    message("Cannot allocate memory", context="reason"),
    message("embedded null byte", context="reason"),
    message("embedded null character", context="reason"),
    message("[Errno {number}] {reason}: {file}", context="reason"),
    message("[Errno {number}] {reason}", context="reason"),
)
OF_TOML: tuple[Message, ...] = (  # with a small letter first, as it stands within a sentence
    message("invalid statement", context="reason"),
    message("expected newline or end of document after a statement", context="reason"),
    message("expected '{what}'", context="reason"),
    message('expected "{what}"', context="reason"),
    message("found invalid character {what}", context="reason"),
    message("illegal character {what}", context="reason"),
    message("illegal character '\\n'", context="reason"),
    message("cannot declare {what} twice", context="reason"),
    message("cannot overwrite a value", context="reason"),
    message("expected ']' at the end of a table declaration", context="reason"),
    message("expected ']]' at the end of an array declaration", context="reason"),
    message("cannot mutate immutable namespace {what}", context="reason"),
    message("cannot redefine namespace {what}", context="reason"),
    message("expected '=' after a key in a key/value pair", context="reason"),
    message("invalid initial character for a key part", context="reason"),
    message("unclosed array", context="reason"),
    message("unclosed inline table", context="reason"),
    message("duplicate inline table key {what}", context="reason"),
    message("unescaped '\\' in a string", context="reason"),
    message("invalid hex value", context="reason"),
    message("escaped character is not a Unicode scalar value", context="reason"),
    message("unterminated string", context="reason"),
    message("invalid date or datetime", context="reason"),
    message("invalid value", context="reason"),
    message("nested too deeply", context="reason"),
)
OF_CSV: tuple[Message, ...] = (
    message("unexpected end of data", context="reason"),
    message("'{sign}' expected after '{before}'", context="reason"),
    message("field larger than field limit ({limit})", context="reason"),
)
OF_XML: tuple[Message, ...] = (
    message("no element found: line {line}, column {column}", context="reason"),
    message("not well-formed (invalid token): line {line}, column {column}", context="reason"),
    message("mismatched tag: line {line}, column {column}", context="reason"),
    message("junk after document element: line {line}, column {column}", context="reason"),
    message("syntax error: line {line}, column {column}", context="reason"),
    message("unclosed token: line {line}, column {column}", context="reason"),
    message("undefined entity: line {line}, column {column}", context="reason"),
    message("duplicate attribute: line {line}, column {column}", context="reason"),
    message("unbound prefix: line {line}, column {column}", context="reason"),
)
OF_JSON: tuple[Message, ...] = (
    message("Expecting value: line {line} column {column} (char {place})", context="reason"),
    message("Expecting ',' delimiter: line {line} column {column} (char {place})", context="reason"),
    message("Expecting ':' delimiter: line {line} column {column} (char {place})", context="reason"),
    message("Expecting property name enclosed in double quotes: line {line} column {column} (char {place})",
            context="reason"),
    message("Unterminated string starting at: line {line} column {column} (char {place})", context="reason"),
    message("Extra data: line {line} column {column} (char {place})", context="reason"),
)  # fmt: skip
# What is stored of a run that came to no result, in English whatever the language it was run in.
OF_RUNS: tuple[Message, ...] = (
    message("no end after {seconds} seconds", context="reason"),
    message("no end after {seconds} seconds; an experiment's `limit` sets another time", context="reason"),
    message("the process that computed it died", context="reason"),
    message("the process that computed it was killed from outside, most often for want of memory: fewer workers "
            "(--jobs) or employees need less", context="reason"),
    message("not enough memory: fewer workers (--jobs), employees or weeks need less", context="reason"),
    message("the run asked to end its process (SystemExit: {code})", context="reason"),
)  # fmt: skip
# Those with more words of their own first: the more particular text is the one that is meant.
REASONS: tuple[Message, ...] = tuple(
    sorted(
        (*OF_SYSTEM, *OF_TOML, *OF_CSV, *OF_XML, *OF_JSON, *OF_RUNS),
        key=lambda one: -len(re.sub(r"\{\w+\}", "", one.template)),
    )
)


def reason(value: Any, teller: Tell) -> Any:
    """What fills a blank for a reason: a known text of others in the teller's language, anything else as it is."""
    if isinstance(value, Message) or not isinstance(value, str | Exception):
        return value
    return recognised(str(value), REASONS, teller)
