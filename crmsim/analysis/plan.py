"""What is to be compared: the scenarios, their labels, the seeds, and whether this is a sensible amount of work."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMNS, OUTCOMES
from crmsim.scenario import Scenario, Setting, label, load, parse_setting, parse_what_if

Settings = Sequence[str | Setting] | Mapping[str, Any]

LARGEST_SEED = 2**62
MOST_SCENARIOS = 64
MOST_RUNS = 1_000_000
MOST_JOBS = 1_024
MOST_HOURS = 12.0
MOST_GIGABYTES = 8.0
NS_PER_EMPLOYEE_WEEK = 2_000.0  # two runs (the twin without a project) at about 1 µs on an ordinary core
BYTES_PER_EMPLOYEE = 2_500.0  # state of one run: a person with its ties and facts
BYTES_PER_VALUE = 120.0  # an outcome of a run, with its place in the tables
SERIES_KEPT = 4  # weekly series kept of every run
GROUPS = 20.0  # rows of the books a week: all, styles, departments


@dataclass(frozen=True)
class Plan:
    """Scenarios under their labels, the reference first; ``runs`` seeds from ``seed`` on."""

    labels: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    runs: int
    seed: int
    jobs: int


def plan(
    scenarios: Sequence[str | Path | Scenario],
    *,
    runs: int,
    seed: int,
    jobs: int | None,
    settings: Settings = (),
    what_if: Sequence[str | Settings] = (),
    weeks: int | None = None,
) -> Plan:
    """Load and check what is to be compared; see :func:`crmsim.analysis.compare.compare` for the arguments."""
    chosen_jobs = cores() if jobs is None else jobs
    _between("jobs", chosen_jobs, 1, MOST_JOBS)
    _between("runs", runs, 2, MOST_RUNS)
    check_seed(seed)
    common = as_settings(settings, "--set")
    if not scenarios:
        raise CrmsimError("no scenario was given", expected="the name of a shipped scenario or a path")
    found: list[tuple[str, Scenario]] = []
    for given in scenarios:
        scenario = resolve(given, common, weeks)
        found.append((scenario.name, scenario))
    for alternative in what_if:
        changes = _alternative(alternative)
        found.append((label(tuple(changes)), found[0][1].changed(changes, "--what-if")))
    if len(found) < 2:
        raise CrmsimError(
            f"{found[0][0]!r} alone has nothing to be compared with",
            expected="a second scenario or a what-if such as project.leader_style=taker",
        )
    _between("scenarios", len(found), 2, MOST_SCENARIOS)
    horizons = {scenario.scenario.weeks for _, scenario in found}
    if len(horizons) > 1:
        listed = ", ".join(f"{name} {scenario.scenario.weeks}" for name, scenario in found)
        raise CrmsimError(
            f"the scenarios run for different numbers of weeks ({listed})", expected="one --weeks for all"
        )
    made = Plan(_unique([name for name, _ in found]), tuple(s for _, s in found), runs, seed, chosen_jobs)
    refuse_absurd(made.scenarios, made.runs, made.jobs)
    return made


def check_seed(seed: int) -> None:
    """Refuse what is no seed: anything but a whole number from 0 on."""
    _between("seed", seed, 0, LARGEST_SEED)


def cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1


def refuse_absurd(scenarios: Sequence[Scenario], runs: int, jobs: int) -> None:
    """Refuse what would take more than half a day or more memory than a usual machine has, and say how much it is."""
    employee_weeks = sum(float(s.organisation.employees) * s.scenario.weeks for s in scenarios) * runs
    hours = employee_weeks * NS_PER_EMPLOYEE_WEEK * 1e-9 / min(jobs, cores()) / 3600.0
    longest = max(float(s.scenario.weeks) for s in scenarios)
    largest = max(float(s.organisation.employees) for s in scenarios)
    kept = runs * len(scenarios) * (BYTES_PER_VALUE * len(OUTCOMES) + 8.0 * SERIES_KEPT * longest)
    at_work = min(jobs, runs * len(scenarios)) * (largest * BYTES_PER_EMPLOYEE + longest * GROUPS * len(COLUMNS) * 8.0)
    gigabytes = (kept + at_work) / 1e9
    if hours > MOST_HOURS or gigabytes > MOST_GIGABYTES:
        raise CrmsimError(
            f"{runs * len(scenarios):,} runs of up to {largest:,.0f} employees over {longest:,.0f} weeks would take "
            f"about {_duration(hours)} and {gigabytes:,.1f} GB of memory",
            expected=f"at most {MOST_HOURS:.0f} hours and {MOST_GIGABYTES:.0f} GB; "
            "fewer runs, weeks, employees or jobs need less",
        )


def as_settings(settings: Settings, origin: str) -> list[Setting]:
    """``{"people.takers": 0.3}`` or ``["people.takers=0.3"]`` as parsed settings; ``origin`` is named in errors."""
    if isinstance(settings, str):
        return [parse_setting(settings, origin)]
    if isinstance(settings, Mapping):
        return [Setting(str(key), _plain(value), origin) for key, value in settings.items()]
    return [one if isinstance(one, Setting) else parse_setting(str(one), origin) for one in settings]


def _plain(value: Any) -> Any:
    """A NumPy number as Python's own."""
    return value.item() if hasattr(value, "item") else value


def _alternative(given: str | Settings) -> list[Setting]:
    changes = list(parse_what_if(given)) if isinstance(given, str) else as_settings(given, "what_if")
    if not changes:
        raise CrmsimError("an empty alternative", key="what_if", expected='"key=value[,key=value]" or a mapping')
    return changes


def resolve(given: str | Path | Scenario, settings: Sequence[Setting], weeks: int | None) -> Scenario:
    """The scenario of a name, a path or itself, with settings and length applied."""
    if not isinstance(given, Scenario):
        return load(given, settings, weeks)
    more = list(settings) if weeks is None else [*settings, Setting("scenario.weeks", weeks, "weeks")]
    return given.changed(more) if more else given


def _between(name: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise CrmsimError("not a whole number", key=name, value=value, expected=f"{low} to {high:,}")
    if not low <= value <= high:
        raise CrmsimError("out of range", key=name, value=value, expected=f"{low:,} to {high:,}")


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    unique: list[str] = []
    for name in names:
        number = 1
        named = name
        while named in unique:
            number += 1
            named = f"{name} ({number})"
        unique.append(named)
    return tuple(unique)


def _duration(hours: float) -> str:
    if hours >= 48.0:
        return f"{hours / 24.0:,.0f} days"
    return f"{hours:,.0f} hours" if hours >= 2.0 else f"{hours * 60.0:,.0f} minutes"
