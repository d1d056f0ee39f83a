"""Facts that others measured (E1 … E34), from ``facts.toml``: what the model is held against beside the claims."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Fact:
    """One fact.

    Attributes
    ----------
    text, numbers:
        What was found, and its numbers as the source has them; numbers may be empty.
    source:
        With its grade.
    kind:
        As of a :class:`crmsim.claims.read.Claim`.
    placebo:
        Name of the change under which what is emergent must vanish; empty where none is known.
    """

    id: str
    text: str
    numbers: str
    source: str
    kind: str
    placebo: str = ""


@functools.cache
def read_facts() -> dict[str, Fact]:
    """Every fact by its number."""
    text = files("crmsim.claims").joinpath("facts.toml").read_text(encoding="utf-8")
    return {name: Fact(name, **entry) for name, entry in tomllib.loads(text).items()}
