"""The contract every shipped scenario keeps."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.scenario import Entry, list_scenarios, load, shipped, warnings
from crmsim.scenario.catalogue import locate
from crmsim.words import ENGLISH, Teller

CLAIM = re.compile(r"(G[1-8]|D(10|[1-9])|K[1-9]|C[1-7]|I(1\d|20|[1-9])|S[1-4]|N[1-4])")
ORACLE = re.compile(r"O(1[01]|[1-9])")
NAMES = sorted(shipped())


def test_the_baseline_comes_first_and_the_limits_last() -> None:
    names = list(shipped())
    assert names[0] == "baseline"
    assert names == sorted(names, key=lambda name: (name != "baseline", "/" in name, name))
    assert len(names) >= 13


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_and_says_what_it_asks(name: str) -> None:
    scenario = load(name)
    header = scenario.scenario
    assert scenario.name == name
    assert header.title
    assert header.question.endswith("?")
    assert len(header.expect) > 20
    assert len(header.surprise) > 20
    assert header.claims
    assert all(CLAIM.fullmatch(claim) or ORACLE.fullmatch(claim) for claim in header.claims)
    assert load(shipped()[name]).hash == scenario.hash


@pytest.mark.parametrize("name", [name for name in NAMES if "/" not in name])
def test_it_says_so_in_norwegian_too(name: str) -> None:
    header = load(name).scenario
    assert header.title_nb and header.title_nb != header.title
    assert header.question_nb.endswith("?") and header.question_nb != header.question


@pytest.mark.parametrize("name", [name for name in NAMES if "/" not in name])
def test_its_values_are_plausible_and_have_an_effect(name: str) -> None:
    assert warnings(load(name)) == []


def test_no_two_are_the_same() -> None:
    hashes = {load(name).hash for name in NAMES}
    assert len(hashes) == len(NAMES)


def test_the_list_tells_name_title_and_question() -> None:
    entries = list_scenarios()
    assert [entry.name for entry in entries] == list(shipped())
    assert all(entry.title and entry.question for entry in entries)


def test_the_list_is_told_in_norwegian_where_the_file_has_it_and_else_in_english() -> None:
    entry = Entry("ours", "Ours", "Why?", "Vår", "Hvorfor?")
    assert entry.title_and_question(Teller("nb")) == ("Vår", "Hvorfor?")
    assert entry.title_and_question(ENGLISH) == ("Ours", "Why?")
    assert Entry("ours", "Ours", "Why?").title_and_question(Teller("nb")) == ("Ours", "Why?")
    listed = {entry.name: entry for entry in list_scenarios()}
    header = load("taker_leader").scenario
    assert listed["taker_leader"].title_and_question(Teller("nb")) == (header.title_nb, header.question_nb)


def test_a_shipped_name_goes_before_a_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("baseline").mkdir()
    shutil.copy(shipped()["taker_leader"], "baseline.toml")
    assert load("baseline").project.leader_style != "taker"
    assert load("baseline.toml").project.leader_style == "taker"
    assert locate("./baseline.toml")[0] == "baseline"


def test_without_shipped_scenarios_a_name_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("crmsim.scenario.catalogue.PACKAGE", tmp_path / "crmsim")
    assert shipped() == {}
    with pytest.raises(CrmsimError, match="no such scenario"):
        load("baseline")


def test_package_data_goes_before_a_folder_beside_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for folder in (tmp_path / "crmsim" / "shipped" / "limits", tmp_path / "scenarios"):
        folder.mkdir(parents=True)
    baseline = shipped()["baseline"]
    for place in ("crmsim/shipped/baseline.toml", "crmsim/shipped/limits/pair.toml", "scenarios/baseline.toml"):
        shutil.copy(baseline, tmp_path / place)
    monkeypatch.setattr("crmsim.scenario.catalogue.PACKAGE", tmp_path / "crmsim")
    assert list(shipped()) == ["baseline", "limits/pair"]
    assert shipped()["baseline"].parent.name == "shipped"
