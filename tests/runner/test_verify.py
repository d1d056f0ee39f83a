"""Stored results are what was written, or it is told: every bit of every file, every record, whatever is gone."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import sweep_doubles as doubles
from click.testing import CliRunner

from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, from_text
from crmsim.report.sweep_drawn import DrawnSweep
from crmsim.runner.start import start, start_part
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.load import load
from crmsim.store.part import Part
from crmsim.store.verify import verify

GRID = """
title = "Small"
base = "baseline"
outcomes = ["user_share"]
weekly = ["user_share"]
money = false
runs = {runs}
[constants]
"organisation.employees" = 20
"scenario.weeks" = 8
[design]
kind = "grid"
[levers]
"leadership.said" = [0.2, 0.8]
"""
COUNTED = ("UPDATE runs SET seed = seed + 1 WHERE rowid = 1", "UPDATE runs SET worker = 'me' WHERE rowid = 1")
FLIPS = 120


def experiment(runs: int = 4) -> Experiment:
    return from_text(GRID.format(runs=runs), "small")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep with everything a folder can hold: parts, an earlier design, weeks, an analysis."""
    folder = tmp_path_factory.mktemp("verify") / "made"
    start(experiment(2), jobs=0, out=folder)
    start_part(experiment(4), Part(1, 2), jobs=0, out=folder)
    start(experiment(4), jobs=0, out=folder)
    DrawnSweep.read(folder).write_analysis()
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def edited(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / JOURNAL)
    connection.execute(statement)
    connection.commit()
    connection.close()


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def problems(folder: Path) -> str:
    return "\n".join(verify(folder).problems)


def test_what_was_written_is_whole_and_stays_so_when_it_is_read(made: Path) -> None:
    for _ in range(2):
        found = verify(made)
        assert (found.problems, found.notes) == ([], [])
        with Journal(made / "parts" / "00001.sqlite", readonly=True) as journal:
            assert found.records == 8 + journal.counts()["done"] > 8
        assert found.files > 10
        load(made).weekly()
        DrawnSweep.read(made).text()
    names = {path.relative_to(made).as_posix() for path in stored(made)}
    assert {"runs/part-00000.parquet", "weeks/part-00000.parquet", "parts/00001.sqlite"} <= names
    assert {"analysis/analysis.json", "experiment.toml"} <= names
    assert any(name.startswith("earlier/") for name in names)
    assert verify(made / "analysis").whole
    (earlier,) = (made / "earlier").iterdir()
    assert verify(earlier).whole
    assert len(load(earlier).frame()) == 4


def flips(folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Bits all over the stored files, some in each."""
    chance = random.Random(5)
    files = stored(folder)
    for number in range(FLIPS):
        path = files[number % len(files)]
        yield path, chance.randrange(path.stat().st_size), chance.randrange(8)


def test_a_flipped_bit_is_told_wherever_it_is(copy: Path) -> None:
    believed = []
    for path, place, bit in flips(copy):
        whole = path.read_bytes()
        changed = bytearray(whole)
        changed[place] ^= 1 << bit
        path.write_bytes(changed)
        if verify(copy).whole:
            believed.append((path.relative_to(copy).as_posix(), place, bit))
        for side in ("-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        path.write_bytes(whole)
    assert believed == []
    assert verify(copy).whole


def test_whatever_file_is_gone_is_told(copy: Path) -> None:
    for path in stored(copy):
        whole = path.read_bytes()
        path.unlink()
        found = problems(copy) if (copy / "provenance.json").is_file() else "provenance.json"
        assert path.name in found, path
        path.write_bytes(whole)
    assert verify(copy).whole


@pytest.mark.parametrize("kind", ["runs", "weeks"])
def test_no_altered_table_is_read(copy: Path, kind: str) -> None:
    part = copy / kind / "part-00000.parquet"
    whole = part.read_bytes()
    chance = random.Random(2)
    for _ in range(40):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        part.write_bytes(changed)
        with pytest.raises(CrmsimError, match=r"part-00000\.parquet: is not what was written"):
            load(copy).weekly()
    part.unlink()
    with pytest.raises(CrmsimError, match=r"part-00000\.parquet: is gone"):
        load(copy).weekly()
    part.write_bytes(whole)
    (copy / kind / "part-00001.parquet").write_bytes(whole)
    with pytest.raises(CrmsimError, match="was not written with the other parts"):
        load(copy).weekly()
    assert "part-00001.parquet" in problems(copy)


def test_a_table_of_another_sweep_is_not_taken_for_this_one(copy: Path) -> None:
    marker = copy / "provenance.json"
    about = json.loads(marker.read_text(encoding="utf-8"))
    marker.write_text(json.dumps({name: about[name] for name in about if name not in ("files", "seal")}))
    assert len(load(copy).frame()) == 8  # as an older folder
    (earlier,) = (copy / "earlier").iterdir()
    shutil.copy(earlier / "runs" / "part-00000.parquet", copy / "runs" / "part-00000.parquet")
    with pytest.raises(CrmsimError, match="is the table of another sweep"):
        load(copy)


def test_a_table_whose_sweep_is_not_finished_is_not_read(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crmsim.runner import start as starting

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(starting, "write", fail)
    with pytest.raises(KeyboardInterrupt):
        start(experiment(4), jobs=0, out=copy)
    assert (copy / "runs").is_dir()
    with pytest.raises(CrmsimError, match="the sweep is not finished"):
        load(copy)
    assert "not finished" in problems(copy)


CHANGES = (
    "UPDATE runs SET outcomes = NULL WHERE rowid = 1",
    "UPDATE runs SET outcomes = substr(outcomes, 1, length(outcomes) - 8) WHERE rowid = 1",
    "UPDATE runs SET outcomes = substr(outcomes, 9) || substr(outcomes, 1, 8) WHERE rowid = 1",
    "UPDATE runs SET weekly = NULL WHERE rowid = 1",
    "UPDATE runs SET status = 1, outcomes = NULL, error = 'failed' WHERE rowid = 1",
    "UPDATE runs SET censored = 1 - censored WHERE rowid = 1",
    "UPDATE runs SET reasons = '{}' WHERE rowid = 1",
    "UPDATE runs SET error = '' WHERE rowid = 1",
    "UPDATE runs SET checksum = NULL WHERE rowid = 1",
    "UPDATE runs SET outcomes = (SELECT outcomes FROM runs WHERE rowid = 2),"
    " weekly = (SELECT weekly FROM runs WHERE rowid = 2) WHERE rowid = 1",
    *COUNTED,
)


@pytest.mark.parametrize("change", CHANGES)
def test_an_altered_record_is_told_and_computed_again_when_asked(copy: Path, made: Path, change: str) -> None:
    shutil.rmtree(copy / "parts")  # which may have the same run whole
    edited(copy, change)
    with pytest.raises(CrmsimError, match="the record of run [0-9a-f]{32} is not what was written"):
        start(experiment(4), jobs=0, out=copy)
    assert "the record of run" in problems(copy)
    assert start(experiment(4), jobs=0, out=copy, retry_failed=True).computed == 1
    assert doubles.table(copy) == doubles.table(made)
    assert verify(copy).whole


def test_an_altered_record_of_a_part_is_not_collected(copy: Path) -> None:
    connection = sqlite3.connect(copy / "parts" / "00001.sqlite")
    connection.execute("UPDATE runs SET outcomes = zeroblob(length(outcomes)) WHERE rowid = 1")
    connection.commit()
    connection.close()
    with pytest.raises(CrmsimError, match=r"00001\.sqlite: the record of run"):
        start(experiment(4), jobs=0, out=copy)
    assert start(experiment(4), jobs=0, out=copy, retry_failed=True).computed == 0


def test_a_lost_record_is_computed_again(copy: Path, made: Path) -> None:
    edited(copy, "DELETE FROM runs WHERE rowid = 1")
    shutil.rmtree(copy / "parts")
    assert start(experiment(4), jobs=0, out=copy).computed == 1
    assert doubles.table(copy) == doubles.table(made)


def without_checksums(folder: Path) -> None:
    """Make a journal as the version before had them."""
    connection = sqlite3.connect(folder / JOURNAL)
    connection.executescript("ALTER TABLE runs DROP COLUMN checksum; PRAGMA user_version = 2;")
    connection.close()


def test_a_journal_without_checksums_is_read_and_gets_them(copy: Path, made: Path) -> None:
    shutil.rmtree(copy / "parts")
    without_checksums(copy)
    with Journal(copy / JOURNAL, readonly=True) as journal:
        runs = [entry.run for entry in journal.entries()]
        assert len(journal.records(runs)) == 8
        assert not journal.checked
    assert "kept no checksums" in problems(copy)
    assert start(experiment(4), jobs=0, out=copy).computed == 0
    assert doubles.table(copy) == doubles.table(made)
    edited(copy, "UPDATE runs SET outcomes = NULL WHERE rowid = 3")
    with Journal(copy / JOURNAL) as journal, pytest.raises(CrmsimError, match="is not what was written"):
        journal.statuses(runs)


def test_an_older_folder_can_be_read_and_is_not_called_whole(copy: Path) -> None:
    marker = copy / "provenance.json"
    about = json.loads(marker.read_text(encoding="utf-8"))
    marker.write_text(json.dumps({name: about[name] for name in about if name not in ("files", "seal")}))
    assert len(load(copy).frame()) == 8
    assert "kept no digests" in problems(copy)


def test_an_edit_of_the_analysis_is_told_and_a_new_one_takes_its_place(copy: Path) -> None:
    (copy / "analysis" / "answer.txt").write_text("All is well.", encoding="utf-8")
    assert "analysis/answer.txt: is not what was written" in problems(copy)
    assert not verify(copy / "analysis").whole
    DrawnSweep.read(copy).write_analysis()
    assert verify(copy).whole


def test_what_others_put_there_is_noted_and_harms_nothing(copy: Path) -> None:
    (copy / "notes.txt").write_text("Ask Kari.", encoding="utf-8")
    found = verify(copy)
    assert found.whole
    assert found.notes == ["notes.txt: is on no list of what crmsim wrote here, and was not checked"]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    from crmsim.commands.main import cli

    monkeypatch.chdir(tmp_path)

    def invoke(*given: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, list(given))
        return done.exit_code, done.output

    return invoke


def test_the_command_leaves_with_one_where_anything_differs(
    copy: Path, command: Callable[..., tuple[int, str]]
) -> None:
    code, said = command("verify", str(copy))
    assert code == 0
    assert "Whole and unaltered" in said and " records of runs" in said
    (copy / "weeks" / "part-00000.parquet").unlink()
    code, said = command("verify", str(copy))
    assert code == 1
    assert "weeks/part-00000.parquet: is gone" in said and "NOT whole" in said
    code, said = command("verify", str(copy.parent / "nowhere"))
    assert code == 2 and "is not a folder" in said
    code, said = command("verify", str(copy / "weeks"))
    assert code == 2 and "holds no results" in said


def test_of_a_folder_of_several_each_is_checked_and_named(
    copy: Path, command: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    asked = ("export", "baseline", "--week", "1", "--set", "organisation.employees=10")
    assert command(*asked, "--out", str(tmp_path / "deep" / "one"))[0] == 0
    (tmp_path / ".hidden").mkdir()
    shutil.copy(copy / "provenance.json", tmp_path / ".hidden")
    code, said = command("verify", str(tmp_path))
    assert code == 0 and "2 of 2 folders are whole and unaltered" in said
    assert said.index(f"Whole and unaltered: {copy} ") < said.index(str(tmp_path / "deep" / "one"))
    (tmp_path / "deep" / "one" / "nodes.csv").unlink()
    code, said = command("verify", str(tmp_path))
    assert code == 1 and "1 of 2 folders" in said
    assert "nodes.csv: is gone" in said and f"NOT whole and unaltered: {tmp_path / 'deep' / 'one'}" in said
    assert command("verify", str(tmp_path / "deep"))[1].count("folders") == 0
    (tmp_path / "empty").mkdir()
    code, said = command("verify", str(tmp_path / "empty"))
    assert code == 2 and "holds no results" in said


@pytest.mark.parametrize(
    "given",
    [
        ("run", "baseline", "--weeks", "4", "--set", "organisation.employees=20"),
        ("compare", "baseline", "giver_rich", "--weeks", "4", "--runs", "2", "--set", "organisation.employees=20"),
        ("export", "baseline", "--week", "3", "--set", "organisation.employees=20"),
    ],
)
def test_every_command_that_leaves_a_folder_is_checked(
    given: tuple[str, ...], command: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    assert command(*given, "--out", "out")[0] == 0
    assert command("verify", "out")[0] == 0
    assert command(*given, "--out", "out")[0] == 0  # already there
    for path in stored(tmp_path / "out"):
        whole = path.read_bytes()
        for change in (whole[:-1], bytes([whole[0] ^ 1]) + whole[1:]):
            path.write_bytes(change)
            assert command("verify", "out")[0] == 1, path
            assert command(*given, "--out", "out")[0] == 2, path
        path.write_bytes(whole)
    assert command("verify", "out")[0] == 0


def test_values_are_what_they_were(made: Path) -> None:
    assert np.isfinite(load(made).values("user_share")).all()
