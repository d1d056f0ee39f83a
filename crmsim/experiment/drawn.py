"""The worlds that an experiment draws from: ``worlds = "…"`` among its uncertainties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from crmsim.experiment.factor import Factor, touched
from crmsim.experiment.form import Page
from crmsim.scenario import Scenario
from crmsim.scenario.worlds import Worlds, read_worlds, worlds_of, worlds_text
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
    if page.worlds is not None:  # as they were drawn from
        return read_worlds(page.worlds)
    if value != OWN:
        at = {"file": page.shown, "line": page.line(key), "key": key}
        return worlds_of(value, page.document.folder or Path.cwd(), at)
    own = base()
    if own.worlds is None:
        raise page.error(message("the scenario names no worlds"), key, value, expected)
    found = own.worlds
    if not own.given.intersection(found.keys):
        return found
    columns = _columns(found.keys, found.rows, own.given)
    if not columns["keys"]:
        raise page.error(message("the scenario gives all that its worlds would draw"), key, value, expected)
    return replace(found, **columns, text=worlds_text(found.head.model_dump(), columns["keys"], columns["rows"]))


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
