"""Tables as answers have them: without a frame, as lines of the teller's width."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console
from rich.table import Table

from crmsim.words import Teller


def empty_table() -> Table:
    """A table without rows or columns."""
    return Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)


def table_lines(made: Table, teller: Teller) -> list[str]:
    """A table as lines."""
    text = io.StringIO()
    Console(file=text, width=teller.columns, color_system=None, highlight=False, markup=False, emoji=False).print(made)
    return [line.rstrip() for line in text.getvalue().splitlines()]
