"""Findings as a table that is kept: ``verdicts.csv``, of a run of the register or as shipped with this version."""

from __future__ import annotations

import csv
import functools
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

import pandas as pd

from crmsim.evidence.register import Prediction, read_register
from crmsim.evidence.study import Size
from crmsim.evidence.verdict import WHY, Effect, Finding
from crmsim.results.frames import csv_text
from crmsim.results.provenance import version

TABLE = "verdicts.csv"
MARK = "# "
IN_WORDS = {"+": "positive", "-": "negative", "0": "none"}  # a spreadsheet would compute what begins with a sign
COLUMNS = (
    "prediction", "basis", "predicted", "at_start", "effect", "low", "high", "worlds", "matters", "placebo",
    "placebo_low", "placebo_high", "placebo_worlds", "holds", "holds_low", "holds_high", "verdict", "why",
)  # fmt: skip


@dataclass(frozen=True)
class Stored:
    """Findings with where they come from.

    Attributes
    ----------
    findings:
        In the order of the register.
    worlds, runs, seed:
        In how many worlds, how many runs of each setting in each, and the seed they were drawn with.
    version:
        Of crmsim.
    """

    findings: tuple[Finding, ...]
    worlds: int
    runs: int
    seed: int
    version: str


def table_text(findings: Iterable[Finding], size: Size, seed: int) -> str:
    """Findings as CSV; the first line says how they were made."""
    rows = []
    for one in findings:
        placebo = one.placebo or Effect(math.nan, math.nan, math.nan, 0)
        numbers = [
            one.at_start, one.effect.mean, one.effect.low, one.effect.high, one.effect.worlds, one.matters,
            placebo.mean, placebo.low, placebo.high, placebo.worlds, one.holds, one.holds_low, one.holds_high,
        ]  # fmt: skip
        text = predicted_text(one.prediction)
        sign = IN_WORDS.get(text, f"from {text}")
        rows.append([one.prediction.id, one.basis, sign, *map(short, numbers), one.verdict, one.why or ""])
    made = f"{MARK}worlds={size.worlds} runs={size.runs} seed={seed} version={version()}\n"
    return made + csv_text(pd.DataFrame(rows, columns=list(COLUMNS)))


def short(number: float) -> float:
    """To five digits, whole numbers as they are."""
    return number if isinstance(number, int) else float(f"{number:.5g}")


def predicted_text(prediction: Prediction) -> str:
    """A sign, or two bounds; in per cent where they are shares of the mean on the first side."""
    predicted = prediction.predicted
    if isinstance(predicted, str):
        return predicted
    low, high = (f"{100.0 * end:g} %" if prediction.relative else f"{end:g}" for end in predicted)
    return f"{low} to {high}"


@functools.cache
def shipped() -> Stored:
    """The findings that came with this version; those of predictions that were taken out since are left out."""
    text = files("crmsim.evidence").joinpath(TABLE).read_text(encoding="utf-8")
    return read_table(text)


def read_table(text: str) -> Stored:
    """A table as :func:`table_text` writes it."""
    head, _, rest = text.partition("\n")
    made = dict(part.split("=", 1) for part in head.removeprefix(MARK).split())
    known = read_register()
    rows = [row for row in csv.DictReader(io.StringIO(rest)) if row["prediction"] in known]
    return Stored(
        tuple(map(_finding, rows)), int(made["worlds"]), int(made["runs"]), int(made["seed"]), made["version"]
    )


def _finding(row: Mapping[str, str]) -> Finding:
    def number(key: str) -> float:
        return float(row[key]) if row[key] else math.nan

    placebo = None
    if int(row["placebo_worlds"]):
        placebo = Effect(number("placebo"), number("placebo_low"), number("placebo_high"), int(row["placebo_worlds"]))
    return Finding(
        read_register()[row["prediction"]], row["basis"], number("at_start"),
        Effect(number("effect"), number("low"), number("high"), int(row["worlds"])), placebo, number("matters"),
        number("holds"), number("holds_low"), number("holds_high"), row["verdict"],
        next((why for why in WHY if str(why) == row["why"]), None),
    )  # fmt: skip
