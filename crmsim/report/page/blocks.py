"""What a report is made of, whatever form it takes: headings, paragraphs, lists, tables, figures, folded parts.

Texts are plain: whoever writes a form escapes them (:mod:`crmsim.report.page.html`, :mod:`.markdown`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Cell(NamedTuple):
    """A cell that is told in the colour of its verdict: "better" or "worse"."""

    text: str
    verdict: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``leading`` for the answer itself."""

    text: str
    leading: bool = False


@dataclass(frozen=True)
class Items:
    """A list."""

    texts: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    caption:
        What it shows.
    head:
        A heading for each column.
    rows:
        Cells; the first of each row says what the row is about.
    words:
        Whether its cells are words rather than numbers.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    words: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure.

    Attributes
    ----------
    name:
        Unique in the report: letters, digits and hyphens.
    title, description:
        What it shows, and what is to be seen in it.
    drawing:
        The inside of an SVG element, escaped.
    width, height:
        Of its view box.
    table:
        The numbers in it.
    """

    name: str
    title: str
    description: str
    drawing: str
    width: float
    height: float
    table: Table


@dataclass(frozen=True)
class Folded:
    """What is shown when it is asked for."""

    summary: str
    blocks: Sequence[Block]


Block = Paragraph | Items | Table | Figure | Folded


@dataclass(frozen=True)
class Section:
    """A part of the report under its own heading.

    Attributes
    ----------
    name:
        Unique in the report: letters, digits and hyphens.
    title, blocks:
        Heading and content.
    first:
        Whether it belongs to the first page.
    """

    name: str
    title: str
    blocks: Sequence[Block]
    first: bool = False


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes
    ----------
    language:
        "en" or "nb".
    title, question:
        The heading of the page, and what was asked.
    sections:
        In order.
    foot:
        What made it.
    """

    language: str
    title: str
    question: str
    sections: Sequence[Section] = field(default_factory=tuple)
    foot: str = ""
