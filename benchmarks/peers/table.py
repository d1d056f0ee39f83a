"""The table of :mod:`benchmarks.peers`."""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.figure import Figure, short
from benchmarks.fresh import ROOT
from benchmarks.peers.environment import MISSING, OURS, PEERS, Peer, Worker
from benchmarks.peers.rule import FAR, STEPS, apart, task
from benchmarks.speed import cost, repeats_of

SIZES = (150, 1_000, 10_000, 100_000)
REPEATS = {150: 40, 1_000: 7, 10_000: 3}  # 1 above
CURVES = 30  # at the smallest size, to be compared
WARM = 2  # runs at the smallest size that are not counted
STEP, RUNS = "a step of an agent", "runs of 52 steps"
CPUS, FEW = 2, 8


class Table:
    """Rows as they come.

    Parameters
    ----------
    folder:
        Where environments and networks lie.
    sizes, quick:
        How many people, and whether to repeat less.
    """

    def __init__(self, folder: Path, sizes: Sequence[int], peers: Sequence[Peer], quick: bool) -> None:
        self.folder, self.sizes, self.quick = folder, sizes, quick
        self.figures: list[Figure] = []
        self.workers: dict[Peer, Worker] = {}
        for peer in peers:
            try:
                self.workers[peer] = Worker(peer, folder)
            except RuntimeError as error:
                self.lost(peer, str(error))

    def lost(self, peer: Peer, why: str) -> None:
        """A row that says why there is no figure, and no more tasks for this one."""
        self.figures.append(Figure(f"{peer.name}: {STEP}", 0, None, "µs", note=why))
        if peer in self.workers:
            self.workers.pop(peer).close()

    def times(
        self, people: int, repeats: int, warm: int
    ) -> tuple[dict[Peer, list[float]], dict[Peer, list[list[int]]]]:
        """Microseconds of every repeat, and the curves, in turn."""
        found: dict[Peer, list[float]] = {peer: [] for peer in self.workers}
        curves: dict[Peer, list[list[int]]] = {peer: [] for peer in self.workers}
        for repeat in range(repeats + warm):
            for peer, worker in list(self.workers.items()):
                try:
                    answer = worker.ask(task(people, self.folder, what="run", seed=repeat))
                except RuntimeError as error:
                    self.lost(peer, str(error))
                    continue
                if repeat >= warm:
                    found[peer].append(1e6 * answer["cpu"] / (people * STEPS))
                    curves[peer].append(answer["curve"])
        return found, curves

    def check(self, curves: dict[Peer, list[list[int]]]) -> dict[Peer, float]:
        """Standard errors from this model's curve; who is too far away is lost."""
        distances = {}
        for peer in list(self.workers):
            if peer is not OURS:
                distances[peer] = apart(np.array(curves[peer]), np.array(curves[OURS]))
                if distances[peer] > FAR:
                    self.lost(peer, f"no time: its curve lies {distances[peer]:.1f} standard errors from crmsim's")
        return distances

    def steps(self) -> None:
        """Microseconds for a step of an agent at every size."""
        distances: dict[Peer, float] = {}
        for people in self.sizes:
            repeats = REPEATS.get(people, 1)
            smallest = people == min(self.sizes)
            if self.quick:
                repeats = max(1, repeats // 2)
            if smallest:
                found, curves = self.times(people, max(repeats, CURVES), WARM)
            else:
                found, curves = self.times(people, repeats, 0)
            if smallest:
                distances = self.check(curves)
            if OURS not in self.workers:
                raise RuntimeError(self.figures[-1].note)
            ours = min(found[OURS])
            for peer in self.workers:
                took = found[peer]
                note = f"least of {len(took)} turns; median {short(statistics.median(took))}, most {short(max(took))}"
                if smallest and peer in distances:
                    note += f"; curve {distances[peer]:.1f} standard errors from crmsim's"
                if smallest:
                    note += f"; {', '.join(f'{name} {one}' for name, one in self.workers[peer].versions.items())}"
                self.figures.append(Figure(f"{peer.name}: {STEP}", people, min(took), "µs", OURS.name, ours, note=note))
            print("\n".join(" ".join(figure.cells()) for figure in self.figures[-len(self.workers) :]), file=sys.stderr)

    def whole_week(self) -> None:
        """This model's own week, with all of its rules."""
        text = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "crmsim" / "mechanisms").glob("*.py"))
        rules = len(re.findall(r"^@(?:rule|called|inlined)\b", text, re.MULTILINE))
        for people in self.sizes:
            mine = cost(people, repeats_of(people, self.quick)) / 1e3
            note = f"{rules} rules, scenario baseline, 104 weeks"
            self.figures.append(Figure("crmsim, the whole model: a week of an employee", people, mine, "µs", note=note))

    def many(self) -> None:
        """Runs a second, by the clock: what a run more takes."""
        rates: dict[Peer, list[float]] = {}
        runs: dict[Peer, int] = {}
        for _ in range(1 if self.quick else 2):
            for peer, worker in list(self.workers.items()):
                if not peer.ensemble:
                    continue
                try:
                    rate, runs[peer] = self.rate(worker, runs.get(peer, FEW))
                    rates.setdefault(peer, []).append(rate)
                except RuntimeError as error:
                    self.lost(peer, f"many runs: {error}")
        ours = max(rates[OURS], default=None) if OURS in rates else None
        for peer, found in rates.items():
            note = f"{peer.ensemble}; the best of {len(found)}, {runs[peer]:,} runs each, the least {short(min(found))}"
            self.figures.append(Figure(f"{peer.name}: {RUNS}", 150, max(found), "runs/s", OURS.name, ours, note=note))

    def rate(self, worker: Worker, runs: int) -> tuple[float, int]:
        """Runs a second, what starting takes left out, from so many or more runs that they take some seconds."""

        def seconds(runs: int) -> float:
            answer = worker.ask(task(150, self.folder, what="many", runs=runs, processes=CPUS))
            if len(answer["adopted"]) != runs:
                raise RuntimeError(f"{len(answer['adopted'])} of {runs} runs came back")
            return float(answer["clock"])

        if runs == FEW:
            seconds(FEW)  # what happens once
        start = seconds(FEW)
        while True:
            runs = max(runs, 4 * FEW)
            took = seconds(runs) - start
            if took > (1.5 if self.quick else 4.0) or runs > 100_000:
                return (runs - FEW) / took, runs
            runs *= 4

    def close(self) -> None:
        """End all processes."""
        for worker in self.workers.values():
            worker.close()


def measure(
    quick: bool = False, sizes: Sequence[int] = (), only: Sequence[str] = (), folder: Path | None = None
) -> list[Figure]:
    """All rows; ``only`` names libraries by the beginning of their rows."""
    chosen = [peer for peer in PEERS if peer is OURS or not only or any(peer.name.startswith(name) for name in only)]
    with tempfile.TemporaryDirectory() as throw_away:
        table = Table(folder or Path(throw_away), sizes or (SIZES[:2] if quick else SIZES), chosen, quick)
        try:
            table.steps()
            table.whole_week()
            table.many()
        finally:
            table.close()
    missing = [Figure(f"{name}: {STEP}", 0, None, "µs", note=why) for name, why in MISSING.items() if not only]
    return [*table.figures, *missing]
