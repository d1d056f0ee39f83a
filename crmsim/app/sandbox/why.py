"""Why somebody decided as they did in a week, as a piece of a page."""

from __future__ import annotations

from collections.abc import Sequence

from crmsim.app.sandbox.state import State
from crmsim.app.sandbox.worlds import changed
from crmsim.explain import Explanation, explain
from crmsim.report.labels import ROLE, STAGE, STYLE, department_label
from crmsim.report.page.html import escaped
from crmsim.report.why_text import section_lines
from crmsim.report.why_words import HOW_TO_READ, NOTHING, SECTION
from crmsim.words import Teller


def explained(state: State) -> Explanation:
    """The week that is looked at, of the person who is asked; week 0, which holds no decision, counts as week 1."""
    scenario = changed(state.organisation, state.world, state.changes)
    return explain(scenario, state.person or 0, max(state.week, 1), state.world)


def why(found: Explanation, teller: Teller) -> str:
    """The explanation as HTML."""
    who = teller(
        "{name} in week {week}: {style}, {role}, {department}.", name=found.name, week=found.week,
        style=STYLE[found.style], role=ROLE[found.role], department=department_label(found.department, teller),
    )  # fmt: skip
    if not found.present:
        nobody = teller(
            "Nobody held the seat {name} in week {week}; there was nothing to decide.", name=found.name, week=found.week
        )
        return f"<p>{escaped(nobody)}</p>"
    stage = teller("With the system: {stage}.", stage=STAGE[found.stage[1]])
    parts = [f"<h3>{escaped(who)}</h3><p>{escaped(stage)}</p>"]
    sections = list(section_lines(found, teller))
    first = teller(SECTION["adoption"])  # which is what the marks show
    for title, lines in sorted(sections, key=lambda one: one[0] != first):
        parts.append(f"<h4>{escaped(title)}</h4>{_folded(lines, title == first)}")
    if not sections:
        parts.append(f"<p>{escaped(teller(NOTHING))}</p>")
    return "".join([*parts, f'<p class="note">{escaped(teller(HOW_TO_READ))}</p>'])


def _folded(lines: Sequence[tuple[int, str]], shown: bool) -> str:
    """What was decided, line by line; what was weighed for it stands folded below."""
    decisions: list[tuple[str, list[tuple[int, str]]]] = []
    for level, words in lines:
        if level == 0 or not decisions:
            decisions.append((words, []))
        else:
            decisions[-1][1].append((level - 1, words))
    opened = " open" if shown else ""
    return "".join(
        f"<details{opened}><summary>{escaped(words)}</summary>{_nested(below)}</details>"
        if below
        else f"<p>{escaped(words)}</p>"
        for words, below in decisions
    )


def _nested(lines: Sequence[tuple[int, str]]) -> str:
    """Lines as lists in lists, by how deep each is indented."""
    parts: list[str] = []
    depth = -1
    for level, words in lines:
        if level > depth:
            parts.append("<ul>" * (level - depth))
        else:
            parts.append("</li>" + "</ul></li>" * (depth - level))
        parts.append(f"<li>{escaped(words)}")
        depth = level
    return "".join([*parts, "</li></ul>" * (depth + 1)])
