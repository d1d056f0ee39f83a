"""What is measured beside the model's answers: its limits with a known answer, the cost of a run, how many numbers."""

from __future__ import annotations

import io
import os
import re
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.demands.population import ROOT

ORACLES = ROOT / "tests" / "oracles"
BEFORE = "4b9b338"  # the commit that docs/targets.md calls today
PASSES = 5
TIMED = """
import time
from crmsim.scenario import load
from crmsim.simulation import simulate
base = load("baseline")
simulate(base, 0)
for turn in range(3):
    began = time.process_time()
    for seed in range(20 * turn + 1, 20 * turn + 21):
        simulate(base, seed)
    print(1000.0 * (time.process_time() - began) / 20.0)
"""


class Sides(NamedTuple):
    """CPU milliseconds of a run with its counterfactual run, now and before; and how far turns lie apart."""

    now: float
    before: float
    spread: float


def oracles() -> tuple[int, int, str] | None:
    """How many tests of the limits pass and fail, and the last line; None where the tests are not there."""
    if not ORACLES.is_dir():
        return None
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(ORACLES)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip().splitlines()
    last = said[-1] if said else "no output"
    passed, failed = (sum(map(int, re.findall(rf"(\d+) {word}", last))) for word in ("passed", "(?:failed|error)"))
    return passed, failed, last


def cost_of_a_run(reference: str = BEFORE) -> Sides | str:
    """A run of the baseline in this version and in an earlier one, in turn; or why it cannot be measured."""
    try:
        packed = subprocess.run(
            ["git", "archive", reference, "crmsim", "scenarios"], cwd=ROOT, capture_output=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        return f"commit {reference} is not at hand ({type(error).__name__})"
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(folder, filter="data")
        times: dict[str, list[float]] = {"now": [], "before": []}
        places = {"now": ROOT, "before": Path(folder)}
        for _ in range(PASSES):
            for name, place in places.items():
                times[name] += timed(place, Path(folder) / "cache" if name == "before" else None)
    middle = {name: statistics.median(some) for name, some in times.items()}
    spread = max((max(some) - min(some)) / statistics.median(some) for some in times.values())
    return Sides(middle["now"], middle["before"], spread)


def timed(place: Path, cache: Path | None) -> list[float]:
    """Three turns of twenty runs with the package that lies at ``place``, CPU milliseconds a run."""
    environment = {**os.environ, "PYTHONPATH": str(place), "NUMBA_NUM_THREADS": "1"}
    if cache is not None:
        environment["CRMSIM_CACHE_DIR"] = str(cache)
    said = subprocess.run(
        [sys.executable, "-c", TIMED], cwd=place, env=environment, capture_output=True, text=True, check=True
    ).stdout
    return [float(line) for line in said.split()]


def numbers() -> tuple[int, int, int]:
    """Parameters a user can set, as `crmsim run` counts them; of them numbers; of them assumed.

    Words and switches of a mechanism count among the first, as they did in docs/targets.toml.
    """
    from crmsim.scenario import describe_parameters, load
    from crmsim.scenario.describe import NOT_PARAMETERS
    from crmsim.scenario.schema import fields

    rows = [row for row in describe_parameters(load("baseline")) if row.table not in NOT_PARAMETERS]
    named = [key for key, field in fields().items() if key.partition(".")[0] not in NOT_PARAMETERS
             and not isinstance(field.default, str | bool | tuple)]  # fmt: skip
    return len(rows), len(named), sum(row.status == "assumed" for row in rows)
