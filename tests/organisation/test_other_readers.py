"""Our readers of Pajek and DL, held against networkx and igraph on files that these read rightly."""

from __future__ import annotations

import tempfile
from pathlib import Path

import igraph
import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsim.errors import CrmsimError
from crmsim.organisation import read
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


LONG = "1" * 5000  # more digits than Python reads


@pytest.mark.parametrize("count", ["100000", "99999999999999999999", LONG])
def test_a_file_cannot_ask_for_more_people_than_it_speaks_of(count: str) -> None:
    with pytest.raises(CrmsimError, match="more people than the file can say"):
        read_pajek(f"*Vertices {count}\n*Arcs\n1 2 1\n", "a.net")
    with pytest.raises(CrmsimError, match="more people than the file can say"):
        read_dl(f"dl n={count} format=edgelist1\ndata:\n1 2\n", "a.dl")


def test_people_without_names_and_ties_are_counted() -> None:
    people, _, _ = read_pajek("*Vertices 500\n*Arcs\n1 2 1\n", "a.net")
    assert len(people.columns[0]) == 500
    people, _, _ = read_dl("dl n=500 format=edgelist1\ndata:\n1 2\n", "a.dl")
    assert len(people.columns[0]) == 500


def test_numbers_of_nobody_are_refused_however_long() -> None:
    with pytest.raises(CrmsimError, match="no such vertex"):
        read_pajek(f"*Vertices 2\n*Arcs\n1 {LONG} 1\n", "a.net")
    with pytest.raises(CrmsimError, match="no such person"):
        read_dl(f"dl n=2 format=edgelist1\ndata:\n1 {LONG}\n", "a.dl")


@pytest.mark.parametrize("number", ["two", "0", "99999999999", LONG])
def test_a_number_of_matrices_that_cannot_be_is_refused(number: str) -> None:
    with pytest.raises(CrmsimError, match="nm = .*not a number of matrices"):
        read_dl(f"dl n=2 nm={number}\ndata:\n0 1 1 0\n", "a.dl")


def test_a_header_with_endless_digits_names_no_scale(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("employee_id\nann\nbo\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text(f"from,to,strength (1-{LONG})\nann,bo,1\n", encoding="utf-8")
    with pytest.raises(CrmsimError, match="not a scale"):
        read(tmp_path / "people.csv", tmp_path / "ties.csv", scale=f"1-{LONG}")
    assert read(tmp_path / "people.csv", tmp_path / "ties.csv").employees == 2


def test_a_line_of_dl_that_holds_nothing_is_passed_over() -> None:
    _, ties, _ = read_dl("dl n=3 format=edgelist1\ndata:\n1 2\n,\n2 3\n", "a.dl")
    assert len(ties.columns[0]) == 2


@pytest.mark.parametrize("title", ["hours per week", "How often (1-5)"])
def test_what_gexf_says_in_words_of_strength_is_strength(tmp_path: Path, title: str) -> None:
    text = f"""<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">
<attributes class="edge"><attribute id="0" title="{title}" type="double"/></attributes>
<nodes><node id="a"/><node id="b"/><node id="c"/></nodes><edges>
<edge id="0" source="a" target="b"><attvalues><attvalue for="0" value="5"/></attvalues></edge>
<edge id="1" source="b" target="c"><attvalues><attvalue for="0" value="2"/></attvalues></edge>
</edges></graph></gexf>"""
    (tmp_path / "a.gexf").write_text(text, encoding="utf-8")
    made = read(tmp_path / "a.gexf")
    assert (title, "strength") in made.report["columns"]["ties"]
    assert made.contact.max() == 1.0 and 0.0 < made.contact[made.contact > 0.0].min() < 1.0
