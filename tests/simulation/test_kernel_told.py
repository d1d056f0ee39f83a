"""What is said before the engine is compiled."""

from pathlib import Path

import pytest

from crmsim.simulation import kernel


@pytest.mark.parametrize("kept", [True, False])
def test_where_nothing_compiled_is_kept_the_cure_is_told(
    kept: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kernel, "is_compiled", lambda: False)
    monkeypatch.setattr(kernel, "cache_folder", lambda: tmp_path if kept else None)
    monkeypatch.setenv("CRMSIM_CACHE_DIR", str(tmp_path / "here"))
    said: list[str] = []
    kernel.announce_compilation(said.append)
    assert len(said) == 1
    assert ("CRMSIM_CACHE_DIR" in said[0]) != kept
    assert (str(tmp_path / "here") in said[0]) != kept


def test_nothing_is_said_where_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "is_compiled", lambda: True)
    monkeypatch.setattr(kernel, "cache_folder", lambda: None)
    said: list[str] = []
    kernel.announce_compilation(said.append)
    assert said == []
