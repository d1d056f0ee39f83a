"""GEXF, read by networkx from a file that is first made plain.

networkx 3.6.1 takes whatever attribute of a tie has the id ``weight`` for its weight, which Gephi and others call the
strength over time, and of values over time keeps the last. So attributes get ids of our own, and strengths over time
are refused.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

from crmsim.errors import CrmsimError
from crmsim.organisation.columns import without_scale
from crmsim.organisation.names import TIE_COLUMNS, speaks_of_strength
from crmsim.organisation.sheet import simple
from crmsim.organisation.xml_graphs import Read, by_library, check_ends, only_graph, open_groups, root_of, tables_read
from crmsim.words import message

GEXF = "http://www.gexf.net/1.2draft"
OWN = "own_"  # begins the ids of attributes, none of which then means anything to networkx


def read_gexf(path: Path, content: bytes | None = None) -> Read:
    """People, ties and notes of a GEXF file of version 1.1 to 1.3; as for :func:`read_graphml`."""
    import io

    import networkx

    root = root_of(path, "gexf", GEXF, content)
    graph = only_graph(root, path)
    top = [node for nodes in graph.findall("nodes") for node in nodes.findall("node")]
    by_parent: dict[str, list[Xml.Element]] = {}
    for node in graph.iter("node"):
        if node.get("pid") is not None:
            by_parent.setdefault(node.get("pid", ""), []).append(node)
    held = {id(node) for nodes in by_parent.values() for node in nodes}

    def inner(node: Xml.Element) -> list[Xml.Element]:
        own = [child for nodes in node.findall("nodes") for child in nodes.findall("node") if id(child) not in held]
        return [*own, *by_parent.get(node.get("id", ""), [])]

    people, groups = open_groups(
        [node for node in top if id(node) not in held], inner, lambda node: str(node.get("label") or node.get("id", ""))
    )
    usual = graph.get("defaultedgetype", "undirected")
    ties = [edge for edges in graph.iter("edges") for edge in edges.findall("edge")]
    check_ends(path, people, groups, ties)
    notes: dict[str, str] = {}
    if any(list(part.iter("spell")) or part.get("start") or part.get("end") for part in ties):
        notes["time spans"] = message("ties were taken whatever time they are given")
    plain = Xml.Element("gexf", xmlns=GEXF, version="1.2")
    flat = Xml.SubElement(plain, "graph", defaultedgetype="directed")
    refuse_changing_strength(path, graph, ties)
    kept: set[str | None] = set()
    tied: set[str | None] = set()
    strength = False
    for attributes in graph.findall("attributes"):
        if attributes.get("mode") == "dynamic" or attributes.get("class") not in ("node", "edge"):
            notes["changing facts"] = message("facts that change over time were left out")
            continue
        of_ties = attributes.get("class") == "edge"
        (tied if of_ties else kept).update(attribute.get("id") for attribute in attributes)
        strength = strength or (of_ties and any(map(is_strength, attributes)))
        for attribute in attributes:
            attribute.set("id", OWN + attribute.get("id", ""))
        flat.append(attributes)
    weighted = any(tie.get("weight") is not None for tie in ties) or not strength
    for use, title in (("node", "group"), ("edge", "directed"), ("edge", "kind")):
        holder = Xml.SubElement(flat, "attributes", {"class": use})
        Xml.SubElement(holder, "attribute", id=f"{title}_", title=title, type="string")
    nodes, edges = Xml.SubElement(flat, "nodes"), Xml.SubElement(flat, "edges")
    for node, group in people:
        copy = Xml.SubElement(nodes, "node", id=node.get("id", ""), label=str(node.get("label") or node.get("id", "")))
        _values(copy, node, kept, {"group_": group})
    for edge in ties:
        kind = edge.get("type") or usual
        copy = Xml.SubElement(edges, "edge", source=edge.get("source", ""), target=edge.get("target", ""))
        if weighted:
            copy.set("weight", edge.get("weight", "1.0"))  # as the format says of a tie without
        facts = {"directed_": "yes" if kind == "directed" else "no", "kind_": edge.get("kind", "")}
        _values(copy, edge, tied, facts)
    stream = io.BytesIO(Xml.tostring(plain, encoding="utf-8"))
    made = by_library(path, "GEXF", lambda: networkx.MultiDiGraph(networkx.read_gexf(stream)))
    people_sheet, tie_sheet, more = tables_read(path, made, len(people), len(ties), groups)
    return people_sheet, tie_sheet, notes | more


def is_strength(attribute: Xml.Element) -> bool:
    """Whether an attribute of ties is called as a strength is."""
    title = attribute.get("title", "")
    return simple(title) in TIE_COLUMNS["strength"] or speaks_of_strength(without_scale(title))


def refuse_changing_strength(path: Path, graph: Xml.Element, ties: list[Xml.Element]) -> None:
    """Refuse ties that are of one strength now and of another then: none of them is the strength.

    Raises
    ------
    CrmsimError
        Where a tie has a strength over time, or several.
    """
    held = [attributes for attributes in graph.findall("attributes") if attributes.get("class") == "edge"]
    titles = {a.get("id"): a.get("title", "") for attributes in held for a in attributes if is_strength(a)}
    changing = {a.get("id") for attributes in held if attributes.get("mode") == "dynamic" for a in attributes}
    for number, tie in enumerate(ties, start=1):
        keys = [value.get("for") or value.get("id") for value in tie.findall("attvalues/attvalue")]
        for key in titles:
            if keys.count(key) > 1 or (key in changing and key in keys):
                raise CrmsimError(
                    message("the strength of ties changes over time"),
                    file=message("{file}, ties", file=str(path)),
                    line=number,
                    key=titles[key],
                    expected=message(
                        "one strength for each tie: a file of one time, or a table of ties with a column time"
                    ),
                )


def _values(copy: Xml.Element, part: Xml.Element, known: set[str | None], more: dict[str, str]) -> None:
    """Give a copy the values of attributes that are known, and more."""
    holder = Xml.SubElement(copy, "attvalues")
    for value in part.findall("attvalues/attvalue"):
        key = value.get("for") or value.get("id")  # 1.0 and 1.1 called it id
        if key in known:
            Xml.SubElement(holder, "attvalue", {"for": OWN + str(key), "value": value.get("value", "")})
    for key, text in more.items():
        if text:
            Xml.SubElement(holder, "attvalue", {"for": key, "value": text})
