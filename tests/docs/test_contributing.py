"""docs/contributing.md: its three changes made on a copy of the sources, as a contributor would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "contributing.md"
COPIED = ("crmsim", "docs", "experiments", "scenarios", "tests", "benchmarks", "pyproject.toml", "CHANGELOG.md",
          "README.md")  # fmt: skip
CHANGE = re.compile(r"^## (Change \d.*?)$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
CHANGES = dict(CHANGE.findall(PAGE.read_text(encoding="utf-8")))


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command in the copy, without compilation."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(copy), "PYTHONUTF8": "1"}
    return subprocess.run(arguments, cwd=copy, env=environment, capture_output=True, text=True, check=False)


def translated(copy: Path, entries: str) -> None:
    """Put the Norwegian of a block into the catalogue, where `docs/words.py` left it open."""
    catalogue = copy / "crmsim" / "words" / "locale" / "nb" / "LC_MESSAGES" / "crmsim.po"
    text = catalogue.read_text(encoding="utf-8")
    for english, norwegian in re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', entries, re.MULTILINE):
        empty = f'msgid "{english}"\nmsgstr ""\n'
        assert empty in text, english
        text = text.replace(empty, f'msgid "{english}"\nmsgstr "{norwegian}"\n')
    catalogue.write_text(text, encoding="utf-8")


def test_there_are_three() -> None:
    assert len(CHANGES) == 3


# The last takes all the steps of the others, and stands for them in the quick tests.
*EARLIER, LAST = CHANGES


@pytest.mark.parametrize("title", [*(pytest.param(title, marks=pytest.mark.slow) for title in EARLIER), LAST])
def test_a_change_works_as_told(title: str, tmp_path: Path) -> None:
    change = CHANGES[title]
    for name in COPIED:
        source = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
        (shutil.copytree(source, tmp_path / name, ignore=ignored) if source.is_dir()
         else shutil.copy(source, tmp_path / name))  # fmt: skip
    (tmp_path / "change.diff").write_text("".join(blocks(change, "diff")), encoding="utf-8")
    applied = run(tmp_path, "git", "apply", "--whitespace=nowarn", "change.diff")
    assert applied.returncode == 0, applied.stderr
    for step in ("docs/words.py", None, "docs/generate.py"):
        if step is None:
            translated(tmp_path, "".join(blocks(change, "po")))
        else:
            made = run(tmp_path, sys.executable, step)
            assert made.returncode == 0, made.stderr
    changed = re.findall(r"^\+\+\+ b/(\S+)$", "".join(blocks(change, "diff")), re.MULTILINE)
    tests = [name for name in changed if name.startswith("tests/")]
    assert tests
    held = run(
        tmp_path, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests,
        "tests/words/test_catalogue.py",
        "tests/docs/test_docs_reference.py::test_a_generated_page_is_up_to_date",
    )  # fmt: skip
    assert held.returncode == 0, held.stdout[-3000:]
    for command, wanted in re.findall(r"^\$ (.+)\n(.+)$", "".join(blocks(change, "text")), re.MULTILINE):
        said = run(tmp_path, sys.executable, "-m", *command.split())
        assert wanted.strip() in " ".join(said.stdout.split()), f"{command}: {said.stdout}{said.stderr}"
