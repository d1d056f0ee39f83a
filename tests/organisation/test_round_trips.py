"""Real organisations, written in every format and read back with the same ties."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crmsim.organisation import Organisation, read
from crmsim.organisation.export import ARRAYS, network, write_graphml, write_pair, write_tables
from crmsim.organisation.seats import in_order

SETS = ("krackhardt_hightech", "cross_parker_consulting", "sociopatterns_invs13", "diff_medinnovations")


def known(shared_data: Path, name: str) -> Organisation:
    return read(shared_data / name / "employees.csv", shared_data / name / "ties.csv", keep_names=True)


def graph_of(made: Organisation) -> Any:
    return network(made, made.contact, np.full(len(made.contact), np.nan), np.ones(made.employees, dtype=bool))


def as_graphml(made: Organisation, folder: Path) -> list[Any]:
    write_graphml(graph_of(made), folder / "a.graphml")
    return [folder / "a.graphml"]


def as_csv_pair(made: Organisation, folder: Path) -> list[Any]:
    write_tables(graph_of(made), folder / "nodes.csv", folder / "edges.csv")
    return [folder / "nodes.csv", folder / "edges.csv"]


def as_gexf(made: Organisation, folder: Path) -> list[Any]:
    import networkx

    networkx.write_gexf(graph_of(made), folder / "a.gexf")
    return [folder / "a.gexf"]


def as_gexf_13(made: Organisation, folder: Path) -> list[Any]:
    (path,) = as_gexf(made, folder)
    text = path.read_text(encoding="utf-8").replace("http://www.gexf.net/1.2draft", "http://gexf.net/1.3")
    path.write_text(text, encoding="utf-8")
    return [path]


def as_pajek(made: Organisation, folder: Path) -> list[Any]:
    import networkx

    networkx.write_pajek(graph_of(made), folder / "a.net")
    return [folder / "a.net"]


def as_dl(made: Organisation, folder: Path) -> list[Any]:
    import igraph

    lines = [f"{i + 1} {j + 1} {float(c)!r}" for i, j, c in entries(made)]
    labels = "\n".join(made.ids)
    text = f"DL n={made.employees}\nformat=edgelist1\nlabels:\n{labels}\ndata:\n" + "\n".join(lines) + "\n"
    (folder / "a.dl").write_text(text, encoding="utf-8")
    assert igraph.Graph.Read_DL(str(folder / "a.dl")).ecount() == len(lines)  # another reader agrees
    return [folder / "a.dl"]


def matrix(made: Organisation) -> list[list[str]]:
    cells = [["", *made.ids], *([name, *(["0"] * made.employees)] for name in made.ids)]
    for i, j, contact in entries(made):
        cells[i + 1][j + 1] = repr(float(contact))
    return cells


def as_matrix(made: Organisation, folder: Path) -> list[Any]:
    with (folder / "a.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(matrix(made))
    return [folder / "a.csv"]


def as_workbook(made: Organisation, folder: Path) -> list[Any]:
    import openpyxl

    book = openpyxl.Workbook()
    people, ties = book.active, book.create_sheet("Ties")
    people.append(["People of the organisation"])
    people.append([])
    people.append(["Employee ID", "Department"])
    for name, place in zip(made.ids, made.department, strict=True):
        people.append([int(name) if name.isdecimal() else name, made.departments[place]])
    ties.append(["From", "To", "Strength", "Directed"])
    for i, j, contact in entries(made):
        ties.append([made.ids[i], made.ids[j], float(contact), "yes"])
    book.save(folder / "a.xlsx")
    return [folder / "a.xlsx"]


def as_parquet(made: Organisation, folder: Path) -> list[Any]:
    import pyarrow
    import pyarrow.parquet

    people = {"employee_id": list(made.ids), "department": [made.departments[place] for place in made.department]}
    result = list(entries(made))
    ties = {
        "source": [made.ids[i] for i, _, _ in result],
        "target": [made.ids[j] for _, j, _ in result],
        "weight": [float(c) for _, _, c in result],
        "directed": [True] * len(result),
    }
    for name, table in (("people", people), ("ties", ties)):
        pyarrow.parquet.write_table(pyarrow.table(table), folder / f"{name}.parquet")
    return [folder / "people.parquet", folder / "ties.parquet"]


def as_networkx(made: Organisation, folder: Path) -> list[Any]:
    return [graph_of(made)]


def as_igraph(made: Organisation, folder: Path) -> list[Any]:
    import igraph

    return [igraph.Graph.from_networkx(graph_of(made), vertex_attr_hashable="name")]


def entries(made: Organisation) -> list[tuple[int, int, float]]:
    tied = np.flatnonzero(made.contact > 0.0)
    return [(int(made.source[row]), int(made.target[row]), float(made.contact[row])) for row in tied]


WRITERS: dict[str, Callable[[Organisation, Path], list[Any]]] = {
    "GraphML": as_graphml,
    "CSV pair": as_csv_pair,
    "GEXF 1.2": as_gexf,
    "GEXF 1.3": as_gexf_13,
    "Pajek": as_pajek,
    "UCINET DL": as_dl,
    "matrix": as_matrix,
    "workbook": as_workbook,
    "Parquet": as_parquet,
    "networkx": as_networkx,
    "igraph": as_igraph,
}


def ties(made: Organisation) -> dict[tuple[str, str], float]:
    return {(made.ids[i], made.ids[j]): contact for i, j, contact in entries(made)}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("writer", WRITERS)
def test_the_same_ties_come_back(shared_data: Path, tmp_path: Path, name: str, writer: str) -> None:
    made = known(shared_data, name)
    again = read(*WRITERS[writer](made, tmp_path), keep_names=True)
    assert set(again.ids) == set(made.ids)
    assert ties(again) == ties(made)


@pytest.mark.parametrize("name", SETS)
def test_a_pair_is_read_as_it_was_written_to_the_bit(shared_data: Path, tmp_path: Path, name: str) -> None:
    made = known(shared_data, name)
    again = in_order(read(*write_pair(made, tmp_path, "a"), keep_names=True))
    made = in_order(made)
    assert again.ids == made.ids
    assert all(getattr(again, part).tobytes() == getattr(made, part).tobytes() for part in ARRAYS)


def test_events_become_the_contact_of_the_days_they_make_up(shared_data: Path) -> None:
    folder = shared_data / "sociopatterns_invs13"
    made = read(folder / "employees.csv", folder / "events.csv", keep_names=True)
    published = known(shared_data, "sociopatterns_invs13")
    assert ties(made) == pytest.approx(ties(published), abs=1e-4)
    assert made.report["undirected"]


def test_one_reversed_row_leaves_an_undirected_list_undirected(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "sociopatterns_invs13"
    text = (folder / "ties.csv").read_text(encoding="utf-8").rstrip("\n")
    head, first, *rest = text.splitlines()
    one, two, *facts = first.split(",")
    (tmp_path / "ties.csv").write_text("\n".join([head, first, *rest, ",".join([two, one, *facts])]), encoding="utf-8")
    made = read(folder / "employees.csv", tmp_path / "ties.csv", keep_names=True)
    assert ties(made) == ties(known(shared_data, "sociopatterns_invs13"))
    assert "chance would give 34" in made.report["notes"]["directed"]


def test_raw_answers_lose_only_what_is_told(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "cross_parker_consulting"
    rows = [row.split(",") for row in (folder / "ties.csv").read_text(encoding="utf-8").split()]
    lines = ["from,to,count", *(",".join([row[0], row[1], row[4]]) for row in rows[1:] if row[3] == "advice_frequency")]
    (tmp_path / "ties.csv").write_text("\n".join(lines), encoding="utf-8")
    made = read(folder / "employees.csv", tmp_path / "ties.csv", keep_names=True)
    assert len(ties(made)) == len(lines) - 1  # as counts, none is "never"
    answers = read(folder / "employees.csv", tmp_path / "ties.csv", keep_names=True, scale="1-5")
    assert ties(answers) == ties(known(shared_data, "cross_parker_consulting"))


def test_names_that_a_spreadsheet_would_compute_come_back(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,department\n=A1,=SUM(B1)\n+2,-x\n-3,@y\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text("from,to\n=A1,+2\n+2,-3\n", encoding="utf-8")
    made = read(tmp_path / "people.csv", tmp_path / "ties.csv", keep_names=True)
    people, ties = write_pair(made, tmp_path, "again")
    cells = [cell for path in (people, ties) for line in path.read_text().splitlines() for cell in line.split(",")]
    assert "'=A1" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "@") or cell in ("-x",)]
    again = read(people, ties, keep_names=True)
    assert again.ids == made.ids
    assert again.departments == made.departments
    assert set(made.departments) == {"=SUM(B1)", "-x", "@y"}
