"""What a Dask worker does for a sweep; only :func:`has_nanny` needs Dask.

Chunks and results travel as pickled bytes: Dask then neither looks into them nor hands out arrays that cannot be
written, which compiled code would refuse.
"""

from __future__ import annotations

import os
import pickle
import platform
import threading
import time
from typing import NamedTuple

from crmsim.runner.backend import Chunk, Job
from crmsim.runner.warm import warm_up
from crmsim.runner.worker import code, perform

JOBS: dict[str, Job] = {}  # by sweep, as sent once to each worker
BEGUN: dict[tuple[str, int], float] = {}  # sweep and chunk → when its computation began
PREPARING = threading.Lock()


class Prepared(NamedTuple):
    """A worker that is ready: the hash of its code, its machine, its process, and whether a nanny starts it anew."""

    code: str
    host: str
    process: int
    nanny: bool


def prepare(sweep: str, job: bytes) -> Prepared:
    """Keep the job of a sweep, and have the engine compiled, unless the code differs from the driver's."""
    known: Job = pickle.loads(job)
    if known.code == code():
        with PREPARING:
            if known.function is None:
                warm_up()
            JOBS[sweep] = known
    return Prepared(code(), platform.node(), os.getpid(), has_nanny())


def has_nanny() -> bool:
    """Whether another process starts this one anew, should it end."""
    from distributed import get_worker

    try:
        return get_worker().nanny is not None
    except ValueError:  # called outside a worker
        return False


def work(sweep: str, number: int, chunk: bytes) -> bytes:
    """The pickled results of a pickled chunk."""
    BEGUN[sweep, number] = time.monotonic()
    try:
        asked: Chunk = pickle.loads(chunk)
        return pickle.dumps(perform(JOBS[sweep], asked), pickle.HIGHEST_PROTOCOL)
    finally:
        del BEGUN[sweep, number]


def running(sweep: str) -> dict[int, float]:
    """The chunks of a sweep that this process is computing, and for how many seconds."""
    now = time.monotonic()
    return {number: now - since for (own, number), since in list(BEGUN.items()) if own == sweep}


def end() -> None:
    """End this process at once: a run in it has no end, and nobody is there to start it anew."""
    os._exit(1)


def forget(sweep: str) -> None:
    """Let go of the job of a sweep that is over."""
    JOBS.pop(sweep, None)
