"""A sweep that is not finished: what is there is told, and nothing else."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

import crmsim
from crmsim.commands.main import cli
from crmsim.errors import CrmsimError
from crmsim.experiment import from_text
from crmsim.runner import drive
from crmsim.runner import start as starting
from crmsim.runner.account import Progress
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.part import Part

TEXT = """
title = "Unfinished"
outcomes = ["user_share"]
money = false
runs = {runs}
weekly = ["user_share"]
[design]
kind = "grid"
[constants]
"organisation.employees" = 20
"scenario.weeks" = 6
[levers]
"leadership.done" = [0.2, 0.9]
"""
FIXED, SEQUENTIAL = "20", "{ least = 30, most = 60, precision = { user_share = 1e-9 } }"


@pytest.fixture(autouse=True)
def run_by_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few runs at a time, each told at once, so that a sweep can be stopped where a test wants it."""
    monkeypatch.setattr(drive, "CHUNK_SECONDS", 1e-6)
    monkeypatch.setattr(drive, "PROGRESS_SECONDS", 0.0)


def stopped(folder: Path, runs: str, after: int) -> Path:
    """The folder of a sweep that was interrupted once so many runs were done."""

    def interrupt(now: Progress) -> None:
        if now.done >= after:
            raise KeyboardInterrupt

    with pytest.raises(starting.Interrupted):
        starting.start(from_text(TEXT.format(runs=runs), "e", folder), jobs=0, out=folder / "out", progress=interrupt)
    return folder / "out"


def test_finished_runs_are_read_and_the_others_are_not_run(tmp_path: Path) -> None:
    folder = stopped(tmp_path, FIXED, 12)
    with pytest.raises(CrmsimError, match="--partial"):
        crmsim.load(folder)
    partial = crmsim.load(folder, partial=True)
    table = partial.frame()
    with Journal(folder / JOURNAL, readonly=True) as journal:
        recorded = sum(journal.counts().values())
    assert partial.partial and len(table) == 40 and 0 < recorded < 40
    assert (table["status"] == "done").sum() == recorded and (table["status"] == "not run").sum() == 40 - recorded
    assert table.loc[table["status"] == "not run", "user_share"].isna().all()
    assert len(partial.weekly()) == 6 * recorded
    starting.start(from_text(TEXT.format(runs=FIXED), "e", tmp_path), jobs=0, out=folder)
    whole = crmsim.load(folder, partial=True)
    assert not whole.partial
    both = table.merge(whole.frame(), on="run_id")
    done = both["status_x"] == "done"
    assert len(both) == 40 and both.loc[done, "user_share_x"].equals(both.loc[done, "user_share_y"])


def test_runs_beyond_the_first_round_are_read_too(tmp_path: Path) -> None:
    folder = stopped(tmp_path, SEQUENTIAL, 70)
    table = crmsim.load(folder, partial=True).frame()
    assert (table["status"] == "done").sum() > 60 and table["replicate"].max() >= 30


def test_it_is_analysed_beside_the_sweep_which_is_not_touched(tmp_path: Path) -> None:
    folder = stopped(tmp_path, FIXED, 12)
    before = sorted(path.name for path in folder.iterdir())
    result = CliRunner().invoke(cli, ["analyse", str(folder), "--partial"])
    assert result.exit_code == 0, result.output
    assert "runs are missing" in result.output and "not run" in result.output
    assert (tmp_path / "out-partial" / "answer.txt").is_file()
    assert sorted(path.name for path in folder.iterdir() if path.name in before) == before
    assert not (folder / "analysis").exists()
    without = CliRunner().invoke(cli, ["analyse", str(folder)])
    assert without.exit_code == 2 and "--partial" in without.output


def test_parts_are_read_before_they_are_collected(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "ours.toml").write_text("[scenario]\nweeks = 6\n[organisation]\nemployees = 20\n")
    text = TEXT.replace("[design]", 'base = "ours.toml"\n[design]').format(runs="6").partition("[constants]")
    (tmp_path / "there" / "e.toml").write_text(text[0] + "[levers]" + text[2].partition("[levers]")[2])
    asked, folder = tmp_path / "there" / "e.toml", tmp_path / "out"
    computed = starting.start_part(asked, Part(1, 3), jobs=0, out=folder).computed
    computed += starting.start_part(asked, Part(3, 3), jobs=0, out=folder).computed
    table = crmsim.load(folder, partial=True).frame()
    assert 0 < computed == (table["status"] == "done").sum() < 12 == len(table)
    with pytest.raises(CrmsimError, match="not finished") as error:
        crmsim.load(folder)
    assert "--partial" in str(error.value.expected)
    before = contents(folder)
    assert CliRunner().invoke(cli, ["analyse", str(folder), "--partial"]).exit_code == 0
    assert contents(folder) == before
    account = starting.start(asked, jobs=0, out=folder)
    assert account.computed == 12 - computed and not (folder / "earlier").exists()
    both = table.merge(crmsim.load(folder).frame(), on="run_id")
    done = both["status_x"] == "done"
    assert both.loc[done, "user_share_x"].equals(both.loc[done, "user_share_y"])


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix in (".sqlite", ".toml", ".json")]
    return {str(path): path.read_bytes() for path in files}


def test_it_is_read_while_it_runs(tmp_path: Path) -> None:
    seen: list[int] = []
    problems: list[BaseException] = []

    def look() -> None:
        try:
            seen.append(int((crmsim.load(tmp_path / "out", partial=True).frame()["status"] == "done").sum()))
        except BaseException as error:  # noqa: BLE001 - told below
            problems.append(error)

    def on_the_way(now: Progress) -> None:
        if now.done >= 12 and not seen and not problems:
            reader = threading.Thread(target=look)
            reader.start()
            reader.join()

    starting.start(from_text(TEXT.format(runs=FIXED), "e", tmp_path), jobs=0, out=tmp_path / "out", progress=on_the_way)
    assert not problems and seen and 12 <= seen[0] <= 40


def test_a_folder_without_a_sweep_or_a_finished_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="is not there|holds no sweep"):
        crmsim.load(tmp_path, partial=True)
    folder = stopped(tmp_path, FIXED, 12)
    text = (folder / "experiment.toml").read_text()
    (folder / "experiment.toml").write_text(text.replace("[0.2, 0.9]", "[0.3, 0.8]"))
    with pytest.raises(CrmsimError, match="no run of the experiment"):
        crmsim.load(folder, partial=True)
