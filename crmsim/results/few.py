"""No number about fewer than five people who were read from files.

The groups of a run are told twice: styles divide everybody, and departments divide everybody. Where a group held fewer
than five people in some week, it is told together with others. Hiding it alone would not do: what is left of everybody
when the rest is taken away would be that group. So groups are put together from the smallest on, by their size in the
first week, until every group that is left held five or more in every week, and until two groups or more, of five or
more people, are together. Because that order does not depend on how long a run is, a longer and a shorter run of the
same random numbers cannot be taken from each other either.

Generated people are nobody, and their groups are told whatever their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.state import STYLES
from crmsim.organisation.small import FEWEST as FEWEST
from crmsim.organisation.small import SMALL_DEPARTMENTS as SMALL_DEPARTMENTS
from crmsim.results.weekly import EVERYBODY, Floats, Truths
from crmsim.words import message

FEW = message("told of fewer than {fewest} people, or of a group that would give them away", fewest=FEWEST)
COUNTS = (COLUMN["people"], COLUMN["owners"])  # what counts people, and what those of them who own customers


class Grouped(NamedTuple):
    """The sums of a run by groups of which each may be told.

    Attributes
    ----------
    ledger:
        float64[weeks, groups, columns].
    groups:
        A name for each row; the first is everybody. Styles that are told together are called as "giver+taker",
        departments "small departments".
    together:
        Group → those told in it and not alone; "all" for those that are told in everybody only.
    """

    ledger: Floats
    groups: tuple[str, ...]
    together: dict[str, tuple[str, ...]]


def refuse_few(organisation: Any) -> None:
    """Refuse an organisation from files of so few people that whatever is told of it is told of them.

    Raises
    ------
    CrmsimError
        For fewer than five imported people.
    """
    if organisation.imported and organisation.employees < FEWEST:
        raise CrmsimError(
            message("only {count} people from files: every result would be about single people",
                    count=organisation.employees),
            key="organisation",
            expected=message("{fewest} people or more", fewest=FEWEST),
        )  # fmt: skip


def grouped(ledger: Floats, groups: Sequence[str], imported: bool) -> Grouped:
    """Put groups of few imported people together; sums over groups stay what they were.

    Parameters
    ----------
    ledger:
        float64[weeks, groups, columns], the sums of a run.
    groups:
        A name for each row: everybody, the three styles, then departments.
    imported:
        Whether the people were read from files; else nothing is changed.
    """
    if not imported:
        return Grouped(ledger, tuple(groups), {})
    first = 1 + len(STYLES)
    kept, sums, names = [0], [], []
    together: dict[str, tuple[str, ...]] = {}
    for low, high, name in ((1, first, ""), (first, len(groups), SMALL_DEPARTMENTS)):
        rows = np.arange(low, high)
        pooled = rows[few(ledger[:, low:high][:, :, COUNTS])]
        kept += [int(row) for row in rows if row not in pooled]
        if not pooled.size:
            continue
        members = tuple(groups[row] for row in pooled)
        if ledger[:, np.setdiff1d(rows, pooled), COUNTS[0]].any():
            name = name or "+".join(members)
            together[name] = members
            names.append((len(kept), name))
            sums.append(ledger[:, pooled].sum(axis=1))
        else:  # they are everybody
            together[EVERYBODY] = together.get(EVERYBODY, ()) + members
    made, shown = ledger[:, kept], [groups[row] for row in kept]
    for (place, name), total in reversed(list(zip(names, sums, strict=True))):
        made = np.insert(made, place, total, axis=1)
        shown.insert(place, name)
    return Grouped(np.ascontiguousarray(made), tuple(shown), together)


def few(counts: Floats) -> Truths:
    """bool[groups]: which groups of one division of everybody are not to be told alone.

    Parameters
    ----------
    counts:
        float64[weeks, groups, kinds]: the people of each group; further kinds of count are those of them of whom some
        numbers tell, as those who own customers, and do not matter where a group has none.
    """
    held = counts[:, :, 0].max(axis=0) > 0.0
    smallest = np.where(held, _fewest(counts), np.inf)
    chosen = np.zeros(held.size, dtype=bool)
    if (smallest >= FEWEST).all():
        return chosen
    order = [int(group) for group in np.argsort(counts[0, :, 0], kind="stable") if held[group]]
    last = max(place for place, group in enumerate(order) if smallest[group] < FEWEST)
    for place, group in enumerate(order):
        pooled = counts[:, order[:place]].sum(axis=1, keepdims=True)
        if place > last and _fewest(pooled)[0] >= FEWEST:  # which a small group alone never is
            break
        chosen[group] = True
    return chosen


def _fewest(counts: Floats) -> Floats:
    """float64[groups]: the fewest people of any kind in any week."""
    some: Floats = np.where(counts > 0.0, counts, np.inf).min(axis=0)  # a week without owners tells of none
    some[:, 0] = counts[:, :, 0].min(axis=0)
    result: Floats = some.min(axis=1)
    return result
