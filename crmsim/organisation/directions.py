"""Whether a row of ties speaks for one direction or for both."""

from __future__ import annotations

import math

import numpy as np

from crmsim.numerics.portable import exp, log
from crmsim.organisation.columns import Columns
from crmsim.organisation.names import DIRECTION_WORDS, NO, YES
from crmsim.organisation.organisation import Truth, Wide, among, distinct
from crmsim.organisation.sheet import Sheet
from crmsim.words import Message, message

UNLIKELY = 0.05  # chance below which so few returned ties are not those of directed ties


def row_directions(sheet: Sheet, columns: Columns, directed: bool | None, notes: dict[str, str]) -> Truth | None:
    """For each row whether it stands for both directions, as asked or as a column says; None where nothing says it.

    A column is one of yes and no, or one for the kind of tie that holds but "Directed" and "Undirected", as Gephi
    writes it; such a column names no kinds.

    Raises
    ------
    CrmsimError
        For a cell that is neither yes nor no.
    """
    kinds = columns.cells.get("kind", [])
    words = {cell.casefold() for cell in set(kinds) if not sheet.lacks(cell)}
    if words and words <= DIRECTION_WORDS:
        columns.cells.setdefault("directed", kinds)
        columns.header.setdefault("directed", columns.header["kind"])
        columns.say("kind", "directed")
        del columns.cells["kind"], columns.header["kind"]
    size = len(sheet.lines)
    if directed is not None:
        notes["directed"] = message("direction: one, as asked") if directed else message("direction: both, as asked")
        return np.full(size, not directed)
    cells = columns.cells.get("directed")
    if cells is None or all(map(sheet.lacks, cells)):
        return None
    undirected = np.zeros(size, dtype=bool)
    for row, text in enumerate(cells):
        if text.casefold() not in YES | NO:
            raise sheet.wrong(
                row, message("neither yes nor no"), "directed", text, message("directed or undirected, yes or no")
            )
        undirected[row] = text.casefold() in NO
    some = int(undirected.sum())
    notes["directed"] = (
        message("direction: one, as the file says")
        if not some
        else message("direction: both, as the file says")
        if some == size
        else message(
            "direction: row by row, as the file says; {some} of {size} rows stand for both", some=some, size=size
        )
    )
    return undirected


def undirected_by_count(code: Wide, people: int) -> tuple[bool, Message]:
    """Whether pairs stand for both directions, from how many stand both ways, and why.

    A list of undirected ties names each pair once, or nearly so. Directed ties placed by chance would give
    m²/2n(n-1) pairs that stand both ways, and people return ties more than by chance; where so few as do have a chance
    of 5 % or less (Poisson), ties are undirected.
    """
    code = distinct(code)
    ties = len(code)
    both = int(among(code % people * people + code // people, code).sum()) // 2
    by_chance = ties * ties / max(2.0 * people * (people - 1), 1.0)
    if at_most(both, by_chance) <= UNLIKELY:
        return True, message(
            "direction: both, since of {ties} pairs {both} stand both ways, and chance would give {expected:.0f}; "
            "--direction directed says otherwise",
            ties=ties,
            both=both,
            expected=by_chance,
        )
    if both:
        return False, message("direction: one, since {both} pairs stand both ways", both=both)
    return False, message("direction: one, since {ties} ties are too few to tell otherwise", ties=ties)


def at_most(count: int, mean: float) -> float:
    """Chance of ``count`` or fewer where ``mean`` are expected (Poisson)."""
    if count >= mean:
        return 1.0  # not exactly, but never unlikely
    logs = [-mean]
    for step in range(1, count + 1):
        logs.append(logs[-1] + log(mean) - log(float(step)))
    most = max(logs)
    return float(exp(most) * math.fsum(exp(one - most) for one in logs))
