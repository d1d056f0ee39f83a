"""What a sweep would take: runs, time and space, before any of it is spent."""

from __future__ import annotations

import contextlib
import math
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from crmsim.errors import CrmsimError
from crmsim.experiment.adaptive import Adaptive, planned
from crmsim.experiment.designs import Design, Sampled, Worlds, design_of
from crmsim.experiment.experiment import Experiment
from crmsim.experiment.functions import functions
from crmsim.experiment.moves import apart, inputs_of
from crmsim.experiment.resolver import point_hash, resolver_of
from crmsim.experiment.values import count
from crmsim.mechanisms import OUTCOMES
from crmsim.runner.limit import KNOWN, LEAST, TIMES
from crmsim.runner.worker import measured
from crmsim.scenario import Scenario
from crmsim.scenario.work import BYTES_PER_EMPLOYEE, NS_PER_EMPLOYEE_WEEK
from crmsim.simulation.watching import YEAR
from crmsim.words import ENGLISH, Teller, message, roughly

COUNTED = 5_000  # points up to which equal runs are counted; beyond, all are taken to be different
LOOKED_AT = 50  # points whose size is looked at, to know how much longer they run than the base
NEAR = 0.5  # of a limit or of memory, from which on a doubt is told
MEASURED = 3  # runs of the base, of which the median counts
TOO_LONG = 5.0  # seconds that one run of the base may be expected to take; beyond that none is made
NUMBER = 8  # bytes
JOURNAL_ROW = 190  # bytes of a run in the journal beside its outcomes, index and free space included
TABLE_ROW = 30  # bytes of a run in the table beside its outcomes and settings, compressed
EVENTS_BYTES, NETWORK_BYTES = 21, 110  # what is kept of an employee, each week and each network, as measured


@dataclass(frozen=True)
class Load:
    """What the largest settings ask of a machine.

    Attributes
    ----------
    longest:
        Processor seconds of the longest run.
    limit:
        Seconds after which a run is given up, as the experiment has it; None where that follows from the runs.
    memory, there:
        Bytes that ``jobs`` of the largest runs take at a time, and that the machine has; the latter None where it does
        not say.
    jobs:
        Worker processes.
    """

    longest: float
    limit: float | None
    memory: float
    there: float | None
    jobs: int


@dataclass(frozen=True)
class Estimate:
    """What a sweep takes; "least" is certain, "most" only where it stops later or never.

    Attributes
    ----------
    points:
        Settings.
    runs_least, runs_most:
        Runs, the budget counted in.
    distinct_least, distinct_most:
        Runs that are computed: of equal ones one is.
    seconds_a_run:
        Processor seconds of a run of ordinary size among the points.
    measured:
        Whether runs were made to know; else it is told from sizes alone.
    seconds_least, seconds_most:
        Wall seconds with ``jobs`` processes, the budget counted in.
    jobs:
        Worker processes.
    journal_bytes, table_bytes:
        Space for ``runs_most`` runs.
    load:
        What its largest settings ask of the machine; None for a known function.
    """

    points: int
    runs_least: int
    runs_most: int
    distinct_least: int
    distinct_most: int
    seconds_a_run: float
    measured: bool
    seconds_least: float
    seconds_most: float
    jobs: int
    journal_bytes: int
    table_bytes: int
    load: Load | None = None


def estimate(experiment: Experiment, jobs: int = 1, seconds_a_run: float | None = None) -> Estimate:
    """What a sweep of an experiment takes on this machine.

    Parameters
    ----------
    jobs:
        Worker processes.
    seconds_a_run:
        Of the base, where it was measured; else a few runs are made, unless one would take more than some seconds.
    """
    experiment = planned(experiment)
    design = design_of(experiment)
    points = design.size
    budget = experiment.budget_runs
    runs_least, runs_most = (
        runs if budget is None else min(runs, budget)
        for runs in (points * experiment.runs.least, points * experiment.runs.most)
    )
    different = _different(experiment, design)
    distinct_least, distinct_most = (round(runs * different / points) for runs in (runs_least, runs_most))
    measured = True
    if seconds_a_run is None:
        seconds_a_run, measured = _seconds(experiment, design)
    jobs = max(1, jobs)
    load = load_of(experiment, jobs, seconds_a_run)
    seconds_a_run *= statistics.fmean(_sizes(experiment, design)) * _left(experiment)
    hours = experiment.budget_hours
    seconds_least, seconds_most = (
        min(runs * seconds_a_run / jobs, float("inf") if hours is None else hours * 3600.0)
        for runs in (distinct_least, distinct_most)
    )
    outcomes = 1 if experiment.function else len(OUTCOMES)
    weekly = len(experiment.weekly) * (experiment.base.weeks if experiment.base else 0)
    journal = distinct_most * (JOURNAL_ROW + NUMBER * (outcomes + weekly))
    table = runs_most * (TABLE_ROW + NUMBER * (outcomes + len(design.columns) + weekly))
    table += distinct_most * _kept_bytes(experiment)
    return Estimate(
        points, runs_least, runs_most, distinct_least, distinct_most, seconds_a_run, measured, seconds_least,
        seconds_most, jobs, journal, table, load,
    )  # fmt: skip


def _kept_bytes(experiment: Experiment) -> int:
    """Bytes that are kept of single people in a run of the base."""
    base = experiment.base
    if base is None:
        return 0
    networks = 2 + base.weeks // YEAR
    each = EVENTS_BYTES * base.weeks * experiment.events + NETWORK_BYTES * networks * experiment.networks
    return int(base.organisation.employees) * each


def load_of(experiment: Experiment, jobs: int, seconds_a_run: float | None = None) -> Load | None:
    """What the largest settings of an experiment ask of this machine; None for a known function.

    Parameters
    ----------
    seconds_a_run:
        Of the base; told from its size unless given.
    """
    experiment = planned(experiment)
    base = experiment.base
    if base is None:
        return None
    sizes = _sizes(experiment, design_of(experiment))
    seconds = _weight(base) * NS_PER_EMPLOYEE_WEEK * 1e-9 if seconds_a_run is None else seconds_a_run
    most = max(float(base.organisation.employees), *_sizes(experiment, design_of(experiment), _employees))
    return Load(seconds * max(sizes), experiment.limit, jobs * most * BYTES_PER_EMPLOYEE, _memory(), jobs)


def _memory() -> float | None:
    """Bytes of memory of this machine, None where it does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * float(os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):
        return None


def _different(experiment: Experiment, design: Design) -> int:
    """How many points differ in setting or seed; all of a large design, and of one that samples."""
    if design.size > COUNTED or isinstance(design, Sampled | Worlds | Adaptive):
        return design.size
    resolver = resolver_of(experiment)
    result: set[tuple[str, tuple[str, ...], int]] = set()
    for point in design.points():
        try:
            result.add((point_hash(experiment, resolver, point), apart(point.settings)[1], point.seed_block))
        except CrmsimError:  # a setting that cannot stand fails alone, when it is run
            result.add((f"point {point.number}", (), point.seed_block))
    return len(result)


def _seconds(experiment: Experiment, design: Design) -> tuple[float, bool]:
    """Processor seconds of a run of the base, and whether it was measured."""
    if experiment.function is not None:
        function = functions()[experiment.function]
        inputs = inputs_of(experiment.function, design.point(0).values)
        return _median(lambda seed: function.value(inputs, seed)), True
    scenario = experiment.base
    if scenario is None:
        raise ValueError("an experiment has a base or a function")
    expected = _weight(scenario) * NS_PER_EMPLOYEE_WEEK * 1e-9
    if expected > TOO_LONG:
        return expected, False
    small = scenario if scenario.files else scenario.changed(["organisation.employees=20", "scenario.weeks=2"])
    with contextlib.suppress(CrmsimError):  # a small organisation may lack whom the base's interventions name
        measured(small, 0)  # so that compiling is not counted
    return _median(lambda seed: measured(scenario, experiment.seed + seed, experiment.money)), True


def _left(experiment: Experiment) -> float:
    """The share of weeks that is computed: before the branch week, all settings of the levers are one run."""
    week, base = experiment.branch_week, experiment.base
    if week is None or base is None or experiment.design.kind not in ("scenarios", "grid", "worlds"):
        return 1.0
    before = (week - 1) / base.weeks
    return 1.0 - before + before / math.prod(count(factor) for factor in experiment.levers)


def _median(run: Callable[[int], object]) -> float:
    """Processor seconds of a run, the median of some."""
    took = []
    for seed in range(MEASURED):
        start = time.process_time()
        run(seed)
        took.append(time.process_time() - start)
    return statistics.median(took)


def _weight(scenario: Scenario) -> float:
    """Employee-weeks, with which the time of a run grows."""
    return float(scenario.organisation.employees * scenario.weeks)


def _employees(scenario: Scenario) -> float:
    return float(scenario.organisation.employees)


def _sizes(experiment: Experiment, design: Design, size: Callable[[Scenario], float] | None = None) -> list[float]:
    """How much longer points run than the base, of points spread over the design; or their ``size``."""
    base = experiment.base
    if base is None or base.files:
        return [1.0]
    resolver = resolver_of(experiment)
    result = []
    for number in {*range(0, design.size, max(1, design.size // LOOKED_AT)), design.size - 1}:
        point = design.point(number)
        try:
            scenario = resolver.resolve(point.settings, point.scenario)
            result.append(_weight(scenario) / _weight(base) if size is None else size(scenario))
        except CrmsimError:
            continue
    return result or [1.0]


def estimate_text(found: Estimate, teller: Teller = ENGLISH) -> str:
    """An estimate in some sentences."""

    def span(least: str, most: str) -> str:
        return least if least == most else teller("{low} to {high}", low=least, high=most)

    runs = span(teller.count(found.runs_least), teller.count(found.runs_most))
    distinct = span(teller.count(found.distinct_least), teller.count(found.distinct_most))
    size = (
        teller("{points:,} settings, {runs} runs.", points=found.points, runs=runs)
        if distinct == runs
        else teller(
            "{points:,} settings, {runs} runs, of which {distinct} differ and are computed.",
            points=found.points,
            runs=runs,
            distinct=distinct,
        )
    )
    time = teller(
        "{each:.2g} s of processor a run ({how}); {whole} with {jobs} at a time.",
        each=found.seconds_a_run,
        how=message("measured") if found.measured else message("told from sizes"),
        whole=span(teller(roughly(found.seconds_least)), teller(roughly(found.seconds_most))),
        jobs=found.jobs,
    )
    left = teller(
        "Up to {journal} of journal and {table} of tables.",
        journal=space(found.journal_bytes), table=space(found.table_bytes),
    )  # fmt: skip
    given_up = [] if found.load is None or found.load.limit is not None else [
        teller(
            "A run is given up as hung after {times:.0f} times what the longest of the first {known} took, but not "
            "within {least}; limit sets another time.",
            times=TIMES, known=KNOWN, least=roughly(LEAST),
        )
    ]  # fmt: skip
    return "\n".join((size, time, left, *given_up, *doubts(found.load, teller)))


def doubts(load: Load | None, teller: Teller = ENGLISH) -> list[str]:
    """Sentences about what the largest settings ask too much of: the experiment's time limit, the machine's memory."""
    if load is None:
        return []
    result = []
    if load.limit is not None and load.longest > NEAR * load.limit:
        text = teller(
            "NOTE: a run of the largest setting takes about {longest}, and limit = {limit} gives a run up as hung. "
            "Raise limit.",
            longest=roughly(load.longest), limit=f"{load.limit:g}",
        )  # fmt: skip
        result.append(text)
    if load.there is not None and load.memory > NEAR * load.there:
        text = teller(
            "NOTE: {jobs} of the largest runs at a time take about {memory} of memory, and this machine has {there}. "
            "Use fewer --jobs, or fewer employees.",
            jobs=load.jobs, memory=space(round(load.memory)), there=space(round(load.there)),
        )  # fmt: skip
        result.append(text)
    return result


def space(size: int) -> str:
    """A number of bytes as people read it."""
    for unit, name in ((10**9, "GB"), (10**6, "MB")):
        if size >= unit:
            return f"{size / unit:.0f} {name}"
    return f"{max(1, round(size / 1000))} kB"
