"""Compiled growth of organisations: pairs first, then directed, weighted, symmetric rows.

A pair is two people who have to do with one another. Graphs are grown as lists of pairs; ``assemble`` gives each
pair its direction and each direction its contact. Every random number is keyed, so the same key gives the same
network to the bit.
"""

from __future__ import annotations

import math

import numpy as np

from crmsim.numerics.compiled import tight_kernel
from crmsim.numerics.draws import draw, exponential, join, stream, u64
from crmsim.organisation.pairs import EMPTY, Array, Number, add, below, table_size

PAIR_INSIDE = stream("organisation.pair.inside")
PAIR_CIRCLE = stream("organisation.pair.circle")
PAIR_OUTSIDE = stream("organisation.pair.outside")
MUTUAL = stream("organisation.mutual")
DIRECTION = stream("organisation.direction")
POPULARITY = stream("organisation.popularity")
CONTACT_PAIR = stream("organisation.contact.pair")
CONTACT_OWN = stream("organisation.contact.own")

FORTH, BACK, BOTH = 1, 2, 3  # how a pair (one, two) is directed: one turns to two, two to one, or both
CLUMP = 6  # most people of another circle that one person is tied to in one go
FLOOR = 0.02  # least contact of a tie


def link(people: int, one: Array, two: Array) -> tuple[Array, Array, Array]:
    """Rows sorted by target from pairs: start, target, and the pair behind each entry.

    Filling rows in the order of the other end sorts them: two passes of counting instead of a sort.
    """
    start, place = np.zeros(people + 1, np.int64), np.empty(people, np.int64)
    rough, rough_pair = np.empty((2, 2 * one.size), np.int32)
    target, pair = np.empty(2 * one.size, np.int32), np.empty(2 * one.size, np.int32)
    _link(one, two, start, place, rough, rough_pair, target, pair)
    return start, target, pair


@tight_kernel
def _link(
    one: Array, two: Array, start: Array, place: Array, rough: Array, rough_pair: Array, target: Array, pair: Array
) -> None:
    """Fill ``start`` (zeros), ``target`` and ``pair``; the others are worked in."""
    people = start.size - 1
    for p in range(one.size):
        start[one[p] + 1] += 1
        start[two[p] + 1] += 1
    for i in range(people):
        start[i + 1] += start[i]
    for i in range(people):
        place[i] = start[i]
    for p in range(one.size):
        i, j = one[p], two[p]
        rough[place[i]] = j
        rough_pair[place[i]] = p
        place[i] += 1
        rough[place[j]] = i
        rough_pair[place[j]] = p
        place[j] += 1
    for i in range(people):
        place[i] = start[i]
    for j in range(people):
        for e in range(start[j], start[j + 1]):
            i = rough[e]
            target[place[i]] = j
            pair[place[i]] = rough_pair[e]
            place[i] += 1


def closure(start: Array, target: Array) -> float:
    """Mean local clustering of pairs; people with fewer than two others count 0 (Watts & Strogatz 1998)."""
    clustering: float = _closure(start, target, np.full(start.size - 1, -1, np.int32))
    return clustering


@tight_kernel
def _closure(start: Array, target: Array, mark: Array) -> float:
    """As above; ``mark`` is worked in, -1 for each person."""
    people = start.size - 1
    total = 0.0
    for i in range(people):
        degree = start[i + 1] - start[i]
        if degree < 2:
            continue
        for e in range(start[i], start[i + 1]):
            mark[target[e]] = i
        closed = 0
        for e in range(start[i], start[i + 1]):
            j = target[e]
            for f in range(start[j], start[j + 1]):
                if mark[target[f]] == i:
                    closed += 1
        total += closed / (degree * (degree - 1))
    return total / people


def grow(
    key: Number, first: Array, department: Array, manager: Array, circle: Array, wanted: Array, closeness: float
) -> tuple[Array, Array, int]:
    """Pairs of an organisation of departments.

    Pairs inside a department come from the line of command, then from *circles* of colleagues (each pair of a circle
    with probability ``closeness``), then at random in the department; pairs between departments from the line of
    command, then at random. At random means one person and another, or, with probability ``closeness``, one person
    and up to ``CLUMP`` people of the other's circle. With the same key a higher closeness keeps the pairs of the
    circles that a lower one had.

    Parameters
    ----------
    key:
        Run key.
    first:
        int64[d+1], first seat of each department; departments are blocks of seats.
    department, manager:
        int32[n].
    circle:
        int32[n], the first seat of everybody's circle; circles are blocks of seats within a department.
    wanted:
        int64[2], pairs inside and between departments. What cannot be placed is left out.
    closeness:
        0..1; the knob by which clustering is set.

    Returns
    -------
    ``one``, ``two`` (int32[p], pairs inside departments first), and how many of the pairs are inside.
    """
    most = int(wanted.sum())
    one, two = np.empty((2, most), np.int32)
    table = np.full(table_size(most), EMPTY, np.int64)
    circle_end = np.empty(department.size, np.int32)
    count, inside = _grow(key, first, department, manager, circle, wanted, closeness, one, two, table, circle_end)
    return one[:count], two[:count], inside


@tight_kernel
def _grow(
    key: Number,
    first: Array,
    department: Array,
    manager: Array,
    circle: Array,
    wanted: Array,
    closeness: float,
    one: Array,
    two: Array,
    table: Array,
    circle_end: Array,
) -> tuple[Number, Number]:
    """Fill ``one`` and ``two``: how many pairs, and how many of them inside; the others are worked in."""
    people = department.size
    key = u64(key)
    for i in range(people - 1, -1, -1):
        last = i == people - 1 or circle[i + 1] != circle[i]
        circle_end[i] = i + 1 if last else circle_end[i + 1]

    count = 0
    for i in range(people):
        j = manager[i]
        if j >= 0 and department[i] == department[j] and count < wanted[0] and add(table, i, j, people):
            one[count], two[count] = i, j
            count += 1
    space = 0
    for i in range(people):
        space += circle_end[i] - i - 1
    chance = min(closeness, 0.98 * (wanted[0] - count) / max(space, 1))
    base = join(key, u64(PAIR_CIRCLE))
    for i in range(people):
        own = join(base, i)
        for j in range(i + 1, circle_end[i]):
            if count < wanted[0] and draw(own, j) < chance and add(table, i, j, people):
                one[count], two[count] = i, j
                count += 1
    base = join(key, u64(PAIR_INSIDE))
    for attempt in range(20 * wanted[0]):
        if count >= wanted[0]:
            break
        own = join(base, attempt)
        i = below(own, 0, people)
        d = department[i]
        j = first[d] + below(own, 1, first[d + 1] - first[d])
        low, high = j, j + 1
        if draw(own, 2) < closeness:
            high = min(circle_end[j], j + CLUMP)
            low = max(circle[j], high - CLUMP)
        for h in range(low, high):
            if count < wanted[0] and add(table, i, h, people):
                one[count], two[count] = i, h
                count += 1
    for i in range(people):  # where departments are nearly full, drawing takes too long: take what is left in order
        if count >= wanted[0]:
            break
        for j in range(i + 1, first[department[i] + 1]):
            if count < wanted[0] and add(table, i, j, people):
                one[count], two[count] = i, j
                count += 1
    inside = count

    total = inside + wanted[1]
    for i in range(people):
        j = manager[i]
        if j >= 0 and department[i] != department[j] and count < total and add(table, i, j, people):
            one[count], two[count] = i, j
            count += 1
    base = join(key, u64(PAIR_OUTSIDE))
    for attempt in range(20 * wanted[1]):
        if count >= total or first.size < 3:
            break
        own = join(base, attempt)
        i = below(own, 0, people)
        d = department[i]
        j = below(own, 1, people - (first[d + 1] - first[d]))
        if j >= first[d]:
            j += first[d + 1] - first[d]
        low, high = j, j + 1
        if draw(own, 2) < closeness:
            high = min(circle_end[j], j + CLUMP)
            low = max(circle[j], high - CLUMP)
        for h in range(low, high):
            if count < total and add(table, i, h, people):
                one[count], two[count] = i, h
                count += 1
    for i in range(people):
        if count >= total:
            break
        for j in range(first[department[i] + 1], people):
            if count < total and add(table, i, j, people):
                one[count], two[count] = i, j
                count += 1
    return count, inside


def assemble(
    key: Number,
    one: Array,
    two: Array,
    start: Array,
    target: Array,
    pair: Array,
    circle: Array,
    manager: Array,
    inside: Number,
    mutual: Array,
) -> tuple[Array, Array]:
    """The other way of each entry, and contact, for rows made by :func:`link` from the pairs ``one`` and ``two``.

    ``mutual`` (int64[2]) is how many of the first ``inside`` pairs and of the others go both ways; the ones that do
    are drawn without replacement. A one-way pair runs to the manager, else rather to the more popular of the two;
    popularity is 1/4 plus an exponential with mean 1, doubled for managers [assumed: in-degrees are skewed].

    Contact [assumed, in want of a source]: FLOOR + (1-FLOOR) * closeness * (.6 + .4 v), with v of the direction and
    closeness of the pair: sqrt(u) between manager and report, u in one circle, u*u else, u and v uniform. An empty
    ``circle`` stands for limit graphs: every contact is 1.

    Returns
    -------
    ``reverse`` (int32[m]) and ``contact`` (float64[m]).
    """
    people = start.size - 1
    popular, leads = np.zeros((2, people if circle.size else 0))
    leads[manager[manager >= 0] if circle.size else []] = 1.0
    way = np.empty(one.size, np.int8)
    place = start[:-1].copy()
    reverse = np.empty(target.size, np.int32)
    contact = np.ones(target.size)
    _assemble(
        key, one, two, start, target, pair, circle, manager, inside, mutual[0], mutual[1], popular, leads, way, place,
        reverse, contact,
    )  # fmt: skip
    return reverse, contact


@tight_kernel
def _assemble(
    key: Number,
    one: Array,
    two: Array,
    start: Array,
    target: Array,
    pair: Array,
    circle: Array,
    manager: Array,
    inside: Number,
    mutual_inside: Number,
    mutual_outside: Number,
    popular: Array,
    leads: Array,
    way: Array,
    place: Array,
    reverse: Array,
    contact: Array,
) -> None:
    """Fill ``reverse`` and ``contact`` (ones); ``leads`` is 1 for managers, ``place`` is where rows start."""
    key = u64(key)
    people = start.size - 1
    base = join(key, u64(POPULARITY))
    for i in range(popular.size):
        popular[i] = (0.25 + exponential(base, i)) * (1.0 + leads[i])
    chosen, turned = join(key, u64(MUTUAL)), join(key, u64(DIRECTION))
    left, lacking = inside, mutual_inside
    for p in range(one.size):
        if p == inside:
            left, lacking = one.size - inside, mutual_outside
        i, j = one[p], two[p]
        if draw(chosen, p) * left < lacking:
            way[p] = BOTH
            lacking -= 1
        elif manager[i] == j:
            way[p] = FORTH
        elif manager[j] == i:
            way[p] = BACK
        elif popular.size:
            way[p] = FORTH if draw(turned, p) * (popular[i] + popular[j]) < popular[j] else BACK
        else:
            way[p] = FORTH
        left -= 1

    shared, single = join(key, u64(CONTACT_PAIR)), join(key, u64(CONTACT_OWN))
    for i in range(people):
        for e in range(start[i], start[i + 1]):
            j = target[e]
            reverse[e] = place[j]
            place[j] += 1
            p = pair[e]
            if way[p] == BOTH or way[p] == (FORTH if one[p] == i else BACK):
                if circle.size:
                    near = draw(join(shared, min(i, j)), max(i, j))
                    if manager[i] == j or manager[j] == i:
                        near = math.sqrt(near)
                    elif circle[i] != circle[j]:
                        near = near * near
                    contact[e] = FLOOR + (1.0 - FLOOR) * near * (0.6 + 0.4 * draw(join(single, i), j))
            else:
                contact[e] = 0.0
