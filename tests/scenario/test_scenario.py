"""Loading, changing, hashing and writing scenarios."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from crmsim.errors import CrmsimError
from crmsim.scenario import Scenario, from_content, load
from crmsim.scenario.schema import fields, public_defaults

PEOPLE = "employee_id,department\n1,Sales\n2,Sales\n"
TIES = "source_id,target_id\n1,2\n"


def refusal(content: dict[str, Any], *settings: str) -> CrmsimError:
    with pytest.raises(CrmsimError) as caught:
        from_content(content, settings)
    return caught.value


def test_tables_are_attributes() -> None:
    scenario = load("baseline", ["people.hiring.takers=0", "leadership.done=1"], weeks=10)
    assert scenario.people.hiring.takers == 0.0
    assert scenario.leadership.done == 1.0
    assert isinstance(scenario.leadership.done, float)
    assert scenario.weeks == scenario.scenario.weeks == 10
    assert {"leadership.done", "people.hiring.takers", "scenario.weeks"} <= scenario.given
    assert "leadership.said" not in scenario.given
    with pytest.raises(AttributeError, match="no table 'leadershp'"):
        _ = scenario.leadershp


def test_a_scenario_survives_another_process() -> None:
    scenario = load("baseline", ["people.takers=.3"])
    copy: Scenario = pickle.loads(pickle.dumps(scenario))
    assert copy.hash == scenario.hash
    assert copy.changed(["leadership.done=.1"]).hash == scenario.changed(["leadership.done=.1"]).hash


@pytest.mark.parametrize(
    ("content", "key", "nearest"),
    [
        ({"organization": {"employees": 30}}, "organization", "organisation"),
        ({"organisation": {"employes": 30}}, "organisation.employes", "organisation.employees"),
        ({"organisation": {"takers": 0.3}}, "organisation.takers", "people.takers"),
        ({"takers": 0.3}, "takers", "people.takers"),
        ({"weeks": 10}, "weeks", "scenario.weeks"),
        ({"people": {"hirring": {"takers": 0.3}}}, "people.hirring", None),
        ({"people": {"hiring": {"taker": 0.3}}}, "people.hiring.taker", "people.hiring.takers"),
        ({"mechanisms": {"climat": False}}, "mechanisms.climat", "mechanisms.climate"),
        ({"climate": False}, "climate", "mechanisms.climate"),
        ({"people": 3}, "people", None),
        ({"people": [{"takers": 0.3}]}, "people", None),
    ],
)
def test_unknown_keys_are_refused_with_the_one_most_likely_meant(
    content: dict[str, Any], key: str, nearest: str | None
) -> None:
    error = refusal(content)
    assert error.key == key
    assert error.expected
    assert nearest is None or error.nearest == nearest


def test_a_table_alone_makes_no_key_alike() -> None:
    assert refusal({"people": {"foo": 1}}).nearest is None
    assert refusal({"people": {"hirring": {"takers": 0.3}}}).nearest == "people.hiring"


@pytest.mark.parametrize(
    ("setting", "nearest"),
    [
        ("takers=.3", "people.takers"),
        ("peple.takers=.3", "people.takers"),
        ("people.taker=.3", "people.takers"),
        ("organisation.takers=.3", "people.takers"),
        ("leadership.saidd=.3", "leadership.said"),
        ("climate=false", "mechanisms.climate"),
        ("organisation.graph=rings", "ring"),
        ("mechanisms.climate=False", "false"),
        ("leadership.said=0,3", "0.3"),
        ("scenario.claims=G1", '["G1"]'),
    ],
)
def test_a_mistyped_setting_names_the_one_most_likely_meant(setting: str, nearest: str) -> None:
    error = refusal({}, setting)
    assert error.file == "--set"
    assert error.nearest == nearest


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("leadership.said", "0.5", "a number from 0 to 1"),
        ("leadership.said", True, "a number from 0 to 1"),
        ("leadership.said", float("nan"), "a number from 0 to 1"),
        ("leadership.said", float("inf"), "a number from 0 to 1"),
        ("leadership.said", 1.0001, "a number from 0 to 1"),
        ("leadership.said", {"a": 1}, "a number from 0 to 1"),
        ("leadership.said", 10**400, "a number from 0 to 1"),
        ("scenario.weeks", -5, "a whole number from 1 to 2,080"),
        ("scenario.weeks", 0, "a whole number from 1 to 2,080"),
        ("scenario.weeks", 10.0, "a whole number from 1 to 2,080"),
        ("scenario.weeks", True, "a whole number from 1 to 2,080"),
        ("organisation.employees", 10**12, "a whole number from 2 to 2,000,000"),
        ("organisation.employees", 1, "a whole number from 2 to 2,000,000"),
        ("organisation.keep_names", 1, "true or false"),
        ("organisation.sector", "publik", 'one of "private", "public"'),
        ("scenario.title", 3, "text"),
        ("scenario.claims", [1], "a list of texts"),
        ("mechanisms.climate", "no", "true or false"),
    ],
)
def test_bad_values_are_refused_with_what_was_expected(key: str, value: object, expected: str) -> None:
    table, _, leaf = key.partition(".")
    error = refusal({table: {leaf: value}})
    assert (error.key, error.expected) == (key, expected)
    assert error.value is not None


def test_an_error_in_a_file_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[scenario]\nweeks = 10\n\n[leadership]\n# note\ndone = 1.3\n")
    with pytest.raises(CrmsimError) as caught:
        load(path)
    assert (caught.value.file, caught.value.line, caught.value.key) == (str(path), 6, "leadership.done")
    with pytest.raises(CrmsimError) as caught:
        load(path, ["leadership.done=1.4"])
    assert (caught.value.file, caught.value.line) == ("--set", None)
    assert load(path, ["leadership.done=1"]).leadership.done == 1.0


def test_the_horizon_outweighs_file_and_settings() -> None:
    assert load("baseline", ["scenario.weeks=20"], weeks=30).weeks == 30
    with pytest.raises(CrmsimError, match="^weeks: scenario.weeks"):
        load("baseline", weeks=-1)


def test_the_last_of_equal_settings_holds() -> None:
    assert from_content({}, ["leadership.done=.1", "leadership.done=.2"]).leadership.done == 0.2


def test_a_table_may_be_typed_whole() -> None:
    assert from_content({}, ["leadership={said=.9, done=.3}"]).leadership.done == 0.3


def test_sector_defaults_yield_to_what_is_given() -> None:
    differing = public_defaults()
    assert differing, "the public sector differs by no default"
    private, public = from_content({}), from_content({}, ["organisation.sector=public"])
    assert private.hash != public.hash
    for key, value in differing.items():
        table, _, leaf = key.rpartition(".")
        assert getattr(public.tables[table], leaf) == value != fields()[key].default
        assert key not in public.given
    key = next(key for key in differing if isinstance(differing[key], float))
    table, _, leaf = key.rpartition(".")
    own = fields()[key].default
    assert getattr(from_content({}, ["organisation.sector=public", f"{key}={own}"]).tables[table], leaf) == own


def test_the_hash_is_of_what_determines_numbers(tmp_path: Path) -> None:
    base = from_content({})
    assert base.hash == from_content({"scenario": {"title": "x", "question": "y", "claims": ["G1"]}}).hash
    assert base.hash == from_content({"scenario": {"title_nb": "x", "question_nb": "y"}}).hash
    assert base.hash == from_content({"leadership": {"said": base.leadership.said}}, name="other", folder=tmp_path).hash
    assert from_content({}, ["leadership.said=1"]).hash == from_content({}, ["leadership.said=1.0"]).hash
    assert from_content({}, ["leadership.said=0"]).hash == from_content({}, ["leadership.said=-0.0"]).hash
    changes = ["leadership.said=.71", "scenario.weeks=103", "scenario.target=.61", "mechanisms.climate=false"]
    assert len({base.hash, *(from_content({}, [change]).hash for change in changes)}) == 5


def test_every_number_enters_the_hash() -> None:
    base = from_content({})
    shares_and_budget = ("givers", "takers", "matchers", "budget_nok")
    for key, field in fields().items():
        if type(field.default) is float and not key.endswith(shares_and_budget):
            other = next(v for v in (field.default * 0.5, field.default + 0.5, 1.0, 2.0) if _takes(key, v))
            assert from_content({}, [f"{key}={other!r}"]).hash != base.hash, key


def _takes(key: str, value: float) -> bool:
    if value == fields()[key].default:
        return False
    try:
        from_content({}, [f"{key}={value!r}"])
    except CrmsimError:
        return False
    return True


def organisation(folder: Path, people: str = PEOPLE, ties: str = TIES) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "employees.csv").write_text(people)
    (folder / "ties.csv").write_text(ties)
    path = folder / "mine.toml"
    path.write_text('[organisation]\nemployees_csv = "employees.csv"\nties_csv = "ties.csv"\n')
    return path


def test_the_content_of_csv_files_enters_the_hash_and_their_place_does_not(tmp_path: Path) -> None:
    one = load(organisation(tmp_path / "one"))
    two = load(organisation(tmp_path / "two"))
    other = load(organisation(tmp_path / "other", ties=TIES + "2,1\n"))
    assert one.files["ties_csv"] == (tmp_path / "one" / "ties.csv").resolve()
    assert one.hash == two.hash != other.hash


def test_csv_paths_start_at_the_scenario_then_at_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation(tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    settings = ["organisation.employees_csv=employees.csv", "organisation.ties_csv=ties.csv"]
    scenario = load("baseline", settings)
    assert scenario.files["employees_csv"] == (tmp_path / "here" / "employees.csv").resolve()
    moved = load(organisation(tmp_path / "there", ties=TIES + "2,1\n"), settings)
    assert moved.files["ties_csv"] == (tmp_path / "there" / "ties.csv").resolve()


def test_missing_csv_files_are_refused(tmp_path: Path) -> None:
    path = organisation(tmp_path)
    with pytest.raises(CrmsimError, match="no such file") as caught:
        load(path, ["organisation.ties_csv=tie.csv"])
    assert caught.value.nearest == "ties.csv"
    (tmp_path / "ties.csv").unlink()
    with pytest.raises(CrmsimError, match="no such file") as caught:
        load(path)
    assert (caught.value.file, caught.value.line, caught.value.key) == (str(path), 3, "organisation.ties_csv")
    with pytest.raises(CrmsimError, match="employees_csv is missing"):
        load(path, ['organisation.employees_csv=""'])
    with pytest.raises(CrmsimError, match="a folder"):
        load(path, ["organisation.ties_csv=."])
    with pytest.raises(CrmsimError):
        from_content({"organisation": {"employees_csv": "\0", "ties_csv": "x"}})


def test_a_scenario_that_was_kept_changes_as_it_would_have() -> None:
    # Whom one hires follows who is there, unless it was given: in what is kept of a scenario too.
    kept = from_content(load("baseline").content())
    assert kept.hash == load("baseline").hash
    takers, hired = "people.takers=0.1", "people.hiring.takers=0.4"
    for change in ([takers], [hired], [hired, takers]):
        assert kept.changed(change).hash == load("baseline", change).hash
    given = load("hired_takers")
    assert from_content(given.content()).changed([takers]).hash == given.changed([takers]).hash


def test_resolved_text_loads_back_to_the_same_hash(tmp_path: Path) -> None:
    scenario = load(organisation(tmp_path), ["people.takers=.3", "organisation.sector=public"])
    for folder, text in ((tmp_path / "a", scenario.toml()), (tmp_path / "b", scenario.toml(tmp_path / "b"))):
        folder.mkdir()
        (folder / "resolved.toml").write_text(text, encoding="utf-8")
        assert load(folder / "resolved.toml").hash == scenario.hash
    assert str(tmp_path) not in scenario.toml(tmp_path / "b")
