"""An organisation as files for other programs: a CSV pair that crmsim reads back as it was, and graphs for Gephi."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.organisation.organisation import Organisation, Real, Truth
from crmsim.organisation.scenario_file import write_new
from crmsim.organisation.seats import in_order, listing_order
from crmsim.words import message
from crmsim.words.shown import for_table

ARRAYS = (
    "key", "department", "level", "manager", "start", "target", "reverse", "contact", "quality", "style", "role",
    "otherish", "productivity", "threshold", "tenure",
)  # fmt: skip


def write_pair(organisation: Organisation, folder: Path, stem: str) -> tuple[Path, Path]:
    """Write ``STEM_employees.csv`` and ``STEM_ties.csv``, from which the organisation is read as it is, but for the
    order of its seats.

    ``organisation`` must show ids (``keep_names``), not pseudonyms.

    Raises
    ------
    CrmsimError
        Where other files stand there, they cannot be written, or would be read as another organisation.
    """
    from crmsim.organisation.reading import read

    people, ties = folder / f"{stem}_employees.csv", folder / f"{stem}_ties.csv"
    listed = in_order(organisation)
    _write(people, _people(listed))
    _write(ties, _ties(listed))
    again = in_order(read(people, ties, keep_names=True))
    if again.ids != listed.ids or any(
        getattr(again, name).tobytes() != getattr(listed, name).tobytes() for name in ARRAYS
    ):
        raise CrmsimError(
            message("would be read as another organisation"), file=people, expected=message("names that mean something")
        )
    return people, ties


def _people(organisation: Organisation) -> list[list[str]]:
    from crmsim.mechanisms.state import ROLES, STYLES

    boss = [organisation.ids[seat] if seat >= 0 else "" for seat in organisation.manager]
    columns: dict[str, Sequence[str]] = {
        "employee_id": organisation.ids,
        "department": [organisation.departments[place] for place in organisation.department],
        "level_from_top": [str(level) for level in organisation.level],
        "manager_id": boss,
        "style": [STYLES[style] if style >= 0 else "" for style in organisation.style],
        "role": [ROLES[role] if role >= 0 else "" for role in organisation.role],
        "otherish": _numbers(organisation.otherish),
        "productivity": _numbers(organisation.productivity),
        "threshold": _numbers(organisation.threshold),
        "tenure_weeks": _numbers(organisation.tenure),
    }
    needed = ("employee_id", "department", "level_from_top")
    shown = {name: cells for name, cells in columns.items() if name in needed or any(cells)}
    return [list(shown), *map(list, zip(*shown.values(), strict=True))]


def _ties(organisation: Organisation) -> list[list[str]]:
    rated = np.isfinite(organisation.quality)
    rows = np.flatnonzero((organisation.contact > 0.0) | rated)
    source = organisation.source
    header = ["source_id", "target_id", "strength", "directed", *(["quality"] if rated.any() else [])]
    quality = _numbers(organisation.quality)
    return [
        header,
        *(
            [
                organisation.ids[source[row]], organisation.ids[organisation.target[row]],
                repr(float(organisation.contact[row])), "yes", quality[row],
            ][: len(header)]
            for row in rows
        ),
    ]  # fmt: skip


def _numbers(values: Real) -> list[str]:
    return ["" if math.isnan(value) else repr(value) for value in values.tolist()]


def _write(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([list(map(for_table, row)) for row in rows])
    write_new(path, text.getvalue())


def network(
    organisation: Organisation,
    contact: Real,
    quality: Real,
    present: Truth,
    facts: Mapping[str, Sequence[str]] | None = None,
) -> Any:
    """A directed graph of networkx: who is there, and every tie with contact between them.

    Parameters
    ----------
    contact, quality:
        float64[m] of the entries at the time that is shown; without ``quality`` where NaN.
    present:
        bool[n]; an empty seat is no node.
    facts:
        More about each seat, by name; of imported people only what a reader of figures may see.
    """
    import networkx

    graph = networkx.DiGraph()
    place = {seat: number for number, seat in enumerate(listing_order(organisation).tolist())}
    for seat in sorted(np.flatnonzero(present).tolist(), key=place.__getitem__):
        boss = int(organisation.manager[seat])
        more = {name: values[seat] for name, values in (facts or {}).items()}
        under = {"manager_id": organisation.ids[boss]} if boss >= 0 and present[boss] else {}
        graph.add_node(
            organisation.ids[seat], label=organisation.ids[seat],
            department=organisation.departments[organisation.department[seat]],
            level_from_top=int(organisation.level[seat]), **under, **more,
        )  # fmt: skip
    source, target = organisation.source, organisation.target
    tied = np.flatnonzero((contact > 0.0) & present[source] & present[target]).tolist()
    for row in sorted(tied, key=lambda row: (place[int(source[row])], place[int(target[row])])):
        rated = {} if math.isnan(quality[row]) else {"quality": float(quality[row])}
        graph.add_edge(
            organisation.ids[source[row]], organisation.ids[target[row]], weight=float(contact[row]), **rated
        )
    return graph


def write_graphml(graph: Any, path: Path) -> None:
    """Write a graph as GraphML, which Gephi, visone, yEd, R and Python read."""
    import networkx

    networkx.write_graphml_xml(graph, path, named_key_ids=True)


def write_tables(graph: Any, nodes: Path, edges: Path) -> None:
    """Write a graph as two CSV files with the columns of Gephi's import, which crmsim reads too."""
    names = list(dict.fromkeys(name for _, result in graph.nodes(data=True) for name in result))
    people = [[str(who), *(str(result.get(name, "")) for name in names)] for who, result in graph.nodes(data=True)]
    _write(nodes, [["Id", *names], *people])
    facts = list(dict.fromkeys(name for _, _, result in graph.edges(data=True) for name in result))
    ties = [
        [str(one), str(two), "Directed", *(repr(result[name]) if name in result else "" for name in facts)]
        for one, two, result in graph.edges(data=True)
    ]
    _write(edges, [["Source", "Target", "Type", *(name.capitalize() for name in facts)], *ties])
