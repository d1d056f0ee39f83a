"""Room for ties that are yet to be: pairs from different departments who may get to know each other later on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crmsim.numerics.compiled import tight_kernel
from crmsim.numerics.draws import draw, join, stream
from crmsim.organisation.organisation import Organisation, rows

PARTNER = stream("organisation.acquaintances")
TRIES = 50  # for each partner sought; fewer are found where hardly anybody is of another department


@tight_kernel
def find_partners(keys, department, order, key, others, one, two):  # type: ignore[no-untyped-def]
    """Whom each seat of ``order`` would get to know, a pair in each place of ``one`` and ``two``; returns how many."""
    made = 0
    for i in order:
        mine = join(join(key, PARTNER), keys[i])
        begun = made
        for attempt in range(TRIES * others):
            if made - begun == others:
                break
            j = order[int(draw(mine, attempt) * order.size)]
            found = department[j] != department[i]
            for earlier in range(begun, made):
                found = found and two[earlier] != j
            if found:
                one[made] = i
                two[made] = j
                made += 1
    return made


def partners(
    organisation: Organisation, seats: NDArray[np.int64], others: int, key: int
) -> tuple[list[int], list[int]]:
    """Whom each of the seats would get to know: ``others`` of those seats, each from another department than its own.

    Every draw is keyed by who seeks, and those sought stand in the order of their keys; so nothing depends on the
    order of people.

    Returns
    -------
    Two lists of seats, a pair in each place.
    """
    order = seats[np.argsort(organisation.key[seats], kind="stable")]
    one, two = np.zeros((2, order.size * others), dtype=np.int64)
    made = find_partners(  # type: ignore[no-untyped-call]
        organisation.key, organisation.department, order, np.uint64(key), others, one, two
    )
    return one[:made].tolist(), two[:made].tolist()


def with_pairs(organisation: Organisation, one: list[int], two: list[int]) -> Organisation:
    """The organisation with entries for these pairs too, both ways; contact 0 where there was none."""
    code = organisation.source.astype(np.int64) * organisation.employees + organisation.target
    source = np.concatenate([organisation.source, np.array(one, np.int64)]).astype(np.int64)
    target = np.concatenate([organisation.target, np.array(two, np.int64)]).astype(np.int64)
    start, joined, reverse, known = rows(organisation.employees, source, target)
    place = np.searchsorted(known, code)
    contact = np.zeros(len(joined))
    quality = np.full(len(joined), np.nan)
    contact[place] = organisation.contact
    quality[place] = organisation.quality
    return replace(organisation, start=start, target=joined, reverse=reverse, contact=contact, quality=quality)
