"""The record of tests: every file of tests is on it, by its own words, and a folder without a place is refused."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def done() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tests_done", ROOT / "docs" / "tests_done.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules["tests_done"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_file_of_tests_and_what_it_is_of_stands_there() -> None:
    page = (ROOT / "docs" / "trace.md").read_text(encoding="utf-8")
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(files) > 200 and [name for name in files if f"`{name}`" not in page] == []
    helping = page.split("### helping")[1].split("###")[0]
    assert "- givers help more than takers all else neutral\n" in helping
    assert "`tests/oracles/test_turnover_limit.py` (oracle: " in page


def test_a_folder_that_has_no_place_is_refused(
    done: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dreams").mkdir()
    (tmp_path / "dreams" / "test_sheep.py").write_text("def test_they_jump():\n    assert True\n")
    monkeypatch.setattr(done, "TESTS", tmp_path)
    with pytest.raises(ValueError, match=r"say in PLACES where tests/dreams belongs"):
        done.tested()
