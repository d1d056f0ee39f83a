"""What moving each parameter showed, by the claim it rests on: ``signs.csv``, which ``experiments.signs`` writes."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from importlib.resources import files

FILE = "signs.csv"


@dataclass(frozen=True)
class Sign:
    """One prediction of sign and what came of it.

    Attributes
    ----------
    parameter, outcome, sign:
        Moved from low to high, ``parameter`` should move ``outcome`` by ``sign``.
    because:
        Why, in words.
    verdict:
        As :mod:`experiments.signs` tells it.
    """

    parameter: str
    outcome: str
    sign: str
    because: str
    verdict: str


@functools.cache
def read_signs() -> dict[str, tuple[Sign, ...]]:
    """Claim or fact → the predictions of sign that rest on it."""
    result: dict[str, list[Sign]] = {}
    text = files("crmsim.evidence").joinpath(FILE).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        names, _, because = row["basis"].partition(":")
        group = "" if row["group"] == "all" else f":{row['group']}"
        sign = Sign(row["parameter"], row["outcome"] + group, row["sign"], because.strip(), row["verdict"])
        for name in names.split(", "):
            result.setdefault(name, []).append(sign)
    return {name: tuple(signs) for name, signs in result.items()}
