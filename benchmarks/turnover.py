"""What ``turnover.reference`` must be for `baseline` to lose ``turnover.annual_rate`` of its people a year.

The realised rate is departures for each year that a person was present (a vacancy is nobody), over many seeds. Those
who leave against their will do not depend on the reference; the others grow with its exponential, but for what turnover
does to those who stay. So a few steps of a secant on the log of voluntary departures find it; the standard error is
that of the realised rate over the seeds, brought to the reference by the slope.

``python -m benchmarks.turnover [--seeds 300]`` prints the value, to be typed into ``crmsim/mechanisms/turnover.py``.
"""

from __future__ import annotations

import argparse
import math
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from benchmarks.figure import Figure
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.turnover import Turnover
from crmsim.scenario import load
from crmsim.scenario.work import cores
from crmsim.simulation.run import Simulation, run_to_end

WEEKS_PER_YEAR = 52.0
KEY = "turnover.reference"


class Rate(NamedTuple):
    """Departures for each year a person was present: all, their standard error over seeds, and the voluntary ones."""

    all: float
    error: float
    voluntary: float


class Calibration(NamedTuple):
    """The reference found, its standard error, and the rate realised with it on fresh seeds."""

    reference: float
    error: float
    realised: Rate


def departures(reference: float, first_seed: int, seeds: int) -> Rate:
    """The rates that this reference gives `baseline`."""
    scenario = load("baseline", [f"{KEY}={reference!r}"])

    def one(seed: int) -> tuple[float, float, float]:
        simulation = Simulation(scenario, seed)
        run_to_end(simulation, None, None)
        total = simulation.state.sums[:, 0, :].sum(axis=0)
        # People are counted at the end of a week, so whoever left in it was there for it all the same.
        left = float(total[COLUMN["departures"]])
        return left, float(total[COLUMN["voluntary"]]), (float(total[COLUMN["people"]]) + left) / WEEKS_PER_YEAR

    one(first_seed)  # compiles, before there are threads
    with ThreadPoolExecutor(cores()) as pool:
        result = np.array(list(pool.map(one, range(first_seed, first_seed + seeds))))
    left, voluntary, years = result.sum(axis=0)
    rate = left / years
    # Ratio estimator: the spread of departures around what the years in a run would give.
    residual = result[:, 0] - rate * result[:, 2]
    error = math.sqrt(float((residual**2).sum()) / (seeds - 1) * seeds) / years
    return Rate(rate, error, voluntary / years)


def calibrate(seeds: int, steps: int = 4) -> Calibration:
    """The reference that makes the declared annual rate the realised one."""
    wanted = float(Turnover().annual_rate)
    reference = 0.0
    slope = 1.0  # of the log of voluntary departures
    before: tuple[float, float] | None = None
    for step in range(steps):
        rate = departures(reference, 0, seeds)
        log_voluntary = math.log(rate.voluntary)
        if before is not None and abs(reference - before[0]) > 0.02:
            slope = (log_voluntary - before[1]) / (reference - before[0])
        before = (reference, log_voluntary)
        wanted_left = wanted - (rate.all - rate.voluntary)
        if wanted_left <= 0.0:
            raise ValueError("involuntary departures alone exceed the annual rate")
        change = (math.log(wanted_left) - log_voluntary) / slope
        if abs(change) < 0.0005 and step > 0:
            break
        reference += change
    rate = departures(reference, 0, seeds)
    error = rate.error / (rate.voluntary * slope)
    return Calibration(reference, error, departures(reference, 1_000_000, seeds))


def measure(quick: bool = False) -> list[Figure]:
    """The rate that the shipped reference gives, beside the declared one, on seeds it was not fitted to."""
    rate = departures(float(Turnover().reference), 2_000_000, 50 if quick else 300)
    declared = float(Turnover().annual_rate)
    text = f"standard error {rate.error:.4f}"
    return [Figure("departures in baseline", 150, rate.all, "a person and year", "declared", declared, note=text)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=300)
    seeds = parser.parse_args().seeds
    result = calibrate(seeds)
    print(f"{KEY} = {result.reference:.4f} (standard error {result.error:.4f}, {seeds} seeds)")
    print(
        f"realised on other seeds: {result.realised.all:.4f} ± {result.realised.error:.4f} departures a person and year"
    )
    print(f"  of them voluntary: {result.realised.voluntary:.4f}; declared: {Turnover().annual_rate}")


if __name__ == "__main__":
    main()
