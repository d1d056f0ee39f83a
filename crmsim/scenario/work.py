"""How much work runs are, told from sizes alone, and what nobody can mean to ask for."""

from __future__ import annotations

import os
from collections.abc import Sequence

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMNS, OUTCOMES
from crmsim.scenario.scenario import Scenario
from crmsim.scenario.settings import plain_number
from crmsim.words import message, roughly

CORES_OF_A_TASK = "SLURM_CPUS_PER_TASK"
LARGEST_SEED = 2**62
MOST_HOURS = 12.0
MOST_GIGABYTES = 8.0
NS_PER_EMPLOYEE_WEEK = 2_000.0  # two runs (the counterfactual run without a project) at about 1 µs on an ordinary core
BYTES_PER_EMPLOYEE = 2_500.0  # state of one run: a person with its ties and facts
BYTES_PER_VALUE = 120.0  # an outcome of a run, with its place in the tables
SERIES_KEPT = 4  # weekly series kept of every run
GROUPS = 20.0  # rows of the ledger a week: all, styles, departments


def cores() -> int:
    """Processor cores this process may use; within a job of SLURM at most those that each of its tasks was given.

    Not every cluster binds a task to its cores, and workers for all cores of a machine would be in others' way.
    """
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    given = os.environ.get(CORES_OF_A_TASK, "").strip()
    return max(min(there, int(given)) if given.isdecimal() and int(given) else there, 1)


def check_seed(seed: int) -> int:
    """The seed as Python's own number; refuses anything but a whole number from 0 on."""
    return between("seed", seed, 0, LARGEST_SEED)


def between(name: str, value: int, low: int, high: int) -> int:
    """A whole number, NumPy's too, as Python's own.

    Raises
    ------
    CrmsimError
        For what is no whole number from ``low`` to ``high``.
    """
    value = plain_number(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise CrmsimError(
            message("not a whole number"),
            key=name,
            value=value,
            expected=message("{low:,} to {high:,}", low=low, high=high),
        )
    if not low <= value <= high:
        raise CrmsimError(
            message("out of range"), key=name, value=value, expected=message("{low:,} to {high:,}", low=low, high=high)
        )
    return value


def refuse_absurd(scenarios: Sequence[Scenario], runs: int, jobs: int, most_hours: float = MOST_HOURS) -> None:
    """Refuse what would take longer than can be meant or more memory than a usual machine has, and say how much."""
    employee_weeks = sum(float(s.organisation.employees) * s.scenario.weeks for s in scenarios) * runs
    hours = employee_weeks * NS_PER_EMPLOYEE_WEEK * 1e-9 / min(jobs, cores()) / 3600.0
    longest = max(float(s.scenario.weeks) for s in scenarios)
    largest = max(float(s.organisation.employees) for s in scenarios)
    kept = runs * len(scenarios) * (BYTES_PER_VALUE * len(OUTCOMES) + 8.0 * SERIES_KEPT * longest)
    at_work = min(jobs, runs * len(scenarios)) * (largest * BYTES_PER_EMPLOYEE + longest * GROUPS * len(COLUMNS) * 8.0)
    gigabytes = (kept + at_work) / 1e9
    if hours > most_hours or gigabytes > MOST_GIGABYTES:
        raise CrmsimError(
            message(
                "{runs:,} runs of up to {largest:,.0f} employees over {longest:,.0f} weeks would take about {time} "
                "and {gigabytes:,.1f} GB of memory",
                runs=runs * len(scenarios),
                largest=largest,
                longest=longest,
                time=roughly(hours * 3600.0),
                gigabytes=gigabytes,
            ),
            expected=message(
                "at most {hours:.0f} hours and {gigabytes:.0f} GB; fewer runs, weeks, employees or jobs need less",
                hours=most_hours,
                gigabytes=MOST_GIGABYTES,
            ),
        )
