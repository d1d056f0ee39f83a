"""Running a what-if: options one by one first; then those worth it together, and those worth it later."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from crmsim.experiment import Experiment, design_of
from crmsim.experiment.runs import Runs
from crmsim.results.folder import MARKER, file_errors
from crmsim.runner.account import Account, Progress
from crmsim.runner.drive import Driver
from crmsim.runner.start import compile_first, driven_by, interruption, job_of, maker, start
from crmsim.runner.worker import code
from crmsim.scenario import Scenario
from crmsim.scenario.work import cores, refuse_absurd
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.load import Sweep
from crmsim.store.lock import locked
from crmsim.store.place import WHATIF, claim, folder_of, origin_of
from crmsim.store.table import RUNS
from crmsim.whatif.answer import alternative_of, best
from crmsim.whatif.asked import Asked
from crmsim.whatif.asking import Size, whatif
from crmsim.whatif.measures import measures
from crmsim.whatif.milestones import first_week
from crmsim.whatif.options import Option, can_join
from crmsim.whatif.trials import Trials

Say = Callable[[str], object]
TOGETHER = 3  # of the best options, which are tried in pairs and all at once
LATER_TRIED = 2  # of the best options that can begin later
MOST_HOURS = 2.0  # an answer for which nobody waits longer is asked for with fewer worlds, runs or options
FROM_THE_START = ("project.",)  # keys of what cannot begin when the project is on its way


def try_out(
    scenario: Scenario,
    options: Sequence[Option],
    size: Size | None = None,
    seed: int = 0,
    jobs: int | None = None,
    out: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    announce: Say | None = None,
) -> Account:
    """Run a what-if, or what is left of it, and write its tables.

    Parameters
    ----------
    scenario:
        The plan.
    options:
        What is tried, one by one and, of the best of them, together and begun later.
    size, seed:
        As in :func:`crmsim.whatif.asking.whatif`.
    jobs, out, progress, announce:
        As in :func:`crmsim.runner.start.start`. The same command again goes on where it was.

    Raises
    ------
    CrmsimError, Interrupted
        As there.
    """
    size = size or Size()
    asked = Asked.of(scenario, seed)
    first = named(whatif(scenario, options, size=size, seed=seed), scenario)
    refuse_endless(first, design_of(first).settings + TOGETHER + 1 + LATER_TRIED, size, jobs)
    path = folder_of(first, out)
    with locked(path), interruption(path):
        claim(path, first, origin_of(first, code()))
        with file_errors(path):
            (path / WHATIF).write_text(asked.text(), encoding="utf-8")
        trials = Trials(computed(first, path, jobs, progress, announce), asked)
        if not (path / RUNS).exists():  # what was begun has no table, and so is no earlier design to be kept
            (path / MARKER).unlink(missing_ok=True)
    joints, later = worth_trying(trials, options)
    whole = named(whatif(scenario, options, joints, later, size, seed), scenario)
    return start(whole, jobs, path, progress=progress, announce=announce)


def worth_trying(
    trials: Trials, options: Sequence[Option]
) -> tuple[list[tuple[Option, ...]], list[tuple[Option, int]]]:
    """The options that are tried together, and those that are tried later, by what each did alone."""
    found = measures(trials)
    alternatives = [alternative_of(trials, found, name, shown=1) for name in trials.names]
    ranked = [one.options[0] for one in best(alternatives) if len(one.options) == 1]
    chosen: list[Option] = []
    for option in ranked:
        if len(chosen) < TOGETHER and all(can_join(option, other) for other in chosen):
            chosen.append(option)
    order = {option.name: place for place, option in enumerate(options)}
    chosen.sort(key=lambda option: order[option.name])
    joints: list[tuple[Option, ...]] = list(combinations(chosen, 2))
    if len(chosen) > 2:
        joints.append(tuple(chosen))
    week = first_week(trials)
    movable = [option for option in ranked if not any(key.startswith(FROM_THE_START) for key in option.settings)]
    return joints, [(option, week) for option in movable[:LATER_TRIED]]


def refuse_endless(experiment: Experiment, alternatives: int, size: Size, jobs: int | None) -> None:
    """Refuse what nobody waits for.

    Raises
    ------
    CrmsimError
        With how long it would take.
    """
    assert experiment.base is not None
    workers = cores() if jobs is None else max(jobs, 1)
    refuse_absurd([experiment.base] * alternatives, size.worlds * size.runs, workers, MOST_HOURS)


def named(experiment: Experiment, scenario: Scenario) -> Experiment:
    """The experiment with the scenario's file as its own, by which its folder is known."""
    return replace(experiment, file=next(iter(scenario.document.sources), None))


def computed(
    experiment: Experiment,
    path: Path,
    jobs: int | None,
    progress: Callable[[Progress], None] | None,
    announce: Say | None,
) -> Sweep:
    """The runs of an experiment into the folder's journal, without tables."""
    runs = Runs(experiment, code())
    job = job_of(experiment)
    with Journal(path / JOURNAL) as journal:
        compile_first(job, announce)
        driver: Any = functools.partial(Driver, runs, journal, progress=progress)
        driven = driven_by(driver, job, maker(jobs, None))
        return Sweep.of(runs, driven.planned, journal, {})
