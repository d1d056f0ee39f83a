"""What of an error is stored names nobody and no folder; what is told on the terminal names what was wrong."""

import json
import tomllib
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment import read
from crmsim.experiment.catalogue import with_relative_paths
from crmsim.results.provenance import provenance
from crmsim.runner.stored_error import full_text, stored
from crmsim.store.place import relative_source
from crmsim.words import message

CIRCLE = CrmsimError(
    message("a circle of managers: {line}{more} -> {first}", line="Kari -> Ola", more="", first="Kari"),
    file="/home/kari/people.csv", line=3, key="manager", value="Kari", nearest="Ola",
    expected=message("one of {choices}", choices="Ola"),
)  # fmt: skip


def test_of_people_from_files_no_value_is_stored() -> None:
    assert full_text(CIRCLE).startswith(
        "/home/kari/people.csv, line 3: manager = 'Kari': a circle of managers: Kari -> Ola"
    )
    text = stored(CIRCLE, people=True)
    assert text == "people.csv, line 3: manager = '…': a circle of managers: …… -> …; expected one of …"


def test_numbers_and_sentences_within_sentences_are_kept() -> None:
    inner = message("{count} people of {place}", count=3, place="Sales")
    error = CrmsimError(message("too many: {inner}", inner=inner), key="organisation", expected=message("fewer"))
    assert stored(error, people=True) == "organisation: too many: 3 people of …; expected fewer"
    assert stored(error, people=False) == "organisation: too many: 3 people of Sales; expected fewer"


def test_notes_are_told_as_which_own_rule_it_was_and_none_of_people_from_files() -> None:
    error = ValueError("assignment destination is read-only")
    error.add_note("in the own rule 'lunch' after help of week 3")
    whole = "ValueError: assignment destination is read-only; in the own rule 'lunch' after help of week 3"
    assert full_text(error) == stored(error, people=False) == whole
    assert stored(error, people=True) == "ValueError"
    error.add_note("at /home/kari")
    assert stored(error, people=False) == "ValueError"


@pytest.mark.parametrize(
    "text", ["[Errno 2] No such file: '/home/kari/x y/z.csv'", "in C:\\Users\\kari\\z.csv", "at ~/z.csv", "(/srv/a)"]
)
def test_what_speaks_of_a_folder_is_not_stored(text: str) -> None:
    assert stored(OSError(text), people=False) == "OSError"
    assert "kari" not in stored(CrmsimError("cannot be read", value=text, file="/home/kari/a.csv"), people=False)
    assert "kari" not in stored(CrmsimError(message("no: {what}", what=text)), people=False)


def test_other_errors_are_stored_by_type_and_of_generated_people_with_what_they_say() -> None:
    assert stored(KeyError("Kari"), people=True) == "KeyError"
    assert stored(ZeroDivisionError("1/0 is nothing"), people=False) == "ZeroDivisionError: 1/0 is nothing"
    assert len(stored(ValueError("x" * 9_000), people=False)) <= 2_000


def test_where_an_experiment_was_read_from_is_no_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home" / "kari")
    work = tmp_path / "home" / "kari" / "work"
    assert relative_source(work, work / "outputs" / "x") == "../.."
    assert relative_source(work / "plans", work / "outputs" / "x") == "../../plans"
    assert relative_source(work, tmp_path / "home" / "shared") == ""  # by way of kari
    assert relative_source(work, Path("/")) == ""
    assert relative_source(tmp_path / "a", tmp_path / "b") == ""


def test_an_experiment_names_scenarios_from_its_own_folder(tmp_path: Path) -> None:
    for name in ("one", "two words"):
        (tmp_path / f"{name}.toml").write_text("[scenario]\nweeks = 52\n", encoding="utf-8")
    text = (
        f'title = "T"\noutcomes = ["output"]\nruns = 2\nbase = "{tmp_path / "one.toml"}"\n[design]\nkind = "grid"\n'
        f"[levers]\nscenario = ['{tmp_path / 'one.toml'}', \"{tmp_path / 'two words.toml'}\"]\n"
    )
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    made = read(tmp_path / "plan.toml")
    assert str(tmp_path) not in made.text and set(made.others) == {"one.toml", "two words.toml"}
    assert made.text.count("\n") == text.count("\n") and made.base is not None and made.base.name == "one"
    (tmp_path / "people.csv").write_text("employee_id\n", encoding="utf-8")
    typed = f'"organisation.employees_csv" = "{tmp_path / "people.csv"}"\n"organisation.ties_csv" = "/nowhere/t.csv"\n'
    kept = '"organisation.employees_csv" = "people.csv"\n"organisation.ties_csv" = "/nowhere/t.csv"\n'
    assert with_relative_paths(typed, tmp_path) == kept


@pytest.mark.parametrize("folder", ["o'brien", "næss", "a b"])
def test_a_whole_path_is_seen_however_it_is_written(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / "one.toml"
    path.write_text("[scenario]\nweeks = 52\n", encoding="utf-8")
    for written in (f'"{path}"', json.dumps(str(path)), f'"""{path}"""', *([f"'{path}'"] if "'" not in folder else [])):
        kept = with_relative_paths(f"base = {written}\n", tmp_path)
        assert tomllib.loads(kept) == {"base": f"{folder}/one.toml"}
        assert str(tmp_path) not in kept


def test_a_whole_path_by_way_of_a_link_is_seen_as_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "one.toml").write_text("[scenario]\nweeks = 52\n", encoding="utf-8")
    (tmp_path / "link").symlink_to("real")
    kept = with_relative_paths(f"base = '{tmp_path / 'link' / 'one.toml'}'\n", (tmp_path / "real").resolve())
    assert kept == "base = 'one.toml'\n"


@pytest.mark.parametrize(
    ("who", "kept"),
    [("employee:Kari", "employee:…"), ("employee:10432", "employee:…"), ("employee:pabcdefghijkl", None),
     ("department:Sales", None), ("all", None)],
)  # fmt: skip
def test_provenance_holds_no_id_of_somebody_from_files(who: str, kept: str | None) -> None:
    entry = {"week": 3, "kind": "leave", "who": who}
    files = {"employees_csv": "/home/kari/people.csv", "ties_csv": "/home/kari/ties.csv"}
    made = provenance({"a": {"organisation": files, "intervention": [entry]}}, {"a": "0"}, seed=0)["scenarios"]["a"]
    assert made["intervention"][0]["who"] == (kept or who)
    assert made["organisation"] == {"employees_csv": "people.csv", "ties_csv": "ties.csv"}
    generated = provenance({"a": {"organisation": {}, "intervention": [entry]}}, {"a": "0"}, seed=0)
    assert generated["scenarios"]["a"]["intervention"][0]["who"] == who
