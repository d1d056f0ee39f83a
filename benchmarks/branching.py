"""What a sweep whose levers act from some week on costs beside the same runs each made whole.

In each turn both make the same runs of new seeds, as a worker makes them, and come to the same bits.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from benchmarks.figure import Figure, alternating
from crmsim.experiment import from_text
from crmsim.experiment.runs import Runs, Setup
from crmsim.runner.backend import Chunk, Job, Task
from crmsim.runner.start import job_of
from crmsim.runner.worker import code, compute
from crmsim.simulation.run import COUNTERFACTUALS

PEOPLE, WEEKS = 150, 104
CASES = (
    (27, 4),
    (53, 4),
    (53, 10),
    (79, 10),
)  # the week that the settings of the levers act from, and how many there are
ROOM = 0.06  # of a whole run, beside the weeks that are left: copying, and telling outcomes, are as for any run
TEXT = """
title = "Benchmark"
outcomes = ["routine_share"]
runs = 2
branch_week = {week}
[design]
kind = "grid"
[constants]
"organisation.employees" = {people}
"scenario.weeks" = {weeks}
[levers]
"leadership.done" = {{ from = 0.0, to = 1.0, steps = {settings} }}
"""


def measure(quick: bool = False) -> list[Figure]:
    """CPU milliseconds a run, the run without a project included: branched, beside whole."""
    result = []
    for week, settings in CASES[1:3] if quick else CASES:
        experiment = from_text(TEXT.format(week=week, people=PEOPLE, weeks=WEEKS, settings=settings))
        runs, job = Runs(experiment, code()), job_of(experiment)
        setups = tuple(runs.setup(number) for number in range(settings))
        whole = partial(_made, replace(job, branch_week=None), setups, itertools.count(1))
        shared = partial(_made, job, setups, itertools.count(1))
        if shared() != whole():  # compiles, too
            raise RuntimeError("a branch is not the whole run")
        branched, plain = alternating([shared, whole], 5 if quick else 15)
        left = (week - 1 + settings * (WEEKS - week + 1)) / (settings * WEEKS)
        result.append(
            Figure(
                f"{settings} settings that act from week {week} of {WEEKS}", PEOPLE, 1e3 * branched / settings, "ms",
                "whole runs", 1e3 * plain / settings, most=round(left + ROOM, 3), note=f"weeks left: {left:.2f}",
            )
        )  # fmt: skip
    return result


def _made(job: Job, setups: tuple[Setup, ...], seeds: Iterator[int]) -> bytes:
    """The outcomes of a chunk: every setting with the next seed."""
    seed = next(seeds)
    COUNTERFACTUALS.found.clear()
    tasks = tuple(Task(setup.point, place, seed) for place, setup in enumerate(setups))
    return b"".join(one.values or b"" for one in compute(job, Chunk(1, setups, tasks, 600.0)))
