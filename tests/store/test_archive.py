"""A sweep in a folder that nobody can write is analysed, replayed and read as any other."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment import from_text
from crmsim.report.sweep_drawn import DrawnSweep
from crmsim.runner.replay import replay
from crmsim.runner.start import start
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.place import ANALYSIS

TOY = """
title = "A toy"
question = "Is it read?"
function = "ishigami_noisy"
outcomes = ["value"]
runs = 30
[design]
kind = "grid"
[levers]
x1 = [0.0, 1.0]
x2 = [0.0]
x3 = [0.0]
"""


@pytest.fixture
def swept(tmp_path: Path) -> Path:
    text = TOY.replace("x2 = [0.0]\nx3 = [0.0]\n", "x2 = [0.0, 1.0]\nx3 = [0.0, 1.0]\n")
    return start(from_text(text, "toy"), jobs=0, out=tmp_path / "swept").folder


@pytest.fixture
def archive(swept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder without leave to write; the superuser may write anywhere, and is told that it may not."""
    asked = os.access
    inside = (swept, *swept.iterdir())
    for path in inside:
        path.chmod(path.stat().st_mode & ~0o222)
    monkeypatch.setattr(
        os, "access", lambda path, mode: asked(path, mode) and not (mode & os.W_OK and Path(path) in inside)
    )
    yield swept
    for path in (swept, *swept.iterdir()):
        path.chmod(path.stat().st_mode | 0o700)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_it_is_replayed_and_nothing_is_left_in_it(archive: Path) -> None:
    before = snapshot(archive)
    with Journal(archive / JOURNAL, readonly=True) as journal:
        run = next(journal.entries()).run.hex()
    assert replay(archive, run).equal
    assert snapshot(archive) == before


def test_it_is_analysed_elsewhere(archive: Path, tmp_path: Path) -> None:
    before = snapshot(archive)
    sweep = DrawnSweep.read(archive)
    with pytest.raises(CrmsimError, match="permission denied; expected --out with a folder that can be written"):
        sweep.write_analysis()
    files = sweep.write_analysis(out=tmp_path / "new" / "analysis")
    assert {path.parent for path in files} == {tmp_path / "new" / "analysis"}
    assert "answer.txt" in {path.name for path in files}
    assert snapshot(archive) == before
    again = sweep.write_analysis(out=tmp_path / "new" / "analysis")  # an analysis takes the place of an analysis
    assert [path.name for path in again] == [path.name for path in files]


def test_it_is_not_written_over_what_is_no_analysis(swept: Path, tmp_path: Path) -> None:
    sweep = DrawnSweep.read(swept)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(CrmsimError, match="no analysis wrote"):
        sweep.write_analysis(out=tmp_path / "mine")
    for name in ("", " ", "a\0b"):
        with pytest.raises(CrmsimError, match="not the name of a folder"):
            sweep.write_analysis(out=name)
    assert sweep.write_analysis()[0].parent == swept / ANALYSIS


def test_changes_that_a_killed_sweep_left_beside_its_journal_are_read(
    swept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = sqlite3.connect(swept / JOURNAL, isolation_level=None)
    writing.execute("PRAGMA journal_mode = WAL")
    writing.execute("INSERT OR REPLACE INTO notes VALUES ('late', 'yes')")
    killed = tmp_path / "killed"
    killed.mkdir()
    for name in (JOURNAL, f"{JOURNAL}-wal"):  # as they lie when the writer is gone
        shutil.copyfile(swept / name, killed / name)
    writing.close()
    asked = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: asked(path, mode) and Path(path) != killed)
    before = snapshot(killed)
    with Journal(killed / JOURNAL, readonly=True) as journal:
        assert journal.note("late") == "yes"
    assert snapshot(killed) == before


@pytest.mark.skipif(shutil.which("setpriv") is None or os.name != "posix", reason="needs setpriv to give up powers")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="others are held to permissions anyway")
def test_the_system_itself_refuses_to_write_there(swept: Path, root: Path) -> None:
    """The superuser without the power to write anywhere."""
    for path in (swept, *swept.iterdir()):
        path.chmod(path.stat().st_mode & ~0o222)
    powers = "-dac_override,-dac_read_search"
    code = (
        "import sys; from pathlib import Path; from crmsim.store.journal import Journal\n"
        "with Journal(Path(sys.argv[1]) / 'journal.sqlite', readonly=True) as journal:\n"
        "    print(sum(journal.counts().values()))\n"
        "try:\n    (Path(sys.argv[1]) / 'new').touch()\n"
        "except PermissionError:\n    print('refused')\n"
    )
    done = subprocess.run(
        ["setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}", sys.executable, "-c", code, str(swept)],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    for path in (swept, *swept.iterdir()):
        path.chmod(path.stat().st_mode | 0o700)
    assert done.stdout.split() == ["240", "refused"], done.stderr
