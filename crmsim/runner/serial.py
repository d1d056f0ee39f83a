"""Runs one after the other in this very process: for debugging, and where no process may be started.

Nothing is isolated here: a run that crashes takes the sweep with it, and one that hangs is waited for.
"""

from __future__ import annotations

from crmsim.runner.backend import Chunk, Done, Job
from crmsim.runner.worker import OtherCode, perform


class SerialBackend:
    """Computes a chunk when it is asked what has finished."""

    capacity = 1
    isolated = False

    def __init__(self, job: Job) -> None:
        self.job = job
        self.waiting: list[Chunk] = []

    def submit(self, chunk: Chunk) -> None:
        """Keep a chunk for :meth:`finished`."""
        self.waiting.append(chunk)

    def finished(self, timeout: float) -> list[Done]:  # noqa: ARG002 - it never waits
        """Compute the chunk that has waited longest."""
        if not self.waiting:
            return []
        chunk = self.waiting.pop(0)
        try:
            return [Done(chunk, perform(self.job, chunk), None, "serial")]
        except OtherCode as error:
            return [Done(chunk, None, str(error), "serial")]

    def close(self, kill: bool) -> None:  # noqa: ARG002 - there is nobody to end
        """Forget what waits."""
        self.waiting.clear()
