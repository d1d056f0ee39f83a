"""What recording and verifying costs: under 5 % of a sweep whose runs take some 12 ms (:mod:`benchmarks.kept`).

Checksums, digests and ``crmsim verify`` are measured beside the sweep they belong to, which counts; and the same sweep,
verified, in turn with the version before there were any, which is told beside it, because other things changed since.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from benchmarks import kept
from benchmarks.attack.outcome import Clock, Outcome
from benchmarks.figure import Figure
from benchmarks.fresh import ROOT

BEFORE = "4c77589"  # the last version without checksums
TURNS = 3


def main(work: Path) -> list[Outcome]:
    """The cost, and whether it is within its bound."""
    clock, outcome = Clock(None), Outcome("cost of recording and verifying", 1)
    together = kept.measure()[-1]
    if together.reached:
        outcome.hold()
    else:
        outcome.succeed(f"{as_text(together)}, at most {kept.GOAL:.0%}")
    outcome.also(f"{as_text(together)} ({together.note}); {beside(work)}")
    outcome.seconds = clock.seconds
    return [outcome]


def as_text(figure: Figure) -> str:
    """What is added, as a share of the sweep."""
    return "not measured" if figure.ratio is None else f"{figure.ratio:.1%} of the sweep"


def beside(work: Path) -> str:
    """A sweep, verified, in turn with one of the earlier version; or why they cannot be compared."""
    try:
        packed = subprocess.run(
            ["git", "archive", BEFORE, "crmsim", "scenarios", "experiments"], cwd=ROOT, capture_output=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        return f"commit {BEFORE} is not at hand ({type(error).__name__})"
    old = work / "before"
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(old, filter="data")
    kept.swept(old, kept.QUICK_RUNS)  # compiles it
    verified = kept.beside(old, kept.RUNS, TURNS)[-1]
    return "" if verified.ratio is None else f"{verified.ratio - 1.0:+.1%} beside a sweep of {BEFORE}"
