"""Compiled code is kept by the sources it was made from, and nowhere else."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from crmsim.mechanisms import compiled

ROOMS = compiled.COMPILED_ROOMS


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as it stands in a copy of the package's tree."""
    package = tmp_path / "crmsim"
    for room in ROOMS:
        shutil.copytree(compiled.PACKAGE / room, package / room, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("CRMSIM_CACHE_DIR", str(tmp_path / "cache"))
    spec = importlib.util.spec_from_file_location("copied_compiled", package / "mechanisms" / "compiled.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "copied_compiled", module)
    spec.loader.exec_module(module)
    return module


def test_a_copy_has_the_same_hash(copied: ModuleType) -> None:
    assert copied.code_hash() == compiled.code_hash()


@pytest.mark.parametrize("room", ROOMS)
def test_an_edit_anywhere_makes_another_hash(room: str, copied: ModuleType) -> None:
    before = copied.code_hash()
    path = next(path for path in sorted((copied.PACKAGE / room).glob("*.py")) if path.stat().st_size)
    path.write_text(path.read_text(encoding="utf-8") + "\n# one more line\n", encoding="utf-8")
    copied.code_hash.cache_clear()
    assert copied.code_hash() != before
    assert copied.cache_folder() is not None and copied.cache_folder().name == copied.code_hash()


def test_a_file_of_another_name_makes_another_hash(copied: ModuleType) -> None:
    before = copied.code_hash()
    (copied.PACKAGE / "mechanisms" / "climate.py").rename(copied.PACKAGE / "mechanisms" / "weather.py")
    copied.code_hash.cache_clear()
    assert copied.code_hash() != before


def plus_one(x: int) -> int:
    return x + 1


def test_what_can_be_cached_is_cached_in_the_folder(copied: ModuleType) -> None:
    folder = copied.cache_folder()
    assert folder is not None and folder.is_dir() and not list(folder.iterdir())
    assert copied.kernel(plus_one)(1) == 2
    assert list(folder.rglob("*.nbc"))


@pytest.mark.parametrize("mark", ["kernel", "tight_kernel"])
def test_where_nothing_can_be_written_nothing_is_cached(
    mark: str, copied: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("CRMSIM_CACHE_DIR", str(tmp_path / "a file" / "cache"))
    before = set(Path(__file__).parent.rglob("*plus_one*"))
    assert copied.cache_folder() is None
    made = getattr(copied, mark)(plus_one)
    assert made(1) == 2
    assert type(made._cache).__name__ == "NullCache"
    assert set(Path(__file__).parent.rglob("*plus_one*")) == before


def test_a_rule_is_plain_python_where_python_calls_it() -> None:
    assert compiled.rule(plus_one) is plus_one
    assert plus_one(1) == 2
