"""Pages about the sources that are written out of the package, and the tables that stand in pages written by hand."""

from __future__ import annotations

import re
from pathlib import Path

from targets_page import hold_outs

from crmsim.claims import read_facts
from crmsim.evidence import claims, robustness
from crmsim.odd.markdown import cell, table

DOCS = Path(__file__).resolve().parent


def filled_pages() -> dict[str, str]:
    """The pages by file name."""
    return {
        "claims.md": claims.page(),
        "robustness.md": robustness.page(),
        "evidence.md": filled(DOCS / "evidence.md", "facts", facts()),
        "../README.md": filled(DOCS.parent / "README.md", "hold-outs", hold_outs()),
    }


def facts() -> list[str]:
    """The facts that the model is held against, as a table."""
    rows = [[fact.id, *map(cell, (fact.text, fact.numbers, fact.source))] for fact in read_facts().values()]
    return table(["id", "fact", "numbers", "source, grade"], rows)


def filled(page: Path, name: str, lines: list[str]) -> str:
    """A page with what stands between two marks written anew."""
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name}: written by docs/generate.py -->", f"<!-- end of {name} -->"
    if begin not in text or end not in text:
        raise ValueError(f"{page.name} lacks the marks {begin} and {end}")
    return re.sub(
        f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: "\n\n".join([begin, "\n".join(lines), end]), text,
        flags=re.DOTALL,
    )  # fmt: skip
