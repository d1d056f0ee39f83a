"""Pages about the sources that are written out of the package, and the tables that stand in pages written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from targets_page import hold_outs

from crmsim.claims import read_facts
from crmsim.evidence import claims, robustness
from crmsim.evidence.page import counts_tables
from crmsim.evidence.stored import shipped
from crmsim.evidence.verdict import answers
from crmsim.odd.markdown import cell, table

DOCS = Path(__file__).resolve().parent


def filled_pages() -> dict[str, str]:
    """The pages by file name."""
    return {
        "claims.md": claims.page(),
        "robustness.md": robustness.page(),
        "evidence.md": filled(DOCS / "evidence.md", {"facts": facts()}),
        "../README.md": filled(DOCS.parent / "README.md", {"hold-outs": hold_outs(), "verdicts": verdicts()}),
    }


def facts() -> list[str]:
    """The facts that the model is held against, as a table."""
    rows = [[fact.id, *map(cell, (fact.text, fact.numbers, fact.source))] for fact in read_facts().values()]
    return table(["id", "fact", "numbers", "source, grade"], rows)


def verdicts() -> list[str]:
    """How many claims and facts have each verdict."""
    return counts_tables(answers(shipped().findings))


def filled(page: Path, tables: Mapping[str, list[str]]) -> str:
    """A page with what stands between marks written anew, by the name of the marks."""
    text = page.read_text(encoding="utf-8")
    for name, lines in tables.items():
        begin, end = f"<!-- {name}: written by docs/generate.py -->", f"<!-- end of {name} -->"
        before, found, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not (found and ended):
            raise ValueError(f"{page.name} lacks the marks {begin} and {end}")
        text = before + "\n\n".join([begin, "\n".join(lines), end]) + after
    return text
