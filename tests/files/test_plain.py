"""Pipes and devices are refused before anything waits for them, by every reader of a user's file."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment import read as read_experiment
from crmsim.experiment.catalogue import is_experiment
from crmsim.files import read_plain, read_plain_text
from crmsim.organisation import read as read_organisation
from crmsim.organisation.pseudonyms import KEY_FILE, read_key
from crmsim.report.sweep_files import refuse_foreign
from crmsim.results.folder import MARKER, marker
from crmsim.results.frames import read_weeks
from crmsim.results.run_result import read as read_run
from crmsim.runner.replay import replay
from crmsim.scenario import load
from crmsim.store.load import load as load_sweep
from crmsim.store.load import read_files
from crmsim.store.place import ANALYSIS, read_marker

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes exist on POSIX only")


def test_a_file_is_read_whole_or_up_to_a_size(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one\r\ntwo")
    assert read_plain(path) == b"one\r\ntwo"
    assert read_plain(path, most=3) == b"one"
    assert read_plain_text(path) == "one\ntwo"
    (tmp_path / "b").symlink_to(path)
    assert read_plain(tmp_path / "b", most=3) == b"one"


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, problem in ((tmp_path / "pipe", "is a pipe"), (Path(os.devnull), "is a device")):
        with pytest.raises(CrmsimError, match=problem):
            read_plain(path)
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(tmp_path)  # the path of a socket must be short
        listening.bind("s")
        with pytest.raises(CrmsimError, match="is a socket"):
            read_plain(tmp_path / "s")
    with pytest.raises(FileNotFoundError):
        read_plain(tmp_path / "none")


@pytest.fixture(autouse=True)
def back() -> Iterator[None]:
    here = Path.cwd()
    yield
    os.chdir(here)


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "scenario": ("a.toml", lambda path: load(path)),
    "experiment": ("a.toml", lambda path: read_experiment(path)),
    "employees": ("a.csv", lambda path: read_organisation(path)),
    "workbook": ("a.xlsx", lambda path: read_organisation(path)),
    "key": (KEY_FILE, lambda path: read_key(path.parent)),
    "weeks": ("weeks.csv", lambda path: read_weeks(path)),
    "run": (MARKER, lambda path: read_run(path.parent)),
    "marker": (MARKER, lambda path: marker(path.parent)),
    "marker of a sweep": (MARKER, lambda path: read_marker(path.parent)),
    "sweep": (MARKER, lambda path: load_sweep(path.parent)),
    "table": ("runs/part-00000.parquet", lambda path: read_files(path.parents[1], "runs", None)),
    "journal": ("journal.sqlite", lambda path: replay(path.parent, "a1")),
    "analysis": (f"{ANALYSIS}/analysis.json", lambda path: refuse_foreign(path.parent)),
}


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_waits_for_a_pipe(reader: str, tmp_path: Path) -> None:
    name, read = READERS[reader]
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    (tmp_path / "runs").mkdir(exist_ok=True)
    with pytest.raises(CrmsimError):
        read(path)


def test_a_pipe_is_no_experiment(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.toml")
    assert not is_experiment(tmp_path / "a.toml")
