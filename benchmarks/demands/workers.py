"""Many runs at once: the package's own worker processes, which compute :func:`benchmarks.demands.measured.measure`."""

from __future__ import annotations

import hashlib
import pickle
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.demands.measured import AT, NAMES, measure
from crmsim.experiment.resolver import Resolver
from crmsim.experiment.runs import Setup
from crmsim.runner.backend import Chunk, Job, Task
from crmsim.runner.local import LocalBackend
from crmsim.runner.worker import ORIGIN, code, full_text, settled
from crmsim.scenario import Scenario, Setting, load
from crmsim.store.records import Result

Floats = NDArray[np.float64]
HOW = "measured how"  # stands among the settings of a run; no key of a scenario holds a blank
PATIENCE = 900.0  # seconds for a chunk
RUNS_A_CHUNK = 8


@dataclass(frozen=True)
class Asked:
    """One setting to be run.

    Attributes
    ----------
    scenario:
        Name of one of the scenarios the workers were given.
    settings:
        Key → value typed after it.
    seeds:
        A run for each.
    how:
        As :func:`benchmarks.demands.measured.measure` takes it.
    """

    scenario: str = "baseline"
    settings: Mapping[str, Any] = field(default_factory=dict)
    seeds: Sequence[int] = (0,)
    how: str = "run"


class Measured:
    """What came of the settings asked for: ``values`` float64[settings, runs, names], NaN where a run failed."""

    def __init__(self, values: Floats, errors: Sequence[str]) -> None:
        self.values = values
        self.errors = tuple(errors)

    def __getitem__(self, name: str) -> Floats:
        """float64[settings, runs] of one measure."""
        return self.values[:, :, AT[name]]

    def part(self, chosen: Any) -> Measured:
        """The same for some of the settings."""
        return Measured(self.values[chosen], self.errors)


class Workers:
    """Worker processes for runs of these scenarios; to be closed."""

    def __init__(self, jobs: int, scenarios: Mapping[str, Scenario]) -> None:
        base = load("baseline")
        resolver = pickle.dumps(Resolver(base, {"baseline": base, **scenarios}))
        job = Job(resolver, None, True, (), PATIENCE, code(), compute="benchmarks.demands.workers:compute")
        self.backend = LocalBackend(job, jobs)
        self.chunks = 0
        self.runs = 0

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *raised: object) -> None:
        self.backend.close(kill=raised[0] is not None)

    def measured(self, asked: Iterable[Asked], what: str = "") -> Measured:
        """All runs asked for, in order; settings with fewer seeds than others are filled up with NaN.

        Raises
        ------
        RuntimeError
            Where workers cannot go on, and where more than a tenth of the runs fail.
        """
        every = list(asked)
        began = time.perf_counter()
        most = max((len(one.seeds) for one in every), default=0)
        values = np.full((len(every), most, len(NAMES)), np.nan)
        places: dict[int, list[tuple[int, int]]] = {}
        errors: list[str] = []
        for chunk, of in self._chunks(every):
            places[chunk.number] = of
            self.backend.submit(chunk)
        left = set(places)
        while left:
            for done in self.backend.finished(1.0):
                if done.chunk.number not in left:
                    continue
                left.discard(done.chunk.number)
                if done.results is None:
                    errors.append(str(done.problem))
                    if done.problem not in ("crashed", "hung"):
                        raise RuntimeError(done.problem)
                    continue
                for (setting, run), result in zip(places[done.chunk.number], done.results, strict=True):
                    if result.values is None:
                        errors.append(str(result.error))
                    else:
                        values[setting, run] = np.frombuffer(result.values)
        total = sum(len(one.seeds) for one in every)
        self.runs += total
        print(f"  {what or 'runs'}: {total} runs, {time.perf_counter() - began:.0f} s"
              + (f", {len(errors)} failed: {errors[0]}" if errors else ""), file=sys.stderr, flush=True)  # fmt: skip
        if len(errors) > max(1, total // 10):
            raise RuntimeError(f"{len(errors)} of {total} runs failed, as: {errors[0]}")
        return Measured(values, errors)

    def _chunks(self, every: Sequence[Asked]) -> Iterable[tuple[Chunk, list[tuple[int, int]]]]:
        """Runs in chunks, all of a setting together as far as they fit."""
        setups: list[Setup] = []
        tasks: list[Task] = []
        of: list[tuple[int, int]] = []
        for number, one in enumerate(every):
            keys, values = (*one.settings, HOW), (*one.settings.values(), one.how)
            name = hashlib.blake2b(repr((one.scenario, keys, values)).encode(), digest_size=16).digest()
            setups.append(Setup(name, one.scenario, keys, values))
            for run, seed in enumerate(one.seeds):
                tasks.append(Task(b"", len(setups) - 1, seed))
                of.append((number, run))
                if len(tasks) >= RUNS_A_CHUNK:
                    yield self._chunk(setups, tasks), of
                    setups, tasks, of = setups[-1:], [], []
        if tasks:
            yield self._chunk(setups, tasks), of

    def _chunk(self, setups: Sequence[Setup], tasks: Sequence[Task]) -> Chunk:
        self.chunks += 1
        return Chunk(self.chunks, tuple(setups), tuple(tasks), PATIENCE)


def compute(job: Job, chunk: Chunk) -> list[Result]:
    """In a worker: what every run of a chunk leaves, in order; a run that raises fails alone."""
    known = settled(job)
    result = []
    for task in chunk.tasks:
        began = time.perf_counter()
        setup = chunk.setups[task.setup]
        try:
            made = known.resolved.get(setup.point)
            if made is None:
                typed = [Setting(key, value, ORIGIN) for key, value in zip(setup.keys, setup.values, strict=True)]
                made = known.resolver.resolve([one for one in typed if one.key != HOW], setup.scenario)
                known.resolved[setup.point] = made
                if len(known.resolved) > 64:
                    known.resolved.popitem(last=False)
            values = measure(made, task.seed, str(setup.values[-1])).tobytes()
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this run alone
            result.append(Result(task.run, "failed", None, False, None, full_text(error), time.perf_counter() - began))
        else:
            result.append(Result(task.run, "done", values, False, None, None, time.perf_counter() - began))
    return result
