"""The model against the limit of what any program with its state and its random numbers could do.

The limit is one compiled pass, week by week. It reads and writes all memory of the state once, word by word in order;
reads a word of the employee at the far end of every tie entry once; and makes as many keyed draws, logarithms and
exponentials as the model makes in the same weeks (counted: see :mod:`benchmarks.operations`; square roots and cosines
are left out, and so are the hashes of the other parts of keys). It decides nothing. What the model takes beyond it is
branches, divisions, arrays read more than once, and reads in no order of memory.

How much memory an employee, a tie and a fact take is held at what they took when the limit was set (commit 22f3c75), so
that a leaner state makes the model quicker and not the limit.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from benchmarks.figure import Figure
from benchmarks.operations import counted
from benchmarks.speed import beside, repeats_of, sizes
from crmsim.mechanisms.state import State
from crmsim.numerics.draws import draw, join, run_key

GOALS = {150: 3.3, 1_000: 3.5, 10_000: 4.0, 100_000: 6.0, 1_000_000: 6.0}
PERSON = 464  # bytes
TIE, FACT, NEED, REQUEST = 64, 64, 24, 32
WORD = 8


@njit(nogil=True, error_model="numpy")
def pass_weeks(memory, apart, start, target, keys, operations, key, weeks, found):
    """Weeks of the limit; an employee's row of ``memory`` (uint64) begins ``apart`` words after the one before."""
    draws, logs, exps = operations
    for week in range(1, weeks + 1):
        week_key = join(key, week)
        for i in range(keys.size):
            seat = join(week_key, keys[i])
            total = 0.0
            for place in range(draws):
                u = draw(seat, place)
                if place < logs:
                    u = np.log(u)
                elif place < logs + exps:
                    u = np.exp(u)
                total += u
            for entry in range(start[i], start[i + 1]):
                total += float(memory[target[entry] * apart])
            found[i] = total
        for place in range(memory.size):
            memory[place] ^= np.uint64(1)


class Limit:
    """The pass over as much memory as one state takes; the state itself is left as it is."""

    def __init__(self, state: State) -> None:
        each = counted()
        self.operations = tuple(round(each[name]) for name in ("draws", "log", "exp"))
        self.keys = state.people.key.copy()
        self.start = state.start.copy()
        self.target = np.array(state.ties.target)
        self.found = np.empty(self.keys.size)
        kept = PERSON * state.people.size + TIE * state.ties.size + FACT * state.facts.size
        kept += NEED * state.needs.size + REQUEST * state.requests.size + state.expertise.nbytes
        self.memory = np.zeros(kept // WORD, dtype=np.uint64)

    def weeks(self, weeks: int) -> None:
        """As many weeks as asked."""
        pass_weeks(
            self.memory, PERSON // WORD, self.start, self.target, self.keys, self.operations, np.uint64(run_key(0)),
            weeks, self.found,
        )  # fmt: skip


def measure(quick: bool = False, million: bool = False) -> list[Figure]:
    """The model's nanoseconds for an employee's week beside the limit's, at every size."""
    figures = []
    each = counted()
    text = f"each week {each['draws']:.0f} draws, {each['log']:.0f} logs, {each['exp']:.0f} exps"
    for people in sizes(quick, million):
        model, limit = beside(people, repeats_of(people, quick), Limit)
        figures.append(Figure("an employee's week", people, model, "ns", "limit", limit, most=GOALS[people], note=text))
        text = ""
    return figures
