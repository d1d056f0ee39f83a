"""A report as one HTML file that needs nothing else: no script, no font, no picture, no request to anywhere."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from crmsim.report.page.blocks import Block, Cell, Figure, Folded, Items, Paragraph, Report, Section, Table
from crmsim.report.page.look import CSS
from crmsim.words.shown import for_terminal

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
GENERATOR = "crmsim report"
NARROW, WORDY = 3, 2  # columns up to which a table stays a table on a phone: one of numbers, one of words


def escaped(text: str) -> str:
    """Text that is shown as it is written, wherever in a page it stands.

    >>> escaped('<b class="x">&\\x07')
    '&lt;b class=&quot;x&quot;&gt;&amp;\\\\x07'
    """
    return html.escape(for_terminal(text), quote=True)


@dataclass
class Writer:
    """Writes blocks, and counts tables, so that each can be named by its caption."""

    paper: bool = False
    tables: int = 0
    kinds: dict[type, Callable[..., str]] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = {
            Paragraph: self.paragraph, Items: self.items, Table: self.table, Figure: self.figure, Folded: self.folded
        }  # fmt: skip

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Blocks in their order."""
        return "\n".join(part for part in (self.kinds[type(block)](block) for block in blocks) if part)

    def paragraph(self, block: Paragraph) -> str:
        """A paragraph."""
        kind = ' class="leading"' if block.leading else ""
        return f"<p{kind}>{escaped(block.text)}</p>"

    def items(self, block: Items) -> str:
        """A list."""
        return "<ul>" + "".join(f"<li>{escaped(text)}</li>" for text in block.texts) + "</ul>"

    def table(self, block: Table) -> str:
        """A table; one of many columns has roles said, as a phone shows its rows one below the other."""
        self.tables += 1
        name = f"table-{self.tables}"
        cards = len(block.head) > (WORDY if block.words else NARROW)
        kinds = " ".join(kind for kind, on in (("cards", cards), ("words", block.words)) if on)
        roles: Callable[[str], str] = (lambda role: f' role="{role}"') if cards else (lambda _: "")
        head = "".join(
            f'<th scope="col"{roles("columnheader")}>{escaped(text)}</th>' for text in block.head
        )  # fmt: skip
        rows = "".join(f"<tr{roles('row')}>{''.join(self._cells(block, row, roles))}</tr>" for row in block.rows)
        return (
            f'<table{f" class={chr(34)}{kinds}{chr(34)}" if kinds else ""}{roles("table")} aria-labelledby="{name}">'
            f'<caption id="{name}">{escaped(block.caption)}</caption>'
            f"<thead{roles('rowgroup')}><tr{roles('row')}>{head}</tr></thead>"
            f"<tbody{roles('rowgroup')}>{rows}</tbody></table>"
        )

    def _cells(self, block: Table, row: Sequence[str | Cell], roles: Callable[[str], str]) -> Iterator[str]:
        for place, (given, head) in enumerate(zip(row, block.head, strict=True)):
            cell = given if isinstance(given, Cell) else Cell(given)
            if place == 0:
                yield f'<th scope="row"{roles("rowheader")}>{escaped(cell.text)}</th>'
                continue
            kind = f' class="{escaped(cell.verdict)}"' if cell.verdict else ""
            label = f' data-label="{escaped(head)}"' if roles("cell") else ""
            yield f"<td{kind}{roles('cell')}{label}>{escaped(cell.text)}</td>"

    def figure(self, block: Figure) -> str:
        """A figure with its title, its description and its numbers."""
        table = "" if self.paper else self.folded(Folded(block.table.caption, [block.table]))
        return (
            f'<figure id="{block.name}"><svg viewBox="0 0 {block.width:g} {block.height:g}" '
            f'preserveAspectRatio="xMinYMin" font-size="12" font-family="sans-serif" role="img" '
            f'aria-labelledby="{block.name}-title {block.name}-desc">'
            f'<title id="{block.name}-title">{escaped(block.title)}</title>'
            f'<desc id="{block.name}-desc">{escaped(block.description)}</desc>{block.drawing}</svg>'
            f"<figcaption><strong>{escaped(block.title)}.</strong> {escaped(block.description)}</figcaption>"
            f"{table}</figure>"
        )

    def folded(self, block: Folded) -> str:
        """What is shown when it is asked for; on paper nobody can ask."""
        if self.paper:
            return ""
        return f"<details><summary>{escaped(block.summary)}</summary>{self.blocks(block.blocks)}</details>"

    def section(self, section: Section) -> str:
        """A part of the report."""
        return (
            f'<section id="{section.name}" aria-labelledby="{section.name}-heading">'
            f'<h2 id="{section.name}-heading">{escaped(section.title)}</h2>\n{self.blocks(section.blocks)}</section>'
        )


def as_html(report: Report, paper: bool = False) -> str:
    """The whole file; for ``paper`` without what is folded."""
    writer = Writer(paper)
    first = "\n".join(writer.section(section) for section in report.sections if section.first)
    rest = "\n".join(writer.section(section) for section in report.sections if not section.first)
    return f"""<!DOCTYPE html>
<html lang="{report.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{GENERATOR}">
<meta name="referrer" content="no-referrer">
<title>{escaped(report.title)}</title>
<style>{CSS}</style>
</head>
<body>
<main>
<header><h1>{escaped(report.title)}</h1>
<p class="question">{escaped(report.question)}</p></header>
<div class="first">
{first}
</div>
{rest}
</main>
<footer><p>{escaped(report.foot)}</p></footer>
</body>
</html>
"""
