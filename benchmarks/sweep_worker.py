"""What a worker of a measured sweep does: the same as any, and it notes the processor time that it took.

The note is a file for each process in the folder named by ``CRMSIM_BENCHMARK_NOTES``: CPU seconds since its first
chunk, and those of them that were the bare simulation.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crmsim.runner import worker
from crmsim.runner.backend import Chunk, Job
from crmsim.store.records import Result

BARE: list[float] = []
BEGUN: list[float] = []


def timing(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with the CPU seconds it takes noted."""

    @functools.wraps(function)
    def timed(*given: Any) -> Any:
        begin = time.process_time()
        result = function(*given)
        BARE.append(time.process_time() - begin)
        return result

    return timed


def noted(job: Job, chunk: Chunk) -> list[Result]:
    """The results of a chunk."""
    if not BEGUN:
        BEGUN.append(time.process_time())
        worker.measured = timing(worker.measured)
        worker.evaluated = timing(worker.evaluated)
    results = worker.compute(job, chunk)
    note = f"{time.process_time() - BEGUN[0]} {sum(BARE)}"
    BARE[:] = [sum(BARE)]
    (Path(os.environ["CRMSIM_BENCHMARK_NOTES"]) / str(os.getpid())).write_text(note, encoding="ascii")
    return results
