"""Outcomes of one's own: declared by an experiment, told by own rules, known by name to whatever tells of a sweep."""

from __future__ import annotations

from crmsim.declaration.outcome import Outcome
from crmsim.errors import CrmsimError
from crmsim.words import message

OWN: dict[str, Outcome] = {}
UNTOLD = message("no own rule told it")


def declare(outcome: Outcome) -> None:
    """Know an outcome by its name from now on.

    Raises
    ------
    CrmsimError
        Where another experiment of this process declared it otherwise: its numbers would be told with this one's unit.
    """
    known = OWN.setdefault(outcome.name, outcome)
    if known != outcome:
        raise CrmsimError(
            message("another experiment that was read in this process declares {name} otherwise", name=outcome.name),
            key=f"own.{outcome.name}", expected=message("the same declaration, another name, or Python begun anew"),
        )  # fmt: skip
