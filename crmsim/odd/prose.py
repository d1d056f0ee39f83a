"""The prose of the page, of which every name between backticks is one that the model has."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files
from typing import Any

from crmsim.mechanisms import FIELDS, OUTCOMES, PHASES
from crmsim.odd.pages import book, rules
from crmsim.odd.rules import streams_of
from crmsim.scenario.schema import fields

NAMED = re.compile(r"`([^`]+)`")


@functools.cache
def prose() -> dict[str, Any]:
    """The prose by element."""
    return tomllib.loads((files("crmsim.odd") / "text.toml").read_text(encoding="utf-8"))


@functools.cache
def names() -> frozenset[str]:
    """What the prose may name: rules, phases, parameters, measures, outcomes and streams."""
    measures = {field.name for declared in FIELDS.values() for field in declared}
    streams = {name for module in book().trees for name in streams_of(module).values()}
    short = {rule.name for rule in rules().values()}
    return frozenset({*rules(), *short, *PHASES, *fields(), *measures, *streams, *(one.name for one in OUTCOMES)})


def unknown(text: str) -> list[str]:
    """The names in a text that the model does not have."""
    return [name for name in NAMED.findall(text) if name not in names()]


def paragraph(*keys: str) -> list[str]:
    """A part of the prose as lines of Markdown.

    Raises
    ------
    ValueError
        Where it names what the model does not have: then the prose is older than the model.
    """
    text: Any = prose()
    for key in keys:
        text = text[key]
    if lost := unknown(text):
        raise ValueError(f"crmsim/odd/text.toml, {'.'.join(keys)}: the model has no {', '.join(lost)}")
    return ["", *text.strip().splitlines()]
