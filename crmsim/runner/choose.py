"""Where the runs are computed, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crmsim.errors import CrmsimError, nearest
from crmsim.experiment.comparing import MOST_JOBS
from crmsim.runner.backend import CUDA, Backend, Job
from crmsim.scenario.work import between
from crmsim.words import message


def backend_of(
    name: str | None,
    jobs: int,
    job: Job,
    options: Sequence[str] = (),
    backend: str | None = None,
    say: Callable[[str], object] | None = None,
) -> Backend:
    """The backend of a name: None for this machine, else what was typed after ``--cluster``.

    Parameters
    ----------
    jobs:
        Worker processes; 0 computes in this very process.
    options:
        As typed after ``--cluster-option``.
    backend:
        As typed after ``--backend``.
    say:
        Called with a sentence before something that takes long.

    Raises
    ------
    CrmsimError
        For what is no place to compute.
    """
    jobs = between("jobs", jobs, 0, MOST_JOBS)
    if backend is not None and backend != CUDA:
        raise CrmsimError(
            message("is no place to compute"), key="--backend", value=backend, expected=CUDA,
            nearest=nearest(backend, (CUDA,)),
        )  # fmt: skip
    if backend is not None and name is not None:
        raise CrmsimError(message("does not go with --cluster"), key="--backend", value=backend)
    if name is not None:
        from crmsim.runner.cluster import cluster_backend

        return cluster_backend(name, jobs, job, options)
    if options:
        raise CrmsimError(
            message("goes with {key} {slurm} only", key="--cluster", slurm="slurm"), key="--cluster-option",
            value=options[0],
        )  # fmt: skip
    if backend is not None:
        from crmsim.runner.card import card_backend

        return card_backend(jobs, job, say)
    if jobs == 0:
        from crmsim.runner.threads import ThreadBackend

        return ThreadBackend(job, 1)
    from crmsim.runner.local import LocalBackend

    return LocalBackend(job, jobs)
