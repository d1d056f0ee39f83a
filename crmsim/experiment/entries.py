"""What a key of the scenario takes."""

from __future__ import annotations

from crmsim.scenario.schema import fields


def leaf_of(table: str) -> str:
    """A key of a table, to show one."""
    return next(key.removeprefix(f"{table}.") for key in fields() if key.startswith(f"{table}."))


def numeric(name: str) -> bool:
    """Whether a key takes a number."""
    return any(word in str(fields()[name].annotation) for word in ("int", "float"))
