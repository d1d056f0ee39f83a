"""Compare scenarios: the same seeds for all, differences run by run; a sweep of scenarios in this process."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmsim.analysis.comparison import Comparison
from crmsim.errors import CrmsimError
from crmsim.experiment.comparing import check_work, comparing
from crmsim.experiment.experiment import Experiment, Replication
from crmsim.experiment.runs import Runs
from crmsim.runner.account import Progress
from crmsim.runner.backend import Backend, Job
from crmsim.runner.choose import backend_of
from crmsim.runner.drive import Driver
from crmsim.runner.rules import NamedRule, sources_of, with_rules
from crmsim.runner.start import compile_first, driven_by, job_of
from crmsim.runner.threads import ThreadBackend
from crmsim.runner.worker import code
from crmsim.scenario import Scenario, Settings
from crmsim.simulation import Stopped
from crmsim.store.journal import Journal
from crmsim.store.load import Sweep
from crmsim.words import message

LOOKED_AT = 10_000  # runs at a time, in search of those that are finished


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a comparison; ``comparison`` holds the pairs that were finished, or None without any."""

    def __init__(self, comparison: Comparison | None) -> None:
        super().__init__("interrupted")
        self.comparison = comparison


def compare(
    scenarios: Sequence[str | Path | Scenario] | str | Path | Scenario,
    runs: int = 100,
    seed: int = 0,
    jobs: int | None = None,
    settings: Settings = (),
    what_if: Sequence[str | Settings] | Mapping[str, Any] | str = (),
    weeks: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: threading.Event | None = None,
    announce: Callable[[str], None] | None = None,
    precision: Mapping[str, float] | None = None,
    most: int | None = None,
    cluster: str | None = None,
    options: Sequence[str] = (),
    from_week: int | None = None,
    rules: Sequence[str] = (),
    matters: Mapping[str, Any] | None = None,
) -> Comparison:
    """Run every scenario with the same seeds and compare the first with each of the others.

    Parameters
    ----------
    scenarios:
        Names of shipped scenarios, paths or loaded scenarios; the first is the reference.
    runs:
        Runs of each, at least 2. Run r of every scenario has seed ``seed + r``.
    seed:
        Of the first run; 0 is a seed.
    jobs:
        Threads, one a core unless given; workers, where there is a cluster. The answer does not depend on it.
    settings:
        Changes that hold for every scenario: ``["people.takers=0.3"]`` or ``{"people.takers": 0.3}``.
    what_if:
        Alternatives to the first scenario, each "key=value[,key=value]" or a mapping.
    weeks:
        Length of every run, instead of what the scenarios say.
    progress:
        Called with runs done and runs in all, from the calling thread.
    stop:
        Set it from elsewhere to stop within a second; the pairs finished by then are returned, marked ``partial``.
    announce:
        Called with a sentence before the engine is compiled for the first time.
    precision, most:
        ``{"routine_share": 0.01}``: go on beyond ``runs``, up to ``most`` runs of each (ten times ``runs`` unless
        given), until the 95 % interval of every difference in these outcomes has at most this half-width.
    cluster, options:
        Where workers are, if not in this process: as after ``--cluster`` and ``--cluster-option``.
    from_week:
        The week from which the alternatives act, in the middle of a project; from the start without it. Until then
        their runs are those of the scenario, and are computed once.
    rules:
        Own rules of all scenarios by name, ``module:function``; a what-if ``rules=module:function`` has some of its
        own. They are imported and run: from ``module.py`` in the working folder, else from an installed module.
    matters:
        ``{"routine_share": 0.02}``: the smallest change that matters in an outcome, in its unit, by which verdicts are
        given; three numbers are least, usual and most.

    Raises
    ------
    CrmsimError
        For scenarios, settings or sizes that cannot be run, a run that fails, and when nothing was finished before
        ``stop``.
    Interrupted
        On Ctrl-C, with the comparison of the finished pairs.
    """
    several = [scenarios] if isinstance(scenarios, (str, Path, Scenario)) else list(scenarios)
    alternatives = [what_if] if isinstance(what_if, (str, Mapping)) else list(what_if)
    asked = comparing(
        several, runs=runs, seed=seed, settings=settings, what_if=alternatives, weeks=weeks, precision=precision,
        most=most, from_week=from_week, rules=rules, matters=matters,
    )  # fmt: skip
    asked, named = with_rules(asked, Path.cwd(), True)
    shown = None if progress is None else functools.partial(_tell, progress)
    return compute(asked, jobs, cluster, options, None, shown, stop, announce, named)


def compute(
    asked: Experiment,
    jobs: int | None = None,
    cluster: str | None = None,
    options: Sequence[str] = (),
    journal: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    announce: Callable[[str], None] | None = None,
    rules: tuple[NamedRule, ...] = (),
) -> Comparison:
    """Compute a comparison that was asked for; as :func:`compare`.

    Parameters
    ----------
    journal:
        The file in which finished runs are recorded, and looked for first; in memory without.
    progress:
        Called with a :class:`crmsim.runner.account.Progress` a few times a second.
    rules:
        The own rules that it names, imported.
    """
    chosen = check_work(asked, jobs)
    runs = Runs(asked, code())
    runs.sources.add(sources_of(rules))
    job = job_of(asked, rules)
    interrupted = False
    with Journal(journal) as recorded:
        driver = functools.partial(
            Driver, runs, recorded, progress=progress, retry_failed=True, stop=stop, lenient=False
        )  # fmt: skip
        sweep: Sweep | None = None
        try:
            compile_first(job, announce)
            driven = driven_by(driver, job, functools.partial(_backend, cluster, chosen, options))
            sweep, partial = Sweep.of(runs, driven.planned, recorded, {}), False
        except (Stopped, KeyboardInterrupt) as ended:
            interrupted = isinstance(ended, KeyboardInterrupt)
            sweep, partial = finished(runs, recorded)
    comparison = None if sweep is None else Comparison.of(sweep, asked.runs, partial)
    if interrupted:
        raise Interrupted(comparison)
    if comparison is None:
        raise CrmsimError(message("stopped before a run of every scenario was finished"))
    return comparison


def _backend(cluster: str | None, jobs: int, options: Sequence[str], job: Job) -> Backend:
    """Threads of this process, which begin at once, or the workers of a cluster."""
    return ThreadBackend(job, jobs) if cluster is None else backend_of(cluster, jobs, job, options)


def _tell(progress: Callable[[int, int], None], now: Progress) -> None:
    progress(now.done, now.total)


def finished(runs: Runs, journal: Journal) -> tuple[Sweep | None, bool]:
    """What a journal has of the runs finished in every scenario, None without any; and whether others are not."""
    last = journal.largest_seed()
    begun = 0 if last is None else last - runs.experiment.seed + 1
    planned = np.full(runs.size, begun, dtype=np.int64)
    done = np.zeros((runs.size, begun), dtype=bool)
    for rows in runs.table_blocks(planned, LOOKED_AT):
        recorded = journal.statuses([row.run for row in rows])
        for row in rows:
            done[row.point, row.replicate] = recorded.get(row.run) == "done"
    whole = np.flatnonzero(done.all(axis=0))
    if not whole.size:
        return None, True
    planned[:] = whole[-1] + 1
    every = Sweep.of(runs, planned, journal, {})

    def kept(table: pa.Table) -> pa.Table:
        return table.filter(pc.is_in(table["replicate"], pa.array(whole, table.schema.field("replicate").type)))

    fewer = replace(runs.experiment, runs=Replication(0, runs.experiment.runs.most))
    result = replace(every, experiment=fewer, table=kept(every.table), weeks=lambda: kept(every.weeks()))
    return result, bool(runs.experiment.runs.precision) or whole.size < runs.experiment.runs.most
