"""GraphML, read by networkx from a file that is first made plain; and what reading GEXF shares with it.

networkx 3.6.1 refuses files that mix directed and undirected ties, loses people inside groups and ties that share an
id, and gives nobody the values that a file gives as defaults. So groups are opened, the
direction of a tie becomes a fact about it, and what was read is counted against what the file holds.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from crmsim.errors import CrmsimError
from crmsim.organisation.graphs import tables_of
from crmsim.organisation.names import EMPLOYEE_COLUMNS
from crmsim.organisation.sheet import Sheet, simple
from crmsim.words import message

GRAPHML = "http://graphml.graphdrawing.org/xmlns"
VISONE_DIRECTION = "visonedirection"  # an attribute of ties by which visone says which are directed
Read = tuple[Sheet, Sheet, dict[str, str]]


def read_graphml(path: Path, content: bytes | None = None) -> Read:
    """People, ties and notes of a GraphML file; people inside groups have the group as their department.

    Raises
    ------
    CrmsimError
        For what is no such file, more than one graph, hyperedges, and ties that end at a group or at nobody.
    """
    import networkx

    root = root_of(path, "graphml", GRAPHML, content)
    graph = only_graph(root, path)
    if graph.find(".//hyperedge") is not None:
        raise CrmsimError(
            message("has ties of more than two people (hyperedge)"), file=path, expected=message("ties of two")
        )
    labels = {key.get("id") for key in root.findall("key") if simple(key.get("attr.name", "")) in ("label", "name")}

    def label(node: Xml.Element) -> str:
        result = [data.text for data in node.findall("data") if data.get("key") in labels]
        result += [text.text for data in node.findall("data") for text in data.iter() if text.tag.endswith("NodeLabel")]
        return next((text.strip() for text in result if text and text.strip()), str(node.get("id", "")))

    people, groups = open_groups(list(graph.findall("node")), lambda node: node.findall("graph/node"), label)
    stated = visone_direction(root)
    ties = [
        (edge, stated(edge) or edge.get("directed") or ("true" if holder.get("edgedefault") == "directed" else "false"))
        for holder in [graph, *graph.iter("graph")][1:]
        for edge in holder.findall("edge")
    ]
    check_ends(path, people, groups, [edge for edge, _ in ties])
    plain = Xml.Element("graphml")
    plain.extend(root.findall("key"))
    _add_key(plain, "group_", "node", "group")
    _add_key(plain, "directed_", "edge", "directed")
    flat = Xml.SubElement(plain, "graph", edgedefault="directed")
    for node, group in people:
        copy = Xml.SubElement(flat, "node", id=node.get("id", ""))
        copy.extend(node.findall("data"))
        if group:
            Xml.SubElement(copy, "data", key="group_").text = group
    for edge, directed in ties:
        copy = Xml.SubElement(flat, "edge", source=edge.get("source", ""), target=edge.get("target", ""))
        copy.extend(edge.findall("data"))
        Xml.SubElement(copy, "data", key="directed_").text = "yes" if directed == "true" else "no"
    plain.set("xmlns", GRAPHML)
    text = Xml.tostring(plain, encoding="unicode")
    made = by_library(path, "GraphML", lambda: networkx.parse_graphml(text, force_multigraph=True))
    people_sheet, tie_sheet, notes = tables_read(path, made, len(people), len(ties), groups)
    if any(stated(edge) for edge, _ in ties):
        notes["visone"] = message("direction of ties: as visone.direction says of each")
    return people_sheet, tie_sheet, notes


def visone_direction(root: Xml.Element) -> Callable[[Xml.Element], str]:
    """What visone says of the direction of a tie, "true" or "false"; nothing where it says nothing.

    It writes the direction of each tie as an attribute, beside that of GraphML.
    """
    keys = {key.get("id"): key.findtext("default", "") for key in root.findall("key")
            if simple(key.get("attr.name", "")) == VISONE_DIRECTION}  # fmt: skip

    def stated(tie: Xml.Element) -> str:
        texts = [data.text or "" for data in tie.findall("data") if data.get("key") in keys]
        said = next(iter([*texts, *keys.values()]), "").strip().casefold()
        return said if said in ("true", "false") else ""

    return stated


def root_of(path: Path, name: str, space: str, content: bytes | None = None) -> Xml.Element:
    """The root of a file, with names bare of their name space but for those of drawings."""
    content = path.read_bytes() if content is None else content
    if b"<!ENTITY" in content:
        raise CrmsimError(
            message("defines entities, which no graph needs"),
            file=path,
            expected=message("a plain {name} file", name=name),
        )
    try:
        root = Xml.fromstring(content)
    except (Xml.ParseError, ValueError, LookupError) as error:
        raise CrmsimError(
            message("cannot be read as XML: {error}", error=str(error)),
            file=path,
            expected=message("a {name} file", name=name),
        ) from error
    own = root.tag.rpartition("}")[0]
    for part in root.iter():
        if isinstance(part.tag, str) and (part.tag.rpartition("}")[0] == own):
            part.tag = part.tag.rpartition("}")[2]
    if root.tag != name:
        raise CrmsimError(
            message("is another kind of XML"),
            file=path,
            value=root.tag,
            expected=message("a {name} file ({space})", name=name, space=space),
        )
    return root


def only_graph(root: Xml.Element, path: Path) -> Xml.Element:
    """The graph of a file that holds one."""
    graphs = root.findall("graph")
    if len(graphs) != 1:
        raise CrmsimError(
            message("holds {count} graphs", count=len(graphs)), file=path, expected=message("one, in a file of its own")
        )
    return graphs[0]


def open_groups(
    nodes: list[Xml.Element], inner: Callable[[Xml.Element], list[Xml.Element]], label: Callable[[Xml.Element], str]
) -> tuple[list[tuple[Xml.Element, str]], set[str]]:
    """People, each with the innermost group around them, and the ids of groups."""
    groups: set[str] = set()

    def members_of(found: list[Xml.Element], around: str) -> Iterator[tuple[Xml.Element, str]]:
        for node in found:
            members = inner(node)
            if not members:
                yield node, around
                continue
            groups.add(node.get("id", ""))
            yield from members_of(members, label(node))

    return list(members_of(nodes, "")), groups


def check_ends(path: Path, people: list[tuple[Xml.Element, str]], groups: set[str], ties: list[Xml.Element]) -> None:
    """Refuse people who stand twice, and ties that end at a group or at nobody."""
    ids = [node.get("id", "") for node, _ in people]
    known = set(ids)
    if len(known) < len(ids):
        twice = next(who for who in ids if ids.count(who) > 1)
        raise CrmsimError(
            message("two people have this id"), file=path, value=twice, expected=message("one node for each")
        )
    for number, tie in enumerate(ties, start=1):
        for end in ("source", "target"):
            who = tie.get(end, "")
            if who not in known:
                inside = who in groups
                problem = message("a tie ends at a group of people") if inside else message("no node has this id")
                raise CrmsimError(
                    problem,
                    file=message("{file}, ties", file=str(path)),
                    line=number,
                    key=end,
                    value=who,
                    expected=message("ties between people"),
                )


def _add_key(root: Xml.Element, key: str, use: str, name: str) -> None:
    Xml.SubElement(root, "key", {"id": key, "for": use, "attr.name": name, "attr.type": "string"})


def by_library(path: Path, name: str, read: Callable[[], Any]) -> Any:
    """What networkx makes of a file; what it cannot read is told as an error of the file."""
    import networkx

    try:
        with warnings.catch_warnings(action="ignore"):  # of how nodes are drawn and joined
            return read()
    except (networkx.NetworkXException, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise CrmsimError(
            message("cannot be read as {name}: {error}", name=name, error=str(error)),
            file=path,
            expected=message("a sound {name} file", name=name),
        ) from error


def tables_read(path: Path, graph: Any, people: int, ties: int, groups: set[str]) -> Read:
    """The tables of what the library made, with the file's defaults, after counting."""
    if graph.number_of_nodes() != people or graph.number_of_edges() != ties:
        raise CrmsimError(
            message(
                "only {people_read} of {people} people and {ties_read} of {ties} ties could be read",
                people_read=graph.number_of_nodes(),
                people=people,
                ties_read=graph.number_of_edges(),
                ties=ties,
            ),
            file=path,
            expected=message("a file of another format, as CSV"),
        )
    nodes = graph.graph.get("node_default", {})
    edges = graph.graph.get("edge_default", {})
    places = {node: place for place, node in enumerate(graph)}
    facts = [nodes | result for _, result in graph.nodes(data=True)]
    has_department = {simple(str(name)) for result in facts for name in result} - {"group"}
    notes: dict[str, str] = {}
    if groups:
        notes["groups"] = message(
            "{count} groups of nodes were opened; they are departments where no other are given", count=len(groups)
        )
        if has_department & set(EMPLOYEE_COLUMNS["department"]):
            facts = [{name: value for name, value in result.items() if name != "group"} for result in facts]
    rows = [(places[one], places[two], edges | result) for one, two, result in graph.edges(data=True)]
    people_sheet, tie_sheet = tables_of(str(path), list(graph), facts, rows, True)
    return people_sheet, tie_sheet, notes
