"""Files of an organisation at the command line: described, looked up, exported."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from crmsim.organisation import read

PEOPLE = "employee_id,department,manager_id\nann,A,\nbo,A,ann\ncy,B,ann\ndi,B,cy\n"
TIES = "from,to,strength\nann,bo,1\nbo,ann,0.5\nbo,cy,1\ncy,di,1\n"
Command = Callable[..., Result]


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "ties.csv").write_text(TIES, encoding="utf-8")
    return "people.csv", "ties.csv"


def test_it_is_told_what_files_look_like_and_what_columns_are_for(
    crmsim_command: Command, files: tuple[str, str]
) -> None:
    result = crmsim_command("organisation", *files)
    assert result.exit_code == 0, result.output
    assert "people.csv: a list of employees, 4 rows" in result.output
    assert "from: source_id; to: target_id; strength: strength" in result.output


def test_files_may_come_in_any_order(crmsim_command: Command, files: tuple[str, str]) -> None:
    assert "people              4" in crmsim_command("organisation", *reversed(files)).output


def test_a_reading_that_was_overruled_is_written_down_as_it_was_read(
    crmsim_command: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(f"{PEOPLE}ed,B,cy\n", encoding="utf-8")  # of fewer than five none is run
    result = crmsim_command("organisation", *files, "--direction", "undirected", "--out", "ours.toml")
    assert result.exit_code == 0, result.output
    assert "ours_employees.csv, ours_ties.csv" in result.output
    again = read(tmp_path / "ours_employees.csv", tmp_path / "ours_ties.csv")
    assert int((again.contact > 0).sum()) == 6
    assert crmsim_command("check", "ours.toml").exit_code == 0
    again_out = crmsim_command("organisation", *files, "--direction", "undirected", "--out", "ours.toml")
    assert again_out.exit_code == 0, again_out.output  # the same again is no harm
    for changed in ("ours_employees.csv", "ours_ties.csv"):
        path = tmp_path / changed
        before = path.read_text(encoding="utf-8")
        path.write_text(f"{before}# mine\n", encoding="utf-8")
        other = crmsim_command("organisation", *files, "--direction", "undirected", "--out", "ours.toml")
        assert other.exit_code == 2 and "left alone" in other.output and changed in other.output
        assert path.read_text(encoding="utf-8") == f"{before}# mine\n"
        path.write_text(before, encoding="utf-8")


def test_people_are_looked_up_with_the_key_and_only_with_it(
    crmsim_command: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    refused = crmsim_command("who", files[0], "pabcdefghijkl")
    assert "no key stands beside the file" in refused.output
    keyed = shown(crmsim_command("organisation", *files).output)
    assert f"key: {'pseudonyms.key'}" in crmsim_command("organisation", *files, "--key").output
    result = crmsim_command("who", files[0], *keyed)
    assert result.exit_code == 0, result.output
    assert result.output.split()[:2] == [keyed[0], "cy"] or result.output.split()[:2] == [keyed[0], "bo"]
    assert "nobody on the list" in crmsim_command("who", files[0], "pabcdefghijkl").output
    assert (tmp_path / "pseudonyms.key").stat().st_mode & 0o077 == 0


def shown(text: str) -> list[str]:
    return re.findall(r"\bp[a-z2-7]{12}\b", text)


def test_a_key_changes_names_and_no_result(files: tuple[str, str], tmp_path: Path) -> None:
    from crmsim.organisation.export import ARRAYS

    sources = [tmp_path / name for name in files]
    before = read(*sources)
    assert not (tmp_path / "pseudonyms.key").exists()  # nobody was shown yet
    assert before.ids == read(*sources).ids
    (tmp_path / "pseudonyms.key").unlink()
    after = read(*sources)
    assert not set(before.ids) & set(after.ids)
    assert all(getattr(before, name).tobytes() == getattr(after, name).tobytes() for name in ARRAYS)


@pytest.mark.parametrize(
    "options", [["--repeats", "all"], ["--scale", "1-"], ["--column", "strength"], ["--level", "1"]]
)
def test_options_that_are_no_choice_are_refused(
    crmsim_command: Command, files: tuple[str, str], options: list[str]
) -> None:
    assert "expected" in crmsim_command("organisation", *files, *options).output


def test_no_week_of_one_imported_person_is_drawn(crmsim_command: Command, files: tuple[str, str]) -> None:
    crmsim_command("organisation", *files, "--out", "ours.toml")
    result = crmsim_command("draw", "ours.toml", "--figure", "life", "--employee", "0")
    assert result.exit_code == 2 and "styles are drawn, not measured" in result.output


@pytest.mark.slow
def test_a_network_is_exported_in_any_week_without_styles_of_imported_people(
    crmsim_command: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    with (tmp_path / files[0]).open("a", encoding="utf-8") as people:  # of fewer than five nothing is told
        people.write("ed,B,cy\n")
    crmsim_command("organisation", *files, "--out", "ours.toml")
    result = crmsim_command("export", "ours.toml", "--week", "2", "--out", "net")
    assert result.exit_code == 0, result.output
    one, two = (
        read(tmp_path / "net" / "network.graphml"),
        read(*(tmp_path / "net" / f"{n}.csv" for n in ("nodes", "edges"))),
    )
    assert one.ids == two.ids and one.contact.tobytes() == two.contact.tobytes() and one.employees == 5
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "net").glob("n*.*"))
    assert not any(word in written for word in ("giver", "taker", "matcher", "unaware", "routine"))
    generated = crmsim_command(
        "export", "baseline", "--set", "organisation.employees=30", "--week", "1", "--out", "made"
    )
    assert generated.exit_code == 0, generated.output
    assert "matcher" in (tmp_path / "made" / "nodes.csv").read_text(encoding="utf-8")


def test_of_a_folder_the_files_are_named_that_can_be_read(
    crmsim_command: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "net").mkdir()
    for name in files:
        (tmp_path / "net" / name).write_bytes((tmp_path / name).read_bytes())
    (tmp_path / "net" / "advice.net").write_text('*Vertices 2\n1 "ann"\n2 "bo"\n*Arcs\n1 2 1\n', encoding="utf-8")
    (tmp_path / "net" / "old.##h").write_bytes(b"\x01\x02")
    (tmp_path / "net" / "readme.txt").write_text("who asks whom\nsince 2024\n", encoding="utf-8")
    (tmp_path / "net" / ".hidden.csv").write_text(TIES, encoding="utf-8")
    result = crmsim_command("organisation", "net")
    assert result.exit_code == 2
    assert (
        "expected files in it: people and ties in advice.net; people in people.csv; ties in ties.csv\n" in result.output
    )
    assert (
        "personer i people.csv; relasjoner i ties.csv"
        in crmsim_command("organisation", "net", "--language", "nb").output
    )
    for name in ("advice.net", *files):
        (tmp_path / "net" / name).unlink()
    assert "no file in it holds people or ties" in crmsim_command("organisation", "net").output


def test_what_cannot_be_run_is_not_called_ready(crmsim_command: Command, files: tuple[str, str]) -> None:
    result = crmsim_command("organisation", *files, "--out", "ours.toml")
    assert result.exit_code == 2
    assert "Written: ours.toml\nIt cannot be run as it is:" in result.output
    assert "only 4 people from files" in result.output
    assert "Run it" not in result.output
    for command in ("run", "check"):
        refused = crmsim_command(command, "ours.toml")
        assert refused.exit_code == 2
        assert "only 4 people from files" in refused.output


def test_the_command_that_is_told_can_be_pasted(
    crmsim_command: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(f"{PEOPLE}ed,B,cy\n", encoding="utf-8")
    for number, name in enumerate(("our $HOME; x.toml", "it's.toml", "./-odd.toml")):
        result = crmsim_command("organisation", *files, "--out", name)
        assert result.exit_code == 0, result.output
        printed = result.output.partition("Run it:  ")[2].strip()
        words = shlex.split(printed)
        assert words[:2] == ["crmsim", "run"]
        assert Path(words[2]) == Path(name), number
        assert crmsim_command("check", words[2]).exit_code == 0
