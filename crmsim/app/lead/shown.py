"""What the pages of a game share: people with faces, tables, curves, and moves in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from crmsim.app.lead.faces import face
from crmsim.app.lead.moves import GROUPS, MOVE
from crmsim.app.lead.people import Person
from crmsim.app.lead.post import QUARTERS, WEEKS
from crmsim.app.lead.sayings import SAYINGS, STANDS
from crmsim.report.labels import department_label
from crmsim.report.page.html import escaped
from crmsim.report.page.svg import WIDTH, Plot
from crmsim.report.style import colour
from crmsim.words import Teller


def people(heard: list[Person], asked: bool, quarter: int, teller: Teller) -> str:
    """People with faces, and what they say; where they were asked, how far they have come too."""
    parts = []
    said: list[str] = []
    for person in heard:
        place = department_label(person.department, teller)
        if not person.present:
            words = teller("{name} has left. The chair is empty.", name=person.look.name)
            parts.append(
                f'<li class="empty-chair"><div><p class="tag">{escaped(place)}</p><p>{escaped(words)}</p></div></li>'
            )
            continue
        options = SAYINGS[person.says]
        says = teller(options[(quarter + said.count(person.says)) % len(options)])  # nobody repeats the last one
        said.append(person.says)
        who = teller("{name}, new in {place}" if person.new else "{name}, {place}", name=person.look.name, place=place)
        far = teller("{name} {stands}.", name=person.look.name, stands=teller(STANDS[person.stands]))
        more = f'<p class="note">{escaped(far)}</p>'
        parts.append(
            f'<li>{face(person.look, person.mood)}<div><p class="tag">{escaped(who)}</p>'
            f'<p class="bubble"><q>{escaped(says)}</q></p>{more if asked else ""}</div></li>'
        )
    return f'<ul class="heard">{"".join(parts)}</ul>'


def table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "figures") -> str:
    """A table of escaped words, the first cell of each row being its heading."""
    heads = "".join(f'<th scope="col">{escaped(words)}</th>' for words in head)
    body = ""
    for row in rows:
        name, *cells = row
        body += (f'<tr><th scope="row">{escaped(name)}</th>'
                 f'{"".join(f"<td>{escaped(words)}</td>" for words in cells)}</tr>')  # fmt: skip
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escaped(caption)}"><table class="{kind}">'
        f"<caption>{escaped(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def curve(lines: list[Any], names: list[str], most: int, teller: Teller) -> str:
    """Curves over the weeks of the game, the first drawn through, the others dashed."""
    plot = Plot((0.0, float(QUARTERS * WEEKS)), (0.0, float(most)))
    plot.axes(teller("week"), teller("people who use the system"), teller)
    for place, line in enumerate(lines):
        plot.line(np.arange(1.0, len(line) + 1.0), np.asarray(line), colour(place), "6 4" if place else "")
        if len(lines) > 1:
            plot.key(colour(place), names[place], "6 4" if place else "")
    words = teller("People who use the system, week by week")
    return (
        f'<figure><figcaption>{escaped(words)}</figcaption><svg viewBox="0 0 {WIDTH:g} {plot.below:.0f}" '
        f'class="plot" role="img" aria-label="{escaped(words)}">{"".join(plot.parts)}</svg></figure>'
    )


def named(names: Iterable[str], teller: Teller) -> str:
    """Moves in words: what is chosen of what, as "What I do about it myself: Much"."""
    parts = []
    for name in names:
        move = MOVE[name]
        whole = teller(move.title)
        parts.append(f"{teller(GROUPS[move.group])}: {whole.lower()}" if move.group else whole)
    return "; ".join(parts) or teller("nothing new")
