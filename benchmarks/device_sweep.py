"""Whole runs and sweeps on a graphics card: the processor's bits, and how many runs a second. Takes under five minutes.

    python -m benchmarks.device_sweep          on a machine with a card of NVIDIA's and crmsim[cuda]
    python -m benchmarks.device_sweep --dry    without a card: the same with the processor in its place, small

First the thirty runs whose digests are written down (tests/simulation/digests.json), each as shipped and small: 60 runs
with all their groups, of which 60 must be identical, planned interventions included. Then sweeps of 150 people over 104
weeks in many worlds, with all numbers of the mechanisms that have an interval drawn from it, and eight seeds in each:
from the first process to the written tables, beside the same with two processes, whose runs are compared to the bit
too. One sweep has a world for each run: there the sweep's own process, which checks and names every world, is what
takes longest.
Goals, on an H100 or H200: 2,000 runs a second of 512, 5,000 of 8,192, and there 60 times two processes.
"""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crmsim.card import ptx
from crmsim.card.advance import Unbegun, advance_all
from crmsim.card.driver import Card, Lane
from crmsim.errors import CrmsimError
from crmsim.experiment import from_text
from crmsim.runner.backend import Backend, Job
from crmsim.runner.card import CardBackend
from crmsim.runner.local import LocalBackend
from crmsim.runner.start import start
from crmsim.runner.warm import warm_up
from crmsim.scenario.work import cores
from crmsim.store.journal import JOURNAL

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 285.0  # in all; what does not fit any more is left out, and said to be
BESIDE = 256  # runs of two processes
EACH = 8  # runs of a world
# Runs, and how many in a world; whether counterfactual runs are made too; goals: runs a second, times two processes.
SWEEPS = (
    (512, EACH, False, 2_000.0, None), (8_192, EACH, False, 5_000.0, 60.0), (8_192, EACH, True, None, None),
    (8_192, 1, False, None, None), (65_536, EACH, False, None, None),
)  # fmt: skip
SMALL = ((32, EACH, False, None, None), (32, 1, True, None, None))
WORLDS = """
title = "Worlds on a card"
question = "How many runs a second?"
base = "baseline"
outcomes = ["routine_share"]
money = {money}
runs = {each}
[constants]
"organisation.employees" = {people}
"scenario.weeks" = {weeks}
[design]
kind = "lhs"
samples = {samples}
[uncertainties]
all = "interval"
"""
Make = Callable[[Job], Backend]


class Clock:
    """Time since the beginning, and lines with it."""

    def __init__(self) -> None:
        self.began = time.perf_counter()

    def passed(self) -> float:
        return time.perf_counter() - self.began

    def say(self, text: str) -> None:
        print(f"[{self.passed():4.0f} s] {text}", flush=True)


def digests() -> Any:
    """The runs whose digests are written down."""
    sys.path.insert(0, str(ROOT / "tests" / "simulation"))
    import digests as found

    return found


def identical(launch: Any, sizes: tuple[str, ...]) -> tuple[int, int]:
    """How many of the runs that are written down have their digests, and how many there are."""
    known = digests()
    file = known.written()
    cases = [
        (Unbegun(known.scenario_of(name, size), int(seed)), digest)
        for name, by_size in file["digests"].items()
        for size in sizes
        for seed, digest in by_size[size].items()
    ]
    wrong = advance_all([run for run, _ in cases], launch, groups=True)
    same = [known.digest_of_sums(run.state.sums, file["columns"]) == digest for run, digest in cases]
    return sum(same) - len(wrong), len(cases)


def swept(runs: int, each: int, make: Make, money: bool, small: bool, folder: Path) -> float:
    """Seconds of a sweep of so many runs, workers' start and tables included."""
    text = WORLDS.format(
        samples=runs // each,
        each=each,
        money=str(money).lower(),
        people=20 if small else 150,
        weeks=10 if small else 104,
    )
    began = time.perf_counter()
    account = start(from_text(text, "worlds"), out=folder, make=make)
    assert account.computed == runs and not account.missing, account
    return time.perf_counter() - began


def outcomes(folder: Path) -> dict[bytes, tuple[Any, ...]]:
    """What a sweep has kept of each run."""
    with contextlib.closing(sqlite3.connect(folder / JOURNAL)) as journal:
        rows = journal.execute("SELECT run, outcomes, censored, weekly, reasons FROM runs")
        return {row[0]: row[1:] for row in rows}


@contextlib.contextmanager
def folders() -> Iterator[Callable[[], Path]]:
    """Folders that are gone in the end."""
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(1_000))
        yield lambda: Path(folder) / str(next(numbers))


def measured(clock: Clock, on_card: Make, small: bool) -> bool:
    """Print the table of sweeps; whether the card's runs are those of the processes."""
    with folders() as new:
        alone, together = new(), new()
        swept(
            2 * EACH, EACH, lambda job: LocalBackend(job, 2), False, small, new()
        )  # starts what workers are forked from
        beside = 16 if small else BESIDE
        rate = beside / swept(beside, EACH, lambda job: LocalBackend(job, 2), False, small, alone)
        clock.say(f"two processes: {rate:,.0f} runs/s ({beside} runs)")
        seconds = swept(beside, EACH, on_card, False, small, together)
        expected, found = outcomes(alone), outcomes(together)
        same = sum(expected[run] == found.get(run) for run in expected)
        clock.say(f"runs of a sweep identical to the bit: {same} of {len(expected)}")
        expected_rate = beside / seconds
        for runs, each, money, goal, times in SMALL if small else SWEEPS:
            if clock.passed() + runs / expected_rate > SECONDS:
                clock.say(f"{runs:7,} runs: left out, there is no time for them")
                continue
            found_rate = runs / swept(runs, each, on_card, money, small, new())
            expected_rate = max(expected_rate, found_rate)
            text = f"{runs:7,} runs in {runs // each:,} worlds{', with money' * money}: {found_rate:,.0f} runs/s, "
            text += f"{found_rate / rate:.1f} × two processes"
            for reached, wanted, unit in ((found_rate, goal, "runs/s"), (found_rate / rate, times, "×")):
                if wanted is not None:
                    text += f"; goal {wanted:,.0f} {unit} {'reached' if reached >= wanted else 'NOT reached'}"
            clock.say(text)
    return same == len(expected)


def main(small: bool) -> bool:
    """Print everything; whether all bits are the processor's."""
    clock = Clock()
    warm_up()
    clock.say("the model is compiled for the processor")
    if small:
        sys.path.insert(0, str(ROOT / "tests" / "card"))
        from processor import Processor, by_the_engine

        def lane(_workers: int) -> Any:
            return Processor(by_the_engine(), room=40_000_000)
    else:
        card = Card()
        clock.say(f"{card.name}, capability {card.capability}, {card.room() / 1e9:.0f} GB for batches")
        text = ptx.kernel()
        clock.say(f"the model is compiled for the card: {len(text) / 1e6:.1f} MB of PTX")
        card.load(text, ptx.NAME)
        clock.say("loaded")
        room = card.room()

        def lane(workers: int) -> Any:
            return Lane(card, room, workers)

    with contextlib.closing(lane(1)) as alone:
        same, cases = identical(alone, ("small",) if small else ("small", "whole"))
    clock.say(f"digests identical: {same} of {cases}")
    swept_same = measured(clock, lambda job: CardBackend(job, cores(), lane), small)
    good = same == cases and swept_same
    clock.say("all bits are the processor's" if good else "THE BITS DIFFER")
    return good


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true", help="without a card, small")
    try:
        good = main(parser.parse_args().dry)
    except CrmsimError as error:  # as where there is no card
        raise SystemExit(str(error)) from None
    raise SystemExit(0 if good else 1)
