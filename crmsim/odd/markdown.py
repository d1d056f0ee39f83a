"""Tables and text of Markdown pages that are written out of declarations."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable
from typing import Any

from crmsim.scenario.schema import number

LONGEST = 116
SECTION = re.compile(r"\n\n(Parameters|Returns|Raises|Attributes)\n-+\n")
TERM = re.compile(r"^(\w+)\n((?:    .+\n?)+)", re.MULTILINE)  # a word, and below it what it means


def table(header: list[str], rows: Iterable[list[str]]) -> list[str]:
    """A Markdown table."""
    return [f"| {' | '.join(line)} |" for line in (header, ["---"] * len(header), *rows)]


def cell(text: object) -> str:
    """Text that does not break a table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def first_line(declared: Any) -> str:
    """The first paragraph of a docstring."""
    return " ".join((inspect.getdoc(declared) or "").split("\n\n")[0].split()).replace("``", "`")


def paragraphs(text: str) -> list[str]:
    """A docstring as Markdown: its text, and what it says of arguments and of what is returned, an item each."""
    head, *sections = SECTION.split(f"{text}\n")
    head = TERM.sub(lambda found: f"- `{found[1]}`: {' '.join(found[2].split())}\n", head)
    lines = ["", *plain(head.strip()).splitlines()]
    for name, body in zip(sections[::2], sections[1::2], strict=True):
        if name == "Raises":
            continue
        items = re.split(r"\n(?=\S)", body.strip())
        parts = [item.partition(":\n") for item in items]
        lines += ["", f"{name}:", ""]
        lines += [f"- {f'`{one}`: ' if rest else ''}{' '.join(plain(rest or one).split())}" for one, _, rest in parts]
    return lines


def plain(text: str) -> str:
    """Text of a docstring with the marks of Markdown."""
    return re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", text.replace("``", "`"))


def block(lines: Iterable[str]) -> list[str]:
    """Steps as a fenced block; what a line is too short for goes on below, indented by twice as much as a step."""
    made = []
    for line in lines:
        depth = len(line) - len(line.lstrip(" "))
        made += textwrap.wrap(
            line.strip(), LONGEST, initial_indent=" " * depth, subsequent_indent=" " * (depth + 8),
            break_long_words=False, break_on_hyphens=False,
        ) or [""]  # fmt: skip
    return ["", "```text", *made, "```"]


def span(low: float | None, high: float | None) -> str:
    """A range in words."""
    if low is None and high is None:
        return ""
    if high is None:
        return f"{number(low or 0.0)} or more"
    return f"to {number(high)}" if low is None else f"{number(low)} to {number(high)}"
