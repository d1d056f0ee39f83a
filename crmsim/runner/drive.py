"""The driver of a sweep: keeps workers busy, records what they find, and decides when enough is known.

What is run never depends on how many workers there are, on their speed, or on what was interrupted: decisions are
taken only when a round is wholly in, from values in the order of the design. Memory does not grow with the number of
runs: settings are made when they are sent, and results go to the journal.
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError
from crmsim.experiment.runs import Counts, Row, Runs, Setup
from crmsim.runner.account import Driven, Progress
from crmsim.runner.backend import CRASHED, HUNG, MOST_RUNS_A_CHUNK, Backend, Chunk, Done, Task
from crmsim.runner.known import Known
from crmsim.runner.limit import Limit
from crmsim.runner.precision import Decision, Reached, first_round, next_round
from crmsim.runner.trial import Trial, trial_rows
from crmsim.simulation import Stopped
from crmsim.store.acts import Acts
from crmsim.store.columns import note
from crmsim.store.journal import Journal
from crmsim.store.part import WHOLE, Part
from crmsim.store.records import Result
from crmsim.words import message

CHUNK_SECONDS = 0.5  # of work in a chunk, unless a backend wants more; what a crash costs those beside it
MOST_TOGETHER = 64  # settings up to which a chunk takes whole seeds
POLL_SECONDS = 0.2
PROGRESS_SECONDS = 0.1
WATCH_SECONDS = 1.0  # between looks at files that must not change
CHANCES = 2  # how often a run must see its worker die while alone in it: once it may have been killed from outside

Pending = tuple[Setup, bytes, int]


class RunFailed(CrmsimError):
    """A run came to no result, where all of them are needed."""


class Driver:
    """Computes the runs of an experiment that its journal does not have.

    Parameters
    ----------
    runs, journal, backend:
        What is run, where it is recorded, who computes it.
    progress:
        Called with a :class:`Progress` a few times a second.
    retry_failed:
        Compute runs again that failed, hung or crashed before, and those whose record is not what was written.
    part:
        Only its runs are computed, and told of; all by default.
    stop:
        Set it to end the sweep soon.
    lenient:
        Whether a run that comes to no result costs itself alone; else it ends the sweep.
    known:
        Journals of other sweeps, from which runs are taken that the own one does not have (:mod:`crmsim.runner.known`).
    acts:
        Where what single people did is kept: a run is done only where its files are there too. None keeps nothing.
    """

    def __init__(
        self,
        runs: Runs,
        journal: Journal,
        backend: Backend,
        progress: Callable[[Progress], None] | None = None,
        retry_failed: bool = False,
        part: Part = WHOLE,
        stop: threading.Event | None = None,
        lenient: bool = True,
        known: Sequence[Journal] = (),
        acts: Acts | None = None,
    ) -> None:
        if retry_failed:
            journal.forget_altered()
        self.runs = runs
        self.journal = journal
        self.backend = backend
        self.progress = progress
        self.retry_failed = retry_failed
        self.part = part
        self.stop = stop
        self.lenient = lenient
        self.acts = acts or Acts(Path(), ())
        self.known = Known(runs, journal, known, self.acts)
        note(journal, [self.known.wanted])
        # Settings with one seed may share its counterfactual run: a chunk takes whole seeds, where they are few.
        self.together = runs.size if runs.design.shared_seeds and runs.size <= MOST_TOGETHER else 1
        self.chunk_seconds: float = getattr(backend, "chunk_seconds", CHUNK_SECONDS)
        self.seconds = journal.typical_seconds()
        self.limit = Limit(runs.experiment, self.seconds)
        self.ahead: list[Row] = []
        self.begun: set[bytes] = set()
        self.trial = Trial((), {}, False)
        self.pending: set[bytes] = set()
        self.retried: set[bytes] = set()
        self.again: deque[Pending] = deque()
        self.crashes: dict[bytes, int] = {}
        self.chunks = self.in_flight = self.computed = self.failed = self.skipped = self.total = self.round = 0
        self.reached: tuple[Reached, ...] = ()
        self.started = self.reported = time.monotonic()
        self.watched, self.out_of_hours = -math.inf, False

    def run(self) -> Driven:
        """Compute round after round until all is settled or a budget is spent.

        Raises
        ------
        CrmsimError
            Where the journal cannot be written, a worker cannot go on, or a file that the runs rest on was changed;
            what was recorded is kept.
        Stopped
            Soon after ``stop`` is set.
        """
        result = self._rounds()
        self.runs.sources.check(thoroughly=True)
        return result

    # Rounds

    def _rounds(self) -> Driven:
        planned = np.zeros(self.runs.size, dtype=np.int64)
        wanted, spent = self._first(planned)
        self.ahead = trial_rows(self.runs, wanted, self.part.chosen)
        self.trial = Trial.begun(self.ahead, self.journal, self.retry_failed, self.runs, wanted)
        while True:
            self.round += 1
            self.total = int(wanted.sum()) // self.part.of  # about, since parts are of alike size and no more
            self._compute(planned, wanted)
            planned = wanted
            if self.out_of_hours:
                return Driven(planned, self.computed, self.round, self.reached, "hours")
            more, self.reached = self._decide(planned)
            if spent or not (more > planned).any():
                return Driven(planned, self.computed, self.round, self.reached, spent)
            wanted, spent = self._within_budget(planned, more)
            if not (wanted > planned).any():
                return Driven(planned, self.computed, self.round, self.reached, spent)

    def _first(self, planned: Counts) -> tuple[Counts, str | None]:
        wanted = np.full(self.runs.size, first_round(self.runs.experiment.runs), dtype=np.int64)
        return self._within_budget(planned, wanted)

    def _within_budget(self, planned: Counts, wanted: Counts) -> tuple[Counts, str | None]:
        """``wanted``, or as many runs of every open point as the budget has left."""
        budget = self.runs.experiment.budget_runs
        if budget is None or int(wanted.sum()) <= budget:
            return wanted, None
        low, high = 0, int(wanted.max())
        while low < high:  # the most runs a point that fit
            middle = (low + high + 1) // 2
            if int(np.maximum(planned, np.minimum(wanted, middle)).sum()) <= budget:
                low = middle
            else:
                high = middle - 1
        fitting = np.maximum(planned, np.minimum(wanted, low))
        if not fitting.any():
            raise CrmsimError(
                message("the budget does not allow one run of each of the {size:,} settings", size=self.runs.size),
                key="budget.runs",
                value=budget,
                expected=message("{size:,} or more, or a smaller design", size=self.runs.size),
            )
        return fitting, "runs"

    def _decide(self, planned: Counts) -> tuple[Counts, tuple[Reached, ...]]:
        """How many runs each point needs, and how precise each watched outcome is."""
        choice = self.runs.experiment.runs
        wanted = planned.copy()
        if not choice.precision:
            return wanted, ()
        decision = Decision(choice)
        references = self.runs.references
        watched: dict[int, NDArray[np.float64]] = {}
        for setting in range(self.runs.settings):
            if decision.paired and setting == references[setting]:
                continue
            points = self.runs.points_of(setting)
            count = int(planned[points[0]])
            if not decision.paired:
                settled = decision.settles(self._watched(points, count))
            else:
                base = self.runs.points_of(references[setting])
                if base[0] not in watched:
                    watched[base[0]] = self._watched(base, int(planned[base[0]]))
                settled = decision.settles(self._watched(points, count), watched[base[0]][:, :count])
            if not settled:
                wanted[points] = next_round(count, choice.most)
                if decision.paired:
                    wanted[base] = np.maximum(wanted[base], wanted[points[0]])
        return wanted, decision.reached()

    def _watched(self, points: list[int], count: int) -> NDArray[np.float64]:
        """float64[points, runs, watched outcomes], NaN where a run is missing."""
        return np.stack([self._watched_at(number, count) for number in points])

    def _watched_at(self, number: int, count: int) -> NDArray[np.float64]:
        """float64[runs, watched outcomes] of a point, NaN where a run is missing."""
        names = tuple(self.runs.experiment.runs.precision)
        places = [self.runs.experiment.stored.index(name) for name in names]
        result = np.full((count, len(names)), np.nan)
        ids = [self.runs.run(number, replicate) for replicate in range(count)]
        stored = self.journal.outcomes(ids)
        for replicate, run in enumerate(ids):
            values = stored.get(run)
            if values is not None:
                result[replicate] = np.frombuffer(values)[places]
        return result

    # One round

    def _compute(self, first: Counts, last: Counts) -> None:
        left = itertools.chain(self._trial(), self._left(first, last))
        exhausted = False
        while True:
            if self.stop is not None and self.stop.is_set():
                raise Stopped
            while self.in_flight < self.backend.capacity and not (exhausted and not self.again):
                chunk = self._alone() if self.again else self._next(left)
                if chunk is None:
                    exhausted = True
                else:
                    self.backend.submit(chunk)
                    self.in_flight += 1
            self._tell()
            self._watch()
            if self.in_flight == 0 and exhausted and not self.again:
                self._tell(now=True)
                return
            over = self.backend.finished(POLL_SECONDS)
            if over:
                self.in_flight -= len(over)
                self.record(over)

    def _watch(self) -> None:
        """Look every now and then whether what the runs rest on is what it was."""
        if time.monotonic() - self.watched > WATCH_SECONDS:
            self.watched = time.monotonic()
            self.runs.sources.check()

    def _trial(self) -> Iterator[Pending]:
        """The runs of the trial that the journal does not have, once, before all others."""
        recorded = self.known.statuses(self.ahead)
        rows, self.ahead = self.ahead, []
        for row in rows:
            if not self._have(row, recorded.get(row.run)):
                self.begun.add(row.run)
                self.pending.add(row.run)
                yield self.runs.setup(row.point), row.run, row.seed

    def _left(self, first: Counts, last: Counts) -> Iterator[Pending]:
        """What the journal does not have, block by block."""
        for setups, rows in self.runs.blocks(first, last):
            recorded = self.known.statuses(rows)
            taken = set(self.pending)  # what is not recorded yet, but will be
            for row in rows:
                if row.run in self.begun:
                    self.begun.discard(row.run)
                    continue
                if row.run in taken or self._have(row, recorded.get(row.run)):
                    self.skipped += self.part.chosen(row.run)
                    continue
                if self._hours_spent():
                    return
                self.pending.add(row.run)
                taken.add(row.run)
                setup = setups.get(row.point)
                if setup is None:
                    setup = setups[row.point] = self.runs.setup(row.point)
                yield setup, row.run, row.seed

    def _have(self, row: Row, status: str | None) -> bool:
        if not self.part.chosen(row.run):
            return True
        if status is None or (status == "done" and not self.acts.has(row.run)):
            return False
        if status == "done" or not self.retry_failed or row.run in self.retried:
            return True
        self.retried.add(row.run)
        return False

    def _hours_spent(self) -> bool:
        hours = self.runs.experiment.budget_hours
        self.out_of_hours |= hours is not None and time.monotonic() - self.started > hours * 3600.0
        return self.out_of_hours

    def _next(self, left: Iterator[Pending]) -> Chunk | None:
        """As many runs as the backend wants, or ``chunk_seconds`` of work; one while nothing is known of its time."""
        size: int | None = getattr(self.backend, "chunk_runs", None)
        if size is None:
            size = 1 if self.seconds is None else int(self.chunk_seconds / max(self.seconds, 1e-6))
            size = min(size, MOST_RUNS_A_CHUNK)
        share = math.ceil((self.total - self.skipped - self.computed) / max(self.backend.capacity, 1))
        size = max(1, min(size, share))
        size += -size % self.together
        setups: list[Setup] = []
        places: dict[bytes, int] = {}
        tasks: list[Task] = []
        for setup, run, seed in left:
            place = places.get(setup.point)
            if place is None:
                place = places[setup.point] = len(setups)
                setups.append(setup)
            tasks.append(Task(run, place, seed))
            if len(tasks) == size:
                break
        return self._chunk(tuple(setups), tuple(tasks)) if tasks else None

    def _alone(self) -> Chunk:
        setup, run, seed = self.again.popleft()
        return self._chunk((setup,), (Task(run, 0, seed),))

    def _chunk(self, setups: tuple[Setup, ...], tasks: tuple[Task, ...]) -> Chunk:
        self.chunks += 1
        expected = len(tasks) * (self.seconds or 0.0) if len(tasks) > 1 else 0.0
        return Chunk(self.chunks, setups, tasks, self.limit.seconds + expected)

    def record(self, over: list[Done]) -> None:
        """Record what chunks have found, and compute again run by run those that came to no end."""
        rows: list[tuple[Result, int, str]] = []
        problem: str | None = None
        for done in over:
            if done.results is not None:
                self.known.refuse_otherwise(done)
                rows += [
                    (result, task.seed, done.worker)
                    for result, task in zip(done.results, done.chunk.tasks, strict=True)
                ]
                self._learn(done.results)
            elif done.problem in (CRASHED, HUNG):
                rows += self._unfinished(done)
            else:
                problem = done.problem
        if any(result.status == "failed" for result, _, _ in rows):
            self.runs.sources.check()  # before a file that is gone is taken for a run that cannot be
        if rows:
            self.acts.write(result for result, _, _ in rows)
            self.journal.record(rows)
        for result, seed, _ in rows:
            if not self.lenient and result.status != "done":
                raise RunFailed(result.full_text or result.error or f"the run with seed {seed} {result.status}")
            self.pending.discard(result.run)
            self.computed += 1
            self.failed += result.status != "done"
            self.trial.note(result.run, result.status, result.full_text or result.error)
        if problem is not None:
            self.runs.sources.check(thoroughly=True)
            raise CrmsimError(message("the sweep cannot go on: {problem}", problem=problem))

    def _unfinished(self, done: Done) -> list[tuple[Result, int, str]]:
        """What is recorded of a chunk whose worker died or was given up; the rest is computed again, run by run."""
        rows: list[tuple[Result, int, str]] = []
        alone = len(done.chunk.tasks) == 1
        for task in done.chunk.tasks:
            self.crashes[task.run] = self.crashes.get(task.run, 0) + alone
            if alone and done.problem == HUNG:
                text, waited = self.limit.text(), self.limit.seconds
                rows.append((Result(task.run, "hung", None, False, None, text, waited), task.seed, done.worker))
            elif alone and self.crashes[task.run] >= CHANCES:
                rows.append((Result(task.run, "crashed", None, False, None, done.death, 0.0), task.seed, done.worker))
            else:
                self.again.append((done.chunk.setups[task.setup], task.run, task.seed))
        return rows

    def _learn(self, results: Sequence[Result]) -> None:
        """Follow how long a run takes."""
        self.limit.learn(results)
        mean = sum(result.seconds for result in results) / len(results)
        self.seconds = mean if self.seconds is None else 0.7 * self.seconds + 0.3 * mean

    def _tell(self, now: bool = False) -> None:
        moment = time.monotonic()
        if self.progress is None or (moment - self.reported < PROGRESS_SECONDS and not now):
            return
        self.reported = moment
        rate = self.computed / (moment - self.started) if self.computed and moment > self.started else None
        done = self.skipped + self.computed
        self.total = max(self.total, done)
        left = (self.total - done) / rate if rate else None
        self.progress(Progress(done, self.total, self.computed, self.failed, rate, left, self.round, self.reached))
