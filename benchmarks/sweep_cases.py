"""The sweeps that are measured, and what they are measured beside; each in a fresh process.

``python -m benchmarks.sweep_cases CASE ARGUMENT…`` prints what was found as JSON.
"""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

WEEKS, SHORT_WEEKS = 104, 52  # 52 weeks of 150 people take about 10 ms
WORKERS = 2
LEVELS = 10
HEAD = """\
title = "Benchmark"
question = "How long does it take?"
seed = 0
runs = {runs}
"""
SIMULATED = """\
base = "baseline"
outcomes = ["routine_share"]
money = {money}
[constants]
"scenario.weeks" = {weeks}
[design]
kind = "{kind}"
{samples}
[levers]
"system.fit" = {{ from = 0.0, to = 1.0, steps = {levels} }}
"system.ease" = {{ from = 0.0, to = 1.0, steps = {levels} }}
"""
FUNCTION = """\
function = "ishigami"
outcomes = ["value"]
[design]
kind = "lhs"
samples = {samples}
[uncertainties]
x1 = "interval"
x2 = "interval"
x3 = "interval"
"""


def grid(runs: int, weeks: int = WEEKS, money: bool = False) -> str:
    """An experiment of 100 settings, each run so many times; the runs of a seed share a counterfactual run."""
    return HEAD.format(runs=runs) + SIMULATED.format(
        money=str(money).lower(), weeks=weeks, kind="grid", samples="", levels=LEVELS
    )


def sampled(points: int, weeks: int) -> str:
    """An experiment whose runs each have a setting of their own."""
    return HEAD.format(runs=1) + SIMULATED.format(
        money="false", weeks=weeks, kind="lhs", samples=f"samples = {points}", levels=LEVELS
    )


def nothing(points: int) -> str:
    """An experiment whose runs do next to nothing."""
    return HEAD.format(runs=1) + FUNCTION.format(samples=points)


TEXTS = {"nothing": nothing, "sampled": lambda points: sampled(points, SHORT_WEEKS)}


def swept(where: str, text: str) -> dict[str, float]:
    """One sweep: seconds by the clock, of all processors without workers' start, and of the bare simulation."""
    from crmsim.experiment import from_text
    from crmsim.runner.choose import backend_of
    from crmsim.runner.start import start

    with tempfile.TemporaryDirectory() as folder:
        notes = Path(os.environ["CRMSIM_BENCHMARK_NOTES"])
        for old in notes.iterdir():
            old.unlink()
        begin, own = time.perf_counter(), time.process_time()

        def make(job: Any) -> Any:
            noting = dataclasses.replace(job, compute="benchmarks.sweep_worker:noted")
            if where == "dask":
                from crmsim.runner.cluster import cluster_backend

                return cluster_backend("local", WORKERS, noting)
            return backend_of(None, WORKERS, noting)

        account = start(from_text(text, "benchmark"), out=folder, make=make)
        if account.missing:
            raise SystemExit(f"runs are missing: {account.missing}")
        own, clock = time.process_time() - own, time.perf_counter() - begin
        result = [[float(part) for part in note.read_text(encoding="ascii").split()] for note in notes.iterdir()]
    return {"clock": clock, "cpu": own + sum(one[0] for one in result), "bare": sum(one[1] for one in result)}


def marginal(where: str, kind: str, few: int, many: int) -> dict[str, float]:
    """What a run more costs: own processor seconds, and seconds by the clock; starts and ends cancel."""
    with tempfile.TemporaryDirectory() as notes:
        os.environ["CRMSIM_BENCHMARK_NOTES"] = notes
        swept(where, TEXTS[kind](few))  # imports, and what else happens once
        first, last = swept(where, TEXTS[kind](few)), swept(where, TEXTS[kind](many))
    runs = many - few
    own = (last["cpu"] - last["bare"] - first["cpu"] + first["bare"]) / runs
    return {
        "own": own, "clock": (last["clock"] - first["clock"]) / runs, "bare": (last["bare"] - first["bare"]) / runs
    }  # fmt: skip


def settings(number: int) -> list[str]:
    """Settings of a run, each run its own."""
    return [f"system.fit={number % 97 / 97}", f"system.ease={number % 89 / 89}"]


def bare(first: int, runs: int, weeks: int) -> float:
    """Seconds by the clock of so many runs with nothing around them, in this process."""
    from crmsim.runner.worker import measured, warm
    from crmsim.scenario import load

    base = load("baseline", weeks=weeks)
    scenarios = [base.changed(settings(number)) for number in range(first, first + runs)]
    warm()
    begin = time.perf_counter()
    for number, scenario in enumerate(scenarios, start=first):
        measured(scenario, number, False)
    return time.perf_counter() - begin


def ideal(runs: int, weeks: int) -> dict[str, float]:
    """Runs a second of as many processes as a sweep has workers, each with its share of bare runs."""
    share = runs // WORKERS
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        times = pool.starmap(bare, [(place * share, share, weeks) for place in range(WORKERS)], chunksize=1)
    return {"rate": sum(share / seconds for seconds in times)}


def mesa(few: int, many: int) -> dict[str, float]:
    """Runs a second of ``mesa.batch_run`` on the same model, which collects after each step because it must."""
    from mesa.batchrunner import batch_run

    from crmsim.agents.model import CRMModel

    times = []
    for runs in (few, many):
        begin = time.perf_counter()
        rows = batch_run(
            CRMModel,
            {"seed": list(range(runs // 4)), "system.fit": [0.2, 0.8], "system.ease": [0.2, 0.8]},
            number_processes=WORKERS, max_steps=WEEKS, display_progress=False,
        )  # fmt: skip
        times.append(time.perf_counter() - begin)
        if len(rows) != runs // 4 * 4:
            raise SystemExit(f"{len(rows)} rows for {runs} runs")
    return {"rate": (many // 4 * 4 - few // 4 * 4) / (times[1] - times[0])}


def as_function(fit: float, ease: float, seed: int) -> dict[str, float]:
    """The model as EMA Workbench calls it."""
    from crmsim.results.weekly import NAMES
    from crmsim.runner.worker import measured

    base = BASE[0] if BASE else loaded()
    values, _, _ = measured(base.changed([f"system.fit={fit}", f"system.ease={ease}"]), int(seed), False)
    return dict(zip(NAMES, values.tolist(), strict=True))


BASE: list[Any] = []


def loaded() -> Any:
    """The base scenario, read once in each process."""
    from crmsim.scenario import load

    BASE.append(load("baseline", weeks=WEEKS))
    return BASE[0]


def ema(evaluator: str, few: int, many: int) -> dict[str, float]:
    """Runs a second of EMA Workbench on the same model."""
    import ema_workbench as workbench

    from crmsim.results.weekly import NAMES

    model = workbench.Model("crm", function=as_function)
    model.uncertainties = [workbench.RealParameter("fit", 0.0, 1.0), workbench.RealParameter("ease", 0.0, 1.0),
                           workbench.IntegerParameter("seed", 0, 1_000_000)]  # fmt: skip
    model.outcomes = [workbench.ScalarOutcome(name) for name in NAMES]
    times = []
    made = (
        workbench.SequentialEvaluator(model)
        if evaluator == "sequential"
        else workbench.MultiprocessingEvaluator(model, n_processes=WORKERS)
    )
    with made as running:
        running.perform_experiments(scenarios=2 * WORKERS)  # whoever computes has loaded everything
        for runs in (few, many):
            begin = time.perf_counter()
            running.perform_experiments(scenarios=runs)
            times.append(time.perf_counter() - begin)
    return {"rate": (many - few) / (times[1] - times[0])}


CASES: dict[str, Any] = {"marginal": marginal, "ideal": ideal, "mesa": mesa, "ema": ema}


def main() -> None:
    name, *given = sys.argv[1:]
    result = CASES[name](*[int(one) if one.isdigit() else one for one in given])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
