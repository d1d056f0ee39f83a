"""The headline results taken apart, told: which mechanisms each needs, and in what share of worlds it holds."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import pandas as pd

from crmsim.evidence.ablation import (
    LEFT_WORDS,
    NEEDS,
    NOWHERE,
    OFF,
    OFTEN,
    OPEN,
    SIZE,
    STRONGER,
    WEAKER,
    Ablated,
    ablated,
    ablations,
    headlines,
)
from crmsim.evidence.page import table
from crmsim.evidence.register import Prediction, read_register
from crmsim.evidence.stored import MARK, shipped, short
from crmsim.evidence.study import AS_IS, Runs, Size, group_of, run_folder
from crmsim.evidence.text import BASIS, VERDICT, effect_text, holds_text
from crmsim.evidence.verdict import Effect, Finding
from crmsim.results.frames import csv_text
from crmsim.results.provenance import version
from crmsim.store.load import load
from crmsim.words import ENGLISH, Message, Teller, message

TABLE = "ablations.csv"
ABLATED, OFTEN_RUN = "ablated-", "often-"  # before the names of the sweeps
COLUMNS = (
    "prediction", "without", "effect", "low", "high", "worlds", "kept", "kept_low", "kept_high", "left", "holds",
    "holds_low", "holds_high",
)  # fmt: skip
NUMBERS = ("effect", "low", "high", "kept", "kept_low", "kept_high", "holds", "holds_low", "holds_high")
Rows = Mapping[str, Sequence[Ablated]]  # by prediction
WORDS: Mapping[str, Message] = {
    NEEDS: message("at most a quarter is left without"), WEAKER: message("less than half without"),
    STRONGER: message("more than twice without"), OPEN: message("cannot be told without"),
}  # fmt: skip


def taken_apart(folder: Path) -> Rows:
    """The headline results of finished runs, without each mechanism."""
    runs: dict[Path, Runs] = {}

    def read(prefix: str) -> Runs:
        place = run_folder(folder, group, prefix)
        if place not in runs:
            runs[place] = Runs(load(place))
        return runs[place]

    result = {}
    for prediction in headlines():
        group = group_of(prediction)
        result[prediction.id] = ablated(prediction, read(ABLATED), read(OFTEN_RUN))
    return result


def as_csv(rows: Rows, size: Size = SIZE) -> str:
    """A row for each result and mechanism; the first line says how they were made."""
    cells = []
    for name, each in rows.items():
        for one in each:
            effect = one.effect
            numbers = (effect.mean, effect.low, effect.high, effect.worlds, one.kept, one.kept_low, one.kept_high)
            cells.append([name, one.without, *map(short, numbers), one.left, *map(short, one.holds)])
    made = f"{MARK}worlds={size.worlds} runs={size.runs} version={version()}\n"
    return made + csv_text(pd.DataFrame(cells, columns=list(COLUMNS)))


def read_rows(text: str) -> Rows:
    """A table as :func:`as_csv` writes it."""
    result: dict[str, list[Ablated]] = {}
    for row in csv.DictReader(io.StringIO(text.partition("\n")[2])):
        mean, low, high, kept, kept_low, kept_high, *holds = (float(row[key] or "nan") for key in NUMBERS)
        effect = Effect(mean, low, high, int(row["worlds"]))
        held = NOWHERE if math.isnan(holds[0]) else (holds[0], holds[1], holds[2])
        one = Ablated(row["without"], effect, kept, kept_low, kept_high, row["left"], held)
        result.setdefault(row["prediction"], []).append(one)
    return result


def shipped_rows() -> Rows:
    """Those that came with this version."""
    return read_rows(files("crmsim.evidence").joinpath(TABLE).read_text(encoding="utf-8"))


def sentences(prediction: Prediction, rows: Sequence[Ablated], teller: Teller) -> list[str]:
    """What one result needs."""
    lines = [teller(prediction.says)]
    whole = rows[0].effect
    lines.append(effect_text(prediction, whole, teller) if math.isfinite(whole.mean) else teller(LEFT_WORDS[OPEN]))
    if math.isfinite(rows[0].holds[0]):
        lines.append(holds_text(rows[0].holds, teller))
    for left, words in WORDS.items():
        names = [one.without.removeprefix(OFF) for one in rows[1:] if one.left == left]
        if names:
            lines.append(f"{teller(words)}: {', '.join(names)}")
    return lines


def robustness_text(rows: Rows, teller: Teller = ENGLISH) -> str:
    """All of it for a terminal."""
    lines = []
    for name, each in rows.items():
        first, *rest = sentences(read_register()[name], each, teller)
        lines.append(teller.wrap(f"{name}: {first}", "", "    "))
        lines += [teller.wrap(line, "  ", "    ") for line in rest]
    return "\n".join(lines)


def page() -> str:
    """``docs/robustness.md``: which mechanism each headline result needs."""
    rows, stored = shipped_rows(), shipped()
    known = {one.prediction.id: one for one in stored.findings}
    names = [name for name in ablations() if name != AS_IS]
    lines = [
        "# What the headline results need",
        "",
        "Written by `python docs/generate.py` from `crmsim/evidence/ablations.csv`, which `make evidence` makes; do "
        "not edit.",
        "",
        f"Each result is run again in {SIZE.worlds} calibrated worlds with one mechanism switched off or one placebo "
        "set on all its sides; random numbers and worlds are the same. A cell is the share of the effect that is left, "
        "with its 99 % interval (Fieller, paired by world), each taken alone: of some hundreds a few are off. The "
        "words are told from the interval: at most a quarter, less than half, between half and twice (*stays*), more "
        "than twice; a dash where it cannot be run, or where the effect itself cannot be told from none by a 99 % "
        "interval alone (those in the first table are wider: corrected for all predictions). Some of it is so by "
        "definition: without adoption nobody is a user. *Holds in*: the share of worlds in which the whole effect is "
        "as large as matters, random variation taken out, from "
        f"{OFTEN.worlds} worlds run {OFTEN.runs} times each; a dash where noise is too large to tell. Placebos are "
        "explained in "
        "[claims.md](claims.md#placebos); whether a result is an artefact of labels, order, streams or step stands in "
        "[artefacts.md](artefacts.md).",
        "",
        *table(
            ["result", "effect", "holds in", "at most a quarter without", "less than half without", "twice without"],
            [_row(name, rows[name], known.get(name)) for name in rows],
        ),
        "",
        "## Every mechanism and placebo",
        "",
        *table(
            ["without", *(f"`{name}`" for name in rows)],
            [[f"`{without.removeprefix(OFF)}`", *(_cell(rows[name], without) for name in rows)] for without in names],
        ),
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, rows: Sequence[Ablated], found: Finding | None) -> list[str]:
    prediction = read_register()[name]
    share, low, high = rows[0].holds
    held = f"{ENGLISH.share(share)} {ENGLISH.span(ENGLISH.share(low), ENGLISH.share(high))}" if share == share else "–"
    basis = f", {BASIS[found.basis]}" if found is not None and found.basis != "emergent" else ""
    verdict = "" if found is None else f" ({VERDICT[found.verdict]}{basis})"
    lists = [
        ", ".join(f"`{one.without.removeprefix(OFF)}`" for one in rows[1:] if one.left == left) or "–"
        for left in (NEEDS, WEAKER, STRONGER)
    ]
    return [f"`{name}`: {prediction.says}{verdict}", effect_text(prediction, rows[0].effect, ENGLISH), held, *lists]


def _cell(rows: Sequence[Ablated], without: str) -> str:
    one = next((each for each in rows if each.without == without), None)
    if one is None or math.isnan(one.effect.mean):
        return "–"
    if math.isnan(one.kept_low):
        return "–"
    low, high = (f"{100.0 * end + 0.0:.0f}" for end in (one.kept_low, one.kept_high))
    return f"{100.0 * one.kept:.0f} % [{low}, {high}] ({LEFT_WORDS[one.left]})".replace("-0 ", "0 ").replace("-", "−")
