"""This build beside the reference, the new model as it was before it was made faster, in one run and in turn.

    python -m benchmarks reference                 all but the million, in some ten minutes
    python -m benchmarks.reference --million       also a million people
    python -m benchmarks.reference --only run      the ratios of a run alone (run, pair, compare, sweep, cold, limit)
    python -m benchmarks.reference --commit HASH   against another commit, for which there are no goals

The reference is taken out of git into a temporary folder. Each ratio is that of the medians; the note tells the least
and the greatest ratio of one turn. Where both builds read the same scenario, by its hash, their ledgers must be the
same to the bit, and a difference is an error. Where the model has changed in between, as it has since the reference
(four rules more, numbers calibrated anew), time alone can be compared, and the note says so: this build then does more
in its time than the other. ``--commit 52b74f2`` compares ledgers too, with the first build that has today's rules.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import limit
from benchmarks.figure import Figure, machine, short
from benchmarks.fresh import COMMAND_LINE, ROOT, Spent, python

Found = TypeVar("Found")

COMMIT = "18d620d"  # the new model before any work on its speed
SAME, OTHER = "same ledger", "another model, so ledgers are not compared"
PARTS = ("run", "pair", "compare", "sweep", "cold", "limit")
RUNS = ((150, 104, 41, 0.93), (1_000, 104, 15, 0.93), (10_000, 104, 5, 0.75), (100_000, 12, 3, 0.70))
MILLION = (1_000_000, 12, 1, 0.70)
PAIRS = ((150, 104, 41, 0.6), (10_000, 104, 3, 0.45))
GIGABYTES = 2.5
FEW, MANY, ALL = 200, 1_000, 10_000  # runs of a sweep
GRID = """
title = "Benchmark"
base = "baseline"
outcomes = ["routine_share"]
runs = {runs}
[design]
kind = "grid"
[levers]
"system.fit" = {{ from = 0.0, to = 1.0, steps = 10 }}
"system.ease" = {{ from = 0.0, to = 1.0, steps = 10 }}
"""


class Build:
    """One build: a folder with its sources, and a process that runs them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process: subprocess.Popen[str] | None = None
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(root / "crmsim")], check=True)  # as pip does

    def ask(self, **task: object) -> dict[str, Any]:
        """One run by the process."""
        if self.process is None:
            call = [sys.executable, str(ROOT / "benchmarks" / "reference_worker.py")]
            self.process = subprocess.Popen(
                call, env={**os.environ, "PYTHONPATH": str(self.root)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True,
            )  # fmt: skip
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the build in {self.root} could not run {task}")
        result: dict[str, Any] = json.loads(line)
        return result

    def close(self) -> None:
        """End the process."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None

    def command(self, arguments: Sequence[str], **more: str) -> Spent:
        """``crmsim ARGUMENTS`` in a fresh process of this build."""
        return python(["-c", COMMAND_LINE, *arguments], {"PYTHONPATH": str(self.root), **more}, str(self.root))


@contextlib.contextmanager
def reference(commit: str) -> Iterator[Build]:
    """The build of a commit, in a folder that is thrown away.

    Raises
    ------
    subprocess.CalledProcessError
        Where the commit is not there.
    """
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", commit], capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extractall(folder, filter="data")
        build = Build(Path(folder))
        try:
            yield build
        finally:
            build.close()


class Beside:
    """Figures of this build beside those of the reference."""

    def __init__(self, other: Build, name: str, quick: bool) -> None:
        self.builds = (Build(ROOT), other)
        self.name, self.quick = f"reference {name}", quick

    def turns(self, repeats: int, one: Callable[[Build, int], Found]) -> list[tuple[Found, Found]]:
        """What both give, in turn; who begins changes from turn to turn."""
        result = []
        for turn in range(max(1, repeats // 3) if self.quick else repeats):
            both = {place: one(self.builds[place], turn) for place in ((0, 1) if turn % 2 else (1, 0))}
            result.append((both[0], both[1]))
        return result

    def figure(
        self, what: str, people: int, unit: str, scale: float, found: list[tuple[float, float]], goal: float | None,
        note: str = "",
    ) -> Figure:  # fmt: skip
        """The row; the spread is that of the ratios of single turns."""
        ratios = [mine / other for mine, other in found]
        mine, other = (scale * statistics.median(one[place] for one in found) for place in (0, 1))
        spread = f"{min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} turns{note}"
        goal = goal if self.name.endswith(COMMIT) else None  # goals are against that commit alone
        return Figure(what, people, mine, unit, self.name, other, most=goal, note=spread)

    def runs(self, cases: Sequence[tuple[int, int, int, float]], counterfactual: bool) -> list[Figure]:
        """Nanoseconds for an employee and week; ledgers of one scenario must be the same."""
        figures = []
        what = f"a run{' and its counterfactual' if counterfactual else ''}, an employee's week"
        for people, weeks, repeats, goal in cases:
            task = {"people": people, "weeks": weeks, "counterfactual": counterfactual}
            for build in self.builds:
                build.close()  # each size in a process of its own, since peaks of memory hold what came before
                build.ask(**task | {"weeks": 1, "seed": 0})  # compiles, and makes the organisation
            pairs = self.turns(repeats, lambda build, turn, task=task: build.ask(**task, seed=turn))
            alike = all(mine["scenario"] == other["scenario"] for mine, other in pairs)
            if alike and any(mine["ledger"] != other["ledger"] for mine, other in pairs):
                raise RuntimeError(f"the ledgers of {people} people differ from those of {self.name}")
            took = [(mine["cpu"], other["cpu"]) for mine, other in pairs]
            note = f"; {weeks} weeks, {SAME if alike else OTHER}"
            figures.append(self.figure(what, people, "ns", 1e9 / (people * weeks), took, goal, note))
            if people == MILLION[0] and pairs[0][0]["peak"]:
                most = max(mine["peak"] for mine, _ in pairs) / 1e9
                text = "most memory, the organisation included"
                figures.append(Figure(text, people, most, "GB", "goal", GIGABYTES, most=1.0))
        return figures

    def compare(self) -> list[Figure]:
        """``crmsim compare``, 2 × 200 runs, process start, tables and figures included."""

        def once(build: Build, runs: int) -> Spent:
            what = ["compare", "baseline", "--what-if", "project.leader_style=taker", "--runs", str(runs)]
            with tempfile.TemporaryDirectory() as folder:
                return build.command([*what, "--jobs", "2", "--out", str(Path(folder) / "results")])

        for build in self.builds:
            once(build, 2)  # compiles
        return self.commands("compare, 2 × 200 runs", lambda build, _: once(build, 200), 3, 0.5)

    def commands(self, what: str, once: Callable[[Build, int], Spent], repeats: int, goal: float) -> list[Figure]:
        """Seconds of a command, by the clock and of all processors."""
        pairs = self.turns(repeats, once)
        clock = [(mine.clock, other.clock) for mine, other in pairs]
        figures = [self.figure(what, 150, "s (clock)", 1.0, clock, goal)]
        cpu = [(mine.cpu, other.cpu) for mine, other in pairs if mine.cpu is not None and other.cpu is not None]
        if cpu:
            figures.append(self.figure(f"{what}, all cores", 150, "s (CPU)", 1.0, cpu, goal))
        return figures

    def sweep(self) -> list[Figure]:
        """``crmsim sweep`` of 10,000 runs with their counterfactuals, stored, from what few and more runs take."""

        def once(build: Build, runs: int) -> Spent:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "grid.toml"
                file.write_text(GRID.format(runs=runs // 100), encoding="utf-8")
                return build.command(["sweep", str(file), "--jobs", "2", "--out", str(Path(folder) / "out")])

        def scaled(build: Build, _: int) -> Spent:
            few, many = once(build, FEW), once(build, MANY)
            share = (ALL - FEW) / (MANY - FEW)
            cpu = None if few.cpu is None or many.cpu is None else few.cpu + share * (many.cpu - few.cpu)
            return Spent(few.clock + share * (many.clock - few.clock), cpu)

        what = f"sweep of {ALL:,} runs, stored (scaled from {FEW} and {MANY:,})"
        for build in self.builds:
            once(build, FEW)  # compiles
        return self.commands(what, scaled, 2, 0.6)

    def cold(self) -> list[Figure]:
        """The first answer after installation: nothing compiled yet."""

        def once(build: Build, _: int) -> Spent:
            with tempfile.TemporaryDirectory() as folder:
                return build.command(
                    ["run", "baseline", "--weeks", "1", "--out", str(Path(folder) / "out")], CRMSIM_CACHE_DIR=folder
                )

        return self.commands("first answer, nothing compiled", once, 2, 1.0)


def for_page(figures: Sequence[Figure]) -> str:
    """The table of docs/performance.md: what was asked for, and what was reached."""
    lines = ["| what | people | goal | reached | this build, the other | spread | |", "|---|---|---|---|---|---|---|"]
    for one in figures:
        reached = {True: "met", False: "missed", None: ""}[one.reached]
        took = " and ".join(f"{short(value)} {one.unit}" for value in (one.value, one.other) if value is not None)
        goal, ratio = (f"{value:.2f}" if value is not None else "" for value in (one.most, one.ratio))
        lines.append(f"| {one.what} | {one.people:,} | {goal} | {ratio} | {took} | {one.note} | {reached} |")
    return "\n".join(lines)


def measure(
    quick: bool = False, million: bool = False, only: Sequence[str] = PARTS, commit: str = COMMIT
) -> list[Figure]:
    """All ratios."""
    with reference(commit) as other:
        beside = Beside(other, commit, quick)
        cases = RUNS[:2] if quick else (*RUNS, MILLION) if million else RUNS
        parts: dict[str, Callable[[], list[Figure]]] = {
            "run": lambda: beside.runs(cases, False),
            "pair": lambda: beside.runs(PAIRS[:1] if quick else PAIRS, True),
            "compare": beside.compare,
            "sweep": beside.sweep,
            "cold": beside.cold,
            "limit": lambda: limit.measure(quick, million),
        }
        try:
            result = []
            for name in PARTS:
                if name in only:
                    result += parts[name]()
                    print(f"{name}: measured", file=sys.stderr)
            return result
        finally:
            beside.builds[0].close()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reference", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="150 and 1,000 people, few repeats")
    parser.add_argument("--million", action="store_true", help="also a million people")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--commit", default=COMMIT)
    chosen = parser.parse_args()
    figures = measure(chosen.quick, chosen.million, chosen.only, chosen.commit)
    print(f"{machine()}; beside {chosen.commit}")
    print(for_page(figures))


if __name__ == "__main__":
    main()
