"""Graphs of networkx and igraph as the two tables that everything is read from."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from crmsim.declaration.limits import MOST_PEOPLE
from crmsim.errors import CrmsimError
from crmsim.organisation.names import EMPLOYEE_COLUMNS, YES
from crmsim.organisation.sheet import Sheet, simple
from crmsim.words import message
from crmsim.words.numbers import whole

ID_NAMES = (*EMPLOYEE_COLUMNS["employee_id"], "label")  # attributes of a node that may be its id, the surest first
FEW = 1_000  # people of whom a file may say nothing, each of them counted
THE_GRAPH = message("the graph")  # that came as an object
PLACES = frozenset(("x", "y", "z", "size", "color", "viz", "shape", "shapetype"))  # how a node is drawn


def declared(number: str, text: str, file: str, line: int | None = None) -> int:
    """How many people a file says that it holds.

    Each of them takes memory, so that a few digits could ask for all there is. No file speaks of more people than it
    has characters, but for a few who have neither a name nor a tie.

    Parameters
    ----------
    number:
        The number as it stands in the file, digits alone.
    text:
        The whole file.

    Raises
    ------
    CrmsimError
        For more people than the file can speak of, or than are read at all.
    """
    most = min(MOST_PEOPLE, len(text) + FEW)
    result = whole(number)
    if result is None or result > most:
        raise CrmsimError(
            message("more people than the file can say anything about"),
            file=file,
            line=line,
            value=number,
            expected=message("as many as there are names or ties; at most {count:,}", count=most),
        )
    return result


def text_of(value: Any) -> str:
    """A value as the text of a cell: nothing for None and NaN, 7 for 7.0, shortest decimals otherwise."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def records(file: str, rows: Iterable[Mapping[str, Any]], first: tuple[str, ...]) -> Sheet:
    """A sheet of records, ``first`` columns first; numbers are exact, so the decimal sign is known."""
    kept = list(rows)
    names = list(dict.fromkeys([*first, *(str(name) for row in kept for name in row)]))
    columns = tuple([text_of(row.get(name)) for row in kept] for name in names)
    return Sheet(file, tuple(names), columns, range(1, len(kept) + 1), decimal=".")


def is_graph(source: Any) -> bool:
    """Whether this is a graph of networkx or igraph."""
    kinds = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(source).__mro__}
    return bool(kinds & {"networkx.Graph", "igraph.Graph", "igraph.GraphBase"})


def graph_tables(graph: Any, file: str = THE_GRAPH) -> tuple[Sheet, Sheet]:
    """People and ties of a graph.

    A node is named by an attribute that is called like an id and holds a different value for every node; else by itself
    (networkx), its name, or its number from 0 (igraph).

    Raises
    ------
    CrmsimError
        For a graph without nodes.
    """
    if hasattr(graph, "vs"):
        ids: list[Any] = list(graph.vs["name"]) if "name" in graph.vs.attributes() else list(range(graph.vcount()))
        nodes = [dict(vertex.attributes()) for vertex in graph.vs]
        ties = [(edge.source, edge.target, dict(edge.attributes())) for edge in graph.es]
        directed = bool(graph.is_directed())
    else:
        places: dict[Hashable, int] = {node: place for place, node in enumerate(graph)}
        ids = list(graph)
        nodes = [dict(facts) for _, facts in graph.nodes(data=True)]
        ties = [(places[one], places[two], dict(facts)) for one, two, facts in graph.edges(data=True)]
        directed = bool(graph.is_directed())
    if not nodes:
        raise CrmsimError(message("has no people"), file=file, expected=message("a node for each person"))
    return tables_of(file, ids, nodes, ties, directed)


def tables_of(
    file: str,
    ids: list[Any],
    nodes: list[dict[str, Any]],
    ties: list[tuple[int, int, dict[str, Any]]],
    directed: bool,
) -> tuple[Sheet, Sheet]:
    """The tables of nodes and of ties between their numbers; a tie's own "directed" goes before that of the graph."""
    shown, used, told = _names(ids, nodes)
    plain = [{name: value for name, value in facts.items() if _is_plain(name, value, used)} for facts in nodes]
    again = [{"node": text_of(node)} if used else {} for node in ids]  # by which a list beside the graph may know it
    people = replace(  # what a file calls our column is told, and has no part in which column serves what
        records(
            message("{file}, people", file=file),
            ({"employee_id": who, **facts, **node} for who, facts, node in zip(shown, plain, again, strict=True)),
            ("employee_id",),
        ),
        called=used,
        told=told,
    )
    rows = []
    for one, two, facts in ties:
        row = {"source_id": shown[one], "target_id": shown[two], "directed": "yes" if directed else "no"}
        rows.append(row | {name: value for name, value in facts.items() if not isinstance(value, dict | list)})
    return people, records(message("{file}, ties", file=file), rows, ("source_id", "target_id", "directed"))


def known_ties(ties: Sheet) -> tuple[Sheet, int]:
    """The ties that are known, and how many are not.

    R's network marks a tie of which nobody knows whether it is there by an attribute ``na``, which igraph and GraphML
    hand on as one fact about a tie among others.
    """
    marks = [place for place, name in enumerate(ties.header) if name.casefold() == "na"]
    if not marks:
        return ties, 0
    rows = [row for row in range(len(ties.lines)) if all(ties.columns[m][row].casefold() not in YES for m in marks)]
    kept = [place for place in range(len(ties.header)) if place not in marks]
    columns = tuple([ties.columns[place][row] for row in rows] for place in kept)
    header = tuple(ties.header[place] for place in kept)
    return replace(ties, header=header, columns=columns, lines=[ties.lines[row] for row in rows]), len(
        ties.lines
    ) - len(rows)


def _names(ids: list[Any], nodes: list[dict[str, Any]]) -> tuple[list[str], str, str]:
    """What people are called, the attribute that says it ("" for the nodes themselves), and what is to be told of it.

    It is told that ids of nodes are not used, and where an attribute that goes before is not, why.
    """
    attributes = {simple(str(name)): str(name) for facts in nodes for name in facts}
    bare = [text_of(node) for node in ids]
    why = ""
    for name in ID_NAMES:
        if name not in attributes:
            continue
        own = attributes[name]
        result = [text_of(facts.get(own)) for facts in nodes]
        if all(result) and len(set(result)) == len(result):
            if result == bare:
                return result, own, ""
            if why:
                return result, own, message("people of the graph go by {name!r}, because {why}", name=own, why=why)
            return result, own, message("people of the graph go by {name!r}; ids of nodes are not used", name=own)
        if any(result) and not why:
            why = message("several have the same {name!r}", name=own)
            if len(set(filter(None, result))) == sum(map(bool, result)):
                why = message("some have no {name!r}", name=own)
    return bare, "", message("people of the graph go by ids of nodes, because {why}", why=why) if why else ""


def _is_plain(name: str, value: Any, used: str) -> bool:
    """Whether an attribute tells something of a person rather than of how the node is drawn or called."""
    if isinstance(value, dict | list) or name == used or simple(name) in PLACES:
        return False
    return simple(name) not in ("employeeid", "id")
