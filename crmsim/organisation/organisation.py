"""Who works where and who turns to whom: the arrays that every organisation comes down to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.organisation.pseudonyms import Names

Keys = NDArray[np.uint64]
Wide = NDArray[np.int64]
Whole = NDArray[np.int32]
Small = NDArray[np.int8]
Real = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Organisation:
    """``n`` people (seats) and ``m`` tie entries.

    An entry i→j says how often i turns to j. Entries are symmetric: where j never turns to i, the entry j→i stands
    with contact 0. A *tie* is an entry with contact above 0.

    Of people from files this holds what stands in the files, the ids too, and belongs where the files belong. Pickled,
    it holds pseudonyms instead of ids, and everything else.

    Attributes
    ----------
    names:
        What ``ids`` are made of: ids, or people who are shown by pseudonyms.
    departments:
        Names of the departments.
    key:
        uint64[n], what keys a seat's random numbers: its number when generated, the place on the list of employees
        when imported. No id has a part in it.
    department, level, manager:
        int32[n]; level 1 is the top, manager is a seat or -1.
    start, target, reverse:
        Compressed rows: entries of i are ``start[i]`` to ``start[i+1]-1`` (int64[n+1]), sorted by ``target``
        (int32[m]); ``reverse`` (int32[m]) is the entry the other way.
    contact:
        float64[m], 0..1.
    quality:
        float64[m], 0..1, NaN where not given.
    style, role:
        int8[n], places in ``STYLES`` and ``ROLES``, -1 where not given.
    otherish, productivity, threshold, tenure:
        float64[n], NaN where not given; tenure in weeks.
    report:
        What was asked and what was reached, or what was read and how it was understood.
    """

    names: tuple[str, ...] | Names = field(repr=False)
    departments: tuple[str, ...]
    key: Keys
    department: Whole
    level: Whole
    manager: Whole
    start: Wide
    target: Whole
    reverse: Whole
    contact: Real
    quality: Real
    style: Small
    role: Small
    otherish: Real
    productivity: Real
    threshold: Real
    tenure: Real
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def employees(self) -> int:
        """Number of people."""
        return len(self.names)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Text by which each seat is shown; pseudonyms of imported people unless asked otherwise.

        Raises
        ------
        CrmsimError
            Where pseudonyms need a key that can be neither read nor made.
        """
        return self.names.shown() if isinstance(self.names, Names) else self.names

    @property
    def imported(self) -> bool:
        """Whether these are people of files rather than generated ones."""
        return "available_kinds" in self.report

    @property
    def source(self) -> Whole:
        """int32[m], the one who turns: each entry's row."""
        return np.repeat(np.arange(self.employees, dtype=np.int32), np.diff(self.start))


def absent(size: int) -> Real:
    """A measure that was not given to anyone."""
    return np.full(size, np.nan)


def unnamed(size: int) -> Small:
    """A choice that was not given for anyone."""
    return np.full(size, -1, dtype=np.int8)


def distinct(code: Wide) -> Wide:
    """The different values, sorted. Sorting is several times as fast here as the hashing of ``np.unique``."""
    code = np.sort(code)
    first: NDArray[np.bool_] = np.concatenate([np.ones(min(len(code), 1), dtype=bool), code[1:] != code[:-1]])
    return code[first]


def among(code: Wide, known: Wide) -> NDArray[np.bool_]:
    """Which values of ``code`` stand in ``known``, which is sorted."""
    if not len(known):
        return np.zeros(len(code), dtype=bool)
    result: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, code), len(known) - 1)] == code
    return result


def rows(people: int, source: Wide, target: Wide) -> tuple[Wide, Whole, Whole, Wide]:
    """Symmetric sorted rows from a list of pairs in any direction and order, repeats allowed.

    Returns
    -------
    ``start``, ``target``, ``reverse`` and ``code`` (int64[m], sorted): entry i→j has the code ``i * people + j``, by
    which :func:`numpy.searchsorted` finds it.
    """
    code = distinct(np.concatenate([source * people + target, target * people + source]))
    left, right = code // people, code % people
    start = np.zeros(people + 1, dtype=np.int64)
    np.cumsum(np.bincount(left, minlength=people), out=start[1:])
    reverse = np.searchsorted(code, right * people + left)
    return start, right.astype(np.int32), reverse.astype(np.int32), code
