"""One office, week by week: who stands how with the system, who helped whom, how their ties are."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.app.sandbox.worlds import Changes, changed
from crmsim.mechanisms.climate import HIGH_QUALITY, LOW_QUALITY
from crmsim.mechanisms.state import GRANTED, STAGES, STYLES
from crmsim.report.labels import department_label
from crmsim.report.layout import Layout, place
from crmsim.report.network import STEP_OF, STEPS
from crmsim.report.page.html import escaped
from crmsim.simulation import Simulation
from crmsim.words import Teller

UNIT = 40.0  # of the drawing, from one person to the next
MARGIN = 0.4  # around everything, in such distances
TITLE = 1.2  # above departments, for their names
ABSENT = "-"
STEPS_OF_STAGES = np.array([STEP_OF[name] for name in STAGES])
LETTERS = "abcdefghijkl"  # of a person in a week: style and how far, one letter each
QUALITY = ("bad", "usual", "good")


@dataclass(frozen=True)
class Office:
    """A run, week by week; row 0 of everything is the start.

    Attributes
    ----------
    organisation:
        Who works where.
    people:
        A text for each week with a letter for each seat: :data:`LETTERS` by style and how far, or ``-``.
    pairs:
        int64[pairs, 2], seats that turn to each other.
    ties:
        A text for the start, with a digit for each pair, its place in :data:`QUALITY`; then of each week a list of
        pairs, each followed by its new place.
    helped:
        Of each week the pairs in which somebody helped.
    """

    organisation: Any
    people: tuple[str, ...]
    pairs: NDArray[np.int64]
    ties: tuple[str, tuple[tuple[int, ...], ...]]
    helped: tuple[tuple[int, ...], ...]


@functools.lru_cache(maxsize=16)
def run_office(organisation: str, number: int, changes: Changes) -> Office:
    """Run an office and note what is seen of it; number is that of its world, from 1."""
    scenario = changed(organisation, number, changes)
    simulation = Simulation(scenario, number)
    about, state = simulation.organisation, simulation.state
    tied = np.flatnonzero(np.asarray(about.contact) > 0.0)
    ends = np.sort(np.stack([about.source, about.target], axis=1), axis=1)
    pairs, pair_of_tied = np.unique(ends[tied], axis=0, return_inverse=True)
    pair_of = np.full(len(ends), -1)
    pair_of[tied] = pair_of_tied.reshape(-1)
    people = [_letters(state)]
    helped: list[tuple[int, ...]] = [()]
    changes_of_ties: list[tuple[int, ...]] = []
    standing = _qualities(state, tied, pair_of_tied, len(pairs))
    first = "".join(map(str, standing))
    for week in range(1, scenario.weeks + 1):
        for _ in simulation.slices(week):
            pass
        people.append(_letters(state))
        granted = state.requests.tie[(state.requests.answer == GRANTED) & (state.requests.tie >= 0)]
        helped.append(tuple(int(pair) for pair in np.unique(pair_of[granted]) if pair >= 0))
        now = _qualities(state, tied, pair_of_tied, len(pairs))
        other = np.flatnonzero(now != standing)
        changes_of_ties.append(tuple(int(number) for pair in other for number in (pair, now[pair])))
        standing = now
    return Office(about, tuple(people), pairs, (first, tuple(changes_of_ties)), tuple(helped))


def _letters(state: Any) -> str:
    """How everybody stands, a letter each."""
    codes = state.people.style.astype(int) * len(STEPS) + STEPS_OF_STAGES[state.people.stage]
    return "".join(
        LETTERS[code] if present == 1 else ABSENT for code, present in zip(codes, state.people.present, strict=True)
    )


def _qualities(state: Any, tied: NDArray[Any], pair_of: NDArray[Any], count: int) -> NDArray[np.int64]:
    """int64[pairs]: place in :data:`QUALITY` of the mean of both directions."""
    quality = np.bincount(pair_of.reshape(-1), weights=state.ties.quality[tied], minlength=count)
    mean = quality / np.maximum(np.bincount(pair_of.reshape(-1), minlength=count), 1)
    return (mean >= LOW_QUALITY).astype(np.int64) + (mean >= HIGH_QUALITY)


@functools.lru_cache(maxsize=16)
def _layout(organisation: str, number: int) -> Layout:
    """Where people stand, the same whatever is changed."""
    from crmsim.app.sandbox.worlds import world

    return place(Simulation(world(organisation, number), number).organisation)


def drawing(office: Office, organisation: str, number: int, teller: Teller) -> str:
    """The office as SVG with everybody in their place; the script of the page colours it week by week."""
    layout = _layout(organisation, number)
    low = np.nanmin(layout.middle - layout.radius[:, None], axis=0) - MARGIN
    high = np.nanmax(layout.middle + layout.radius[:, None], axis=0) + MARGIN
    low[1] -= TITLE
    where = (layout.people - low) * UNIT
    middle = (layout.middle - low) * UNIT
    width, height = (high - low) * UNIT
    parts, titles = [_symbols()], []
    names = office.organisation.departments
    for d, name in enumerate(names):
        if np.isfinite(middle[d, 0]):
            x, y = middle[d]
            radius = layout.radius[d] * UNIT
            parts.append(f'<circle class="department" cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}"/>')
            if len(names) > 1:
                words = escaped(department_label(name, teller))
                titles.append(f'<text x="{x:.0f}" y="{y - radius - 6.0:.0f}" text-anchor="middle">{words}</text>')
    lines = "".join(
        f'<line x1="{where[a, 0]:.0f}" y1="{where[a, 1]:.0f}" x2="{where[b, 0]:.0f}" y2="{where[b, 1]:.0f}"/>'
        for a, b in office.pairs
    )
    people = "".join(f'<use x="{x:.0f}" y="{y:.0f}"/>' for x, y in where)
    title = escaped(teller("The people of the office and their ties"))
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-labelledby="office-title">'
        f'<title id="office-title">{title}</title>{"".join(parts)}<g id="lines">{lines}</g>'
        f'{"".join(titles)}<circle id="ring" r="21"/><g id="people">{people}</g></svg>'
    )


def _symbols() -> str:
    """A mark for each style, plain and crossed out."""
    shapes = {
        "giver": '<circle r="11"/>',
        "taker": '<rect x="-10" y="-10" width="20" height="20"/>',
        "matcher": '<path d="M0 -13L12.5 9.5H-12.5Z"/>',
    }
    cross = '<path class="cross" d="M-5 -5L5 5M5 -5L-5 5"/>'
    marks = [
        f'<g id="mark{place}{end}">{shapes[name]}{drawn}</g>'
        for place, name in enumerate(STYLES)
        for end, drawn in (("", ""), ("x", cross))
    ]
    return f"<defs>{''.join(marks)}</defs>"


def content(office: Office, organisation: str, number: int, teller: Teller) -> dict[str, Any]:
    """What the page needs to play it."""
    return {
        "drawing": drawing(office, organisation, number, teller),
        "people": list(office.people),
        "ties": [office.ties[0], *office.ties[1]],
        "helped": list(office.helped),
        "ids": list(office.organisation.ids),
        "departments": [department_label(name, teller) for name in office.organisation.departments],
        "department": [int(one) for one in office.organisation.department],
    }
