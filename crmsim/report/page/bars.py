"""Bars: in how many worlds each option helps, does nothing or harms, and whose hours the project takes when."""

from __future__ import annotations

from collections.abc import Sequence

from crmsim.mechanisms.state import ROLES
from crmsim.report.labels import ROLE
from crmsim.report.page.blocks import Cell, Figure, Table
from crmsim.report.page.svg import LETTERS, LINE, WIDTH, box, lines_of, quiet_line, text
from crmsim.report.style import GREY, INK, VERDICT_COLOURS
from crmsim.report.whatif_numbers import per_cent, whole
from crmsim.report.whatif_words import MAIN, change_cell, money_unit, option_title
from crmsim.whatif.answer import QUARTER, Alternative, Answer
from crmsim.whatif.measures import MAIN_YEARS, REGULAR
from crmsim.words import Teller

BAR = 16.0  # height of a bar
GAP = 9.0  # below it
LEAST_NAMED = 0.09  # share of a bar from which its number is written in it
HOURS_HEIGHT = 44.0  # of the tallest bar of hours


def worlds_figure(answer: Answer, measure: str, teller: Teller) -> Figure:
    """A bar an option: in what share of worlds it is better, near, or worse than the plan, in a measure."""
    options = [one for one in answer.options if one.changes[measure].over.pairs]
    parts, y = _key(teller)
    for one in options:
        said = change_cell(answer, one, measure, teller)
        lines = lines_of(option_title(one, teller))
        if len(lines[-1]) + len(said) + 2 > LETTERS:
            lines.append("")
        for line in lines:
            parts.append(text(0.0, y + 11.0, line))
            y += LINE
        parts.append(text(WIDTH, y + 11.0 - LINE, said, "end"))
        parts.append(_bar(one, measure, y, teller))
        y += BAR + GAP
    rows = [
        [option_title(one, teller), *(per_cent(share, teller) for share in _shares(one, measure)),
         change_cell(answer, one, measure, teller)]
        for one in options
    ]  # fmt: skip
    what = (
        teller("Regular users: how options do in the worlds")
        if measure == REGULAR
        else teller("Money after {years} years: how options do in the worlds", years=MAIN_YEARS)
    )
    table = Table(
        teller("{what}, against the plan", what=what),
        [teller("option"), teller("better"), teller("no difference that matters"), teller("worse"),
         teller("on average")], rows,
    )  # fmt: skip
    unit = teller("people") if measure == REGULAR else money_unit(answer, teller)
    description = teller(
        "Share of worlds in which an option is better than the plan, worse, or neither by enough to matter. A long bar "
        "says how often, not how much; the change on average ({unit}), or that it cannot be told from chance, stands "
        "above each bar.",
        unit=unit,
    )
    return Figure(f"worlds-{measure}".replace("_", "-"), what, description, "".join(parts), WIDTH, y, table)


def _key(teller: Teller) -> tuple[list[str], float]:
    colours = (VERDICT_COLOURS["better"], GREY, VERDICT_COLOURS["worse"])
    words = (teller("better"), teller("no difference that matters"), teller("worse"))
    parts, x = [], 0.0
    for colour, word in zip(colours, words, strict=True):
        parts += [box(x, 1.0, 14.0, 12.0, colour), text(x + 19.0, 12.0, word)]
        x += 40.0 + 6.6 * len(word)
    return [*parts, quiet_line(20.0)], 26.0


def _shares(alternative: Alternative, measure: str) -> tuple[float, float, float]:
    over = alternative.changes[measure].over
    return over.better, over.near, over.worse


def _bar(alternative: Alternative, measure: str, y: float, teller: Teller) -> str:
    parts, x = [], 0.0
    colours = ((VERDICT_COLOURS["better"], "#FFFFFF"), (GREY, INK), (VERDICT_COLOURS["worse"], "#FFFFFF"))
    for share, (colour, ink) in zip(_shares(alternative, measure), colours, strict=True):
        width = share * WIDTH
        if width:
            parts.append(box(x, y, width, BAR, colour))
        if share >= LEAST_NAMED:
            parts.append(
                text(x + width / 2.0, y + 12.5, per_cent(share, teller), "middle").replace(
                    "<text ", f'<text style="fill:{ink}" ', 1
                )
            )
        x += width
    return "".join(parts)


def hours_figure(alternative: Alternative, teller: Teller) -> Figure | None:
    """Own hours of each role, quarter by quarter; None where the project takes none."""
    roles = [role for role in ROLES if sum(alternative.hours[role]) >= 0.5]
    greatest = max((max(alternative.hours[role]) for role in roles), default=0.0)
    if not roles:
        return None
    quarters = len(alternative.hours[roles[0]])
    step = WIDTH / quarters
    parts: list[str] = []
    y = 0.0
    for role in roles:
        hours = alternative.hours[role]
        words = teller("{role}: {hours} hours", role=teller(ROLE[role]), hours=whole(sum(hours), teller))
        parts.append(text(0.0, y + 12.0, words, bold=True))
        bottom = y + 32.0 + HOURS_HEIGHT
        for place, value in enumerate(hours):
            height = value / greatest * HOURS_HEIGHT
            x = place * step
            parts.append(box(x + step * 0.1, bottom - height, step * 0.8, max(height, 0.5), INK))
            if quarters <= 12:
                parts.append(text(x + step / 2.0, bottom - height - 4.0, whole(value, teller), "middle"))
        parts.append(quiet_line(bottom))
        y = bottom + 14.0
    names = [teller("quarter {n}", n=place + 1) for place in range(quarters)]
    parts += [text(step * 0.1, y + 4.0, names[0]), text(WIDTH, y + 4.0, names[-1], "end")]
    rows: list[Sequence[str | Cell]] = [
        [name, *(whole(alternative.hours[role][place], teller) for role in roles)] for place, name in enumerate(names)
    ]
    return Figure(
        "hours", teller("Own hours that the plan takes, by role and quarter"),
        teller("A bar is a quarter of {weeks} weeks, counted from the first week; mean over worlds.", weeks=QUARTER),
        "".join(parts), WIDTH, y + 12.0,
        Table(teller("Own hours, by quarter and role"), [teller("quarter"), *(teller(ROLE[role]) for role in roles)],
              rows),
    )  # fmt: skip


def worlds_figures(answer: Answer, teller: Teller) -> list[Figure]:
    """For regular users, and for money."""
    return [worlds_figure(answer, measure, teller) for measure in (REGULAR, MAIN)]
