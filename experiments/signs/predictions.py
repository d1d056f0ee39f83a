"""Reading ``predictions.toml``: what each parameter is expected to do, and from where to where it is moved."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms import OUTCOME
from crmsim.mechanisms.state import STYLES
from crmsim.parameter import choices, extra
from crmsim.scenario.schema import fields

FILE = Path(__file__).with_name("predictions.toml")
TABLES = ("leadership", "project", "system", "motivation", "people", "work", "exchange", "turnover")
KINDS = ("by construction", "emergent")
SIGNS = {"+": 1, "-": -1, "0": 0}
MONEY = ("money", "verdict")


@dataclass(frozen=True)
class Prediction:
    """One row: moved from ``low`` to ``high``, ``parameter`` moves ``outcome`` of ``group`` by ``sign``.

    Attributes
    ----------
    sign:
        1 up, -1 down, 0 by nothing that matters.
    group:
        "all", or a style.
    settings:
        What is set at both ends, without which the parameter would have no effect.
    """

    parameter: str
    outcome: str
    sign: int
    kind: str
    basis: str
    low: Any
    high: Any
    group: str = "all"
    settings: tuple[str, ...] = ()

    @property
    def move(self) -> tuple[str, Any, Any, tuple[str, ...]]:
        """What has to be run; rows with the same move share their runs."""
        return self.parameter, self.low, self.high, self.settings


def read_predictions(path: Path = FILE) -> list[Prediction]:
    """Every row of the file, checked against the declarations.

    Raises
    ------
    CrmsimError
        For a parameter, outcome, group, sign or kind that does not exist, and for a parameter without an interval
        whose two ends are not given.
    """
    with path.open("rb") as stream:
        rows = tomllib.load(stream)["sign"]
    return [_prediction(row, path) for row in rows]


def _prediction(row: dict[str, Any], path: Path) -> Prediction:
    name = row["parameter"]
    for key, value, known in (
        ("parameter", name, list(fields())),
        ("outcome", row["outcome"], list(OUTCOME)),
        ("group", row.get("group", "all"), ["all", *STYLES]),
        ("sign", row["sign"], list(SIGNS)),
        ("kind", row["kind"], list(KINDS)),
    ):
        if value not in known:
            raise CrmsimError("unknown", file=path, key=key, value=value, nearest=nearest(value, known))
    if OUTCOME[row["outcome"]].summary in MONEY:
        raise CrmsimError("money needs a twin run, which is not made", file=path, key=name, value=row["outcome"])
    low, high = ends(name)
    low, high = row.get("low", low), row.get("high", high)
    if low is None or high is None:
        raise CrmsimError("no interval is declared", file=path, key=name, expected="low and high")
    return Prediction(
        name, row["outcome"], SIGNS[row["sign"]], row["kind"], row["basis"], low, high,
        row.get("group", "all"), tuple(row.get("with", ())),
    )  # fmt: skip


def ends(name: str) -> tuple[Any, Any]:
    """The two ends a parameter is moved between: its interval, no and yes, or (None, None) for a choice."""
    field = fields()[name]
    interval = extra(field)["interval"]
    if interval is not None:
        whole = isinstance(field.default, int) and not isinstance(field.default, bool)
        low, high = interval
        return (round(low), round(high)) if whole else (float(low), float(high))
    return (False, True) if isinstance(field.default, bool) else (None, None)


def to_predict(tables: tuple[str, ...] = TABLES) -> list[str]:
    """The parameters that must have a row: every number and every yes-or-no of the tables."""
    found = []
    for name, field in fields().items():
        if name.split(".")[0] in tables and not choices(field) and ends(name) != (None, None):
            found.append(name)
    return found
