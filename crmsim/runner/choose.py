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
    _refuse_typed(name, jobs, options, backend)
    jobs = between("jobs", jobs, 0, MOST_JOBS)
    if name is not None:
        from crmsim.runner.cluster import cluster_backend

        return cluster_backend(name, jobs, job, options)
    if backend is not None:
        from crmsim.runner.card import card_backend

        return card_backend(jobs, job, say)
    if jobs == 0:
        from crmsim.runner.threads import ThreadBackend

        return ThreadBackend(job, 1)
    from crmsim.runner.local import LocalBackend

    return LocalBackend(job, jobs)


def refuse(name: str | None, jobs: int, job: Job, options: Sequence[str] = (), backend: str | None = None) -> None:
    """Refuse what :func:`backend_of` would, as far as it can be told before anything is started, waited for or written.

    Raises
    ------
    CrmsimError
        For what is no place to compute, without a card or what compiles for it, and for runs that no card computes.
    """
    _refuse_typed(name, jobs, options, backend)
    if backend is not None:
        from crmsim.runner.card import refuse_without_card

        refuse_without_card(job)


def _refuse_typed(name: str | None, jobs: int, options: Sequence[str], backend: str | None) -> None:
    """Refuse what was typed and cannot be meant."""
    between("jobs", jobs, 0, MOST_JOBS)
    if backend is not None and backend != CUDA:
        raise CrmsimError(
            message("is no place to compute"), key="--backend", value=backend, expected=CUDA,
            nearest=nearest(backend, (CUDA,)),
        )  # fmt: skip
    if backend is not None and name is not None:
        raise CrmsimError(message("does not go with --cluster"), key="--backend", value=backend)
    if name is not None:
        from crmsim.runner.cluster import refuse_options

        refuse_options(name, options)
    elif options:
        raise CrmsimError(
            message("goes with {key} {slurm} only", key="--cluster", slurm="slurm"), key="--cluster-option",
            value=options[0],
        )  # fmt: skip
