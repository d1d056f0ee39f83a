"""Our readers of Pajek and DL, held against networkx and igraph on files that these read rightly."""

from __future__ import annotations

import tempfile
from pathlib import Path

import igraph
import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsim.organisation.pajek import read_pajek
from crmsim.organisation.sheet import Sheet
from crmsim.organisation.ucinet import read_dl

Ties = dict[tuple[str, str], float]


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[str], Ties]:
    """People of different names, and ties with weights between different people, each pair in one direction at most."""
    size = draw(st.integers(2, 7))
    people = [f"p{number}" for number in draw(st.permutations(range(size)))]
    pairs = [(one, other) for place, one in enumerate(people) for other in people[place + 1 :]]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    turned = [pair[::-1] if draw(st.booleans()) else pair for pair in chosen]
    return people, {pair: float(draw(st.sampled_from([1, 2, 2.5, 7]))) for pair in turned}


def pajek(people: list[str], ties: Ties, section: str) -> str:
    names = "".join(f'{number} "{name}"\n' for number, name in enumerate(people, start=1))
    lines = "".join(f"{people.index(i) + 1} {people.index(j) + 1} {weight}\n" for (i, j), weight in ties.items())
    return f"*Vertices {len(people)}\n{names}*{section}\n{lines}"


def dl(people: list[str], ties: Ties) -> str:
    lines = "".join(f"{people.index(i) + 1} {people.index(j) + 1} {weight}\n" for (i, j), weight in ties.items())
    return f"DL n={len(people)}\nformat=edgelist1\nlabels:\n{chr(10).join(people)}\ndata:\n{lines}"


def ours(sheets: tuple[Sheet, Sheet, dict[str, str]], *, both_ways: bool) -> tuple[list[str], Ties]:
    """People in the order of the file, and ties; undirected ones by the name that sorts first."""
    people, ties, _ = sheets
    cells = dict(zip(ties.header, ties.columns, strict=True))
    assert set(cells["directed"]) == {"no" if both_ways else "yes"}
    result = {
        ((i, j) if not both_ways or i < j else (j, i)): float(weight)
        for i, j, weight in zip(cells["source_id"], cells["target_id"], cells["weight"], strict=True)
    }
    return people.columns[0], result


def of_igraph(graph: igraph.Graph, names: list[str]) -> tuple[list[str], Ties]:
    """The same of a graph of igraph."""
    result = {}
    for edge in graph.es:
        i, j = names[edge.source], names[edge.target]
        result[(i, j) if graph.is_directed() or i < j else (j, i)] = edge["weight"]
    return names, result


@settings(max_examples=60)
@given(networks(), st.booleans())
def test_a_pajek_network_of_one_kind_of_tie_is_read_alike(made: tuple[list[str], Ties], directed: bool) -> None:
    people, ties = made
    text = pajek(people, ties, "Arcs" if directed else "Edges")
    found = ours(read_pajek(text, "a.net"), both_ways=not directed)
    assert found == (people, ties if directed else {tuple(sorted(pair)): weight for pair, weight in ties.items()})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.net"
        path.write_text(text, encoding="utf-8")
        graph = igraph.Graph.Read_Pajek(str(path))
        assert graph.is_directed() == directed
        assert of_igraph(graph, graph.vs["name"]) == found
        other = networkx.read_pajek(path)
    assert other.is_directed() == directed and list(other) == people
    read = {(i, j) if directed or i < j else (j, i): weight for i, j, weight in other.edges(data="weight")}
    assert read == found[1]


@settings(max_examples=60)
@given(networks())
def test_a_list_of_ties_in_dl_is_read_alike(made: tuple[list[str], Ties]) -> None:
    people, ties = made
    text = dl(people, ties)
    found = ours(read_dl(text, "a.dl"), both_ways=False)
    assert found == (people, ties)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.dl"
        path.write_text(text, encoding="utf-8")
        graph = igraph.Graph.Read_DL(str(path))
    assert of_igraph(graph, [name.strip() for name in graph.vs["name"]]) == found
