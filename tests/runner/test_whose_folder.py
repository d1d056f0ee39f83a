"""A folder is one experiment's: others of its name have folders of their own, and none is mixed with another."""

import shutil
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment import read
from crmsim.results.folder import MARKER
from crmsim.runner.start import start, start_part
from crmsim.store.load import load
from crmsim.store.part import Part
from crmsim.store.place import folder_of

TEXT = """
title = "{title}"
question = "?"
function = "ishigami_noisy"
outcomes = ["value"]
runs = {runs}
[design]
kind = "grid"
[levers]
x1 = [0.0, {x1}]
x2 = [0.0, 0.5]
x3 = [0.1, 0.2]
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(name: str, title: str = "One", runs: int = 2, x1: float = 1.0) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(title=title, runs=runs, x1=x1), encoding="utf-8")
    return name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x/exp.toml", "y/exp.toml"),
        ("m\u00e5ling.toml", "m\u00e6ling.toml"),
        ("a b.toml", "a-b.toml"),
        (f"{'x' * 61}.toml", f"{'x' * 62}.toml"),
        ("exp.toml", "y/exp.toml"),
    ],
)
@pytest.mark.parametrize("alike", [False, True])
def test_two_experiments_of_one_name_have_two_folders(one: str, other: str, alike: bool) -> None:
    written(one, "One")
    written(other, "Other", x1=1.0 if alike else 2.0)
    first, second = start(one, jobs=0).folder, start(other, jobs=0).folder
    assert first != second
    assert not (first / "earlier").exists() and not (second / "earlier").exists()
    assert (load(first).experiment.title, load(second).experiment.title) == ("One", "Other")
    assert (start(one, jobs=0).folder, start(other, jobs=0).folder) == (first, second)
    assert (start(one, jobs=0).computed, start(other, jobs=0).computed) == (0, 0)


def test_the_ordinary_folder_is_named_as_the_experiment() -> None:
    assert start(written("exp.toml"), jobs=0).folder == Path("outputs/exp")
    assert folder_of(read(written("below/other_one.toml")), None) == Path("outputs/other_one")


def test_an_edited_experiment_goes_on_in_its_folder() -> None:
    start(written("exp.toml"), jobs=0)
    account = start(written("exp.toml", "Edited", runs=3), jobs=0)
    assert (account.folder, account.computed) == (Path("outputs/exp"), 8)


def test_a_project_that_was_moved_goes_on_in_its_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "project").mkdir()
    monkeypatch.chdir(here / "project")
    start(written("exp.toml"), jobs=0)
    monkeypatch.chdir(here)
    (here / "project").rename(here / "moved")
    monkeypatch.chdir(here / "moved")
    assert start(written("exp.toml", runs=3), jobs=0).computed == 8


def test_an_experiment_that_was_moved_or_renamed_keeps_its_results() -> None:
    start(written("exp.toml"), jobs=0, out="results")
    shutil.move("exp.toml", "renamed.toml")
    assert start("renamed.toml", jobs=0, out="results").computed == 0


def test_a_named_folder_is_refused_to_another_experiment(here: Path) -> None:
    start(written("x/exp.toml"), jobs=0, out="results")
    before = {path: path.read_bytes() for path in (here / "results").rglob("*") if path.is_file()}
    for other in ("y/exp.toml", "x/other.toml"):
        with pytest.raises(CrmsimError, match="holds the results of another experiment, 'exp'"):
            start(written(other, x1=3.0), jobs=0, out="results")
    with pytest.raises(CrmsimError, match="holds the results of another experiment"):
        start_part("y/exp.toml", Part(1, 2), jobs=0, out="results")
    assert {path: path.read_bytes() for path in (here / "results").rglob("*") if path.is_file()} == before


def test_parts_make_a_folder_their_experiments() -> None:
    start_part(written("x/exp.toml"), Part(1, 2), jobs=0)
    start_part(written("y/exp.toml", x1=2.0), Part(1, 2), jobs=0)
    assert len(list(Path("outputs").glob("*/parts/00001.sqlite"))) == 2
    account = start("x/exp.toml", jobs=0)
    assert account.folder == Path("outputs/exp") and 0 < account.computed < 16


def test_an_older_folder_of_a_name_with_odd_letters_is_found_again(here: Path) -> None:
    import json

    start(written("m\u00e5ling.toml"), jobs=0, out="outputs/m-ling")
    marker = here / "outputs" / "m-ling" / MARKER
    about = json.loads(marker.read_text(encoding="utf-8"))
    older = {name: about[name] for name in about if name not in ("files", "seal", "place", "wording", "inputs")}
    marker.write_text(json.dumps(older), encoding="utf-8")
    account = start("m\u00e5ling.toml", jobs=0)
    assert (account.folder, account.computed) == (Path("outputs/m-ling"), 0)


def test_a_damaged_provenance_gives_no_table_to_another(here: Path) -> None:
    start(written("exp.toml"), jobs=0, out="results")
    (here / "results" / MARKER).write_text("{", encoding="utf-8")
    with pytest.raises(CrmsimError, match="is not what was written"):
        load(here / "results")
    assert start(written("exp.toml", runs=3), jobs=0, out="results").computed == 8
    assert (here / "results" / "earlier" / "unknown" / "runs").is_dir()
