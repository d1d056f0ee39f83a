"""What is said before the engine is compiled."""

from pathlib import Path

import pytest

from crmsim.numerics.place import Kept
from crmsim.simulation import kernel
from crmsim.words import message

PROBLEM = message("cannot be kept: name another folder in CRMSIM_CACHE_DIR")


@pytest.mark.parametrize("problem", [None, PROBLEM])
def test_where_nothing_compiled_is_kept_the_cure_is_told_once(
    problem: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path if problem is None else None
    monkeypatch.setattr(kernel, "is_compiled", lambda: False)
    monkeypatch.setattr(kernel, "cache_folder", lambda: folder)
    monkeypatch.setattr(kernel, "kept", lambda: Kept(folder, problem))
    monkeypatch.setattr(kernel, "SAID", set())
    said: list[str] = []
    kernel.announce_compilation(said.append)
    assert len(said) == 1
    assert ("CRMSIM_CACHE_DIR" in said[0]) == (problem is not None)
    kernel.announce_compilation(said.append)
    assert len(said) == (2 if problem is None else 1)


def test_nothing_is_said_where_all_is_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kernel, "is_compiled", lambda: True)
    monkeypatch.setattr(kernel, "kept", lambda: Kept(tmp_path, None))
    said: list[str] = []
    kernel.announce_compilation(said.append)
    assert said == []
