"""The model against the limit of what any program with its state and its luck could do.

The limit is a compiled pass over the same arrays, week by week. It reads and writes every array of the state once, word
by word in the order of memory; reads the employee at the far end of every tie entry once; and makes as many keyed
draws, logarithms and exponentials as the model makes in the same weeks (counted: see :mod:`benchmarks.operations`;
square roots and cosines are left out, and so are the hashes of the other parts of keys). It decides nothing. What the
model takes beyond it is branches, divisions, arrays read more than once, and reads in no order of memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from benchmarks.figure import Figure
from benchmarks.operations import counted
from benchmarks.speed import LARGE, beside, repeats_of, sizes
from crmsim.mechanisms.state import State
from crmsim.numerics.draws import draw, join, run_key

GOAL = 3.0
GOAL_LARGE = 6.0


@njit(nogil=True, error_model="numpy")
def touch(words, amount):
    """Read and write every word once."""
    for place in range(words.size):
        words[place] ^= amount


@njit(nogil=True, error_model="numpy")
def far_ends(start, target, people, found):
    """Read the far end of every tie entry once, and write what it gives into the row of the near one."""
    for i in range(start.size - 1):
        total = 0.0
        for entry in range(start[i], start[i + 1]):
            total += people.mean_quality[target[entry]]
        found[i] = total


@njit(nogil=True, error_model="numpy")
def all_draws(key, keys, draws, logs, exps, found):
    """For every employee as many keyed draws, logarithms and exponentials as asked."""
    for i in range(keys.size):
        seat = join(key, keys[i])
        total = 0.0
        for place in range(draws):
            u = draw(seat, place)
            if place < logs:
                u = np.log(u)
            elif place < logs + exps:
                u = np.exp(u)
            total += u
        found[i] = total


def words_of(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The memory of an array as the widest words that fit."""
    plain = array.view(np.ndarray).reshape(-1)
    for word in (np.uint64, np.uint32, np.uint8):
        if plain.dtype.itemsize % np.dtype(word).itemsize == 0:
            return plain.view(word)
    raise AssertionError("a byte always fits")


class Limit:
    """The pass over one state; it turns bits of the state round, so the state is of no other use while it lasts."""

    def __init__(self, state: State) -> None:
        self.state = state
        each = counted()
        self.draws, self.logs, self.exps = (round(each[name]) for name in ("draws", "log", "exp"))
        self.keys = state.people.key.copy()
        self.target = np.array(state.ties.target)
        self.found = np.empty(self.keys.size)
        fixed = ("sums", "start", "first_fact")  # the ledger' other weeks; what no week changes is read, not written
        self.words = [words_of(array) for name, array in state._asdict().items() if name not in fixed]

    def weeks(self, weeks: int) -> None:
        """As many weeks as asked."""
        for week in range(1, weeks + 1):
            key = np.uint64(join(run_key(0), week))
            all_draws(key, self.keys, self.draws, self.logs, self.exps, self.found)
            far_ends(self.state.start, self.target, self.state.people, self.found)
            for words in self.words:
                touch(words, words.dtype.type(1))


def measure(quick: bool = False, million: bool = False) -> list[Figure]:
    """The model's nanoseconds for an employee's week beside the limit's, at every size."""
    figures = []
    each = counted()
    text = f"each week {each['draws']:.0f} draws, {each['log']:.0f} logs, {each['exp']:.0f} exps"
    for people in sizes(quick, million):
        model, limit = beside(people, repeats_of(people, quick), Limit)
        goal = GOAL if people < LARGE else GOAL_LARGE
        figures.append(Figure("an employee's week", people, model, "ns", "limit", limit, most=goal, note=text))
        text = ""
    return figures
