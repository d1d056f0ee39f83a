"""What a killed process left goes when the next writes there; what others write stays."""

import os
import subprocess
import sys
from pathlib import Path

from crmsim.results.folder import Folder
from crmsim.results.leftovers import clear, in_the_making


def gone() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def test_what_a_killed_process_left_goes_with_the_next_that_finishes(tmp_path: Path) -> None:
    mine = in_the_making("stages.png")
    left = mine.replace(str(os.getpid()), str(gone()))
    (tmp_path / left).write_text("half", encoding="utf-8")
    (tmp_path / left.replace("unfinished.stages.png", "old.analysis")).mkdir()
    alive = mine.replace(str(os.getpid()), str(os.getppid()))
    elsewhere = f".ffffff{left[7:]}" if not left.startswith(".ffffff") else f".000000{left[7:]}"
    for name in (mine, alive, elsewhere, ".hidden", "weeks.csv"):
        (tmp_path / name).write_text("kept", encoding="utf-8")
    folder = Folder(tmp_path, "abc", False)
    folder.finish({})
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {mine, alive, elsewhere, ".hidden", "weeks.csv", "provenance.json"}


def test_a_folder_that_is_not_there_is_clear(tmp_path: Path) -> None:
    clear(tmp_path / "none")


def test_the_suffix_stays_last() -> None:
    assert in_the_making("a.png").endswith(".unfinished.a.png") and in_the_making("a.png").startswith(".")
