"""Comparisons with made-up numbers, so that figures and texts can be tested without running the engine."""

import numpy as np
import pandas as pd

from crmsim.analysis.comparison import Comparison
from crmsim.analysis.study import Study
from crmsim.experiment import Factor, Replication
from crmsim.experiment.comparing import ORDER, SERIES
from crmsim.mechanisms import OUTCOMES
from crmsim.results.weekly import NAMES, PLACE
from crmsim.scenario import load

SHIFTS = (0.0, -0.25, 0.15, 0.0005, 0.08, -0.4, 0.02, 0.3)
LABELS = (
    "baseline",
    "project.leader_style=taker",
    "giver_rich",
    "walk_the_talk",
    "people.takers=0.3, leadership.done=0.2, leadership.said=0.9",
    "cut_corners",
    "public_sector",
    "say_do_gap",
)


def pretend(scenarios: int, runs: int = 100, weeks: int = 104, asked: int | None = None) -> Comparison:
    """``scenarios`` of 1 to 8; undefined, censored and constant outcomes among them."""
    generator = np.random.default_rng(0)
    labels = LABELS[:scenarios]
    scenario = load("baseline", weeks=weeks)
    of_run = generator.normal(0.0, 1.0, (runs, len(OUTCOMES)))
    values = np.empty((scenarios, runs, len(OUTCOMES)))
    output = np.empty((scenarios, runs, 3))
    reasons = {}
    rows = []
    for run in range(runs):
        for place in range(scenarios):
            values[place, run], why, series, output[place, run] = _measured(
                generator, of_run[run], SHIFTS[place], place, run, weeks
            )
            reasons[place, run] = why
            index = {"point": place, "replicate": run, "week": np.arange(1, weeks + 1)}
            rows.append(pd.DataFrame({**index, **dict(zip(SERIES, series, strict=True))}))
    censored = np.zeros((scenarios, runs), dtype=bool)
    if scenarios > 1:
        censored[1, 1::2] = True
    every = np.ones((scenarios, runs), dtype=bool)
    made = Study(
        "pretended", "", "", "scenarios", ORDER, (Factor("scenario", "lever", "scenarios", labels),),
        pd.DataFrame({"scenario": labels}), {name: values[:, :, PLACE[name]] for name in NAMES}, every, every,
        censored=censored, base=scenario, scenarios=dict.fromkeys(labels, scenario), by_style={"output": output},
        reasons=reasons,
    )  # fmt: skip
    weekly = pd.concat(rows).sort_values(["point", "replicate", "week"])
    most = asked or runs
    return Comparison(made, lambda: weekly, Replication(most, most), most > runs)


def _measured(
    generator: np.random.Generator, of_run: np.ndarray, shift: float, place: int, run: int, weeks: int
) -> tuple[np.ndarray, dict[str, str], list[np.ndarray], np.ndarray]:
    values = np.zeros(len(OUTCOMES))
    for index, outcome in enumerate(OUTCOMES):
        noise = float(generator.normal())
        if outcome.summary == "verdict":
            values[index] = float(of_run[index] + 2.0 * shift > 0.0)
        elif outcome.unit == "share":
            effect = shift if index % 3 else 0.02 * shift
            values[index] = float(np.clip(0.55 + 0.05 * of_run[index] + effect + 0.01 * noise, 0.0, 1.0))
        elif outcome.unit == "NOK":
            values[index] = 1e6 * (2.0 + 0.3 * of_run[index] + 3.0 * shift + 0.1 * noise)
        elif outcome.unit == "weeks":
            values[index] = 60.0 + of_run[index] - 40.0 * shift
        else:
            values[index] = 1234.0 * (1.0 + 0.1 * of_run[index] + shift + 0.02 * noise)
    values[PLACE["payoff"]] = np.nan
    reasons = {"payoff": "nobody was employed"}
    if place == 1 and run % 10 == 0:
        values[PLACE["market_orientation"]] = np.nan
        reasons["market_orientation"] = "no change was noticed"
    week = np.arange(1, weeks + 1)
    users = (0.6 + shift) / (1.0 + np.exp(-(week - 45.0 + 8.0 * of_run[1]) / 9.0))
    personal = 80.0 + 5.0 * generator.normal(size=weeks)
    output = np.array([2.3, 2.0, 2.2]) + 0.5 * shift + 0.1 * generator.normal(size=3)
    if place == 2:
        output[1] = np.nan
    return values, reasons, [users, 0.8 * users, personal, 60.0 * users], output
