"""Entries of ``[levers]`` and ``[uncertainties]``: which form each has, and what a key takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmsim.scenario.schema import fields


def form_of(value: Any) -> str:
    """Which form a table has: "mixture", "alternatives", "levels", "values", "range", or "" for none."""
    if not isinstance(value, Mapping):
        return ""
    for form, keys in (
        ("mixture", ("mixture",)),
        ("alternatives", ("alternatives",)),
        ("levels", ("from", "to")),
        ("values", ("values",)),
        ("range", ("low", "high", "distribution")),
    ):
        if any(key in value and not isinstance(value[key], Mapping | bool) for key in keys) or (
            form == "alternatives" and isinstance(value.get("alternatives"), Mapping)
        ):
            return form
    return ""


def leaf_of(table: str) -> str:
    """A key of a table, to show one."""
    return next(key.removeprefix(f"{table}.") for key in fields() if key.startswith(f"{table}."))


def numeric(name: str) -> bool:
    """Whether a key takes a number."""
    return any(word in str(fields()[name].annotation) for word in ("int", "float"))
