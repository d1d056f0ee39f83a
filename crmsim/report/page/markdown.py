"""A report as Markdown: the same sections, tables instead of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmsim.report.page.blocks import Block, Cell, Figure, Folded, Items, Paragraph, Report, Table
from crmsim.words.shown import one_line

MARK = "<!-- crmsim report -->"
SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")


def plain(text: str) -> str:
    """Text in which Markdown finds no mark-up and no HTML.

    >>> plain("a*b <i>")
    'a\\\\*b \\\\<i\\\\>'
    """
    return SPECIAL.sub(r"\\\1", one_line(text))


def as_markdown(report: Report) -> str:
    """The whole file."""
    parts = [MARK, f"# {plain(report.title)}", plain(report.question)]
    for section in report.sections:
        parts += [f"## {plain(section.title)}", *_blocks(section.blocks)]
    return "\n\n".join([*parts, "---", plain(report.foot)]) + "\n"


def _blocks(blocks: Sequence[Block]) -> list[str]:
    result = []
    for block in blocks:
        if isinstance(block, Paragraph):
            result.append(f"**{plain(block.text)}**" if block.leading else plain(block.text))
        elif isinstance(block, Items):
            result.append("\n".join(f"- {plain(text)}" for text in block.texts))
        elif isinstance(block, Table):
            result.append(_table(block))
        elif isinstance(block, Figure):
            result += [f"### {plain(block.title)}", plain(block.description), _table(block.table)]
        elif isinstance(block, Folded):
            result += _blocks(block.blocks)
    return result


def _table(table: Table) -> str:
    rows = [[cell.text if isinstance(cell, Cell) else cell for cell in row] for row in table.rows]
    lines = [_row(table.head), "|" + " --- |" * len(table.head), *map(_row, rows)]
    return f"*{plain(table.caption)}*\n\n" + "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(plain(cell) for cell in cells) + " |"
