"""Chunks computed by Dask's workers, so that a crash or a hang costs the run that is guilty and no other.

Each chunk is pinned to a worker and handed out by us, because Dask's own retries cannot tell the guilty: when a
worker dies, whatever Dask had queued there counts as suspicious, and is tried again elsewhere until it has ended as
many workers as ``allowed-failures`` says. Here the chunk that was being computed is told as crashed, and those that
waited behind it go elsewhere. A single run is computed with nothing else on its worker, so that the blame is certain.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import pickle
import queue
import time
import uuid
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.runner import dask_worker
from crmsim.runner.backend import CRASHED, HUNG, Chunk, Done, Job
from crmsim.words import message

AHEAD = 1  # chunks that wait at a worker behind those it computes
LOOK = 1.0  # seconds between looks at patience
COUNT = 10.0  # seconds between counts of the workers, for one that was not told of
ANSWER = 10.0  # seconds a worker has to say what it is doing
PREPARING = 900.0  # seconds for a worker to become ready, compiling and waiting for others to compile
RESTART = 10.0  # seconds a hung worker has to end by itself
NO_WORKERS = 300.0  # seconds without any worker after which the sweep is given up
AGAIN = message("run the same command again, when it is there, to go on")
NOBODY = message(
    "no worker has been connected to the scheduler for {seconds:.0f} s; {again}", seconds=NO_WORKERS, again=AGAIN
)


@dataclass
class Flight:
    """A chunk at a worker."""

    chunk: Chunk
    future: Any
    begun: float


@dataclass
class Worker:
    """A worker process, known by its address; it takes chunks once it is ready."""

    address: str
    threads: int
    joined: float
    ready: bool = False
    nanny: bool = True
    asked: bool = False
    flights: dict[str, Flight] = field(default_factory=dict)  # in the order of their submission, by Dask's key

    @property
    def running(self) -> list[Flight]:
        """Those that are computed now: the ones that came first."""
        return list(self.flights.values())[: self.threads]


class DaskBackend:
    """Workers of a Dask scheduler, which may come and go.

    Parameters
    ----------
    client:
        Connected to the scheduler; closed with the backend.
    job:
        Sent to each worker once.
    cluster:
        What was started for this sweep and is ended with it; None for a scheduler of somebody else.
    why_none:
        Why no worker will come any more, asked every ``NO_WORKERS`` seconds that none is there; None to wait on, as in
        a queue. By default none is waited for any longer.
    """

    isolated = True
    chunk_seconds = 1.0  # a chunk costs Dask's scheduler, worker and client some 10 ms of processor time together

    def __init__(
        self, client: Any, job: Job, cluster: Any = None, why_none: Callable[[], str | None] = lambda: NOBODY
    ) -> None:
        self.client, self.cluster, self.why_none = client, cluster, why_none
        self.job = job
        self.sent = pickle.dumps(job)
        self.sweep = uuid.uuid4().hex
        self.workers: dict[str, Worker] = {}
        self.waiting: deque[Chunk] = deque()
        self.suspects: set[bytes] = set()  # runs that were computed beside others when their worker died
        self.over: deque[Done] = deque()
        self.news: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.handed_out = 0
        self.closed = False
        self.capacity = 1
        self.seen = self.counted = self.looked = time.monotonic()
        client.subscribe_topic("all", self._event)
        self._count(client.nthreads())

    def submit(self, chunk: Chunk) -> None:
        """Take a chunk; it waits here until a worker has room."""
        self.waiting.append(chunk)
        self._hand_out()

    def finished(self, timeout: float) -> list[Done]:
        """Chunks that are over, waiting up to ``timeout`` seconds for the first.

        Raises
        ------
        CrmsimError
            Where the scheduler is gone, where no worker comes, or where a worker runs other code.
        """
        end = time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            with contextlib.suppress(queue.Empty):
                self.news.get(timeout=max(min(left, LOOK), 0.0))()
                while True:
                    self.news.get_nowait()()
            self._look()
            self._hand_out()
            if self.over or left <= 0.0:
                result = list(self.over)
                self.over.clear()
                return result

    def close(self, kill: bool) -> list[Done]:
        """Let go of the workers, and end them where they were started for this sweep; what they were at is lost."""
        if self.closed:
            return []
        self.closed = True
        alive = self.client.status == "running"
        with contextlib.suppress(Exception):  # whatever is gone already need not be closed
            flying = [flight.future for worker in self.workers.values() for flight in worker.flights.values()]
            if flying and alive:
                self.client.cancel(flying, force=True)
            if self.cluster is None and alive and not kill:
                self.client.run(dask_worker.forget, self.sweep, on_error="ignore")
            if alive:
                self.client.unsubscribe_topic("all")
        with contextlib.suppress(Exception):
            self.client.close(timeout=2)
        if self.cluster is not None:
            with contextlib.suppress(Exception):
                self.cluster.close()
        return []

    def _event(self, event: tuple[float, Any]) -> None:
        """In Dask's thread: a worker has come or gone."""
        message = event[1]
        if not isinstance(message, dict):
            return
        action, address = message.get("action"), message.get("worker")
        if action == "add-worker":
            self.news.put(lambda: self._in_loop(self._ask_how_many()))
        elif action == "remove-worker":
            unfinished = frozenset(message.get("processing-tasks") or ())
            self.news.put(lambda: self._left(str(address), unfinished))

    def _in_loop(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Do something in Dask's thread; what comes of it is put among the news."""
        asyncio.run_coroutine_threadsafe(coroutine, self.client.loop.asyncio_loop)

    async def _ask_how_many(self) -> None:
        with contextlib.suppress(Exception):  # a scheduler that does not answer is found out by those that wait
            threads = await self.client.scheduler.ncores()
            self.news.put(lambda: self._count(threads))

    def _count(self, threads: dict[str, int]) -> None:
        """Make ready whoever is new, and take leave of whoever is no longer there."""
        self.counted = time.monotonic()
        for address in [known for known in self.workers if known not in threads]:
            self._left(address)
        for address, number in threads.items():
            if address not in self.workers:
                self.workers[address] = worker = Worker(address, max(int(number), 1), self.counted)
                future = self._call(dask_worker.prepare, self.sent, worker=address)
                self._in_loop(self._follow(future, functools.partial(self._prepared, worker)))

    def _call(self, function: Callable[..., Any], *given: Any, worker: str) -> Any:
        """A future of ``function(sweep, *given)`` at one worker and nowhere else."""
        self.handed_out += 1
        key = f"crmsim-{self.sweep}-{self.handed_out}"
        return self.client.submit(
            function, self.sweep, *given, key=key, workers=[worker], allow_other_workers=False, pure=False
        )

    async def _follow(self, future: Any, then: Callable[[Any, BaseException | None], None]) -> None:
        """Wait for a future; what it holds, or what went wrong, is told to ``then`` in the driver's thread."""
        made, error = None, None
        try:
            made = await self.client.gather(future, asynchronous=True)
        except (Exception, asyncio.CancelledError) as wrong:  # noqa: BLE001 - judged in the driver's thread
            error = wrong
        finally:
            future.release()
        self.news.put(lambda: then(made, error))

    def _prepared(self, worker: Worker, made: dask_worker.Prepared | None, error: BaseException | None) -> None:
        if self.workers.get(worker.address) is not worker or _cancelled(error):
            return
        if error is not None:
            self._give_up(
                message(
                    "the worker {address} cannot compute this sweep: {name}: {error}; expected the same crmsim and "
                    "packages there as here",
                    address=worker.address, name=type(error).__name__, error=str(error),
                )
            )  # fmt: skip
        elif made is not None and made.code != self.job.code:
            self._give_up(
                message(
                    "the worker {address} on {host} runs other code ({theirs}) than this sweep ({ours}); expected the "
                    "same crmsim, Python, NumPy and Numba everywhere",
                    address=worker.address, host=made.host, theirs=made.code, ours=self.job.code,
                )
            )  # fmt: skip
        else:
            worker.ready, worker.nanny = True, made is None or made.nanny

    def _hand_out(self) -> None:
        """Give waiting chunks to the workers with most room, and say how many more there is room for."""
        self.capacity = max(sum(worker.threads + AHEAD for worker in self.workers.values() if worker.ready), 1)
        for _ in range(len(self.waiting)):
            chunk = self.waiting[0]
            open_to = [worker for worker in self.workers.values() if self._may_take(worker, chunk)]
            if not open_to:
                return
            self.waiting.popleft()
            worker = min(open_to, key=lambda one: len(one.flights) / one.threads)
            data = pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL)
            future = self._call(dask_worker.work, chunk.number, data, worker=worker.address)
            worker.flights[future.key] = Flight(chunk, future, time.monotonic())
            self._in_loop(self._follow(future, functools.partial(self._returned, worker, future.key)))

    def _may_take(self, worker: Worker, chunk: Chunk) -> bool:
        """Whether a worker may take a chunk: one that must be alone waits for an empty worker and keeps it so."""
        if not worker.ready or any(self._alone(flight.chunk, worker) for flight in worker.flights.values()):
            return False
        if self._alone(chunk, worker):
            return not worker.flights
        return len(worker.flights) < worker.threads + AHEAD

    def _alone(self, chunk: Chunk, worker: Worker) -> bool:
        return len(chunk.tasks) == 1 and (worker.threads == 1 or chunk.tasks[0].run in self.suspects)

    def _returned(self, worker: Worker, key: str, made: bytes | None, error: BaseException | None) -> None:
        """A chunk has come back, or the news of it."""
        if type(error).__name__ == "KilledWorker":  # told apart when the worker is reported to have left
            return
        flight = worker.flights.pop(key, None)
        if flight is None:  # of a worker that has left; dealt with then
            return
        now = time.monotonic()
        for other in worker.running[-1:]:
            other.begun = max(other.begun, now)
        if _cancelled(error):
            if self.client.status != "running":
                self.over.append(Done(flight.chunk, None, self._gone(), worker.address))
            else:
                self.waiting.appendleft(flight.chunk)
        elif error is not None or made is None:
            text = str(error) if isinstance(error, CrmsimError) else f"{type(error).__name__}: {error}"
            self.over.append(Done(flight.chunk, None, text, worker.address))
        else:
            self.over.append(Done(flight.chunk, pickle.loads(made), None, worker.address))

    def _left(self, address: str, unfinished: frozenset[str] | None = None) -> None:
        """A worker has died or was taken away: blame what it computed, and hand out the rest again.

        ``unfinished`` are the keys that the scheduler had not been told were done, where that is known.
        """
        worker = self.workers.pop(address, None)
        if worker is None:
            return
        flights = list(worker.flights.values())
        suspects = [flight for key, flight in worker.flights.items() if unfinished is None or key in unfinished]
        running = suspects[: worker.threads]
        self._cancel(flights)
        worker.flights.clear()
        for flight in reversed(flights):
            chunk = flight.chunk
            if not any(flight is one for one in running):
                self.waiting.appendleft(chunk)
            elif len(chunk.tasks) == 1 and len(suspects) > 1:
                self.suspects.add(chunk.tasks[0].run)
                self.waiting.appendleft(chunk)
            else:
                self.over.append(Done(chunk, None, CRASHED, address))

    def _cancel(self, flights: list[Flight]) -> None:
        if flights and self.client.status == "running":
            with contextlib.suppress(Exception):  # gone together with the scheduler
                self.client.cancel([flight.future for flight in flights], force=True)

    def _look(self) -> None:
        """Every second: whether the scheduler is there, whether workers are, and who has run out of patience."""
        now = time.monotonic()
        if now - self.looked < LOOK:
            return
        self.looked = now
        if self.client.status != "running":
            self._give_up(self._gone())
            return
        if now - self.counted > COUNT:
            self.counted = now
            self._in_loop(self._ask_how_many())
        if any(worker.ready or now - worker.joined < PREPARING for worker in self.workers.values()):
            self.seen = now
        elif now - self.seen > NO_WORKERS:
            self.seen = now
            problem = self.why_none()
            if problem is not None:
                self._give_up(problem)
                return
        for worker in self.workers.values():
            if not worker.asked and any(now - one.begun > one.chunk.patience for one in worker.running):
                worker.asked = True
                self._in_loop(self._ask(worker))

    async def _ask(self, worker: Worker) -> None:
        """What a worker is computing: what it was sent may have waited behind the work of somebody else."""
        answer: dict[int, float] | None = None
        with contextlib.suppress(Exception):  # no answer is an answer
            asked = self.client.run(dask_worker.running, self.sweep, workers=[worker.address])
            answer = (await asyncio.wait_for(asked, ANSWER))[worker.address]
        self.news.put(lambda: self._answered(worker, answer))

    def _answered(self, worker: Worker, answer: dict[int, float] | None) -> None:
        """Give up what has hung, and its worker with it, which Dask's nanny then starts anew."""
        worker.asked = False
        if self.workers.get(worker.address) is not worker:
            return
        now = time.monotonic()
        hung = []
        for flight in worker.running:
            if answer is not None:
                flight.begun = now - answer.get(flight.chunk.number, 0.0)
            if now - flight.begun > flight.chunk.patience:
                hung.append(flight)
        if not hung:
            return
        del self.workers[worker.address]
        flights = list(worker.flights.values())
        self._cancel(flights)
        worker.flights.clear()
        for flight in reversed(flights):
            if any(flight is one for one in hung):
                self.over.append(Done(flight.chunk, None, HUNG, worker.address))
            else:
                self.waiting.appendleft(flight.chunk)
        self._in_loop(self._restart(worker))

    async def _restart(self, worker: Worker) -> None:
        """Start a worker anew; one without a nanny is ended, so that it holds neither a core nor work to come."""
        with contextlib.suppress(Exception):  # whatever goes wrong, it is given nothing more
            if worker.nanny:
                await self.client.restart_workers([worker.address], timeout=RESTART, raise_for_error=False)
            else:
                await asyncio.wait_for(self.client.run(dask_worker.end, workers=[worker.address]), ANSWER)

    def _gone(self) -> str:
        return message(
            "the connection to the Dask scheduler is lost; all that had come back is kept: {again}", again=AGAIN
        )

    def _give_up(self, problem: str) -> None:
        """Tell the driver, by any chunk it waits for, why the sweep cannot go on."""
        for worker in self.workers.values():
            for flight in worker.flights.values():
                self.over.append(Done(flight.chunk, None, problem, worker.address))
            worker.flights.clear()
        self.over.extend(Done(chunk, None, problem, "dask") for chunk in self.waiting)
        self.waiting.clear()
        if not self.over:
            raise CrmsimError(problem, key="--cluster")


def _cancelled(error: BaseException | None) -> bool:
    """Whether a future ended because it was cancelled: by us, or because the scheduler was lost."""
    return isinstance(error, asyncio.CancelledError) or type(error).__name__ == "FutureCancelledError"
