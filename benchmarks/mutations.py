"""How many small slips in the phases the tests find: ``python -m benchmarks.mutations [--number N] [--seed S]``.

Slips (:mod:`benchmarks.slips`) are drawn at random, as many of each kind, and put into one copy of the checkout, each
behind a switch. It is compiled once; then each slip is made in turn and the tests are run until one fails. Those that
are never written anew from what the code does count; ``LATER`` is asked of what is left, and counted apart, because
influences.toml is written from a run and read by a person. A slip that the first do not find is made in every shipped
scenario and in others: where books and final states stay the same to the bit, it may change nothing at all.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.slips import ROOT, Slip, chosen, slips, write_switched

NEEDED = ("crmsim", "benchmarks", "tests", "scenarios", "experiments", "pyproject.toml", "docs")
# digests.json, which is written anew with every change of a rule, has no part in this.
TESTS = (
    "test_traces.py", "test_traces_help.py", "test_traces_use.py", "test_beginning.py", "test_balances.py",
    "test_whose.py", "test_recounted.py", "test_rearranged.py", "test_outcome_definitions.py",
    "test_object_model.py::test_same_trajectories_to_the_bit[baseline]",
)  # fmt: skip
LATER = ("tests/simulation/test_influences.py",)


def interval(found: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = 1.959964
    share, spread = found / of, z * z / of
    half = z * math.sqrt(share * (1.0 - share) / of + spread / (4.0 * of))
    return (share + spread / 2.0 - half) / (1.0 + spread), (share + spread / 2.0 + half) / (1.0 + spread)


def told(found: int, of: int) -> str:
    """A share with its interval."""
    low, top = interval(found, of)
    return f"{found} of {of} (95 % interval {low:.0%} to {top:.0%})"


def shown(slip: Slip) -> str:
    """A slip in one line."""
    return f"{slip.kind:8} {Path(slip.path).name}:{slip.at[0]}  {slip.before[:70]!r} -> {slip.after[:70]!r}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    usual = [f"tests/simulation/{name}" for name in TESTS]
    parser.add_argument("tests", nargs="*", metavar="TEST", default=usual, help="files or folders of tests")
    parser.add_argument("--later", nargs="*", default=list(LATER), metavar="TEST", help="asked of what is left")
    parser.add_argument("--number", type=int, default=40, help="how many slips")
    parser.add_argument("--seed", type=int, default=0, help="which slips are drawn")
    asked = parser.parse_args()
    drawn = chosen(asked.number, asked.seed, list(slips()))
    found = later = same = 0
    with tempfile.TemporaryDirectory() as copy:
        for name in NEEDED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, Path(copy) / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, copy)
        write_switched(Path(copy), drawn)
        command = [sys.executable, "-m", "benchmarks.slipped", str(len(drawn)), *asked.tests, "--", *asked.later]
        surroundings = {**os.environ, "PYTHONPATH": copy}
        with subprocess.Popen(command, cwd=copy, env=surroundings, stdout=subprocess.PIPE, text=True) as running:
            for line in running.stdout or ():
                told_of = json.loads(line)
                slip = drawn[told_of["slip"]]
                by = told_of["by"].split("/")[-1]
                found += bool(by)
                if not by:
                    after, (changed, met) = told_of["after"], told_of["effect"] or (-1, -1)
                    later += after != ""
                    same += not changed
                    by = f"NOT FOUND; changes {changed} of {told_of['runs']} runs, met in {met}; later: {after or '-'}"
                print(f"{told_of['slip']:3} {told_of['seconds']:5.1f} s  {by}\n      {shown(slip)}", flush=True)
    if running.returncode:
        raise SystemExit(running.returncode)
    print(f"found: {told(found, len(drawn))}; with those of influences {told(found + later, len(drawn))}")
    print(f"of the rest, {same} change nothing in any run; without these: {told(found, len(drawn) - same)}")


if __name__ == "__main__":
    main()
