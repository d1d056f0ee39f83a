"""Graphs of networkx and igraph as they are made in Python."""

import pickle
from pathlib import Path

import networkx
import numpy as np
import pandas as pd
import pytest

from crmsim.errors import CrmsimError
from crmsim.organisation import read
from crmsim.organisation.files import gather
from crmsim.words import Teller


def office() -> networkx.DiGraph:
    graph = networkx.DiGraph()
    graph.add_node(1, name="ann", department="Sales")
    graph.add_node(2, name="bo", department="Legal")
    graph.add_edge(1, 2, weight=2.0)
    return graph


def test_a_node_is_called_by_a_fact_that_is_an_id() -> None:
    made = read(office(), keep_names=True)
    assert sorted(made.ids) == ["ann", "bo"]
    assert made.departments == ("Legal", "Sales")


def test_names_that_two_have_are_no_ids() -> None:
    graph = office()
    graph.nodes[2]["name"] = "ann"
    assert sorted(read(graph, keep_names=True).ids) == ["1", "2"]


def test_ties_go_both_ways_in_an_undirected_graph_and_each_counts_in_a_multigraph() -> None:
    assert (read(office().to_undirected()).contact > 0).sum() == 2
    several = networkx.MultiDiGraph(office())
    several.add_edge(1, 2, weight=1.0)
    several.add_edge(2, 1, weight=1.0)
    with pytest.raises(CrmsimError, match="another strength"):
        read(several)
    assert sorted(read(several, repeats="sum").contact) == [1 / 3, 1.0]


def test_empty_cells_that_became_ties_are_refused() -> None:
    matrix = pd.DataFrame([[0, 3], [np.nan, 0]], index=["ann", "bo"], columns=["ann", "bo"])
    graph = networkx.from_pandas_adjacency(matrix, create_using=networkx.DiGraph)
    assert graph.number_of_edges() == 2
    with pytest.raises(CrmsimError, match="the graph, ties, line 2: strength: missing"):
        read(graph)


def test_a_list_of_employees_goes_before_what_the_graph_says(tmp_path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("employee_id,department\n1,North\n2,South\n3,South\n", encoding="utf-8")
    made = read(path, office(), keep_names=True)
    assert sorted(made.ids) == ["1", "2", "3"] and made.departments == ("North", "South")
    assert "people of the graph" in gather([path, office()]).notes


def test_an_empty_graph_is_refused() -> None:
    with pytest.raises(CrmsimError, match="has no people"):
        read(networkx.Graph())


YED = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key for="port" id="d1" yfiles.type="portgraphics"/><key for="node" id="d6" yfiles.type="nodegraphics"/>
<key for="edge" id="d10" yfiles.type="edgegraphics"/><key for="graphml" id="d7" yfiles.type="resources"/>
<graph edgedefault="directed" id="G">
<node id="n0" yfiles.foldertype="group"><data key="d6"><y:ProxyAutoBoundsNode><y:Realizers active="0"><y:GroupNode>
<y:NodeLabel>Sales</y:NodeLabel></y:GroupNode></y:Realizers></y:ProxyAutoBoundsNode></data>
<graph edgedefault="directed" id="n0:">
<node id="n0::n0"><data key="d6"><y:ShapeNode><y:Geometry height="30" width="30" x="1" y="2"/>
<y:NodeLabel>Ann</y:NodeLabel></y:ShapeNode></data></node>
<node id="n0::n1"><data key="d6"><y:ShapeNode><y:NodeLabel>Bo</y:NodeLabel></y:ShapeNode></data></node>
<edge id="n0::e0" source="n0::n0" target="n0::n1"><data key="d10"><y:PolyLineEdge/></data></edge>
</graph></node>
<node id="n1"><data key="d6"><y:ShapeNode><y:NodeLabel>Cy</y:NodeLabel></y:ShapeNode></data></node>
<edge id="e0" source="n0::n1" target="n1"/></graph><data key="d7"><y:Resources/></data></graphml>
"""


def test_names_and_groups_of_yed_are_people_and_departments(tmp_path) -> None:
    (tmp_path / "a.graphml").write_text(YED, encoding="utf-8")
    made = read(tmp_path / "a.graphml", keep_names=True)
    placed = {who: made.departments[place] for who, place in zip(made.ids, made.department, strict=True)}
    assert placed == {"Ann": "Sales", "Bo": "Sales", "Cy": "unknown"}
    result = zip(made.source, made.target, made.contact, strict=True)
    assert {(made.ids[i], made.ids[j]) for i, j, contact in result if contact > 0} == {("Ann", "Bo"), ("Bo", "Cy")}


def test_it_is_told_which_fact_of_nodes_people_go_by() -> None:
    made = read(office())
    assert made.report["notes"]["people of the graph go by"] == (
        "people of the graph go by 'name'; ids of nodes are not used"
    )
    told = made.report["columns"]["employees"]
    assert told[0] == ("name", "employee_id") and ("node", "not used: employee_id is read from 'name'") in told


@pytest.mark.parametrize(("name", "why"), [("ann", "several have the same 'name'"), ("", "some have no 'name'")])
def test_where_names_are_no_ids_it_is_told_why(name: str, why: str) -> None:
    graph = office()
    graph.nodes[2]["name"] = name
    note = "people of the graph go by"
    assert read(graph).report["notes"][note] == f"people of the graph go by ids of nodes, because {why}"
    graph.nodes[1]["label"], graph.nodes[2]["label"] = "ann", "bo"
    made = read(graph, keep_names=True)
    assert made.report["notes"][note] == f"people of the graph go by 'label', because {why}"
    assert sorted(made.ids) == ["ann", "bo"]


def test_names_that_are_the_ids_need_no_telling() -> None:
    graph = networkx.relabel_nodes(office(), {1: "ann", 2: "bo"})
    assert "people of the graph go by" not in read(graph).report["notes"]


def numbered() -> networkx.DiGraph:
    """As GML becomes GraphML: ids are numbers, names are labels."""
    graph = networkx.DiGraph()
    for place, label in enumerate(("ann", "bo", "cy")):
        graph.add_node(f"n{place}", id=place, label=label)
    graph.add_edge("n0", "n1")
    graph.add_edge("n1", "n2")
    return graph


@pytest.mark.parametrize("header", ["employee_id", "Navn"])
def test_labels_that_are_ids_of_the_list_are_taken_and_told(tmp_path: Path, header: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"{header}\nann\nbo\ncy\ndi\n", encoding="utf-8")
    made = read(path, numbered(), keep_names=True)
    assert "ties of the graph go by 'label' of its nodes, as on the list of employees" in made.report["notes"].values()
    assert int((made.contact > 0).sum()) == 2


def test_labels_that_stand_elsewhere_on_the_list_are_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Ansattnr,Fullt navn\n1,ann\n2,bo\n3,cy\n", encoding="utf-8")  # 1 and 2 are ids of nodes too
    with pytest.raises(
        CrmsimError,
        match="people: id = '0': 1 of 3 people of the graph .* 'label' stands there, as 'Fullt navn'; "
        'expected --column "employee_id=Fullt navn"',
    ):
        read(path, numbered())
    made = read(path, numbered(), columns=["employee_id=Fullt navn"], keep_names=True)
    assert sorted(made.ids) == ["ann", "bo", "cy"] and int((made.contact > 0).sum()) == 2


def test_of_labels_that_are_mostly_on_the_list_those_that_are_not_are_told(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("employee_id\nann\nbo\n", encoding="utf-8")
    with pytest.raises(CrmsimError, match="the graph, ties, line 2: target_id = 'cy': this person is not on the list"):
        read(path, numbered())
    made = read(path, numbered(), unlisted="leave-out", keep_names=True)
    assert int((made.contact > 0).sum()) == 1


def test_parts_of_files_are_told_in_norwegian(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("employee_id\nann\nbo\n", encoding="utf-8")
    with pytest.raises(CrmsimError) as error:
        read(path, numbered())
    assert error.value.text(Teller("nb")).startswith("grafen, relasjoner, linje 2: target_id = 'cy'")
    again = pickle.loads(pickle.dumps(error.value.file))
    assert Teller("nb")(again) == "grafen, relasjoner"
