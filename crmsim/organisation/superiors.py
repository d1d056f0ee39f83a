"""A line of command for an organisation whose files give none.

Nothing is drawn: superiors are read out of levels and contact. It is a guess [assumed] and the report says so.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crmsim.organisation.organisation import Organisation, Real, Whole
from crmsim.words import message


def with_managers(organisation: Organisation) -> Organisation:
    """The organisation with a manager for everybody below the top; as it is where anybody has one already.

    With levels, one's manager is somebody of a higher level: of one's own department if there is any, of the nearest
    level, and of those the one with whom there is most contact in both directions, then the one most turned to. Whoever
    stands at the highest level has none. On a single level each department's head is the one most turned to, the
    most turned to of the heads leads them, and levels become 1, 2 and 3.
    """
    if (organisation.manager >= 0).any() or organisation.employees < 2:
        return organisation
    sought = np.zeros(organisation.employees)
    np.add.at(sought, organisation.target, organisation.contact)
    if (organisation.level == organisation.level[0]).all():
        manager, level = _by_contact(organisation, sought)
        note = message("managers: guessed; heads of departments are those most turned to")
    else:
        manager, level = _by_level(organisation, sought), organisation.level
        note = message("managers: guessed from levels and contact")
    return replace(organisation, manager=manager, level=level, report=organisation.report | {"manager": note})


def _by_contact(organisation: Organisation, sought: Real) -> tuple[Whole, Whole]:
    order = np.lexsort((organisation.key, -sought, organisation.department))
    placed = organisation.department[order]
    heads = order[np.concatenate([[True], placed[1:] != placed[:-1]])]
    head = np.empty(len(organisation.departments), dtype=np.int64)
    head[organisation.department[heads]] = heads
    top = heads[np.lexsort((organisation.key[heads], -sought[heads]))[0]]
    manager = head[organisation.department].astype(np.int32)
    level = np.full(organisation.employees, 3, dtype=np.int32)
    manager[heads], level[heads] = top, 2
    manager[top], level[top] = -1, 1
    return manager, level


def _by_level(organisation: Organisation, sought: Real) -> Whole:
    level, department = organisation.level, organisation.department
    manager = np.full(organisation.employees, -1, dtype=np.int32)
    # the best of all who stand higher, tie or no tie: one answer for each department and level
    ranks = np.unique(level)
    for place in range(len(organisation.departments)):
        for rank in ranks[1:]:
            seats = np.flatnonzero((department == place) & (level == rank))
            if seats.size:
                manager[seats] = _most_sought(organisation, sought, place, int(rank))
    # the one with most contact, among ties to people just as good
    source, target = organisation.source, organisation.target
    best = manager[source]
    alike = (
        (best >= 0)
        & (level[target] == level[best])
        & ((department[target] == department[source]) == (department[best] == department[source]))
    )
    both = organisation.contact + organisation.contact[organisation.reverse]
    entries = np.flatnonzero(alike & (both > 0.0))
    order = entries[
        np.lexsort((organisation.key[target[entries]], -sought[target[entries]], -both[entries], source[entries]))
    ]
    chosen = order[np.concatenate([[True], np.diff(source[order]) != 0])] if order.size else order
    manager[source[chosen]] = target[chosen]
    return manager


def _most_sought(organisation: Organisation, sought: Real, place: int, rank: int) -> int:
    higher = organisation.level < rank
    own = higher & (organisation.department == place)
    pool = own if own.any() else higher
    nearest_level = organisation.level[pool].max()
    seats = np.flatnonzero(pool & (organisation.level == nearest_level))
    return int(seats[np.lexsort((organisation.key[seats], -sought[seats]))[0]])
