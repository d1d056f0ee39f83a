"""The worlds that an experiment draws from: ``worlds = "…"`` among its uncertainties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from crmsim.experiment.factor import Factor, touched
from crmsim.experiment.form import Page
from crmsim.scenario import Scenario
from crmsim.scenario.worlds import Worlds, read_worlds, worlds_of
from crmsim.words import message

OWN = "scenario"  # those that the base names


def drawn(page: Page, key: str, value: Any, base: Callable[[], Scenario] | None) -> Worlds:
    """The worlds that a key of the experiment names; of those that the base names, the columns that it does not give.

    Parameters
    ----------
    base:
        Gives the base; None where no worlds can be drawn.

    Raises
    ------
    CrmsimError
        Where worlds cannot be drawn here, are not there, or cannot be read.
    """
    expected = message('a name or path of worlds, or "scenario" for those that the scenario names')
    if base is None:
        raise page.error(message("worlds are drawn in [uncertainties] of a simulation"), key, value, expected)
    if not isinstance(value, str) or not value:
        raise page.error(message("of the wrong type"), key, value, expected)
    own = base() if value == OWN else None
    if page.worlds is not None:
        found = read_worlds(page.worlds)
    elif own is None:
        at = {"file": page.shown, "line": page.line(key), "key": key}
        return worlds_of(value, page.document.folder or Path.cwd(), at)
    elif own.worlds is None:
        raise page.error(message("the scenario names no worlds"), key, value, expected)
    else:
        found = own.worlds
    return found if own is None else replace(found, **_columns(found.keys, found.rows, own.given))


def outweighed(factors: Sequence[Factor]) -> list[Factor]:
    """Factors; of worlds without the columns that another uncertainty names, as what is said of one is nearer."""
    named = {
        key for factor in factors if factor.role == "uncertainty" and factor.kind != "worlds" for key in touched(factor)
    }
    rest = [_without(factor, named) if factor.kind == "worlds" else factor for factor in factors]
    return [factor for factor in rest if factor.kind != "worlds" or factor.keys]


def _without(worlds: Factor, named: Collection[str]) -> Factor:
    """Worlds without some columns."""
    found = _columns(worlds.keys, worlds.choices, named)
    return replace(worlds, keys=found["keys"], choices=found["rows"])


def _columns(keys: Sequence[str], rows: Sequence[Sequence[Any]], named: Collection[str]) -> dict[str, Any]:
    """``keys`` and ``rows`` without some columns."""
    kept = [place for place, key in enumerate(keys) if key not in named]
    return {
        "keys": tuple(keys[place] for place in kept), "rows": tuple(tuple(row[place] for place in kept) for row in rows)
    }  # fmt: skip
