"""One run of a sweep by its identity: written out, explained, drawn."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import crmsim
from crmsim.commands.main import cli
from crmsim.experiment import from_text
from crmsim.results import read
from crmsim.runner.start import start

TEXT = """
title = "One of them"
outcomes = ["user_share"]
money = false
runs = 2
branch_week = 5
[design]
kind = "grid"
[constants]
"organisation.employees" = 20
"scenario.weeks" = 8
[levers]
"leadership.done" = [0.2, 0.9]
"""


def told(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a sweep, and the identity of its last run."""
    folder = tmp_path_factory.mktemp("swept")
    start(from_text(TEXT, "e", folder), jobs=0, out=folder / "out")
    return folder / "out", str(crmsim.load(folder / "out").frame()["run_id"].iloc[-1])


CHANGE = {"week": 5, "kind": "change", "set": {"leadership.done": 0.9}}
SAME = {"organisation.employees": 20, "intervention": [CHANGE]}


def test_a_run_is_written_as_run_writes_it(sweep: tuple[Path, str], tmp_path: Path) -> None:
    folder, run = sweep
    result = told("replay", str(folder), run, "--out", str(tmp_path / "one"))
    assert result.exit_code == 0, result.output
    own = crmsim.run("baseline", 1, SAME, 8)
    assert read(tmp_path / "one").values == own.summary.values
    assert json.loads((tmp_path / "one" / "provenance.json").read_text())["seed"] == 1


def test_a_run_is_written_with_who_asked_whom(sweep: tuple[Path, str], tmp_path: Path) -> None:
    folder, run = sweep
    result = told("replay", str(folder), run, "--events", "--out", str(tmp_path / "two"))
    assert result.exit_code == 0 and "events.parquet" in result.output
    own = crmsim.run("baseline", 1, SAME, 8).events()
    assert np.array_equal(pd.read_parquet(tmp_path / "two" / "events.parquet")["quality"], own["quality"])
    alone = told("replay", str(folder), run, "--events")
    assert alone.exit_code and "needs a folder to write to" in alone.output


def test_a_run_is_explained_and_drawn(sweep: tuple[Path, str], tmp_path: Path) -> None:
    folder, run = sweep
    typed = 'intervention=[{week=5,kind="change",set={"leadership.done"=0.9}}]'
    same = ["--set", "organisation.employees=20", "--set", typed, "--seed", "1"]
    one = told("why", str(folder), "--run", run, "--employee", "3", "--week", "7")
    other = told("why", "baseline", *same, "--employee", "3", "--week", "7")
    assert one.exit_code == 0 and other.exit_code == 0, one.output
    assert one.output == other.output
    drawn = told("draw", str(folder), "--run", run, "--figure", "helping", "--out", str(tmp_path / "drawn"))
    assert drawn.exit_code == 0 and (tmp_path / "drawn" / "helping.png").is_file()
    assert json.loads((tmp_path / "drawn" / "provenance.json").read_text())["seed"] == 1


def test_what_is_no_run_is_refused(sweep: tuple[Path, str], tmp_path: Path) -> None:
    folder, run = sweep
    for arguments, words in (
        (("why", str(folder), "--run", "zz", "--employee", "1", "--week", "2"), "not the identity of a run"),
        (("why", "baseline", "--run", run, "--employee", "1", "--week", "2"), "holds no sweep"),
        (("draw", str(tmp_path), "--run", run), "holds no sweep"),
    ):
        result = told(*arguments)
        assert result.exit_code == 2 and words in result.output, result.output
