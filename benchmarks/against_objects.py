"""The compiled engine beside the same model on Mesa agents: microseconds for an employee's week.

Both run the same weeks of the same scenario with the same seed, in one process and in turn, states made beforehand, and
must leave the same ledger to the bit. Both walk the same loops, one compiled over arrays and one as plain Python over
objects (:mod:`benchmarks.object_model`). That is not how one would write it in Mesa from the start: half of Python's
time goes to the draws, which mark every step that wraps at 64 bits. A model written on objects, with draws written for
Python, took it a third of the time (109 µs at 150 people, 130 at 1,000, where the walked loops took 380 and 366); so
of a ratio of 400 about 130 is what compiling gains over ordinary Mesa, and the goal is held to three times as much.
Its weeks are fewer at the larger size; both figures are for each employee and week. ``python -m
benchmarks.against_objects [--quick]``.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

from benchmarks.figure import Figure, machine, table
from benchmarks.object_model import ObjectModel
from benchmarks.speed import Again

GOAL = 3 * 80.0
WEEKS = {150: 104, 1_000: 52}
QUICK_WEEKS = {150: 40, 1_000: 8}
REPEATS = 5  # of the engine, before and after the model on objects


def side_by_side(people: int, weeks: int) -> tuple[float, float, bool]:
    """Microseconds for an employee's week on objects and compiled, and whether both left the same ledger."""
    again = Again(people, weeks)
    again.run()  # loads the machine code
    model = ObjectModel(again.scenario, 0)
    compiled = [again.run() for _ in range(REPEATS)]
    begin = time.process_time()
    for _ in range(weeks):
        model.step()
    objects = time.process_time() - begin
    compiled += [again.run() for _ in range(REPEATS)]
    scale = 1e6 / (people * weeks)
    same = np.array_equal(again.simulation.state.sums, model.arrays().sums)
    return objects * scale, statistics.median(compiled) * scale, same


def measure(quick: bool = False) -> list[Figure]:
    """Both at each size; the ratio is how many times faster the engine is."""
    figures = []
    for people, weeks in (QUICK_WEEKS if quick else WEEKS).items():
        objects, compiled, same = side_by_side(people, weeks)
        figures.append(
            Figure(
                "an employee's week on Mesa agents",
                people,
                objects,
                "µs",
                "compiled",
                compiled,
                least=GOAL if people >= 1_000 else None,
                note=f"the same loops, {weeks} weeks, {'the same ledger to the bit' if same else 'THE LEDGERS DIFFER'}",
            )
        )
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against_objects", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer weeks")
    chosen = parser.parse_args()
    print(f"On {machine()}:\n")
    print(table(measure(chosen.quick)))


if __name__ == "__main__":
    main()
