"""What it costs to know that stored results are what was run: checksums, digests and ``crmsim verify`` beside the runs.

All seconds are of the processor, of sweeps that compute in one process, so that other work on the machine counts for
little. ``python -m benchmarks kept`` measures each addition beside the sweep it belongs to. ``python -m benchmarks.kept
CHECKOUT`` runs the same sweep in turn here and in another checkout, as of a version before.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.figure import Figure, machine, table
from benchmarks.fresh import ROOT

PEOPLE, GOAL = 150, 0.05
RUNS, QUICK_RUNS, TURNS = 600, 150, 5
SWEEP = """
import json, os, sys, tempfile, time
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from crmsim.experiment import read
from crmsim.runner.start import start
from crmsim.runner.worker import warm

EMPLOYEES = "employee_id,department,manager_id\\n" + "".join(
    f"p{n},d{n // 15},{'' if n == 0 else f'p{15 * (n // 15)}' if n % 15 else 'p0'}\\n" for n in range(150)
)
TIES = "source_id,target_id,strength\\n" + "".join(
    f"p{n},p{(n + k) % 150},{1 + (n + k) % 3}\\n" for n in range(150) for k in (1, 2, 3, 5, 8, 13, 40)
)
OURS = '[organisation]\\nemployees_csv = "employees.csv"\\nties_csv = "ties.csv"\\n'
EXPERIMENT = '''
title = "Benchmark"
base = "ours.toml"
outcomes = ["routine_share"]
money = false
runs = 1
[constants]
"scenario.weeks" = 52
[design]
kind = "lhs"
samples = %d
[levers]
"system.fit" = { low = 0.0, high = 1.0 }
"system.ease" = { low = 0.0, high = 1.0 }
'''
with tempfile.TemporaryDirectory() as folder:
    place = Path(folder)
    for name, text in (("employees.csv", EMPLOYEES), ("ties.csv", TIES), ("ours.toml", OURS)):
        (place / name).write_text(text)
    found = {}
    for name, runs in (("few", 20), ("many", int(sys.argv[2]))):
        (place / f"{name}.toml").write_text(EXPERIMENT % runs)
        warm()
        begin = time.process_time()
        account = start(place / f"{name}.toml", jobs=0, out=place / name)
        found[name] = time.process_time() - begin
        if account.missing:
            sys.exit(f"runs are missing: {account.missing}")
    out = place / "many"
    found["each"] = (found["many"] - found["few"]) / (int(sys.argv[2]) - 20)
    try:
        from crmsim.results.whole import digests, files_in
        from crmsim.store.checksum import checksum
        from crmsim.store.journal import CELLS, Journal
        from crmsim.store.verify import verify
    except ImportError:  # a version that keeps none
        pass
    else:
        with Journal(out / "journal.sqlite", readonly=True) as journal:
            rows = journal.connection.execute(f"SELECT {CELLS} FROM runs").fetchall()
        begin = time.process_time()
        for _ in range(2):  # once when it is recorded, once when the table is made
            for row in rows:
                checksum(row)
        found["checksums"] = time.process_time() - begin
        begin = time.process_time()
        digests(out, files_in(out))
        found["digests"] = time.process_time() - begin
        begin = time.process_time()
        if not verify(out).whole:
            sys.exit("what was just written is not whole")
        found["verify"] = time.process_time() - begin
    print(json.dumps(found))
"""


def swept(checkout: Path, runs: int) -> dict[str, float]:
    """CPU seconds of a sweep and of what is added to it, in a fresh process of a checkout."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    call = [sys.executable, "-c", SWEEP, str(checkout), str(runs)]
    done = subprocess.run(call, env=environment, cwd=checkout, capture_output=True, check=True, timeout=1_800)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(quick: bool = False) -> list[Figure]:
    """What is added to a sweep, beside the sweep."""
    runs = QUICK_RUNS if quick else RUNS
    found = swept(ROOT, runs)
    note = f"runs of {found['each'] * 1e3:.1f} ms"
    added = {name: found[name] for name in ("checksums", "digests", "verify")}
    figures = [
        Figure(f"{name} of a sweep of {runs} runs", PEOPLE, seconds, "s (CPU)", "the sweep", found["many"], note=note)
        for name, seconds in added.items()
    ]
    together = sum(added.values())
    return [
        *figures,
        Figure("all three", PEOPLE, together, "s (CPU)", "the sweep", found["many"], most=GOAL, note=note),
    ]


def beside(other: Path, runs: int, turns: int) -> list[Figure]:
    """The sweep here, with and without ``crmsim verify`` after it, beside the same sweep in another checkout."""
    ours, theirs = [], []
    for turn in range(turns):
        for own in (True, False) if turn % 2 else (False, True):
            (ours if own else theirs).append(swept(ROOT if own else other, runs))
    before = statistics.median(one["many"] for one in theirs)
    alone = statistics.median(one["many"] for one in ours)
    checked = statistics.median(one["many"] + one["verify"] for one in ours)
    each = statistics.median(one["each"] for one in theirs) * 1e3
    note = f"{turns} turns, runs of {each:.1f} ms"
    return [
        Figure(f"a sweep of {runs} runs", PEOPLE, alone, "s (CPU)", "the other", before, most=1.0 + GOAL, note=note),
        Figure("and verified", PEOPLE, checked, "s (CPU)", "the other", before, most=1.0 + GOAL, note=note),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kept", description=__doc__)
    parser.add_argument("checkout", type=Path, help="another checkout, to be run in turn with this one")
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--turns", type=int, default=TURNS)
    chosen = parser.parse_args()
    figures = beside(chosen.checkout.resolve(), QUICK_RUNS if chosen.quick else RUNS, chosen.turns)
    print(machine())
    print(table(figures))


if __name__ == "__main__":
    main()
