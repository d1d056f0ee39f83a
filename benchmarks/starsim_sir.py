"""Starsim's SIR beside the model: microseconds for a step of one agent, in an environment of its own.

Starsim is no dependency of this project. It is installed with pip into a temporary environment, which is thrown away;
where that fails (no network, no wheels for this Python) the reason is told instead of a figure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.speed import cost, repeats_of

PATIENCE = 900  # seconds for the installation
SIZES = (150, 1_000, 10_000, 100_000)
PROGRAM = """
import json, statistics, sys, time
import starsim as ss

STEPS = 104

def microseconds(people, repeats):
    found = []
    for repeat in range(repeats + 1):  # the first warms up
        sim = ss.Sim(n_agents=people, diseases=ss.SIR(), networks=ss.RandomNet(n_contacts=8), start=0, dur=STEPS - 1,
                     dt=1, rand_seed=repeat, verbose=0)
        sim.init()
        begin = time.process_time()
        sim.run()
        found.append(1e6 * (time.process_time() - begin) / (people * STEPS))
    return statistics.median(found[1:])

sizes = json.loads(sys.argv[1])
print(json.dumps({"version": ss.__version__, "found": [microseconds(n, 3 if n <= 1000 else 1) for n in sizes]}))
"""


def starsims(sizes: list[int]) -> tuple[str, list[float]] | str:
    """Its version and microseconds at each size, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            venv.create(folder, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            return f"no environment could be made ({type(error).__name__})"
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        bare = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        steps = (
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "starsim"],
            ["-c", PROGRAM, json.dumps(sizes)],
        )
        output = ""
        for what, step in zip(("installed", "run"), steps, strict=True):
            try:
                done = subprocess.run(
                    [str(python), *step], env=bare, cwd=folder, capture_output=True, text=True, timeout=PATIENCE
                )
            except subprocess.TimeoutExpired:
                return f"Starsim could not be {what} within {PATIENCE} s"
            if done.returncode != 0:
                last = (done.stderr.strip().splitlines() or ["no message"])[-1]
                return f"Starsim could not be {what}: {last[:100]}"
            output = done.stdout
        text = json.loads(output.splitlines()[-1])
        return str(text["version"]), [float(one) for one in text["found"]]


def measure(quick: bool = False) -> list[Figure]:
    """The model's employee-week beside Starsim's agent-step."""
    sizes = list(SIZES[:2] if quick else SIZES)
    theirs = starsims(sizes)
    if isinstance(theirs, str):
        return [Figure("an employee's week", 0, None, "µs", "Starsim, SIR", note=f"skipped: {theirs}")]
    version, result = theirs
    ours = [cost(people, repeats_of(people, quick)) / 1_000.0 for people in sizes]
    return [
        Figure("an employee's week", people, mine, "µs", f"Starsim {version}, SIR", other)
        for people, mine, other in zip(sizes, ours, result, strict=True)
    ]


if __name__ == "__main__":
    from benchmarks.figure import table

    print(table(measure(quick="--quick" in sys.argv)))
