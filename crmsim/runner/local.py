"""Worker processes on this machine: a run that crashes or hangs costs its own process, and the others go on.

Measured on 60 runs of which one ended its process: ``concurrent.futures`` kept 30, joblib's loky 31, Pebble 59. But
Pebble's workers share one pipe and its locks: one that is killed from outside while it holds a lock (by the system,
say, for want of memory) stopped all others for two minutes. Here every worker has a pipe of its own, so that nothing
it was doing can hold up anyone else, and its death is known at once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from multiprocessing import connection, context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.runner.backend import CRASHED, DEATH, DEATH_BY_KILLING, HUNG, Chunk, Done, Job
from crmsim.store.records import Result
from crmsim.words import message

PRELOAD, WITHOUT_ENGINE = "crmsim.runner.preload", "crmsim.runner.worker"  # loaded once by what workers are forked from
QUEUED = 2  # chunks a worker is given: one at work, one waiting
STILLBORN = 3  # workers in a row that may die before they are ready
ENDING = 5.0  # seconds for an idle worker to end
DYING = 1.0  # seconds until it is known how a worker died
READY = "ready"
KILLED = 9  # SIGKILL: what the system sends where memory has run out, and no process its own
# Bytes of a socket's path, fewest among Linux and macOS, and of what Python adds: /pymp-xxxxxxxx/listener-xxxxxxxx
LONGEST_SOCKET, SOCKET_NAME = 103, 34


class Worker:
    """A worker process, the chunks it was given in order, and since when it is at the first of them."""

    def __init__(self, starting: Any, job: Job) -> None:
        self.pipe, theirs = starting.Pipe()
        self.process: BaseProcess = starting.Process(target=serve, args=(theirs, job), name="crmsim-sweep", daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False
        self.chunks: deque[Chunk] = deque()
        self.since = time.monotonic()

    @property
    def name(self) -> str:
        """How the journal names it."""
        return f"local-{self.process.pid}"

    def overdue(self, now: float) -> bool:
        """Whether the chunk at work has had all its time."""
        return self.ready and bool(self.chunks) and now - self.since > self.chunks[0].patience

    def give(self, chunk: Chunk) -> None:
        """Send a chunk; where the process is dead already, that is found out when it is waited for."""
        if not self.chunks:
            self.since = time.monotonic()
        self.chunks.append(chunk)
        with contextlib.suppress(OSError):
            self.pipe.send(chunk)

    def end(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class LocalBackend:
    """Worker processes, forked from a server that has everything loaded where the system can, else started anew.

    Parameters
    ----------
    job:
        Sent to each worker once.
    jobs:
        How many workers.

    Raises
    ------
    CrmsimError
        In a process that may start none.
    """

    isolated = True

    def __init__(self, job: Job, jobs: int) -> None:
        refuse_daemon()
        self.job = job
        self.capacity = QUEUED * jobs
        self.starting = workers_context(job)
        self.backlog: deque[Chunk] = deque()
        self.stillborn = 0
        self.workers: list[Worker] = []
        try:
            for _ in range(jobs):
                self.workers.append(Worker(self.starting, job))
        except BaseException:
            self.close(kill=True)
            raise

    def submit(self, chunk: Chunk) -> None:
        """Hand a chunk to whichever worker has least to do."""
        self.backlog.append(chunk)
        self._hand_out()

    def finished(self, timeout: float) -> list[Done]:
        """Chunks that are over, waiting up to ``timeout`` seconds for the first."""
        end = time.monotonic() + timeout
        result: list[Done] = []
        while not result and self.workers:
            now = time.monotonic()
            if now > end:
                break
            waiting = [worker.pipe for worker in self.workers]
            ready = set(connection.wait(waiting, max(0.0, min(end, self._next_overdue()) - now)))
            for worker in list(self.workers):
                if worker.pipe in ready:
                    result += self._heard(worker)
                elif worker.overdue(time.monotonic()):
                    result.append(Done(worker.chunks.popleft(), None, HUNG, worker.name))
                    self._replace(worker)
            self._hand_out()
        return result

    def close(self, kill: bool) -> list[Done]:
        """End the workers, at once or when idle; what they were at is lost."""
        for worker in self.workers:
            with contextlib.suppress(OSError):
                if not kill:
                    worker.pipe.send(None)
        for worker in self.workers:
            if not kill:
                worker.process.join(ENDING)
            worker.end()
        self.workers.clear()
        return []

    def _heard(self, worker: Worker) -> list[Done]:
        """What a worker says; its death is the end of what it says."""
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            return self._died(worker)
        worker.since = time.monotonic()
        if said == READY:
            worker.ready = True
            self.stillborn = 0
            return []
        results, problem = said
        return [Done(worker.chunks.popleft(), results, problem, worker.name)]

    def _died(self, worker: Worker) -> list[Done]:
        result: list[Done] = []
        worker.process.join(DYING)
        killed = worker.process.exitcode == -KILLED
        if worker.ready and worker.chunks:
            death = DEATH_BY_KILLING if killed else DEATH
            result.append(Done(worker.chunks.popleft(), None, CRASHED, worker.name, death))
        elif not worker.ready:
            self.stillborn += 1
            if self.stillborn > STILLBORN and (worker.chunks or self.backlog):
                chunk = worker.chunks.popleft() if worker.chunks else self.backlog.popleft()
                problem = message("worker processes die as soon as they are started")
                if killed:
                    problem = message(
                        "worker processes are killed as soon as they are started, most often for want of memory"
                    )
                result.append(Done(chunk, None, problem, worker.name))
        self._replace(worker)
        return result

    def _replace(self, worker: Worker) -> None:
        """A new worker in the place of one; what it had not begun is handed out again first."""
        self.backlog.extendleft(reversed(worker.chunks))
        worker.end()
        self.workers[self.workers.index(worker)] = Worker(self.starting, self.job)

    def _hand_out(self) -> None:
        while self.backlog:
            worker = min(self.workers, key=lambda one: len(one.chunks))
            if len(worker.chunks) >= QUEUED:
                return
            worker.give(self.backlog.popleft())

    def _next_overdue(self) -> float:
        return min(
            (worker.since + worker.chunks[0].patience for worker in self.workers if worker.ready and worker.chunks),
            default=float("inf"),
        )


def refuse_daemon() -> None:
    """Refuse to start workers from a process that Python lets start none, as those of ``multiprocessing.Pool``.

    Raises
    ------
    CrmsimError
        With what can be done instead.
    """
    if multiprocessing.current_process().daemon:
        raise CrmsimError(
            message("a process of multiprocessing.Pool may start no worker processes"),
            key="jobs",
            expected=message(
                "jobs=0, which computes in this process, or processes that may start others, as those of "
                "concurrent.futures.ProcessPoolExecutor"
            ),
        )


def serve(pipe: Connection, job: Job) -> None:
    """In a worker: compute chunks as they come, until told to end or until the driver is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is answered by the driver alone
    from crmsim.runner.worker import perform, warm

    chunks: queue.SimpleQueue[Chunk | None] = queue.SimpleQueue()
    threading.Thread(target=receive, args=(pipe, chunks), name="crmsim-receive", daemon=True).start()
    if job.function is None:
        with contextlib.suppress(Exception):  # what is wrong here will be told by the first run
            warm()
    pipe.send(READY)
    while (chunk := chunks.get()) is not None:
        said: tuple[list[Result] | None, str | None]
        try:
            said = perform(job, chunk), None
        except Exception as error:  # noqa: BLE001 - told by the driver, who cannot go on
            said = None, str(error) or type(error).__name__
        pipe.send(said)


def receive(pipe: Connection, chunks: queue.SimpleQueue[Chunk | None]) -> None:
    """In a worker: take what the driver sends as it comes, so that it never waits; end this process with the driver.

    Whatever the driver dies of, the system closes its end of the pipe.
    """
    try:
        while (chunk := pipe.recv()) is not None:
            chunks.put(chunk)
    except (EOFError, OSError):
        os._exit(1)
    chunks.put(None)


def workers_context(job: Job) -> Any:
    """How workers are started: forked from a server that has loaded everything, else as new interpreters."""
    if "forkserver" in multiprocessing.get_all_start_methods() and _has_room_for_sockets():
        forking = ForkServer()
        forking.set_forkserver_preload([PRELOAD if job.function is None else WITHOUT_ENGINE])
        return forking
    return Spawn()


def _has_room_for_sockets() -> bool:
    """Whether a socket can be bound where Python keeps the server's: its path may have about a hundred characters.

    Some clusters give each job a temporary folder with a longer name. New interpreters speak through pipes instead.
    """
    return len(os.fsencode(tempfile.gettempdir())) + SOCKET_NAME <= LONGEST_SOCKET


MAIN = threading.Lock()


@contextlib.contextmanager
def without_main() -> Iterator[None]:
    """Keep a new process from importing the script that is run: a worker needs nothing of it, and a script that
    sweeps without ``if __name__ == "__main__"`` would sweep again in every worker.
    """
    main = sys.modules["__main__"]
    with MAIN:
        kept = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
        try:
            main.__dict__.pop("__file__", None)
            main.__spec__ = None
            yield
        finally:
            for name, value in kept.items():
                setattr(main, name, value)


class SpawnProcess(context.SpawnProcess):
    """A process that does not import the script."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - the name that multiprocessing calls
        with without_main():
            return context.SpawnProcess._Popen(process_obj)


class Spawn(context.SpawnContext):
    """New interpreters that do not import the script."""

    Process = SpawnProcess


if sys.platform != "win32":

    class ForkServerProcess(context.ForkServerProcess):
        """A process that does not import the script."""

        @staticmethod
        def _Popen(process_obj: Any) -> Any:  # noqa: N802 - the name that multiprocessing calls
            with without_main():
                return context.ForkServerProcess._Popen(process_obj)

    class ForkServer(context.ForkServerContext):
        """Forks of a server, that do not import the script."""

        Process = ForkServerProcess
