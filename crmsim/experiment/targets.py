"""The rows of docs/targets.toml that single runs of a scenario can be held against, and what is measured for them.

Rows held out are never read here: :func:`targets` gives the rows to fit alone.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmsim.scenario.catalogue import PACKAGE
from crmsim.scenario.schema import fields

NEAR = 0.1  # how far from a value still counts as meeting it, where the row does not say
FILES = (PACKAGE / "experiment" / "targets.toml", PACKAGE.parent / "docs" / "targets.toml")
PARAMETER = re.compile(r"^`([\w.]+)`$")
FIRST_USE = re.compile(r"^first_use_([1-9]\d{0,3})$")
SMALL, LARGE = 20, 500  # employees up to which, and from which, the rows about go-live speak of an organisation
SIZES: Mapping[str, tuple[int, int]] = {"go_live_small": (2, SMALL), "go_live_large": (LARGE, 1_000_000)}
OF_PEOPLE = ("exhausted", "motivated")
OF_TIES = ("tie_value_mean", "tie_value_sd", "tie_value_high", "tie_value_low", "tie_value_rater_sd")
OF_HOURS = ("searching", "administration", "account_research")
MEASURES = (
    *OF_HOURS, "person_or_system", "refused", *OF_TIES, *OF_PEOPLE, "intention", "services", *SIZES,
)  # fmt: skip
PREFIX = "measure:"  # before the name of a measure in the columns of results


@dataclass(frozen=True)
class Target:
    """What a measure is held against.

    Attributes
    ----------
    name:
        The row, and the measure of a run.
    what, unit, source, grade:
        As the row has them.
    low, high:
        The interval that counts as meeting it: the row's own bounds, or the value with so much to either side as still
        counts.
    """

    name: str
    what: str
    unit: str
    low: float
    high: float
    source: str = ""
    grade: str = ""

    @property
    def value(self) -> float:
        """The middle of the interval."""
        return (self.low + self.high) / 2.0

    @property
    def spread(self) -> float:
        """Half the width of the interval over two: the interval is taken to hold 95 % of what is plausible."""
        return (self.high - self.low) / 4.0


@functools.cache
def _rows() -> dict[str, dict[str, Any]]:
    """The rows to fit, as written."""
    file: Path = next(one for one in FILES if one.is_file())
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["target"]
    return {name: row for name, row in rows.items() if row["use"] == "fit"}


def _target(name: str, row: Mapping[str, Any]) -> Target:
    near = float(row.get("near", NEAR))
    if "value" in row:
        low, high = (float(row["value"]) * (1.0 + side * near) for side in (-1.0, 1.0))
    else:
        low, high = float(row.get("low", 0.0)), float(row["high"])
    return Target(name, row["what"], row["unit"], low, high, row["source"], row["grade"])


def targets(employees: int) -> dict[str, Target]:
    """The rows to fit that runs of an organisation of so many people can be held against, by name, in their order."""
    result = {}
    for name, row in _rows().items():
        least, most = SIZES.get(name, (0, employees))
        if name in MEASURES and least <= employees <= most:
            result[name] = _target(name, row)
    return result


def bounds_of_parameters() -> dict[str, Target]:
    """The rows to fit that are parameters themselves, by dotted key: they bound the parameter and need no run."""
    result = {}
    for name, row in _rows().items():
        found = PARAMETER.match(row["measure"])
        if found and found[1] in fields():
            result[found[1]] = _target(name, row)
    return result


def is_measure(name: str) -> bool:
    """Whether a run can be measured so: a row of the targets, or ``first_use_13``.

    The second is the share of those at work at go-live who use the system for the first time within 13 weeks from it.
    """
    return name in MEASURES or FIRST_USE.match(name) is not None
