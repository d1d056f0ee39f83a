"""Compare scenarios: the same seeds for all, differences run by run; a sweep of scenarios in this process."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmsim.analysis.comparison import Comparison
from crmsim.errors import CrmsimError
from crmsim.experiment.comparing import check_work
from crmsim.experiment.experiment import Experiment, Replication
from crmsim.experiment.runs import Runs
from crmsim.runner.account import Progress
from crmsim.runner.backend import Backend, Job
from crmsim.runner.choose import backend_of
from crmsim.runner.drive import Driver
from crmsim.runner.rules import NamedRule, sources_of
from crmsim.runner.start import compile_first, driven_by, job_of
from crmsim.runner.threads import ThreadBackend
from crmsim.runner.worker import code
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
    """Compute a comparison that was asked for; otherwise as :func:`crmsim.compare`.

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
