"""Sweeps: what the runner costs beside the runs, and how it fares beside ``mesa.batch_run`` and EMA Workbench.

Each sweep is measured in fresh processes, on two workers. The runner's own cost is the processor time of driver and
workers less that of the bare simulation, for one run more: a long sweep less a short one, so that starting, importing
and ending cancel. Every run has a setting of its own there, which is the dearest case: each must be checked, hashed,
sent and resolved. The rivals run the same model on as many processes; their figure too is for one run more.
``python -m benchmarks sweep [--quick]``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.fresh import ROOT, crmsim
from benchmarks.sweep_cases import LEVELS, WEEKS, WORKERS, grid

PEOPLE = 150
GOAL_LOCAL, GOAL_DASK = 150.0, 350.0  # µs of processor time a run
GOAL_SHARE = 0.95
GOAL_SECONDS, RUNS, QUICK_RUNS = 90.0, 10_000, 500
GOAL_MESA = 5.0
POINTS = LEVELS * LEVELS


def case(*given: object) -> dict[str, float]:
    """What one case of :mod:`benchmarks.sweep_cases` found, in a fresh process."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])}
    call = [sys.executable, "-m", "benchmarks.sweep_cases", *map(str, given)]
    done = subprocess.run(call, env=environment, cwd=ROOT, capture_output=True, check=True, timeout=1_800)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def overhead(where: str, goal: float, quick: bool) -> list[Figure]:
    """Own processor time of the runner for each run: around nothing, and around runs of some 10 ms."""
    try:
        empty = case("marginal", where, "nothing", 500, 5_000 if quick else 20_000)
        real = case("marginal", where, "sampled", 100, 800 if quick else 2_000)
    except subprocess.CalledProcessError as error:
        last = (error.stderr.decode(errors="replace").strip().splitlines() or ["no message"])[-1]
        return [Figure(f"sweep's own cost of a run, {where}", 0, None, "", note=f"failed: {last[:120]}")]
    bare = f"bare run {real['bare'] * 1e3:.1f} ms"
    return [
        Figure(f"sweep's own cost of a run that does nothing, {where}", 0, empty["own"] * 1e6, "µs", "goal", goal,
               most=1.0),
        Figure(f"sweep's own cost of a true run, {where}", PEOPLE, real["own"] * 1e6, "µs", "goal", goal, most=1.0,
               note=bare),
    ]  # fmt: skip


def throughput(quick: bool) -> Figure:
    """Runs a second of a sweep beside those of bare processes, in turn."""
    ours, bare = [], []
    for _ in range(2 if quick else 4):
        bare.append(case("ideal", 300 if quick else 600, WEEKS // 2)["rate"])
        ours.append(1.0 / case("marginal", "local", "sampled", 50, 350 if quick else 650)["clock"])
    return Figure(
        "runs of some 10 ms, two workers", PEOPLE, statistics.median(ours), "runs/s", "bare processes",
        statistics.median(bare), least=GOAL_SHARE,
    )  # fmt: skip


def whole(money: bool, quick: bool) -> tuple[Figure, float]:
    """``crmsim sweep`` of 10,000 runs of 100 settings, stored; and its runs a second without start and end."""
    few = 2 * POINTS
    many = QUICK_RUNS if quick else RUNS
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        for runs in (few, many):
            file = Path(folder) / f"of_{runs}.toml"
            file.write_text(grid(runs // POINTS, money=money), encoding="utf-8")
            out = str(Path(folder) / f"out_{runs}")
            seconds[runs] = crmsim(["sweep", str(file), "--jobs", str(WORKERS), "--out", out], folder=folder).clock
    each = (seconds[many] - seconds[few]) / (many - few)
    what = f"{RUNS:,} runs × {WEEKS} weeks, stored, {'with' if money else 'without'} counterfactual runs"
    value = seconds[few] + each * (RUNS - few)
    note = f"scaled from {QUICK_RUNS} runs" if quick else ""
    return Figure(what, PEOPLE, value, "s (clock)", "goal", GOAL_SECONDS, most=1.0, note=note), 1.0 / each


def rivals(rate: float, quick: bool) -> list[Figure]:
    """Our runs a second beside those of others, without the counterfactual run, which they do not run either."""
    sizes = {"mesa": (8, 40 if quick else 120), "ema": (10, 60 if quick else 300)}
    asked = (
        ("mesa.batch_run", ("mesa", *sizes["mesa"]), GOAL_MESA),
        ("EMA, in sequence", ("ema", "sequential", *sizes["ema"]), None),
        ("EMA, two processes", ("ema", "multiprocessing", *sizes["ema"]), None),
    )
    figures = []
    for name, given, goal in asked:
        what = f"runs × {WEEKS} weeks a second"
        try:
            other = case(*given)["rate"]
        except subprocess.CalledProcessError as error:
            last = (error.stderr.decode(errors="replace").strip().splitlines() or ["no message"])[-1]
            figures.append(Figure(what, PEOPLE, rate, "runs/s", name, note=f"skipped: {last[:100]}"))
            continue
        figures.append(Figure(what, PEOPLE, rate, "runs/s", name, other, least=goal))
    return figures


def measure(quick: bool = False) -> list[Figure]:
    """All of it."""
    figures = [*overhead("local", GOAL_LOCAL, quick), *overhead("dask", GOAL_DASK, quick), throughput(quick)]
    with_money, _ = whole(True, quick)
    without, rate = whole(False, quick)
    return [*figures, with_money, without, *rivals(rate, quick)]
