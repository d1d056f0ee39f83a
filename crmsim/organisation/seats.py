"""Which seat is whose, and in what order people are told.

People are numbered as they stand on the list of employees, and a seat's random numbers are keyed by that number: no
name has a part in them. So random numbers stay with a line of the list whatever is changed in it or in the ties, and
people who are added at the end change nobody else's; who sorts the list anew deals random numbers anew.

Seats stand in the order of that list within each department, and a list usually stands in the order of names or staff
numbers. Therefore nothing that may be shown to others tells people in the order of their seats: it is shuffled first.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from crmsim.organisation.organisation import Organisation, Wide
from crmsim.organisation.pseudonyms import Names

PER_SEAT = (
    "key", "department", "level", "manager", "style", "role", "otherish", "productivity", "threshold", "tenure",
)  # fmt: skip
OF_TIES = ("start", "target", "contact", "quality")


def listing_order(organisation: Organisation) -> Wide:
    """int64[n]: seats in an order from which nothing about the list can be read; of generated people as they are.

    It follows from all that was read, so that the same files are told alike everywhere, and only who has all of them,
    and hence the names, can find it out.
    """
    if not organisation.imported:
        return np.arange(organisation.employees)
    digest = hashlib.blake2b(repr(organisation.departments).encode("utf-8", "surrogatepass"), digest_size=32)
    for name in (*PER_SEAT, *OF_TIES):
        digest.update(np.ascontiguousarray(getattr(organisation, name)))
    secret = digest.digest()
    dealt = [
        hashlib.blake2b(seat.to_bytes(8, "little"), digest_size=8, key=secret).digest()
        for seat in range(organisation.employees)
    ]
    return np.array(sorted(range(len(dealt)), key=dealt.__getitem__), dtype=np.int64)


def in_order(organisation: Organisation) -> Organisation:
    """The organisation with seats in the order of their keys, hence of the list that was read."""
    return seated(organisation, np.argsort(organisation.key, kind="stable"))


def seated(organisation: Organisation, order: Wide) -> Organisation:
    """The same people on other seats: seat ``i`` goes to whom ``order[i]`` had."""
    people = organisation.employees
    place = np.empty(people, dtype=np.int64)
    place[order] = np.arange(people)
    code = place[organisation.source] * people + place[organisation.target]
    entries = np.argsort(code, kind="stable")
    code = code[entries]
    left, right = code // people, code % people
    start = np.zeros(people + 1, dtype=np.int64)
    np.cumsum(np.bincount(left, minlength=people), out=start[1:])
    manager = organisation.manager[order]
    led = manager >= 0
    manager[led] = place[manager[led]]
    names = organisation.names
    known = names.people if isinstance(names, Names) else names
    moved = tuple([known[seat] for seat in order.tolist()])
    return replace(
        organisation,
        names=Names(moved, names.folder) if isinstance(names, Names) else moved,
        **{name: getattr(organisation, name)[order] for name in PER_SEAT if name != "manager"},
        manager=manager,
        start=start,
        target=right.astype(np.int32),
        reverse=np.searchsorted(code, right * people + left).astype(np.int32),
        contact=organisation.contact[entries],
        quality=organisation.quality[entries],
    )
