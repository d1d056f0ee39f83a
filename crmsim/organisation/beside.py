"""A graph beside a list of employees: which fact of its nodes is the id on the list."""

from __future__ import annotations

from dataclasses import replace

from crmsim.errors import CrmsimError
from crmsim.organisation.columns import Columns, identity
from crmsim.organisation.graphs import ID_NAMES
from crmsim.organisation.missing_strength import option
from crmsim.organisation.sheet import Sheet, simple
from crmsim.words import message

OF_NODES = "node"  # what ids of nodes are called among their facts


def ties_by_list(
    ties: Sheet, nodes: Sheet, people: Sheet, columns: Columns, notes: dict[str, str], *, refuse: bool
) -> Sheet:
    """The ties of a graph, by that fact of its nodes which is an id on the list of employees.

    Where no fact is one for everybody, that names people which is one for most.

    Parameters
    ----------
    refuse:
        Whether whoever is not on the list is refused.

    Raises
    ------
    CrmsimError
        Where names of nodes stand in another column of the list, and ids of nodes are not ids of the list.
    """
    listed = set(map(identity, columns.cells["employee_id"]))
    facts = [list(map(identity, column)) for column in nodes.columns]
    telling = [place for place, column in enumerate(facts) if all(column) and len(set(column)) == len(column)]
    best = next((place for place in telling if set(facts[place]) <= listed), None)
    if best is None:
        named = [place for place in telling if place == 0 or simple(nodes.header[place]) in ID_NAMES]
        if refuse:
            _refuse_names(nodes, facts, named, people, columns, listed)
        best = max(named, key=lambda place: len(listed.intersection(facts[place])), default=0)
    name = nodes.shown(best)
    if best or nodes.called:  # else there was nothing to choose from
        notes["people of the graph go by"] = (
            message("ties of the graph go by ids of its nodes, as on the list of employees")
            if name == OF_NODES
            else message("ties of the graph go by {name!r} of its nodes, as on the list of employees", name=name)
        )
    if best == 0:
        return ties
    called = dict(zip(nodes.columns[0], nodes.columns[best], strict=True))
    ends = tuple([called.get(who, who) for who in side] for side in ties.columns[:2])
    return replace(ties, columns=(*ends, *ties.columns[2:]))


def _refuse_names(
    nodes: Sheet, facts: list[list[str]], named: list[int], people: Sheet, columns: Columns, listed: set[str]
) -> None:
    """Say so where all names of nodes stand on the list, and only not as ids."""
    for place in named:
        for header, cells in zip(people.header, people.columns, strict=True):
            names = list(map(identity, cells))
            if (
                header == columns.header["employee_id"]
                or len(set(names)) < len(names)
                or not set(facts[place]) <= set(names)
            ):
                continue
            strange = [who for who in facts[0] if who not in listed]
            raise CrmsimError(
                message(
                    "{count} of {people} people of the graph are not on the list of employees by their id; their "
                    "{name!r} stands there, as {column!r}",
                    count=len(strange),
                    people=len(facts[0]),
                    name=nodes.shown(place),
                    column=header,
                ),
                file=nodes.file,
                key=nodes.called or OF_NODES,
                value=strange[0],
                expected=message("{option}, or the same ids in both files", option=option("employee_id", header)),
            )
