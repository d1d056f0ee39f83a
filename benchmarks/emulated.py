"""``python -m benchmarks.emulated [FOLDER]``: Sobol indices from an emulator at a tenth of the runs, and direct ones.

Known functions first, with noise added: the direct estimate from 2,000 to 3,000 runs, and the emulator's from a tenth
of that, each held against the true indices, for several seeds. How often the emulator's intervals hold what they should
is counted too. Then a sweep of the model (an organisation of 40, a year, six factors): the direct estimate from 2,304
runs and the emulator's from 230. It takes about five minutes, most of it emulators. Sweeps are kept in FOLDER, where
given.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import crmsim
from crmsim.analysis.explored import explore
from crmsim.analysis.sample import sample_of
from crmsim.analysis.study import study
from crmsim.experiment import functions

SEEDS = range(6)
FUNCTIONS = {"ishigami_noisy": 512, "g_function_noisy": 256}  # base rows of the direct estimate
POINTS = 60  # at which what is foretold is held against the truth
MODEL_ROWS = 256
MODEL = """\
title = "Six factors of use"
base = "baseline"
outcomes = ["user_share", "routine_share"]
money = false
runs = 1
seed = {seed}

[constants]
"organisation.employees" = 40
"scenario.weeks" = 52

[design]
kind = "{kind}"
samples = {samples}

[uncertainties]
"adoption.threshold_mean" = "interval"
"leadership.done" = "interval"
"adoption.onward_rate" = "interval"
"motivation.surveillance" = "interval"
"project.teaching" = "interval"
"adoption.surveillance_weight" = "interval"
"""
KNOWN = """\
title = "{function}"
function = "{function}"
outcomes = ["value"]
runs = 1
seed = {seed}

[design]
kind = "{kind}"
samples = {samples}

[uncertainties]
all = "interval"
"""


def swept(folder: Path, text: str, name: str, **blanks: object) -> Any:
    """A sweep of a text with its blanks filled, kept in the folder."""
    file = folder / f"{name}.toml"
    file.write_text(text.format(**blanks), encoding="utf-8")
    return crmsim.sweep(file, out=folder / name, jobs=0 if "function" in blanks else None)


def known(folder: Path, name: str, rows: int) -> Iterator[str]:
    """Both estimates of a known function against the truth."""
    function = functions()[name]
    decided = 1.0 - function.noise**2 / function.variance
    first = np.array([function.first()[one] for one in function.inputs]) / decided
    total = np.array([functions()[name.removesuffix("_noisy")].total()[one] for one in function.inputs])
    truth = np.concatenate([first, total])
    away: dict[str, list[float]] = {"direct": [], "emulator": []}
    held: dict[str, list[float]] = {"direct": [], "emulator": []}
    within: list[bool] = []
    accuracy = []
    for seed in SEEDS:
        direct = swept(folder, KNOWN, f"{name}-{seed}", function=name, kind="sobol", samples=rows, seed=1000 * seed)
        runs = len(direct.frame()) // 10
        sample = swept(folder, KNOWN, f"{name}-{seed}-lhs", function=name, kind="lhs", samples=runs, seed=1000 * seed)
        of = direct.analyse().variance["value"].indices[: len(function.inputs)]
        shares = {"direct": [one.first_decided for one in of] + [one.total_decided for one in of]}
        made = explore(study(sample))
        indices = made.indices["value"]
        shares["emulator"] = [one.first for one in indices] + [one.total for one in indices]
        for way, each in shares.items():
            away[way] += [abs(one.value - true) for one, true in zip(each, truth, strict=True)]
            held[way] += [one.low <= true <= one.high for one, true in zip(each, truth, strict=True) if true > 0.01]
        emulator = made.emulators["value"]
        accuracy.append(emulator.accuracy.explained)
        tried = sample_of(study(sample), "value").points
        generator = np.random.default_rng(seed)
        for row in generator.uniform(tried.min().to_numpy(), tried.max().to_numpy(), (POINTS, len(function.inputs))):
            told = emulator.at(dict(zip(function.inputs, row.tolist(), strict=True)))
            within.append(told.low <= function.compute(row.tolist()) <= told.high)
    yield f"{name}: direct from {len(direct.frame()):,} runs, emulator from {runs:,}; noise is {1 - decided:.0%} of all"
    for way in away:
        errors = np.array(away[way])
        yield (
            f"  {way:<9} off by {errors.mean():.3f} on average, {errors.max():.3f} at most; "
            f"{np.mean(held[way]):.0%} of the intervals hold the truth"
        )
    yield (
        f"  emulator explains {np.mean(accuracy):.0%} of single runs it has not seen; "
        f"{np.mean(within):.0%} of the intervals of what it expects hold the truth"
    )


def model(folder: Path) -> Iterator[str]:
    """Both estimates of the model."""
    direct = swept(folder, MODEL, "model", kind="sobol", samples=MODEL_ROWS, seed=0)
    runs = len(direct.frame()) // 10
    sample = swept(folder, MODEL, "model-lhs", kind="lhs", samples=runs, seed=500_000)
    made = explore(study(sample))
    yield f"the model: direct from {len(direct.frame()):,} runs, emulator from {runs:,}"
    for name, of in direct.analyse().variance.items():
        emulator = made.emulators[name]
        if emulator.reason is not None:
            yield f"  {name}: nothing from the emulator, {emulator.reason}"
            continue
        yield f"  {name}: the emulator explains {emulator.accuracy.explained:.0%}, off by {emulator.accuracy.error:.3f}"
        away = []
        for one, other in zip(of.indices, made.indices[name], strict=False):
            cells = []
            for kind, left, right in (
                ("alone", one.first_decided, other.first), ("total", one.total_decided, other.total),
            ):  # fmt: skip
                away.append(abs(left.value - right.value))
                cells.append(
                    f"{kind} {left.value:.2f} [{left.low:.2f}, {left.high:.2f}] and {right.value:.2f} "
                    f"[{right.low:.2f}, {right.high:.2f}]"
                )
            yield f"    {one.name:<30}" + ";  ".join(cells)
        yield f"    apart by {np.mean(away):.3f} on average, {max(away):.3f} at most"


if __name__ == "__main__":
    with contextlib.ExitStack() as stack:
        made_in = Path(sys.argv[1] if len(sys.argv) > 1 else stack.enter_context(tempfile.TemporaryDirectory()))
        made_in.mkdir(parents=True, exist_ok=True)
        for line in model(made_in):
            print(line, flush=True)
        for named, base_rows in FUNCTIONS.items():
            for line in known(made_in, named, base_rows):
                print(line, flush=True)
