import tomllib
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.organisation import read, write_scenario

PEOPLE = "employee_id\n1\n2\n3\n"
TIES = "source_id,target_id,kind,strength\n1,2,advice,1\n2,3,advice,1\n1,2,trust,0.4\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "ties.csv").write_text(TIES, encoding="utf-8")
    return folder / "people.csv", folder / "ties.csv"


def test_scenario_leads_back_to_the_organisation(files: tuple[Path, Path], tmp_path: Path) -> None:
    made = read(*files)
    path = write_scenario(made, *files, tmp_path / "scenarios" / "ours.toml")
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    table = written["organisation"]
    assert table["employees_csv"] == "../data/people.csv"
    assert table["tie_kinds"] == ["advice", "quality=trust"]
    assert written["scenario"]["title"]
    assert written["scenario"]["question"]
    again = read(path.parent / table["employees_csv"], path.parent / table["ties_csv"], kinds=table["tie_kinds"])
    assert again.contact.tobytes() == made.contact.tobytes()
    assert again.quality.tobytes() == made.quality.tobytes()


def test_kinds_as_asked(files: tuple[Path, Path], tmp_path: Path) -> None:
    made = read(*files, kinds="advice")
    path = write_scenario(made, *files, tmp_path / "ours.toml", "advice", keep_names=True, title="Ours")
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert written["organisation"]["tie_kinds"] == ["advice"]
    assert written["organisation"]["keep_names"] is True
    assert written["scenario"]["title"] == "Ours"


def test_nothing_is_overwritten(files: tuple[Path, Path], tmp_path: Path) -> None:
    made = read(*files)
    path = write_scenario(made, *files, tmp_path / "ours.toml")
    before = path.read_bytes()
    assert write_scenario(made, *files, path) == path  # the same again is no harm
    path.write_bytes(before + b"# mine\n")
    with pytest.raises(CrmsimError, match="left alone"):
        write_scenario(made, *files, path)
    assert path.read_bytes() == before + b"# mine\n"


def test_where_it_cannot_be_written(files: tuple[Path, Path], tmp_path: Path) -> None:
    made = read(*files)
    with pytest.raises(CrmsimError, match="ends in .toml"):
        write_scenario(made, *files, tmp_path / "ours.csv")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CrmsimError):
        write_scenario(made, *files, tmp_path / "file" / "ours.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(CrmsimError):
        write_scenario(made, *files, tmp_path / "folder.toml")


def test_a_title_that_is_made_is_made_in_both_languages(files: tuple[Path, Path], tmp_path: Path) -> None:
    made = read(*files)
    header = tomllib.loads(write_scenario(made, *files, tmp_path / "a.toml").read_text(encoding="utf-8"))["scenario"]
    assert (header["title"], header["title_nb"]) == ("data: 3 people", "data: 3 personer")
    assert header["question_nb"].startswith("Vil folk her bruke systemet")
    path = write_scenario(made, *files, tmp_path / "b.toml", title="Ours")
    assert "title_nb" not in tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]
