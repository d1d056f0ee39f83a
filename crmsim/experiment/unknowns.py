"""Keys of a scenario: which take a number, and what ``all = "interval"`` stands for."""

from __future__ import annotations

from collections.abc import Collection

from crmsim.declaration.parameter import extra
from crmsim.mechanisms import TABLES
from crmsim.scenario.schema import fields
from crmsim.scenario.shares import STYLES

LEFT_ALONE = ("choice", "definition")  # what somebody decides, not what nobody knows
SHARES = tuple(f"people.{style}" for style in STYLES)
HIRING = "people.hiring."
MONEY = "economy."


def leaf_of(table: str) -> str:
    """A key of a table, to show one."""
    return next(key.removeprefix(f"{table}.") for key in fields() if key.startswith(f"{table}."))


def numeric(name: str) -> bool:
    """Whether a key takes a number."""
    return any(word in str(fields()[name].annotation) for word in ("int", "float"))


def unknowns(named: Collection[str], money: bool) -> list[str]:
    """Every number of a mechanism with an interval, no free choice, not named elsewhere, in the order declared.

    One share of the styles follows from the others, as does the mix of those hired; prices are left out where no money
    is counted.

    Parameters
    ----------
    named:
        Keys that stand elsewhere.
    money:
        Whether money is counted.
    """
    result = []
    for name, field in fields().items():
        meta = extra(field)
        if name.split(".")[0] not in TABLES or meta["interval"] is None or meta["status"] in LEFT_ALONE:
            continue
        if name in named or name.startswith(HIRING) or (name.startswith(MONEY) and not money):
            continue
        if name in SHARES and (name == SHARES[-1] or sum(share in named for share in SHARES) >= 2):
            continue
        result.append(name)
    return result
