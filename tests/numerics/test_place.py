"""Compiled code is read from a folder only where nobody but the user could have put it there."""

import os
import pickle
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmsim.numerics import place
from crmsim.numerics.compiled import _checksum
from crmsim.simulation import kernel

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes of Unix")


@pytest.fixture(autouse=True)
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that is used where none is named, in place of the home's."""
    folder = tmp_path / "home" / "crmsim"
    folder.parent.mkdir(mode=0o700)
    monkeypatch.setattr(place, "user_cache_dir", lambda *_, **__: str(folder))
    place._kept.cache_clear()
    yield folder
    place._kept.cache_clear()


def ask(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> place.Kept:
    if folder is None:
        monkeypatch.delenv("CRMSIM_CACHE_DIR", raising=False)
    else:
        monkeypatch.setenv("CRMSIM_CACHE_DIR", str(folder))
    return place.kept()


@pytest.mark.parametrize("umask", [0o022, 0o002, 0o000])
def test_a_folder_is_made_for_its_owner_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        found = ask(monkeypatch, None)
    finally:
        os.umask(before)
    if umask:
        assert found.problem is None and found.folder is not None
        assert stat.S_IMODE(found.folder.stat().st_mode) == 0o700
    else:  # the folder above could be exchanged by anybody
        assert found.folder is None and "others can write to" in str(found.problem)


@pytest.mark.parametrize("mode", [0o777, 0o757])
def test_a_folder_that_others_can_write_to_is_not_used_and_another_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int
) -> None:
    asked = tmp_path / "asked"
    (asked / "compiled").mkdir(parents=True)
    (asked / "compiled").chmod(mode)
    found = ask(monkeypatch, asked)
    assert found.folder == asked / "compiled-private"
    assert found.folder is not None and stat.S_IMODE(found.folder.stat().st_mode) == 0o700
    assert f"others can write to {asked / 'compiled'}" in str(found.problem)
    assert f"remove {asked / 'compiled'}" in str(found.problem)
    found.folder.chmod(mode)
    place._kept.cache_clear()
    assert ask(monkeypatch, asked).folder is not None  # neither, but that of the home
    assert asked not in place.kept().folder.parents  # type: ignore[union-attr]


def test_a_folder_whose_parent_others_can_write_to_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, usual: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    found = ask(monkeypatch, shared / "mine")
    assert found.folder == usual / "compiled"
    assert f"others can write to {shared}" in str(found.problem) and "CRMSIM_CACHE_DIR" in str(found.problem)
    assert str(found.folder) in str(found.problem)
    shared.chmod(0o1777)  # as /tmp: everybody may make something, and nobody may move what is another's
    place._kept.cache_clear()
    assert ask(monkeypatch, shared / "mine") == (shared / "mine" / "compiled", None)


def test_a_folder_reached_by_a_link_is_looked_at_where_it_lies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, usual: Path
) -> None:
    shared = tmp_path / "shared"
    (shared / "theirs").mkdir(parents=True)
    shared.chmod(0o777)
    (tmp_path / "link").symlink_to(shared / "theirs")
    assert ask(monkeypatch, tmp_path / "link").folder == usual / "compiled"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, usual: Path) -> None:
    asked = tmp_path / "asked"
    (asked / "compiled").mkdir(parents=True)
    os.chown(asked / "compiled", 12345, 12345)
    found = ask(monkeypatch, asked)
    assert found.folder == asked / "compiled-private"
    assert f"{asked / 'compiled'} belongs to somebody else" in str(found.problem)
    os.chown(asked, 12345, 12345)
    place._kept.cache_clear()
    assert ask(monkeypatch, asked).folder == usual / "compiled"


def test_a_group_of_the_user_alone_is_nobody_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    asked.mkdir()
    asked.chmod(0o775)
    for own, kept in ((True, "asked"), (False, "home/crmsim")):
        place._kept.cache_clear()
        monkeypatch.setattr(place, "_own_group", lambda group, own=own: own)
        assert ask(monkeypatch, asked).folder == tmp_path / kept / "compiled"


def test_what_cannot_be_written_is_said_once_with_its_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("CRMSIM_CACHE_DIR", str(tmp_path / "a file" / "cache"))
    monkeypatch.setattr(kernel, "SAID", set())
    monkeypatch.setattr(kernel, "is_compiled", lambda: True)
    said: list[str] = []
    kernel.announce_compilation(said.append)
    kernel.announce_compilation(said.append)
    assert len(said) == 1
    assert "cannot be kept in" in said[0] and "CRMSIM_CACHE_DIR" in said[0]


class Deed:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


CODE = "from crmsim.simulation.initial import draws_of; import numpy as np; draws_of(7, np.arange(3, dtype=np.uint64))"


def test_what_others_have_put_there_is_not_done(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "CRMSIM_CACHE_DIR": str(tmp_path / "cache"),
        "PYTHONPATH": str(Path(place.__file__).resolve().parents[2]),
    }
    command = [sys.executable, "-c", CODE]
    subprocess.run(command, env=environment, cwd=tmp_path, check=True)
    kept = list((tmp_path / "cache").rglob("*.nbi"))
    assert kept
    for path in kept:
        deed = pickle.dumps(Deed(tmp_path / "done"))
        path.write_bytes(_checksum(deed) + deed)  # a checksum tells of damage, not of intent
    subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)
    assert (tmp_path / "done").exists()  # so it is worth guarding
    (tmp_path / "done").unlink()
    (tmp_path / "cache" / "compiled").chmod(0o777)
    subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=True)
    assert not (tmp_path / "done").exists()
