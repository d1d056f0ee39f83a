"""Tables as answers have them: without a frame, as lines of the teller's width."""

from __future__ import annotations

import io
import textwrap

from rich import box
from rich.console import Console
from rich.table import Table

from crmsim.words import Teller

GAP = 2  # characters between columns


def empty_table() -> Table:
    """A table without rows or columns."""
    return Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)


def fit(made: Table, columns: int) -> None:
    """Break the heads of a table that is wider than a line, and keep Rich from cutting words off in its cells."""
    cells = [[line for cell in column.cells for line in str(cell).split("\n")] for column in made.columns]
    widths = [max(map(len, own), default=0) for own in cells]
    heads = [str(column.header) for column in made.columns]
    whole = sum(max(width, *map(len, head.split("\n"))) for width, head in zip(widths, heads, strict=True))
    if whole + GAP * (len(heads) - 1) <= columns:
        return
    for column, own, width, head in zip(made.columns, cells, widths, heads, strict=True):
        word = max(map(len, head.split()), default=0)
        column.header = "\n".join(textwrap.wrap(head, max(width, word, 1))) or head
        if not column.no_wrap:
            column.min_width = max([word, *(len(one) for line in own for one in line.split(" "))])


def table_lines(made: Table, teller: Teller) -> list[str]:
    """A table as lines."""
    fit(made, teller.columns)
    text = io.StringIO()
    Console(file=text, width=teller.columns, color_system=None, highlight=False, markup=False, emoji=False).print(made)
    return [line.rstrip() for line in text.getvalue().splitlines()]
