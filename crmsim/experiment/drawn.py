"""The worlds that an experiment draws from: ``worlds = "…"`` among its uncertainties."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from crmsim.experiment.form import Page
from crmsim.scenario.worlds import Worlds, read_worlds, worlds_of
from crmsim.words import message

OWN = "scenario"  # those that the base names


def drawn(page: Page, key: str, value: Any, own: Callable[[], Worlds | None] | None) -> Worlds:
    """The worlds that a key of the experiment names.

    Parameters
    ----------
    own:
        Gives the worlds of the base; None where no worlds can be drawn.

    Raises
    ------
    CrmsimError
        Where worlds cannot be drawn here, are not there, or cannot be read.
    """
    expected = message('a name or path of worlds, or "scenario" for those that the scenario names')
    if own is None:
        raise page.error(message("worlds are drawn in [uncertainties] of a simulation"), key, value, expected)
    if not isinstance(value, str) or not value:
        raise page.error(message("of the wrong type"), key, value, expected)
    if page.worlds is not None:
        return read_worlds(page.worlds)
    if value != OWN:
        at = {"file": page.shown, "line": page.line(key), "key": key}
        return worlds_of(value, page.document.folder or Path.cwd(), at)
    result = own()
    if result is None:
        raise page.error(message("the scenario names no worlds"), key, value, expected)
    return result
