"""Adjacency matrices in tables: a first row and a first column of the same people."""

from __future__ import annotations

from typing import Any

from crmsim.errors import CrmsimError
from crmsim.organisation.columns import identity
from crmsim.organisation.graphs import tables_of
from crmsim.organisation.numbers import number
from crmsim.organisation.sheet import Sheet
from crmsim.words import message


def is_matrix(sheet: Sheet) -> bool:
    """Whether the names of columns but the first are those of the rows, or nearly all of them."""
    if len(sheet.header) < 3 or not sheet.columns:
        return False
    across = [identity(name) for name in sheet.header[1:]]
    down = [identity(name) for name in sheet.columns[0]]
    if is_bare_matrix(sheet):  # unless the numbers are names after all
        return across == down and len(set(across)) == len(across)
    return len({*across} & {*down}) > 0.8 * max(len({*across}), len({*down}))


def is_bare_matrix(sheet: Sheet) -> bool:
    """Whether this is as many rows of numbers as there are columns, the header one of them, and nobody named.

    Siena's matrices and others part their numbers by blanks.
    """
    if len(sheet.header) == 1:
        rows = [text.split() for text in (sheet.header[0], *sheet.columns[0])]
        size = len(rows)
        return size > 2 and all(len(row) == size and all(number(cell) == number(cell) for cell in row) for row in rows)
    cells = [*sheet.header, *(cell for column in sheet.columns for cell in column)]
    square = len(sheet.header) == len(sheet.lines) + 1 > 2
    return square and all(number(cell) == number(cell) for cell in cells)


def unknown_cells(sheet: Sheet) -> int:
    """How many cells say in a word, as NA, that nothing is known of a tie; an empty cell says that there is none."""
    cells = [(row, name, cell) for name, column in zip(sheet.header[1:], sheet.columns[1:], strict=True)
             for row, cell in enumerate(column)]  # fmt: skip
    return sum(bool(cell) and sheet.lacks(cell) and identity(sheet.columns[0][row]) != identity(name)
               for row, name, cell in cells)  # fmt: skip


def read_matrix(sheet: Sheet) -> tuple[Sheet, Sheet]:
    """People and ties of a matrix: the row turns to the column. A symmetric one has ties in both directions anyway.

    Raises
    ------
    CrmsimError
        Where rows and columns are of different people, or people stand twice.
    """
    across = [identity(name) for name in sheet.header[1:]]
    down = [identity(name) for name in sheet.columns[0]]
    for names, what in ((across, message("columns")), (down, message("rows"))):
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise CrmsimError(
                message("two {what} of this name", what=what),
                file=sheet.file,
                value=twice,
                expected=message("one for each person"),
            )
    if set(across) != set(down):
        odd = sorted(set(across) ^ set(down))
        raise CrmsimError(
            message("the matrix has people in rows or columns only"),
            file=sheet.file,
            value=", ".join(odd[:5]),
            expected=message("the same people across and down"),
        )
    place = {name: number for number, name in enumerate(down)}
    ties: list[tuple[int, int, dict[str, Any]]] = []
    for name, cells in zip(across, sheet.columns[1:], strict=True):
        for row, cell in enumerate(cells):
            if not sheet.lacks(cell) and cell.strip("0.,") != "":
                ties.append((row, place[name], {"weight": cell, "line": sheet.lines[row]}))
    ties.sort(key=lambda tie: tie[:2])
    lines = [facts.pop("line") for _, _, facts in ties]
    people, tied = tables_of(sheet.file, list(down), [{} for _ in down], ties, True)
    return people, Sheet(sheet.file, tied.header, tied.columns, lines)
