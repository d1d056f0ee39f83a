import json
from dataclasses import asdict
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from real_data import real_data

from crmsim.numerics.draws import run_key
from crmsim.organisation import Organisation, describe, generate, read
from crmsim.organisation import description as module
from crmsim.organisation.description import Description
from crmsim.scenario.tables import OrganisationTable
from crmsim.words import Teller


def words(result: Description) -> str:
    """The description as one line, however wide the terminal is in which it is told."""
    return " ".join(result.text().split())


def data(name: str) -> tuple[Path, Path]:
    folder = real_data(name)
    return folder / "employees.csv", folder / "ties.csv"


def made(**asked: object) -> Organisation:
    return generate(OrganisationTable(**asked), run_key(1))  # type: ignore[arg-type]


def graph(organisation: Organisation) -> nx.Graph:
    result = nx.Graph()
    result.add_nodes_from(range(organisation.employees))
    result.add_edges_from(zip(organisation.source.tolist(), organisation.target.tolist(), strict=True))
    return result


def test_frequent_advice_among_consultants(tmp_path: Path) -> None:
    """Values computed elsewhere for these data (evidence.md §2); of contact .5 or more, that is raw 3."""
    employees, ties = data("cross_parker_consulting")
    head, *lines = ties.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(",")[3] == "advice_frequency" and int(line.split(",")[4]) >= 3]
    (tmp_path / "ties.csv").write_text("\n".join([head, *kept]), encoding="utf-8")
    result = describe(read(employees, tmp_path / "ties.csv"))
    assert result.employees == 46
    assert result.mean_ties == pytest.approx(6.7, abs=0.05)
    assert result.reciprocity == pytest.approx(0.76, abs=0.006)
    assert result.clustering == pytest.approx(0.53, abs=0.005)
    assert result.department_assortativity == pytest.approx(0.50, abs=0.005)
    assert result.within_department == pytest.approx(0.78, abs=0.005)


def test_advice_among_managers() -> None:
    """Likewise, evidence.md §2."""
    result = describe(read(*data("krackhardt_hightech"), kinds="advice"))
    assert result.density == pytest.approx(0.45, abs=0.005)
    assert result.reciprocity == pytest.approx(0.47, abs=0.005)
    assert result.department_assortativity == pytest.approx(0.02, abs=0.005)
    assert result.with_manager == pytest.approx(20 / 21)
    assert result.levels == {1: 1, 2: 4, 3: 16}
    assert sum(result.departments.values()) == 21


def test_against_networkx() -> None:
    organisation = made(employees=120)
    result, other = describe(organisation), graph(organisation)
    assert result.clustering == pytest.approx(nx.average_clustering(other))
    assert result.components == nx.number_connected_components(other)
    assert result.cut_points == len(list(nx.articulation_points(other)))
    between = nx.betweenness_centrality(other)
    best = sorted(between, key=lambda i: -between[i])[:5]
    assert [who for who, _ in result.brokers] == [organisation.ids[i] for i in best]
    assert [value for _, value in result.brokers] == pytest.approx([between[i] for i in best])
    tied = nx.DiGraph()
    tied.add_nodes_from((i, {"d": int(d)}) for i, d in enumerate(organisation.department))
    there = organisation.contact > 0
    tied.add_edges_from(zip(organisation.source[there].tolist(), organisation.target[there].tolist(), strict=True))
    assert result.reciprocity == pytest.approx(nx.reciprocity(tied))
    assert result.density == pytest.approx(nx.density(tied))
    assert result.department_assortativity == pytest.approx(nx.attribute_assortativity_coefficient(tied, "d"))


def test_sampled_betweenness_is_near_the_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = made(employees=900)
    exact = describe(organisation)
    monkeypatch.setattr(module, "EXACT", 500)
    monkeypatch.setattr(module, "SAMPLED_ENTRIES", 300 * (len(organisation.target) // 2))
    sampled = describe(organisation)
    assert (exact.betweenness_from, sampled.betweenness_from) == (900, 300)
    assert "sampled from 300 people" in words(sampled)
    assert "sampled" not in words(exact)
    assert sampled.brokers[0][0] == exact.brokers[0][0]
    assert sampled.brokers[0][1] == pytest.approx(exact.brokers[0][1], rel=0.1)


def test_edges_of_what_is_defined() -> None:
    alone = describe(made(graph="poisson", employees=5, mean_ties=0.0, levels=1))
    assert (alone.isolates, alone.components, alone.largest_component) == (5, 5, 1)
    assert alone.reciprocity is None
    assert alone.brokers == ()
    pair = describe(made(graph="complete", employees=2, levels=1))
    assert pair.density == 1.0
    assert pair.department_assortativity is None
    assert "undefined" in words(pair)


def test_values_are_plain() -> None:
    result = describe(made())
    assert json.loads(json.dumps(asdict(result)))["employees"] == 150
    for word in ("reciprocity", "clustering", "assortativity", "isolates", "will be drawn", "quality"):
        assert word in words(result)
    assert result.contact_with_manager == 1.0


def test_missed_targets_are_told() -> None:
    assert "clustering: asked 0.02" in words(describe(made(clustering=0.02)))
    assert np.isfinite(describe(made(clustering=0.02)).clustering)


@pytest.mark.parametrize(
    ("ties", "clustering", "reciprocity"),
    [
        ("a,b\nb,c\nc,a\n", 1.0, 0.0),  # a circle of three: neighbours either way (directed transitivity would be 0)
        ("a,b\nb,c\nc,a\nb,a\n", 1.0, 0.5),  # a tie that is returned is no second neighbour
        ("a,b\nb,a\na,a\n", 0.0, 1.0),  # naming oneself is no tie
    ],
)
def test_which_clustering_and_which_reciprocity_is_meant(
    ties: str, clustering: float, reciprocity: float, tmp_path: Path
) -> None:
    (tmp_path / "ties.csv").write_text(f"from,to\n{ties}", encoding="utf-8")
    result = describe(read(tmp_path / "ties.csv"))
    assert (result.clustering, result.reciprocity) == (clustering, reciprocity)
    assert "pairs of their neighbours" in words(result)


def test_what_columns_are_used_as_is_no_word_of_a_language(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,role,style\na,employee,giver\nb,,\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text("from,to\na,b\n", encoding="utf-8")
    text = describe(read(tmp_path / "people.csv", tmp_path / "ties.csv")).text(Teller("nb"))
    assert "role: role; style: style" in text


def test_departments_that_stand_in_no_file_are_told_in_norwegian(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("from,to\n1,2\n", encoding="utf-8")
    nothing = [f"{number}," for number in range(1, 6)]
    some = [*nothing, *(f"{number},Salg" for number in range(6, 12))]
    for rows, told in ((nothing, "(alle 5)"), (some, "(Salg 6, ukjent 5)")):
        (tmp_path / "e.csv").write_text("\n".join(["employee_id,department", *rows]), encoding="utf-8")
        text = describe(read(tmp_path / "e.csv", tmp_path / "t.csv")).text(Teller("nb"))
        assert told in text, text
