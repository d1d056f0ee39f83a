"""What is to be compared: the scenarios, their labels, the seeds, and whether this is a sensible amount of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crmsim.errors import CrmsimError
from crmsim.scenario import Scenario, Setting, Settings, as_settings, label, load, parse_what_if
from crmsim.scenario.work import between, check_seed, cores, refuse_absurd

MOST_SCENARIOS = 64
MOST_RUNS = 1_000_000
MOST_JOBS = 1_024


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
    """Load and check what is to be compared; see :func:`crmsim.runner.compare.compare` for the arguments."""
    chosen_jobs = cores() if jobs is None else jobs
    between("jobs", chosen_jobs, 1, MOST_JOBS)
    between("runs", runs, 2, MOST_RUNS)
    check_seed(seed)
    common = as_settings(settings, "--set")
    if not scenarios:
        raise CrmsimError("no scenario was given", expected="the name of a shipped scenario or a path")
    found: list[tuple[str, Scenario]] = []
    for given in scenarios:
        scenario = load(given, common, weeks)
        found.append((scenario.name, scenario))
    for alternative in what_if:
        changes = _alternative(alternative)
        found.append((label(tuple(changes)), found[0][1].changed(changes, "--what-if")))
    if len(found) < 2:
        raise CrmsimError(
            f"{found[0][0]!r} alone has nothing to be compared with",
            expected="a second scenario or a what-if such as project.leader_style=taker",
        )
    between("scenarios", len(found), 2, MOST_SCENARIOS)
    horizons = {scenario.scenario.weeks for _, scenario in found}
    if len(horizons) > 1:
        listed = ", ".join(f"{name} {scenario.scenario.weeks}" for name, scenario in found)
        raise CrmsimError(
            f"the scenarios run for different numbers of weeks ({listed})", expected="one --weeks for all"
        )
    made = Plan(_unique([name for name, _ in found]), tuple(s for _, s in found), runs, seed, chosen_jobs)
    refuse_absurd(made.scenarios, made.runs, made.jobs)
    return made


def _alternative(given: str | Settings) -> list[Setting]:
    changes = list(parse_what_if(given)) if isinstance(given, str) else as_settings(given, "what_if")
    if not changes:
        raise CrmsimError("an empty alternative", key="what_if", expected='"key=value[,key=value]" or a mapping')
    return changes


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
