"""Where what takes time is done: some runs at a time, each once, and of each browser only what it asked for last.

Runs go to threads, as the engine lets go of the interpreter: two threads made 40 runs of a firm of 150 in the time of
20, share the compiled code that every process would load anew, and hand results over without copying.
"""

from __future__ import annotations

import asyncio
import functools
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from crmsim.scenario.work import cores

KEPT = 4096  # results that are remembered


class Superseded(Exception):
    """The same browser has asked for something else meanwhile."""


@dataclass
class _Job:
    """Something to do, and how many wait for it."""

    name: Hashable
    act: Callable[[], Any]
    done: asyncio.Future[Any]
    keep: bool
    waiting: int = 0
    begun: bool = False


@dataclass
class _Asked:
    """What a browser waits for."""

    jobs: list[_Job] = field(default_factory=list)
    over: bool = False


class Pool:
    """Does things in threads, at most ``workers`` at a time, browser by browser in turn.

    Belongs to one event loop; nothing of it is for other threads.
    """

    def __init__(self, workers: int | None = None, kept: int = KEPT) -> None:
        self.workers = max(1, workers or cores())
        self.kept = kept
        self.threads = ThreadPoolExecutor(self.workers, thread_name_prefix="crmsim")
        self.results: OrderedDict[Hashable, Any] = OrderedDict()
        self.jobs: dict[Hashable, _Job] = {}
        self.lines: OrderedDict[str, deque[_Job]] = OrderedDict()  # of browsers, what has not begun
        self.asked: dict[str, _Asked] = {}
        self.busy = 0

    async def one(self, client: str, name: Hashable, act: Callable[[], Any], *, keep: bool = False) -> Any:
        """As :meth:`all`, of one thing, which is remembered only if asked for: it may be large."""
        return (await self.all(client, [(name, act)], keep=keep))[0]

    async def all(
        self, client: str, wanted: Sequence[tuple[Hashable, Callable[[], Any]]], *, keep: bool = True
    ) -> list[Any]:
        """What each of ``wanted`` comes to, in order.

        Parameters
        ----------
        client:
            Who asks. What the same client asked for before and has not begun is dropped.
        wanted:
            A name, by which a result is remembered and shared, and what makes it.
        keep:
            Whether results are remembered once nobody waits for them.

        Raises
        ------
        Superseded
            When the same client asks for something else before all is there.
        """
        self._drop(client)
        mine = _Asked()
        self.asked[client] = mine
        futures: list[Any] = []
        for name, act in wanted:
            if name in self.results:
                self.results.move_to_end(name)
                futures.append(self.results[name])
                continue
            job = self.jobs.get(name)
            if job is None:
                job = _Job(name, act, asyncio.get_running_loop().create_future(), keep)
                self.jobs[name] = job
                self.lines.setdefault(client, deque()).append(job)
            job.waiting += 1
            mine.jobs.append(job)
            futures.append(job.done)
        self._go_on()
        try:
            found = []
            for future in futures:
                found.append(await asyncio.shield(future) if isinstance(future, asyncio.Future) else future)
                if mine.over:
                    raise Superseded
            return found
        except asyncio.CancelledError:
            if mine.over:
                raise Superseded from None
            raise
        finally:
            self._let_go(mine)
            if self.asked.get(client) is mine:
                del self.asked[client]

    def close(self) -> None:
        """Begin nothing more."""
        self.lines.clear()
        self.threads.shutdown(wait=False, cancel_futures=True)

    def _drop(self, client: str) -> None:
        before = self.asked.pop(client, None)
        if before is not None:
            before.over = True
            self._let_go(before)

    def _let_go(self, asked: _Asked) -> None:
        for job in asked.jobs:
            job.waiting -= 1
            if job.waiting == 0 and not job.begun and not job.done.done():
                self.jobs.pop(job.name, None)
                job.done.cancel()
        asked.jobs.clear()

    def _go_on(self) -> None:
        """Begin as much as there are threads for, of each browser in turn."""
        while self.busy < self.workers and self.lines:
            client, line = self.lines.popitem(last=False)
            job = line.popleft() if line else None
            if line:
                self.lines[client] = line
            if job is None or job.done.done():
                continue
            job.begun = True
            self.busy += 1
            task = asyncio.get_running_loop().run_in_executor(self.threads, job.act)
            task.add_done_callback(functools.partial(self._finished, job))

    def _finished(self, job: _Job, over: asyncio.Future[Any]) -> None:
        self.busy -= 1
        self.jobs.pop(job.name, None)
        if over.cancelled():
            job.done.cancel()
        elif (error := over.exception()) is not None:
            if not job.done.done():
                job.done.set_exception(error)
                job.done.exception()  # that nobody waits for it any more is no complaint
        else:
            if job.keep:
                self.results[job.name] = over.result()
            while len(self.results) > self.kept:
                self.results.popitem(last=False)
            if not job.done.done():
                job.done.set_result(over.result())
        self._go_on()
