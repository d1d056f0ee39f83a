from pathlib import Path

import numpy as np
from real_data import real_data

from crmsim.organisation import Organisation, read, with_managers


def load(folder: Path, people: str, ties: str) -> Organisation:
    (folder / "people.csv").write_text(people, encoding="utf-8")
    (folder / "ties.csv").write_text(ties, encoding="utf-8")
    return read(folder / "people.csv", folder / "ties.csv", keep_names=True)


def bosses(made: Organisation) -> dict[str, str]:
    return {name: made.ids[boss] if boss >= 0 else "" for name, boss in zip(made.ids, made.manager, strict=True)}


def test_by_level_and_contact(tmp_path: Path) -> None:
    people = "id,team,level\nA,x,1\nB,x,2\nC,x,2\nD,x,3\nE,x,3\nF,y,3\n"
    ties = "from,to,strength\nD,B,0.2\nD,C,0.9\nE,B,1\nF,C,0.5\nE,A,1\n"
    result = bosses(with_managers(load(tmp_path, people, ties)))
    assert result == {"A": "", "B": "A", "C": "A", "D": "C", "E": "B", "F": "C"}


def test_by_contact_alone(tmp_path: Path) -> None:
    people = "id,team\nA,x\nB,x\nC,x\nD,y\nE,y\n"
    ties = "from,to\nA,B\nC,B\nD,B\nD,E\n"
    made = with_managers(load(tmp_path, people, ties))
    assert bosses(made) == {"A": "B", "B": "", "C": "B", "D": "E", "E": "B"}
    assert {name: int(level) for name, level in zip(made.ids, made.level, strict=True)} == {
        "A": 3, "B": 1, "C": 3, "D": 3, "E": 2,
    }  # fmt: skip
    assert "guessed" in made.report["manager"]


def test_given_managers_stay(tmp_path: Path) -> None:
    made = load(tmp_path, "id,manager\nA,\nB,A\nC,\n", "from,to\nA,B\n")
    assert with_managers(made) is made


def test_consultants_all_but_partners_have_a_manager() -> None:
    folder = real_data("cross_parker_consulting")
    made = with_managers(read(folder / "employees.csv", folder / "ties.csv"))
    led = made.manager >= 0
    assert (made.level[~led] == 1).all()
    assert (~led).sum() == 4
    assert (made.level[made.manager[led]] < made.level[led]).all()
    assert np.unique(made.manager[led]).size > 4
