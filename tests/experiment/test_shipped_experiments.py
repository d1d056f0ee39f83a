"""Every shipped experiment reads, names what exists, and asks a question in both languages."""

from __future__ import annotations

import fnmatch
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from crmsim.claims import read_claims
from crmsim.commands.main import cli
from crmsim.experiment import design_of, list_experiments, read, resolver_of, shipped_experiments
from crmsim.experiment.catalogue import is_experiment
from crmsim.experiment.form import FileForm
from crmsim.scenario import shipped
from crmsim.words import Teller

NAMES = sorted(shipped_experiments())
ROOT = Path(__file__).resolve().parents[2]


def test_there_are_at_least_ten() -> None:
    assert len(NAMES) >= 10
    assert not set(NAMES) & set(shipped())


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_experiment_reads(name: str) -> None:
    result = read(name)
    assert result.name == name
    assert all((result.title, result.question, result.title_nb, result.question_nb))
    design = design_of(result)
    for number in (0, result.reference, design.size - 1):
        point = design.point(number)
        assert tuple(point.values) == design.columns
        assert len(resolver_of(result).resolve(point.settings, point.scenario).hash) == 32
    assert set(design.groups) - {"seed"} == set(result.groups)
    assert read(shipped_experiments()[name]).hash == result.hash


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_experiment_says_what_it_expects_and_names_claims_that_exist(name: str) -> None:
    content = FileForm.model_validate(tomllib.loads(read(name).text))
    assert content.expect
    assert content.surprise
    assert set(content.claims) <= set(read_claims())


def test_they_are_listed_in_both_languages() -> None:
    assert [entry.name for entry in list_experiments()] == NAMES
    for language in ("en", "nb"):
        text = CliRunner().invoke(cli, ["experiments", "--language", language]).output
        for entry in list_experiments():
            assert f"{entry.name}: {entry.title_and_question(Teller(language))[0]}" in text


def test_check_takes_experiments_and_scenarios(tmp_path: Path) -> None:
    answer = CliRunner().invoke(cli, ["check", "said_and_done"], standalone_mode=False, catch_exceptions=False)
    assert "can be run: 36 settings, 1,440 runs" in answer.output
    assert is_experiment(ROOT / "experiments" / "said_and_done.toml")
    assert not is_experiment("baseline")
    assert not is_experiment(tmp_path / "nowhere.toml")


def test_the_wheel_takes_the_files_of_experiments_alone() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    assert wheel["sources"] == {"experiments": "crmsim/shipped_experiments"}
    for path in (ROOT / "experiments").rglob("*"):
        inside = path.relative_to(ROOT).as_posix()
        left_out = (
            inside.count("/") > 1 or path.is_dir() or any(fnmatch.fnmatch(f"/{inside}", p) for p in wheel["exclude"])
        )
        assert left_out == (path.stem not in NAMES or path.suffix != ".toml"), inside


def test_a_claim_tells_which_experiments_test_it() -> None:
    done = CliRunner().invoke(cli, ["claims", "N1"])
    assert done.exit_code == 0
    assert "experiments: behaviour_or_technology" in done.output
    assert "experiments:" not in CliRunner().invoke(cli, ["claims", "C6"]).output
