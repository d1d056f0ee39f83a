"""What the analysis of a large sweep costs here, beside another checkout, as of the version before interactions.

``python -m benchmarks.analysis CHECKOUT [--quick] [--turns N]``; some minutes. Three sweeps whose tables are made up,
because their runs would take hours: numbers that hang on some factors and on chance, in tables of the shape that
``crmsim sweep`` leaves. Timed is :func:`crmsim.analysis.analyse`, which takes the tables and makes all findings,
without figures; each in a fresh process, in turn here and there.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figure import Figure, machine, table
from benchmarks.fresh import ROOT

FACTORS = 161  # all that have an interval today, and had one then; with 71 trajectories they are some 11,500 runs
OUTCOMES = 40
GOAL = 0.5
TURNS = 3
QUICK = 10  # a quick benchmark has tables so many times shorter
INTERACTIONS = "the same as a grid, with its interactions"  # which the other may not tell, so there is no goal
HEAD = 'title = "Analysed"\noutcomes = {outcomes}\nruns = {runs}\n[design]\nkind = "{kind}"\n'
CASES = {  # name: kind, samples, outcomes, factors, runs of each setting
    "Morris, 11,573 runs": ("morris", 71, 5, FACTORS, 1),
    "hypercube, 10,000 runs, 40 outcomes": ("lhs", 10_000, OUTCOMES, 20, 1),
    "100 settings, 10,000 runs, 40 outcomes": ("grid", 0, OUTCOMES, 1, 100),
    INTERACTIONS: ("grid", 0, OUTCOMES, 2, 100),
}
LISTED = """
import sys
from crmsim.experiment import from_text
text = sys.stdin.read()
print(*[factor.name for factor in from_text(text).factors if factor.kind == "range"])
"""
ANALYSED = """
import json, sys, time
import numpy as np
import pandas as pd
from crmsim.analysis.findings import analyse
from crmsim.experiment import design_of, from_text
from crmsim.mechanisms import OUTCOMES

text, wanted = json.load(sys.stdin)
experiment = from_text(text)
design = design_of(experiment)
rows = [design.point(number) for number in range(design.size)]
points = pd.DataFrame([{"point": point.number, **point.values} for point in rows])
runs = experiment.runs.most
generator = np.random.default_rng(1)
numbers = points.drop(columns="point").select_dtypes("number").to_numpy(dtype=float)
quantiles = (numbers - numbers.min(axis=0)) / np.maximum(np.ptp(numbers, axis=0), 1e-12)
known = {"point": np.repeat(np.arange(design.size), runs), "replicate": np.tile(np.arange(runs), design.size)}
known["seed"] = known["point"] * (experiment.design.kind != "grid") + known["replicate"]
size = known["point"].size
known |= {"run_id": [f"{n:032x}" for n in range(size)], "status": ["done"] * size, "error": [None] * size}
known |= {"censored": np.zeros(size, dtype=bool), "reasons": [None] * size}
noise = generator.normal(0.0, 1.0, (wanted, runs))
values = {}
for place, outcome in enumerate(OUTCOMES[:wanted]):
    weights = generator.normal(0.0, 1.0, quantiles.shape[1]) * (generator.random(quantiles.shape[1]) < 0.2)
    mean = np.repeat(quantiles @ weights, runs) + 0.5 * np.tile(noise[place], design.size)
    mean += 0.3 * generator.normal(0.0, 1.0, size)
    values[outcome.name] = pd.array(1.0 / (1.0 + np.exp(-mean)), dtype="Float64")
varied = {name: np.repeat(points[name].to_numpy(), runs) for name in points if name != "point"}
frame = pd.DataFrame({**known, **varied, **values})


class Table:
    def __init__(self):
        self.experiment = experiment

    def frame(self):
        return frame

    def points(self):
        return points

    def weekly(self):
        return pd.DataFrame()


begin = time.process_time()
found = analyse(Table())
spent = time.process_time() - begin
print(json.dumps([spent, len(rows), size, len(experiment.factors), sorted(found.tables)]))
"""


def ran(checkout: Path, script: str, content: str) -> str:
    """What a script prints in a fresh process of a checkout."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=folder, input=content, capture_output=True, text=True,
            timeout=1_800,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def factors(checkout: Path, outcomes: list[str]) -> list[str]:
    """Names of parameters with an interval, as many as are varied; versions name some otherwise."""
    head = HEAD.format(outcomes=json.dumps(outcomes[:1]), runs=1, kind="lhs")
    return ran(checkout, LISTED, f'{head}samples = 2\n[uncertainties]\nall = "interval"\n').split()[:FACTORS]


def text_of(case: str, quick: bool, names: list[str], outcomes: list[str]) -> str:
    """The experiment of a case."""
    kind, samples, wanted, varied, runs = CASES[case]
    if quick:
        samples, runs = max(4, samples // QUICK), max(1, runs // QUICK)
    head = HEAD.format(outcomes=json.dumps(outcomes[:wanted]), runs=runs, kind=kind)
    if kind == "grid":
        steps = 10 if varied == 2 else 100
        known = ("said", "done")[:varied]
        levels = [f'"leadership.{name}" = {{ low = 0.1, high = 0.9, steps = {steps} }}' for name in known]
        return head + "\n".join(["[levers]", *levels])
    return f"{head}samples = {samples}\n" + "\n".join(
        ["[uncertainties]", *(f'"{name}" = "interval"' for name in names[:varied])]
    )


def beside(other: Path, quick: bool, turns: int) -> list[Figure]:
    """Each case here, beside the same in another checkout."""
    outcomes = ran(other, "from crmsim.mechanisms import OUTCOMES; print(*[one.name for one in OUTCOMES])", "").split()
    names = {checkout: factors(checkout, outcomes) for checkout in (ROOT, other)}
    figures = []
    for case in CASES:
        spent: dict[Path, list[float]] = {ROOT: [], other: []}
        for turn in range(turns):
            for checkout in (ROOT, other) if turn % 2 else (other, ROOT):
                text = text_of(case, quick, names[checkout], outcomes)
                told = json.loads(ran(checkout, ANALYSED, json.dumps([text, CASES[case][2]])).splitlines()[-1])
                spent[checkout].append(told[0])
        before, now = statistics.median(spent[other]), statistics.median(spent[ROOT])
        note = f"{told[1]:,} settings, {told[2]:,} runs, {told[3]} factors"
        figures.append(
            Figure(case, 0, now, "s (CPU)", "the other", before, most=None if case == INTERACTIONS else GOAL, note=note)
        )
        print(f"{case}: {now:.2f} s, the other {before:.2f} s", flush=True)
    return figures


def main() -> None:
    """Print every case."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis", description=__doc__)
    parser.add_argument("checkout", type=Path, help="another checkout, to be timed in turn with this one")
    parser.add_argument("--quick", action="store_true", help="tables a tenth as long")
    parser.add_argument("--turns", type=int, default=TURNS)
    chosen = parser.parse_args()
    figures = beside(chosen.checkout.resolve(), chosen.quick, chosen.turns)
    print(machine())
    print(table(figures))


if __name__ == "__main__":
    main()
