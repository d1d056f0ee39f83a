"""One part of a sweep from beginning to end: its lock, its journal, its workers."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

from crmsim.analysis.background import interruptible
from crmsim.analysis.plan import cores
from crmsim.experiment import Experiment, Replication, read
from crmsim.runner.backend import Backend, Job
from crmsim.runner.choose import backend_of
from crmsim.runner.drive import Driven, Driver, Progress
from crmsim.runner.journal import Journal
from crmsim.runner.part import Part, locked_part
from crmsim.runner.place import folder_of
from crmsim.runner.precision import first_round
from crmsim.runner.runs import Runs
from crmsim.runner.start import Interrupted, job_of
from crmsim.runner.warm import is_warm, warm_up
from crmsim.runner.worker import code
from crmsim.simulation import announce_compilation


def start_part(
    experiment: Experiment | str | os.PathLike[str],
    part: Part,
    jobs: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    announce: Callable[[str], object] | None = None,
    retry_failed: bool = False,
    make: Callable[[Job], Backend] | None = None,
) -> Driven:
    """Compute the runs of a part, and record them in its journal; the table is written when the parts are collected.

    Where runs go on until a precision is reached, each setting's first runs only: how many more it needs can be told
    from all parts together, and is by the command that collects them.

    Parameters
    ----------
    part:
        Which of how many.
    experiment, jobs, out, progress, announce, retry_failed, make:
        As in :func:`crmsim.runner.start.start`; ``out`` is the folder of the whole sweep.

    Raises
    ------
    CrmsimError, Interrupted
        As there, and where the part is being computed already.
    """
    asked = experiment if isinstance(experiment, Experiment) else read(experiment)
    least = first_round(asked.runs)
    first = dataclasses.replace(asked, runs=Replication(least, least))
    path = part.journal(folder_of(asked, None if out is None else os.fspath(out)))
    with locked_part(path), Journal(path) as journal:
        job = job_of(asked)
        if job.function is None and not is_warm():
            if announce is not None:
                announce_compilation(announce)
            interruptible(lambda _: warm_up())
        backend: Backend | None = None
        finished = False
        try:
            backend = make(job) if make is not None else backend_of(None, cores() if jobs is None else jobs, job)
            driven = Driver(Runs(first, code()), journal, backend, progress, retry_failed, part.chosen).run()
            finished = True
        except KeyboardInterrupt:
            raise Interrupted(Path(path).parent, sum(journal.counts().values())) from None
        finally:
            if backend is not None:
                backend.close(kill=not finished)
    return driven
