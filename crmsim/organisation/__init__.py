"""Who works where and turns to whom: generated, imported from two CSV files, described.

``generate`` and ``read`` make an ``Organisation``; ``describe`` says what it is like; ``with_managers`` fills in a line
of command where a file gave none; ``write_scenario`` makes a scenario of two files. Names are loaded when they are
asked for, so that reading a file needs no compiled code.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmsim.organisation.description import Description, describe
    from crmsim.organisation.generation import generate
    from crmsim.organisation.organisation import Organisation
    from crmsim.organisation.reading import read
    from crmsim.organisation.scenario_file import write_scenario
    from crmsim.organisation.superiors import with_managers

__all__ = ["Description", "Organisation", "describe", "generate", "read", "with_managers", "write_scenario"]

_HOMES = {
    "Description": "description",
    "Organisation": "organisation",
    "describe": "description",
    "generate": "generation",
    "read": "reading",
    "with_managers": "superiors",
    "write_scenario": "scenario_file",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
