"""Runs that take their time, end their process or never end, in place of the simulation's own."""

from __future__ import annotations

import os
import time
from pathlib import Path

from crmsim.runner.backend import Chunk, Job
from crmsim.runner.worker import compute
from crmsim.store.records import Result

EACH = 0.03  # seconds
CRASHING, HANGING = 13, 17  # seeds
NOTHING = 8  # bytes of a value


def slowly(job: Job, chunk: Chunk) -> list[Result]:
    """The true results, each after a pause."""
    results = []
    for task in chunk.tasks:
        time.sleep(EACH)
        results += compute(job, chunk._replace(tasks=(task,)))
    return results


def wickedly(job: Job, chunk: Chunk) -> list[Result]:
    """One seed ends its process, and one never comes to an end."""
    del job
    results = []
    for task in chunk.tasks:
        if task.seed == CRASHING:
            os._exit(1)
        if task.seed == HANGING:
            time.sleep(1_000)
        results.append(Result(task.run, "done", bytes(NOTHING), False, None, None, 0.0))
    return results


def crashing(job: Job, chunk: Chunk) -> list[Result]:
    """One seed ends its process, every time."""
    return wickedly(job, chunk._replace(tasks=tuple(task for task in chunk.tasks if task.seed != HANGING)))


def quitting(job: Job, chunk: Chunk) -> list[Result]:
    """One seed asks to end its process, every time."""
    if any(task.seed == CRASHING for task in chunk.tasks):
        raise SystemExit(0)
    return wickedly(job, chunk._replace(tasks=tuple(task for task in chunk.tasks if task.seed != HANGING)))


def once(job: Job, chunk: Chunk) -> list[Result]:
    """The true results, but the first process to come is killed, as an operator might."""
    mark = Path(os.environ["CRMSIM_TEST_MARK"])
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return compute(job, chunk)
    os.kill(os.getpid(), 9)
    return []
