"""Pools of processes side by side: what a crash costs, what a task costs, how long they take to start.

60 tasks of some 20 ms on two workers, one of which ends its process with ``os._exit(1)``; then as many tasks again
that do nothing. The crash is repeated, and the worst told. Each pool stands in a fresh process of its own with each
way of starting workers that it allows. ``python -m benchmarks.pools``. This is why the local workers of a sweep are
Pebble's, the only pool here that loses one task of 60, and why they are started by a fork server: as quickly as by a
fork, and without the driver's threads.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, machine, table

TASKS = 60
GUILTY = 30
SECONDS = 0.02
WORKERS = 2
EMPTY = 2_000
CRASHES = 5  # repeats of the crash, of which the worst is told
GIVEN_UP = 10.0  # seconds after which a task that is not heard of is given up
MOST_DELAY = 2.0  # seconds, the goal beyond an undisturbed run
ROOT = Path(__file__).resolve().parent.parent

Submit = Callable[[Callable[..., Any], int], Any]


def task(number: int) -> int:
    """A run of some 20 ms."""
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        pass
    return number


def crashing(number: int) -> int:
    """The same, but one task takes its process with it."""
    if number == GUILTY:
        os._exit(1)
    return task(number)


def empty(number: int) -> tuple[int, float]:
    """Nothing: who did it, and the CPU seconds of that process so far."""
    del number
    return os.getpid(), time.process_time()


@contextlib.contextmanager
def pebble_pool(method: str) -> Iterator[Submit]:
    """Pebble's pool."""
    from pebble import ProcessPool

    pool = ProcessPool(max_workers=WORKERS, context=multiprocessing.get_context(method))
    try:
        yield lambda function, number: pool.schedule(function, args=(number,))
    finally:
        pool.stop()
        pool.join()


@contextlib.contextmanager
def futures_pool(method: str) -> Iterator[Submit]:
    """The standard library's pool."""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context(method)) as pool:
        yield lambda function, number: pool.submit(function, number)


@contextlib.contextmanager
def loky_pool(method: str) -> Iterator[Submit]:
    """joblib's pool."""
    from joblib.externals.loky import ProcessPoolExecutor
    from joblib.externals.loky.backend.context import get_context

    pool = ProcessPoolExecutor(max_workers=WORKERS, context=get_context(method))
    try:
        yield lambda function, number: pool.submit(function, number)
    finally:
        pool.shutdown(kill_workers=True)


POOLS: dict[str, tuple[Callable[[str], contextlib.AbstractContextManager[Submit]], tuple[str, ...]]] = {
    "pebble": (pebble_pool, ("fork", "forkserver", "spawn")),
    "concurrent.futures": (futures_pool, ("fork", "forkserver", "spawn")),
    "joblib/loky": (loky_pool, ("loky", "fork", "spawn")),
}


def kept(submit: Submit, function: Callable[[int], int]) -> tuple[int, float]:
    """How many of the tasks came back, and the seconds until the last was settled."""
    begin = time.perf_counter()
    futures: list[Any] = []
    for number in range(TASKS):
        with contextlib.suppress(Exception):  # a broken pool takes no more
            futures.append(submit(function, number))
    result = 0
    for future in futures:
        with contextlib.suppress(Exception):  # a lost task: BrokenProcessPool, ProcessExpired and others
            future.result(timeout=GIVEN_UP)
            result += 1
    return result, time.perf_counter() - begin


def measured(name: str, method: str) -> dict[str, float]:
    """Start-up and undisturbed seconds, what a crash leaves and takes, and CPU for each empty task in µs."""
    opened = POOLS[name][0]
    begin = time.perf_counter()
    with opened(method) as submit:
        submit(empty, 0).result()
        started = time.perf_counter() - begin
        kept(submit, task)  # both workers are up
        _, undisturbed = kept(submit, task)
        own = time.process_time()
        answers = [future.result() for future in [submit(empty, number) for number in range(EMPTY)]]
        own = time.process_time() - own
    by_worker: dict[int, list[float]] = {}
    for worker, spent in answers:
        by_worker.setdefault(worker, []).append(spent)
    theirs = sum(max(spent) - min(spent) for spent in by_worker.values())
    ends = []
    for _ in range(CRASHES):
        with opened(method) as submit:
            kept(submit, task)
            ends.append(kept(submit, crashing))
    return {
        "started": started,
        "left": min(left for left, _ in ends),
        "delay": max(seconds for _, seconds in ends) - undisturbed,
        "each": (own + theirs) / EMPTY * 1e6,
    }


def fresh(name: str, method: str) -> dict[str, float]:
    """The same in a process of its own, so that no pool inherits another's threads or fork server."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])}
    call = ["-c", "import sys; from benchmarks.pools import one; one(*sys.argv[1:])", name, method]
    done = subprocess.run([sys.executable, *call], env=environment, capture_output=True, check=True, timeout=300)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def one(name: str, method: str) -> None:
    """Measure one pool and print what was found."""
    print(json.dumps(measured(name, method)))


def measure(quick: bool = False) -> list[Figure]:
    """Four figures for each pool and way of starting; ``quick`` leaves the ways out but Pebble's own choice."""
    figures = []
    for name, (_, methods) in POOLS.items():
        for method in methods[1:2] if quick else methods:
            label = f"{name}, {method}"
            try:
                result = fresh(name, method)
            except subprocess.CalledProcessError as error:
                last = (error.stderr.decode(errors="replace").strip().splitlines() or ["no message"])[-1]
                figures.append(Figure(label, 0, None, "", note=f"failed: {last[:100]}"))
                continue
            innocent = float(TASKS - 1)
            figures += [
                Figure(f"{label}: kept of {TASKS} with one crash", 0, result["left"], "tasks", "innocent", innocent,
                       least=1.0),
                Figure(f"{label}: longer by the crash", 0, result["delay"], "s", "goal", MOST_DELAY, most=1.0),
                Figure(f"{label}: CPU of an empty task", 0, result["each"], "µs"),
                Figure(f"{label}: start-up", 0, result["started"], "s"),
            ]  # fmt: skip
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pools", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one way of starting for each pool")
    chosen = parser.parse_args()
    print(f"On {machine()}:\n")
    print(table(measure(chosen.quick)))


if __name__ == "__main__":
    main()
