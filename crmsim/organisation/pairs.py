"""Rules for growing networks: choosing people, and a table of the pairs there are.

A pair is two people who have to do with one another, in either order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, mix, u64

Array = np.ndarray[Any, Any]
Number = Any  # a whole number: int where Python calls, int64 or uint64 in compiled code

EMPTY, GONE = -1, -2  # marks in a table of pairs


@rule
def below(key: Number, part: Number, limit: Number) -> Number:
    """A whole number from 0 to ``limit - 1``."""
    return np.int64(draw(key, part) * limit)


@rule
def seek(table: Array, one: Number, two: Number, people: Number) -> Number:
    """Where a pair stands in an open-addressing table of pairs; where not, minus one minus the place for it."""
    code = np.int64(min(one, two)) * people + max(one, two)
    place = np.int64(mix(u64(code)) & u64(table.size - 1))
    while table[place] != EMPTY:
        if table[place] == code:
            return place
        place = (place + 1) & (table.size - 1)
    return -1 - place


@rule
def add(table: Array, one: Number, two: Number, people: Number) -> bool:
    """Put a pair into the table; False where it stood there already or is no pair."""
    if one == two:
        return False
    place = seek(table, one, two, people)
    if place >= 0:
        return False
    table[-1 - place] = np.int64(min(one, two)) * people + max(one, two)
    return True


@rule
def table_size(pairs: Number) -> Number:
    """How many places a table of ``pairs`` pairs needs: a power of two, at most half of them taken."""
    size = 16
    while size < 2 * pairs + 2:
        size *= 2
    return size
