"""Comparisons with made-up numbers, so that figures and texts can be tested without running the engine."""

import numpy as np

from crmsim.analysis.comparison import PLACE, Comparison
from crmsim.analysis.measure import Measured
from crmsim.analysis.plan import Plan
from crmsim.mechanisms import OUTCOMES
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
    plan = Plan(labels, (scenario,) * scenarios, asked or runs, 0, 2)
    luck = generator.normal(0.0, 1.0, (runs, len(OUTCOMES)))
    finished = {
        (run, place): _measured(generator, luck[run], SHIFTS[place], place, run, weeks)
        for run in range(runs)
        for place in range(scenarios)
    }
    return Comparison.of(plan, finished, range(runs))


def _measured(
    generator: np.random.Generator, luck: np.ndarray, shift: float, place: int, run: int, weeks: int
) -> Measured:
    values = np.zeros(len(OUTCOMES))
    for index, outcome in enumerate(OUTCOMES):
        noise = float(generator.normal())
        if outcome.summary == "verdict":
            values[index] = float(luck[index] + 2.0 * shift > 0.0)
        elif outcome.unit == "share":
            effect = shift if index % 3 else 0.02 * shift
            values[index] = float(np.clip(0.55 + 0.05 * luck[index] + effect + 0.01 * noise, 0.0, 1.0))
        elif outcome.unit == "NOK":
            values[index] = 1e6 * (2.0 + 0.3 * luck[index] + 3.0 * shift + 0.1 * noise)
        elif outcome.unit == "weeks":
            values[index] = 60.0 + luck[index] - 40.0 * shift
        else:
            values[index] = 1234.0 * (1.0 + 0.1 * luck[index] + shift + 0.02 * noise)
    values[PLACE["payoff"]] = np.nan
    reasons = {"payoff": "nobody was employed"}
    if place == 1 and run % 10 == 0:
        values[PLACE["market_orientation"]] = np.nan
        reasons["market_orientation"] = "no change was noticed"
    week = np.arange(1, weeks + 1)
    users = (0.6 + shift) / (1.0 + np.exp(-(week - 45.0 + 8.0 * luck[1]) / 9.0))
    personal = 80.0 + 5.0 * generator.normal(size=weeks)
    output = np.array([2.3, 2.0, 2.2]) + 0.5 * shift + 0.1 * generator.normal(size=3)
    if place == 2:
        output[1] = np.nan
    censored = frozenset({"weeks_to_half_users"} if place == 1 and run % 2 else ())
    return Measured(values, reasons, censored, np.array([users, 0.8 * users, personal, 60.0 * users]), output)
