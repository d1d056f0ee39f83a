"""What recording and verifying costs beside the runs: under 5 % of a sweep whose runs take 12 ms.

Recorded, read again, tabled and verified is a sweep of many runs whose results are made up, so that nothing but the
keeping is measured; runs of 12 ms each of the same number are what that stands beside. Then the same sweep of real runs
side by side with an earlier version of the package, in turn, processor time of all processes.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import tarfile
import time
from pathlib import Path

from benchmarks.attack import commands
from benchmarks.attack.outcome import Clock, Outcome
from benchmarks.figure import short
from benchmarks.fresh import ROOT, python

MOST = 0.05
SECONDS_A_RUN = 0.012
RUNS, BATCH = 4_000, 50  # results, and how many are recorded at a time
BEFORE = "4c77589"  # the version without checksums
PASSES, FEW, MANY = 3, 20, 220
NOTHING = """\
title = "Made up"
question = "What does keeping cost?"
function = "ishigami_noisy"
outcomes = ["value"]
runs = 1
[design]
kind = "lhs"
samples = {runs}
[uncertainties]
x1 = "interval"
x2 = "interval"
x3 = "interval"
"""
REAL = """\
title = "Real runs"
question = "What does keeping cost?"
base = "baseline"
outcomes = ["routine_share"]
money = false
runs = 1
[constants]
"scenario.weeks" = 52
[design]
kind = "lhs"
samples = {runs}
[levers]
"system.fit" = {{ low = 0.0, high = 1.0 }}
"""


def main(work: Path) -> list[Outcome]:
    """Both figures; the first counts, the second is told beside it."""
    commands.load()
    clock, outcome = Clock(None), Outcome("keeping, of runs of 12 ms", 1)
    keeping, verifying = kept(work)
    share = (keeping + verifying) / SECONDS_A_RUN
    said = f"{share:.1%}: {1e6 * keeping:.0f} µs a run recorded, {1e6 * verifying:.0f} µs a run verified"
    if share < MOST:
        outcome.hold()
    else:
        outcome.succeed(f"{said}; at most {MOST:.0%}")
    outcome.also(f"{said}; {beside(work)}")
    outcome.seconds = clock.seconds
    return [outcome]


def kept(work: Path) -> tuple[float, float]:
    """Seconds of the processor for a run that is recorded, and for one that is verified."""
    from crmsim.experiment import from_text
    from crmsim.experiment.runs import Runs
    from crmsim.runner.worker import code
    from crmsim.store.journal import JOURNAL, Journal, Result

    runs = Runs(from_text(NOTHING.format(runs=RUNS), "made_up"), code())
    identities = [row.run for block in runs.table_blocks(_one_each(runs.size), RUNS) for row in block]
    spent = []
    for turn in range(PASSES):
        place = work / f"kept_{turn}"
        place.mkdir()
        began = time.process_time()
        with Journal(place / JOURNAL) as journal:
            for first in range(0, len(identities), BATCH):
                batch = identities[first : first + BATCH]
                results = [(Result(run, "done", bytes(8), False, None, None, 0.01), 0, "made up") for run in batch]
                journal.record(results)
            for first in range(0, len(identities), BATCH):
                journal.records(identities[first : first + BATCH])
        spent.append((time.process_time() - began) / len(identities))
    swept = work / "swept"
    text = work / "made_up.toml"
    text.write_text(NOTHING.format(runs=RUNS), encoding="utf-8")
    done = commands.call(["sweep", str(text), "--jobs", "serial", "--out", str(swept)], work, work / "said.txt")
    if done.status != 0:
        raise SystemExit(f"the sweep to verify failed: {done.text()}")
    empty = processor(["--version"], work)
    verified = statistics.median(processor(["verify", str(swept)], work) for _ in range(PASSES))
    return statistics.median(spent), max(0.0, verified - empty) / RUNS


def _one_each(size: int) -> object:
    import numpy as np

    return np.ones(size, dtype=np.int64)


def processor(arguments: list[str], work: Path) -> float:
    """Seconds of the processor that a forked command takes."""
    before = os.times()
    done = commands.call(arguments, work, work / "said.txt")
    after = os.times()
    if done.status != 0:
        raise SystemExit(f"{arguments[0]} failed: {done.text()}")
    return after.children_user + after.children_system - before.children_user - before.children_system


def beside(work: Path) -> str:
    """A sweep of real runs in this version and in the earlier one, in turn; or why they cannot be compared."""
    old = work / "before"
    try:
        packed = subprocess.run(
            ["git", "archive", BEFORE, "crmsim", "scenarios", "experiments"], cwd=ROOT, capture_output=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        return f"commit {BEFORE} is not at hand ({type(error).__name__})"
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(old, filter="data")
    spent: dict[str, list[float]] = {"now": [], "before": []}
    for turn in range(PASSES + 1):
        for name, place in (("now", ROOT), ("before", old)):
            each = (swept(place, MANY, work, name, turn) - swept(place, FEW, work, name, turn)) / (MANY - FEW)
            if turn:  # the first compiles, and fills caches
                spent[name].append(1e3 * each)
    now, before = (statistics.median(spent[name]) for name in ("now", "before"))
    return f"a real run in a sweep {short(now)} ms, {short(before)} ms in {BEFORE}: {now / before - 1.0:+.1%}"


def swept(place: Path, runs: int, work: Path, name: str, turn: int) -> float:
    """Seconds of the processor of a whole sweep with the package that lies at a place."""
    text = work / f"real_{runs}.toml"
    text.write_text(REAL.format(runs=runs), encoding="utf-8")
    out = work / f"real_{name}_{runs}_{turn}"
    environment = {"PYTHONPATH": str(place), "NUMBA_NUM_THREADS": "1"}
    if place != ROOT:
        environment["CRMSIM_CACHE_DIR"] = str(work / "cache")
    given = ["-m", "crmsim", "sweep", str(text), "--jobs", "serial", "--out", str(out)]
    spent = python(given, environment, str(work)).cpu
    if spent is None:
        sys.exit("this system does not tell how much of the processor a command takes")
    return spent
