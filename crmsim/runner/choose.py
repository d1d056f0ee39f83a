"""Where the runs are computed, by name."""

from __future__ import annotations

from collections.abc import Sequence

from crmsim.errors import CrmsimError
from crmsim.experiment.comparing import MOST_JOBS
from crmsim.runner.backend import Backend, Job
from crmsim.scenario.work import between
from crmsim.words import message


def backend_of(name: str | None, jobs: int, job: Job, options: Sequence[str] = ()) -> Backend:
    """The backend of a name: None for this machine, else what was typed after ``--cluster``.

    Parameters
    ----------
    jobs:
        Worker processes; 0 computes in this very process.
    options:
        As typed after ``--cluster-option``.

    Raises
    ------
    CrmsimError
        For what is no place to compute.
    """
    jobs = between("jobs", jobs, 0, MOST_JOBS)
    if name is not None:
        from crmsim.runner.cluster import cluster_backend

        return cluster_backend(name, jobs, job, options)
    if options:
        raise CrmsimError(message("goes with --cluster only"), key="--cluster-option", value=options[0])
    if jobs == 0:
        from crmsim.runner.threads import ThreadBackend

        return ThreadBackend(job, 1)
    from crmsim.runner.local import LocalBackend

    return LocalBackend(job, jobs)
