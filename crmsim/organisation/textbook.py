"""The graphs of the limits with known answers: complete, regular, ring and Poisson."""

from __future__ import annotations

import numpy as np

from crmsim.numerics.compiled import kernel
from crmsim.numerics.draws import draw, join, stream, u64
from crmsim.numerics.portable import log
from crmsim.organisation.asked import Settings
from crmsim.organisation.organisation import Whole
from crmsim.organisation.pairs import EMPTY, GONE, Array, Number, add, below, seek, table_size

REWIRED = stream("organisation.rewired")
SWAPPED = stream("organisation.swapped")
SKIPPED = stream("organisation.skipped")
SWAPS = 10  # exchanges of ends for each pair that make a ring a random regular graph


def textbook(settings: Settings, run: Number) -> tuple[Whole, Whole]:
    """Pairs (int32[p] each) of a limit graph, for settings that were checked."""
    people, ties = settings.employees, settings.mean_ties
    one: Whole
    two: Whole
    if settings.graph == "complete" or (settings.graph == "poisson" and ties >= people - 1):
        pairs = np.triu_indices(people, 1)
        return pairs[0].astype(np.int32), pairs[1].astype(np.int32)
    if settings.graph == "poisson":
        one, two = sparse(run, people, ties / (people - 1))
        return one, two
    degree = int(ties)
    if settings.graph == "regular":
        one, two = lattice(run, people, degree, 0.0, SWAPS * people * degree // 2)
    else:
        one, two = lattice(run, people, degree, float(settings.rewiring), 0)
    return one, two


@kernel
def lattice(key: Number, people: Number, degree: Number, rewiring: float, swaps: Number) -> tuple[Array, Array]:
    """Pairs of a circulant: everybody with the ``degree`` nearest on a ring (an odd degree adds the one opposite).

    Each pair keeps one end and moves the other with probability ``rewiring`` (Watts & Strogatz 1998). ``swaps``
    exchanges of ends between two random pairs keep every degree and make the graph a random regular one.
    """
    key = u64(key)
    total = people * degree // 2
    one = np.empty(total, np.int32)
    two = np.empty(total, np.int32)
    count = 0
    for step in range(1, degree // 2 + 1):
        for i in range(people):
            one[count], two[count] = i, (i + step) % people
            count += 1
    if degree % 2:
        for i in range(people // 2):
            one[count], two[count] = i, i + people // 2
            count += 1
    if rewiring <= 0.0 and swaps <= 0:
        return one, two
    table = np.full(table_size(2 * total + 2 * swaps), EMPTY, np.int64)  # a place once taken is not used again
    for p in range(total):
        add(table, one[p], two[p], people)
    base = join(key, u64(REWIRED))
    for p in range(total):
        own = join(base, p)
        if draw(own, 0) < rewiring:
            for attempt in range(1, 50):
                other = below(own, attempt, people)
                if add(table, one[p], other, people):
                    table[seek(table, one[p], two[p], people)] = GONE
                    two[p] = other
                    break
    base = join(key, u64(SWAPPED))
    for swap in range(swaps):
        own = join(base, swap)
        p, q = below(own, 0, total), below(own, 1, total)
        a, b, c, d = one[p], two[p], one[q], two[q]
        if draw(own, 2) < 0.5:
            c, d = d, c
        if a == d or c == b or seek(table, a, d, people) >= 0 or seek(table, c, b, people) >= 0:
            continue
        table[seek(table, a, b, people)] = GONE
        table[seek(table, c, d, people)] = GONE
        add(table, a, d, people)
        add(table, c, b, people)
        one[p], two[p], one[q], two[q] = a, d, c, b
    return one, two


@kernel
def sparse(key: Number, people: Number, chance: float) -> tuple[Array, Array]:
    """Pairs of a Poisson graph: each with probability ``chance`` below 1.

    Jumps from pair to pair by geometric gaps (Batagelj & Brandes 2005), so the work is in the pairs that are there.
    """
    base = join(u64(key), u64(SKIPPED))
    scale = log(1.0 - chance) if chance > 0.0 else -1e-300
    one = np.empty(0, np.int32)
    two = np.empty(0, np.int32)
    for filling in range(2):  # counted first, then written
        count = 0
        i, j = 1, np.int64(-1)
        while i < people:
            gap = log(draw(base, count)) / scale
            if gap > 4.0e18:
                break
            j += 1 + np.int64(gap)
            while j >= i and i < people:
                j -= i
                i += 1
            if i < people:
                if filling:
                    one[count], two[count] = i, j
                count += 1
        if not filling:
            one = np.empty(count, np.int32)
            two = np.empty(count, np.int32)
    return one, two
