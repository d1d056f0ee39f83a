"""Runs in this very process: side by side on threads, because the engine lets go of the interpreter while it runs.

Nothing has to be started or sent, which suits a comparison of some hundred runs. Nothing is isolated: a run that
crashes takes all with it, and one that hangs is waited for.
"""

from __future__ import annotations

import queue
import threading
import time

from crmsim.runner.backend import Chunk, Done, Job
from crmsim.runner.background import interruptible
from crmsim.runner.warm import warm_up
from crmsim.runner.worker import OtherCode, one, perform, settled
from crmsim.scenario.sources import Changed
from crmsim.simulation import Stopped
from crmsim.store.records import Result

QUEUED = 2  # chunks a thread: one at work, one waiting
ENDING = 1.0  # seconds for a run at work to stop


class ThreadBackend:
    """Computes chunks on threads that die with the process.

    Parameters
    ----------
    job:
        What is computed.
    threads:
        How many.
    """

    isolated = False

    def __init__(self, job: Job, threads: int) -> None:
        if job.function is None:
            # Once and before all others, because it compiles the engine where that is still to be done.
            interruptible(lambda _: warm_up())
        self.job = job
        self.capacity = QUEUED * threads
        self.ended = threading.Event()
        self.waiting: queue.SimpleQueue[Chunk | None] = queue.SimpleQueue()
        self.over: queue.SimpleQueue[Done | BaseException] = queue.SimpleQueue()
        self.threads = [
            threading.Thread(target=self._work, name=f"crmsim-{number}", daemon=True) for number in range(threads)
        ]
        for thread in self.threads:
            thread.start()

    def submit(self, chunk: Chunk) -> None:
        """Leave a chunk to whichever thread is free first."""
        self.waiting.put(chunk)

    def finished(self, timeout: float) -> list[Done]:
        """Chunks that are over, waiting up to ``timeout`` seconds for the first."""
        found = self._heard(timeout)
        over = [one for one in found if isinstance(one, Done)]
        for error in [other for other in found if not isinstance(other, Done)]:
            if not over:
                raise error
            self.over.put(error)  # told when what is over has been recorded
        return over

    def _heard(self, timeout: float) -> list[Done | BaseException]:
        result: list[Done | BaseException] = []
        try:
            result.append(self.over.get(timeout=timeout))
            while True:
                result.append(self.over.get_nowait())
        except queue.Empty:
            pass
        return result

    def close(self, kill: bool) -> list[Done]:
        """End the threads, at once or when idle; what they had finished of a chunk is handed over."""
        if kill:
            self.ended.set()
        for _ in self.threads:
            self.waiting.put(None)
        end = time.monotonic() + ENDING
        for thread in self.threads:
            thread.join(max(0.0, end - time.monotonic()) if kill else None)
        self.threads.clear()
        return [one for one in self._heard(0.0) if isinstance(one, Done) and one.results]

    def _work(self) -> None:
        while (chunk := self.waiting.get()) is not None and not self.ended.is_set():
            try:
                self.over.put(self._done(chunk))
            except BaseException as error:  # noqa: BLE001 - whatever it is, the driver raises it
                self.over.put(error)

    @staticmethod
    def _cut_short(chunk: Chunk, results: list[Result], name: str) -> Done:
        """As much of a chunk as there was time for."""
        return Done(chunk._replace(tasks=chunk.tasks[: len(results)]), results, None, name)

    def _done(self, chunk: Chunk) -> Done:
        """A chunk computed, or as much of it as there was time for."""
        name = threading.current_thread().name
        try:
            if self.job.compute != Job.compute:
                return Done(chunk, perform(self.job, chunk), None, name)
            known = settled(self.job)
        except OtherCode as error:
            return Done(chunk, None, str(error), name)
        results: list[Result] = []
        for task in chunk.tasks:
            try:
                results.append(one(known, chunk.setups[task.setup], task.run, task.seed, self.ended))
            except Stopped:
                return self._cut_short(chunk, results, name)
            except Changed:
                if results:
                    self.over.put(self._cut_short(chunk, results, name))
                raise
        return Done(chunk, results, None, name)
