"""The small organisation and the small experiments that commands are attacked on."""

from __future__ import annotations

import random
from pathlib import Path

PEOPLE, DEPARTMENTS = 24, 3
WEEKS, LONG_WEEKS = 8, 60
SWEPT, LONG_SWEPT = 60, 160
COMPARED, LONG_COMPARED = 12, 60
SCENARIO = """\
[scenario]
title = "{title}"
weeks = {weeks}
[organisation]
employees_csv = "employees.csv"
ties_csv = "ties.csv"
[leadership]
done = {done}
"""
EXPERIMENT = """\
title = "A small sweep"
question = "Is what is stored what was run?"
base = "ours.toml"
outcomes = ["routine_share", "user_share"]
weekly = ["user_share"]
money = false
runs = {runs}
seed = {seed}
[design]
kind = "lhs"
samples = {points}
[levers]
"leadership.said" = {{ low = 0.0, high = 1.0 }}
[uncertainties]
"system.fit" = {{ low = 0.0, high = 1.0 }}
"""


def make(folder: Path, long: bool = False, changed: str = "") -> None:
    """Write the files: people, ties, a scenario that names them, and an experiment on it.

    Parameters
    ----------
    long:
        Whether runs are to take long enough that files can be edited meanwhile.
    changed:
        The file that is to be another one, as it is after an edit.
    """
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_text(text(name, long, changed == name), encoding="utf-8")


def text(name: str, long: bool = False, changed: bool = False) -> str:
    """What stands in one of the files; changed, another organisation, scenario or experiment that can be run too."""
    if name == "employees.csv":
        lines = [f"s{n:03d},D{n % DEPARTMENTS}" for n in range(PEOPLE)]
        if changed:
            lines[-1] = f"s{PEOPLE - 1:03d},D0"
        return "employee_id,department\n" + "".join(f"{line}\n" for line in lines)
    if name == "ties.csv":
        draw = random.Random(5)
        pairs = sorted({(draw.randrange(PEOPLE), draw.randrange(PEOPLE)) for _ in range(6 * PEOPLE)})
        rows = [f"s{a:03d},s{b:03d},{draw.randrange(1, 10) / 10}" for a, b in pairs if a != b]
        return "source_id,target_id,strength\n" + "".join(f"{row}\n" for row in rows[: -20 if changed else None])
    if name == "ours.toml":
        weeks = LONG_WEEKS if long else WEEKS
        return SCENARIO.format(title="Ours", weeks=weeks, done=0.8 if changed else 0.3)
    points, runs = (LONG_SWEPT // 2 if long else SWEPT // 2), 2
    return EXPERIMENT.format(runs=runs, points=points, seed=500 if changed else 0)


FILES = ("employees.csv", "ties.csv", "ours.toml", "small.toml")
RUN = ("run", "ours.toml")
COMPARE = ("compare", "ours.toml", "--what-if", "leadership.said=.9", "--runs")


def run(out: str) -> list[str]:
    """One run."""
    return [*RUN, "--out", out]


def compare(out: str, long: bool = False) -> list[str]:
    """Two scenarios."""
    return [*COMPARE, str(LONG_COMPARED if long else COMPARED), "--jobs", "2", "--out", out]


def sweep(out: str, jobs: str = "serial") -> list[str]:
    """Two runs of each of some settings."""
    return ["sweep", "small.toml", "--jobs", jobs, "--out", out]


def analyse(out: str) -> list[str]:
    """What a sweep says."""
    return ["analyse", out]
