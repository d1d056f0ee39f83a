"""Compare scenarios: the same seeds for all, runs side by side on threads, differences run by run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from crmsim.analysis.comparison import Comparison
from crmsim.analysis.measure import Measured, measure
from crmsim.analysis.plan import Plan, plan
from crmsim.errors import CrmsimError
from crmsim.runner.background import interruptible
from crmsim.scenario import Scenario, Settings
from crmsim.simulation import Stopped, announce_compilation, simulate

Progress = Callable[[int, int], None]
POLL = 0.1  # seconds between looks at the stop signal while nothing finishes


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a comparison; ``comparison`` holds the pairs that were finished, or None without any."""

    def __init__(self, comparison: Comparison | None) -> None:
        super().__init__("interrupted")
        self.comparison = comparison


def compare(
    scenarios: Sequence[str | Path | Scenario] | str | Path | Scenario,
    runs: int = 100,
    seed: int = 0,
    jobs: int | None = None,
    settings: Settings = (),
    what_if: Sequence[str | Settings] | Mapping[str, Any] | str = (),
    weeks: int | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    announce: Callable[[str], None] | None = None,
) -> Comparison:
    """Run every scenario with the same seeds and compare the first with each of the others.

    Parameters
    ----------
    scenarios:
        Names of shipped scenarios, paths or loaded scenarios; the first is the reference.
    runs:
        Runs of each, at least 2. Run r of every scenario has seed ``seed + r``.
    seed:
        Of the first run; 0 is a seed.
    jobs:
        Threads; every core unless given. The answer does not depend on it.
    settings:
        Changes that hold for every scenario: ``["people.takers=0.3"]`` or ``{"people.takers": 0.3}``.
    what_if:
        Alternatives to the first scenario, each "key=value[,key=value]" or a mapping.
    weeks:
        Length of every run, instead of what the scenarios say.
    progress:
        Called with runs done and runs in all, from the calling thread.
    stop:
        Set it from elsewhere to stop within a second; the pairs finished by then are returned, marked ``partial``.
    announce:
        Called with a sentence before the engine is compiled for the first time.

    Raises
    ------
    CrmsimError
        For scenarios, settings or sizes that cannot be run, and when nothing was finished before ``stop``.
    Interrupted
        On Ctrl-C, with the comparison of the finished pairs.
    """
    several = [scenarios] if isinstance(scenarios, (str, Path, Scenario)) else list(scenarios)
    alternatives = [what_if] if isinstance(what_if, (str, Mapping)) else list(what_if)
    made = plan(several, runs=runs, seed=seed, jobs=jobs, settings=settings, what_if=alternatives, weeks=weeks)
    return compute(made, progress, stop or threading.Event(), announce)


def compute(
    made: Plan, progress: Progress | None, stop: threading.Event, announce: Callable[[str], None] | None
) -> Comparison:
    """Compute a plan; see :func:`compare`."""
    if announce is not None:
        announce_compilation(announce)
    ended = threading.Event()
    finished: dict[tuple[int, int], Measured] = {}
    interrupted = False
    with ThreadPoolExecutor(max_workers=made.jobs, thread_name_prefix="crmsim") as pool:
        try:
            # The first run is made apart, because it compiles the engine where that is still to be done.
            finished[0, 0] = interruptible(
                lambda halt: measure(simulate(made.scenarios[0], made.seed, stop=halt)), stop
            )
            _run_all(made, pool, finished, progress, stop, ended)
        except Stopped:
            pass
        except KeyboardInterrupt:
            interrupted = True
        finally:
            ended.set()
            pool.shutdown(wait=True, cancel_futures=True)
    pairs = [run for run in range(made.runs) if all((run, place) in finished for place in range(len(made.labels)))]
    comparison = Comparison.of(made, finished, pairs) if pairs else None
    if interrupted:
        raise Interrupted(comparison)
    if comparison is None:
        raise CrmsimError("stopped before a run of every scenario was finished")
    return comparison


def _run_all(
    made: Plan,
    pool: ThreadPoolExecutor,
    finished: dict[tuple[int, int], Measured],
    progress: Progress | None,
    stop: threading.Event,
    ended: threading.Event,
) -> None:
    """Keep the threads busy, run by run so that finished runs come as pairs, until all is done or ``stop`` is set."""

    def one(run: int, place: int) -> Measured:
        return measure(simulate(made.scenarios[place], made.seed + run, stop=ended))

    left = ((run, place) for run in range(made.runs) for place in range(len(made.scenarios)))
    next(left)  # the first is done
    total = made.runs * len(made.scenarios)
    waiting: dict[Future[Measured], tuple[int, int]] = {}
    while True:
        while len(waiting) < 2 * made.jobs:  # a short queue: enough to be busy, little to throw away
            task = next(left, None)
            if task is None:
                break
            waiting[pool.submit(one, *task)] = task
        if not waiting or stop.is_set():
            return
        done, _ = wait(waiting, timeout=POLL, return_when=FIRST_COMPLETED)
        for future in done:
            finished[waiting.pop(future)] = future.result()
        if progress is not None:
            progress(len(finished), total)
