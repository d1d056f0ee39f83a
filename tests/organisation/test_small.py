"""Departments of few people from files are put together wherever departments are named."""

from pathlib import Path

import numpy as np
import pytest

from crmsim import CRMModel
from crmsim.errors import CrmsimError
from crmsim.organisation import Organisation, describe, read
from crmsim.organisation.export import network
from crmsim.organisation.small import FEWEST, SMALL_DEPARTMENTS, pooled
from crmsim.scenario import load


def office(folder: Path, sizes: dict[str, int]) -> Path:
    people = [f"{name}{k},{name}" for name, size in sizes.items() for k in range(size)]
    ids = [line.split(",")[0] for line in people]
    ties = [f"{one},{ids[(k * 7 + 1) % len(ids)]}" for k, one in enumerate(ids) if (k * 7 + 1) % len(ids) != k]
    (folder / "people.csv").write_text("employee_id,department\n" + "\n".join(people) + "\n", encoding="utf-8")
    (folder / "ties.csv").write_text("source_id,target_id\n" + "\n".join(ties) + "\n", encoding="utf-8")
    path = folder / "own.toml"
    path.write_text('[organisation]\nemployees_csv = "people.csv"\nties_csv = "ties.csv"\n', encoding="utf-8")
    return path


def organisation(folder: Path, sizes: dict[str, int]) -> Organisation:
    office(folder, sizes)
    return read(folder / "people.csv", folder / "ties.csv")


def held(made: Organisation) -> dict[str, int]:
    return dict(zip(made.departments, np.bincount(made.department).tolist(), strict=True))


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"A": 9, "B": 5}, {"A": 9, "B": 5}),
        ({"A": 9, "B": 2, "C": 3, "D": 6}, {"A": 9, "D": 6, SMALL_DEPARTMENTS: 5}),
        ({"A": 9, "B": 2, "D": 6}, {"A": 9, SMALL_DEPARTMENTS: 8}),  # two alone would be what is left of everybody
        ({"A": 9, "B": 2}, {SMALL_DEPARTMENTS: 11}),
        ({"A": 1, "B": 1, "C": 1}, {SMALL_DEPARTMENTS: 3}),
    ],
)
def test_small_departments_are_one(tmp_path: Path, sizes: dict[str, int], shown: dict[str, int]) -> None:
    made = organisation(tmp_path, sizes)
    grouped = pooled(made)
    assert held(grouped) == shown
    assert grouped.key is made.key and grouped.ids == made.ids
    assert describe(made).departments == shown and describe(made).department_count == len(sizes)
    graph = network(grouped, grouped.contact, grouped.quality, np.ones(grouped.employees, dtype=bool))
    assert {node["department"] for _, node in graph.nodes(data=True)} == set(shown)


def test_a_generated_organisation_is_told_as_it_is(tmp_path: Path) -> None:
    from crmsim.simulation.built import build_organisation

    made = build_organisation(load("baseline", ["organisation.employees=12", "organisation.departments=4"]), 1)
    assert min(held(made).values()) < FEWEST and pooled(made) is made


def test_a_model_tells_no_value_of_a_small_group(tmp_path: Path) -> None:
    model = CRMModel(office(tmp_path, {"Sales": 20, "Board": 4, "Legal": 4, "Staff": 4}), seed=1, weeks=2)
    model.run_model()
    groups = ("department:Sales", SMALL_DEPARTMENTS)
    assert sum(model.value("requests", group) for group in groups) == model.value("requests")
    for group in ("department:Board", "department:Legal"):
        with pytest.raises(CrmsimError, match="no such group"):
            model.value("requests", group)
