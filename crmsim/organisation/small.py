"""Departments as others may see them: of people from files none of fewer than five, not even by its name.

A department of one is that person, whatever it is called. Small departments are therefore put together, with the next
smallest ones where they would stand alone: the rule of :mod:`crmsim.results.few`, by the list that was read.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crmsim.organisation.organisation import Organisation
from crmsim.words import message

FEWEST = 5
SMALL_DEPARTMENTS = "small departments"
EVERYONE = "everyone"  # the department of all where none is given
NOT_GIVEN = "unknown"  # that of those whose own is not given
NAMED_BY_US = {
    SMALL_DEPARTMENTS: message("small departments"),
    EVERYONE: message("everyone", context="department"),
    NOT_GIVEN: message("unknown", context="department"),
}  # names of departments that stand in no file, and so are told in the reader's language


def pooled(organisation: Organisation) -> Organisation:
    """The organisation with small departments as one, the last; as it is where it has none or is generated.

    For telling and drawing only: what a run computes knows the departments as they are.
    """
    sizes = np.bincount(organisation.department, minlength=len(organisation.departments))
    if not organisation.imported or (sizes >= FEWEST).all():
        return organisation
    smallest = np.argsort(sizes, kind="stable")
    reached = np.cumsum(sizes[smallest])
    few = int((sizes < FEWEST).sum())
    enough = [number for number in range(few, len(sizes) + 1) if number > 1 and reached[number - 1] >= FEWEST]
    together = smallest[: enough[0] if enough else len(sizes)]
    kept = np.setdiff1d(np.arange(len(sizes)), together)
    place = np.full(len(sizes), len(kept), dtype=np.int32)
    place[kept] = np.arange(len(kept))
    return replace(
        organisation,
        departments=(*(organisation.departments[number] for number in kept), SMALL_DEPARTMENTS),
        department=place[organisation.department],
    )
