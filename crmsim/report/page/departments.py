"""The network by departments, and where it is narrow: how few people carry what departments ask of each other.

One organisation is drawn, that of the first run. Where its people were read from files, departments of few people are
put together and no number is told of fewer than five (:mod:`crmsim.organisation.small`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.organisation.small import FEWEST, pooled
from crmsim.report.labels import department_label
from crmsim.report.page.blocks import Block, Figure, Paragraph, Table
from crmsim.report.page.svg import LINE, WIDTH, Floats, lines_of, text
from crmsim.report.style import INK, QUIET
from crmsim.simulation.built import build_organisation
from crmsim.store.load import experiment_of
from crmsim.whatif.answer import Answer
from crmsim.words import Teller

MOST = 24  # departments that are drawn
HEIGHT = 330.0
RADIUS = 118.0  # of the ring on which departments lie
LARGEST = 26.0  # radius of the largest department
WIDEST = 9.0  # of a line
HALF = 0.5  # of what others ask of a department


@dataclass(frozen=True)
class Narrow:
    """A department and how it hangs together with the others.

    Attributes
    ----------
    name, people:
        As it may be told.
    inside, outside:
        Ties within it, and ties with other departments, either way.
    carriers:
        The fewest people in it who get half of what people of other departments ask; 0 where nobody asks.
    """

    name: str
    people: int
    inside: int
    outside: int
    carriers: int


def network_blocks(answer: Answer, teller: Teller) -> list[Block]:
    """The network by departments; a sentence that says why where it cannot be drawn."""
    whole = organisation_of(answer)
    if whole is None:
        return [Paragraph(teller("The files of the organisation are not where they were, or are others now, so its "
                                 "network is not drawn."))]  # fmt: skip
    organisation = pooled(whole)
    if len(organisation.departments) < 2:
        return [Paragraph(teller("There is one department only, so there is nothing to draw between departments."))]
    found = narrow(organisation)
    imported = bool(organisation.imported)
    table = _table(found, imported, teller)
    about = (
        teller("From the files you gave. Departments of few people are put together.")
        if imported
        else teller("From one generated organisation, that of the first run: no picture of yours.")
    )
    if len(found) > MOST:
        return [Paragraph(about), table]
    crossing = between(organisation)
    return [Paragraph(about), *([_figure(found, crossing, table, teller)] if crossing.any() else [table])]


def organisation_of(answer: Answer) -> Any:
    """The organisation of the first run; None where its files are gone or are not what was read."""
    sweep, experiment = answer.trials.sweep, answer.trials.experiment
    try:
        if answer.asked.imported:  # what a folder keeps of a scenario holds no people
            if sweep.folder is None:
                return None
            experiment = experiment_of(sweep.folder)
        base = experiment.base
        if experiment.hash != sweep.provenance.get("experiment_hash") or base is None:
            return None
        found = build_organisation(base, experiment.seed)
    except (CrmsimError, OSError):
        return None
    return found if found.imported == answer.asked.imported else None


def narrow(organisation: Any) -> list[Narrow]:
    """Every department, in order."""
    department = organisation.department
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.start))
    own, other = department[source], department[organisation.target]
    tie = organisation.contact > 0.0
    result = []
    for number, name in enumerate(organisation.departments):
        asked = tie & (other == number) & (own != number)
        weight = np.bincount(organisation.target[asked], organisation.contact[asked], minlength=organisation.employees)
        carried = np.cumsum(np.sort(weight)[::-1])
        carriers = int(np.searchsorted(carried, HALF * carried[-1] - 1e-12) + 1) if carried[-1] > 0.0 else 0
        outside = int(asked.sum() + (tie & (own == number) & (other != number)).sum())
        inside = int((tie & (own == number) & (other == number)).sum())
        result.append(Narrow(name, int((department == number).sum()), inside, outside, carriers))
    return result


def between(organisation: Any) -> Floats:
    """float64[departments, departments]: ties between two departments, either way; 0 on the diagonal."""
    size = len(organisation.departments)
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.start))
    tie = organisation.contact > 0.0
    own = organisation.department[source][tie].astype(np.int64)
    other = organisation.department[organisation.target][tie].astype(np.int64)
    counts = np.bincount(own * size + other, minlength=size * size).reshape(size, size).astype(np.float64)
    both = counts + counts.T
    np.fill_diagonal(both, 0.0)
    return np.asarray(both)


def carriers_told(one: Narrow, imported: bool, teller: Teller) -> str:
    """How few people carry it; of people from files not fewer than five."""
    if imported and 0 < one.carriers < FEWEST:
        return teller("fewer than {fewest}", fewest=FEWEST)
    return teller.count(one.carriers)


def _table(found: list[Narrow], imported: bool, teller: Teller) -> Table:
    rows = [
        [department_label(one.name, teller), teller.count(one.people), teller.count(one.inside),
         teller.count(one.outside), carriers_told(one, imported, teller)]
        for one in found
    ]  # fmt: skip
    return Table(
        teller("Departments and the ties between them"),
        [teller("department"), teller("people"), teller("ties within"), teller("ties with others"),
         teller("people who get half of what others ask")], rows,
    )  # fmt: skip


def _figure(found: list[Narrow], crossing: Floats, table: Table, teller: Teller) -> Figure:
    largest = max(one.people for one in found)
    middle = (WIDTH / 2.0, HEIGHT / 2.0)
    places = [
        (middle[0] + 1.15 * RADIUS * math.sin(angle), middle[1] - RADIUS * math.cos(angle))
        for angle in (2.0 * math.pi * place / len(found) for place in range(len(found)))
    ]
    parts = []
    for a in range(len(found)):
        for b in range(a + 1, len(found)):
            if crossing[a, b]:
                (x, y), (u, v) = places[a], places[b]
                width = max(WIDEST * crossing[a, b] / float(crossing.max()), 0.4)
                parts.append(
                    f'<path d="M{x:.1f} {y:.1f}L{u:.1f} {v:.1f}" stroke="{QUIET}" stroke-opacity="0.6" '
                    f'stroke-width="{width:.1f}"/>'
                )
    for one, (x, y) in zip(found, places, strict=True):
        radius = max(LARGEST * math.sqrt(one.people / largest), 4.0)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{INK}" stroke="#FFFFFF"/>')
        label = f"{department_label(one.name, teller)} ({teller.count(one.people)})"
        above = y < middle[1] - 1.0
        lines = lines_of(label, 20)
        top = y - radius - 5.0 - LINE * (len(lines) - 1) if above else y + radius + 14.0
        parts += [text(min(max(x, 60.0), WIDTH - 60.0), top + LINE * number, line, "middle")
                  for number, line in enumerate(lines)]  # fmt: skip
    tightest = min(found, key=lambda one: (one.outside / one.people, one.name))
    return Figure(
        "network", teller("Departments and who is tied to whom"),
        teller(
            "A circle is a department, the larger the more people; a line is the wider the more ties. Fewest ties "
            "with others, for its size, has {name}.",
            name=department_label(tightest.name, teller),
        ),
        "".join(parts), WIDTH, HEIGHT, table,
    )  # fmt: skip
