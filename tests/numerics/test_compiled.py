"""Compiled code is kept by the sources it was made from, and nowhere else."""

import errno
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numba
import pytest

from crmsim.numerics import compiled
from crmsim.numerics.place import tell_with
from crmsim.runner.warm import warm_up

PACKAGES = compiled.COMPILED_PACKAGES


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as it stands in a copy of the package's tree."""
    package = tmp_path / "crmsim"
    for inner in PACKAGES:
        shutil.copytree(compiled.PACKAGE / inner, package / inner, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("CRMSIM_CACHE_DIR", str(tmp_path / "cache"))
    spec = importlib.util.spec_from_file_location("copied_compiled", package / "numerics" / "compiled.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "copied_compiled", module)
    spec.loader.exec_module(module)
    return module


def test_a_copy_has_the_same_hash(copied: ModuleType) -> None:
    assert copied.code_hash() == compiled.code_hash() == compiled.code_hash(copied.PACKAGE)
    assert copied.cache_folder() is not None and copied.cache_folder().name == copied.code_hash()


def test_a_file_of_another_name_makes_another_hash(copied: ModuleType) -> None:
    (copied.PACKAGE / "mechanisms" / "climate.py").rename(copied.PACKAGE / "mechanisms" / "weather.py")
    copied.code_hash.cache_clear()
    assert copied.code_hash() != compiled.code_hash()


@pytest.mark.parametrize("inner", PACKAGES)
def test_what_is_written_about_code_leaves_its_hash(inner: str, copied: ModuleType) -> None:
    before = copied.code_hash()
    for path in (copied.PACKAGE / inner).glob("*.py"):
        path.write_text(about(path.read_text(encoding="utf-8")), encoding="utf-8")
    copied.code_hash.cache_clear()
    assert copied.code_hash() == before


@pytest.mark.parametrize("inner", PACKAGES)
def test_an_edit_anywhere_in_code_makes_another_hash(inner: str, copied: ModuleType) -> None:
    before = copied.code_hash()
    path = sorted((copied.PACKAGE / inner).glob("*.py"))[-1]
    path.write_text(path.read_text(encoding="utf-8") + "\nMORE = 1\n", encoding="utf-8")
    copied.code_hash.cache_clear()
    assert copied.code_hash() != before


def about(source: str) -> str:
    """``source`` with other docstrings and comments, one blank line more everywhere, and parameters told otherwise."""
    lines = []
    for line in source.splitlines():
        line = re.sub(r'^( *)"""(?=\w)', r'\1"""In other words: ', line)
        line = re.sub(r'\b(meaning|source)="', r'\1="in other words: ', line)
        lines.append(line)
    return "# Other lines.\n\n\n" + "\n".join(lines) + "\n\n# The end.\n"


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


FIRST_RUN = """
import sys
import numpy as np
from crmsim.simulation.initial import draws_of, fill_draws
found = draws_of(7, np.arange(3, dtype=np.uint64))
hits = sum(fill_draws.stats.cache_hits.values())
print(fill_draws.py_func.__code__.co_filename, hits, found.tolist(), sep="\\n")
"""


def test_two_checkouts_with_the_same_code_share_what_is_compiled(tmp_path: Path) -> None:
    text = []
    for name in ("one", "another"):
        package = tmp_path / name / "crmsim"
        shutil.copytree(compiled.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
        if name == "another":
            for path in package.rglob("*.py"):
                if path.relative_to(package).parts[0] in PACKAGES:
                    path.write_text(about(path.read_text(encoding="utf-8")), encoding="utf-8")
                    os.utime(path, (1e9, 1e9))
        surroundings = {**os.environ, "PYTHONPATH": str(package.parent), "CRMSIM_CACHE_DIR": str(tmp_path / "cache")}
        command = [sys.executable, "-c", FIRST_RUN]
        made = subprocess.run(command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=True)
        text.append(made.stdout.splitlines())
    assert text[0][0].startswith(str(tmp_path / "one")) and text[1][0].startswith(str(tmp_path / "another"))
    assert [hits for _, hits, _ in text] == ["0", "1"]
    assert text[0][2] == text[1][2]
    assert len(list((tmp_path / "cache").rglob("*.nbc"))) == 1


def test_a_function_from_outside_is_compiled_anew_when_its_file_changes(
    copied: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside.py"
    for added, hits in ((1, 0), (1, 1), (2, 0)):
        outside.write_text(f"ADDED = {added}\ndef plus(x):\n    return x + ADDED\n", encoding="utf-8")
        spec = importlib.util.spec_from_file_location("outside", outside)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "outside", module)
        exec(compile(outside.read_text(encoding="utf-8"), str(outside), "exec"), module.__dict__)  # past Python's cache
        plus = copied.kernel(module.plus)
        assert plus(1) == 1 + added
        assert sum(plus.stats.cache_hits.values()) == hits


def test_a_cache_place_forced_on_numba_is_not_used(copied: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(numba.config, "CACHE_LOCATOR_CLASSES"):
        pytest.skip("this numba cannot be told where to cache")
    monkeypatch.setattr(numba.config, "CACHE_LOCATOR_CLASSES", "UserWideCacheLocator")
    assert type(copied.kernel(plus_one)._cache).__name__ == "NullCache"


def test_compiled_code_is_loaded_without_what_compiling_alone_needs() -> None:
    if numba.config.DISABLE_JIT or compiled.cache_folder() is None:
        pytest.skip("nothing is compiled, or kept")
    warm_up()
    code = (
        "import sys\nfrom crmsim.runner.warm import warm_up\nwarm_up()\n"
        "print([name for name in ('scipy.linalg', 'numba.np.linalg', 'pandas', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=compiled.PACKAGE.parent, capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("[]\n", "", 0)


def files_of(module: ModuleType) -> list[Path]:
    folder = module.cache_folder()
    assert folder is not None
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("left", [0, 5, 16, 40, -1], ids=lambda left: f"{left} bytes left")
@pytest.mark.parametrize("ending", [".nbi", ".nbc"])
def test_what_is_damaged_in_the_cache_is_compiled_anew(ending: str, left: int, copied: ModuleType) -> None:
    if numba.config.DISABLE_JIT:
        pytest.skip("nothing is compiled")
    assert copied.kernel(plus_one)(1) == 2
    (path,) = (path for path in files_of(copied) if path.suffix == ending)
    whole = path.read_bytes()
    path.write_bytes(whole[:left] if left >= 0 else whole[:-1] + bytes([whole[-1] ^ 1]))
    again = copied.kernel(plus_one)
    assert again(1) == 2 and again.stats.cache_misses and not again.stats.cache_hits
    last = copied.kernel(plus_one)
    assert last(1) == 2 and last.stats.cache_hits and not last.stats.cache_misses


def test_what_was_edited_while_a_process_began_is_not_kept(copied: ModuleType) -> None:
    if numba.config.DISABLE_JIT:
        pytest.skip("nothing is compiled")
    edited = copied.PACKAGE / "mechanisms" / "needs.py"
    edited.write_text(edited.read_text(encoding="utf-8") + "\nMORE = 1\n", encoding="utf-8")
    assert copied.edited_since_begun(copied.PACKAGE)
    assert copied.kernel(plus_one)(1) == 2 and not files_of(copied)
    os.utime(edited, (0.0, copied.BEGUN - 1.0))
    assert not copied.edited_since_begun(copied.PACKAGE)
    assert copied.kernel(plus_one)(1) == 2 and files_of(copied)


def test_a_full_disk_ends_no_run_and_is_told_once(copied: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    if numba.config.DISABLE_JIT:
        pytest.skip("nothing is compiled")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    told: list[str] = []
    tell_with(lambda text: told.append(text.format()))
    monkeypatch.setattr(copied._Checked, "_save_data", full)
    assert copied.kernel(plus_one)(1) == 2 and copied.kernel(plus_one)(1) == 2
    assert len(told) == 1 and "cannot be kept in" in told[0] and "No space left on device" in told[0]
    assert not [path for path in files_of(copied) if path.suffix == ".nbc"]
