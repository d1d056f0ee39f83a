"""Reading scenario files: what is no scenario is refused with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.scenario import load
from crmsim.scenario.document import LARGEST_FILE, key_lines, read_document


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "mine.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_lines_of_keys_are_known() -> None:
    text = (
        '# note\n[scenario]\ntitle = "a"\n\n[people.hiring] # who comes\ntakers = .1\n'
        "[[intervention]]\nweek = 3\n[[ intervention ]]\nweek = 5\n"
    )
    assert key_lines(text) == {
        "scenario": 2,
        "scenario.title": 3,
        "people.hiring": 5,
        "people.hiring.takers": 6,
        "intervention.1": 7,
        "intervention.1.week": 8,
        "intervention.2": 9,
        "intervention.2.week": 10,
    }


@pytest.mark.parametrize(
    ("content", "problem", "line"),
    [
        ("[scenario]\ntitle = \n", "not TOML", 2),
        ("[scenario]\nweeks = 10\nweeks = 11\n", "not TOML", 3),
        ("[scenario\n", "not TOML", 1),
        ("[people]\ntakers = .3\n", "not TOML", 2),
        ('[scenario]\ntitle = "never closed', "not TOML", 2),
        ("", "empty", None),
        (" \n\n", "empty", None),
        ("# only a note\n", "holds no table", None),
        (b"\x7fELF\x02\x01\x01\x00\x00\xff\xfe", "not UTF-8", 1),
        (b'[scenario]\ntitle = "caf\xe9"\n', "not UTF-8", 2),
        (b"abc\x00def", "binary", None),
        ("[scenario]\nweeks = 10\n".encode("utf-16"), "UTF-16", None),
        (b"#" * (LARGEST_FILE + 1), "too large", None),
        ("a = " + "[" * 100_000, "nested too deeply", None),
        ("[scenario]\nweeks = " + "9" * 5000, "not TOML", None),
    ],
)
def test_what_is_no_scenario_is_refused(tmp_path: Path, content: str | bytes, problem: str, line: int | None) -> None:
    path = write(tmp_path, content)
    with pytest.raises(CrmsimError, match=problem) as caught:
        read_document(path)
    assert caught.value.file == str(path)
    assert caught.value.expected
    assert line is None or caught.value.line == line


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xef\xbb\xbf[scenario]\r\nweeks = 10\r\n")
    assert read_document(path).content == {"scenario": {"weeks": 10}}


def test_a_folder_is_refused_and_names_a_scenario_in_it(tmp_path: Path) -> None:
    write(tmp_path, "[scenario]\nweeks = 3\n")
    with pytest.raises(CrmsimError, match="a folder") as caught:
        load(tmp_path)
    assert caught.value.nearest == str(tmp_path / "mine.toml")


def test_a_missing_file_names_the_nearest_shipped_scenario(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="no such scenario") as caught:
        load("basline")
    assert caught.value.nearest == "baseline"
    write(tmp_path, "[scenario]\nweeks = 3\n")
    with pytest.raises(CrmsimError, match="no such scenario") as caught:
        load(tmp_path / "mime.toml")
    assert caught.value.nearest == str(tmp_path / "mine.toml")


@pytest.mark.parametrize("name", ["", "\0", "x" * 5000, "no/such/folder/x.toml", "~nobody-of-this-name/x"])
def test_impossible_names_are_refused(name: str) -> None:
    with pytest.raises(CrmsimError):
        load(name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes exist on POSIX only")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    with pytest.raises(CrmsimError, match="is a pipe"):
        load(pipe)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "[scenario]\nweeks = 3\n")
    path.chmod(0)
    with pytest.raises(CrmsimError, match="cannot be read"):
        load(path)


def test_only_a_file_of_that_kind_and_nearly_that_name_is_named(tmp_path: Path) -> None:
    for name, text in (
        ("b", "[scenario]\nweeks = 3\n"), ("pyproject", "[build-system]\n[project]\nname = 'x'\n"),
        ("oars", "[design]\nkind = 'grid'\n"), ("broken", "="),
    ):  # fmt: skip
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    for asked in ("ours.toml", "project.toml", "brokn.toml", "x.toml"):
        with pytest.raises(CrmsimError) as caught:
            load(tmp_path / asked)
        assert caught.value.nearest is None, asked
    (tmp_path / "ours2.toml").write_text("[people]\ntakers = 0.3\n", encoding="utf-8")
    with pytest.raises(CrmsimError) as caught:
        load(tmp_path / "ours.toml")
    assert caught.value.nearest == str(tmp_path / "ours2.toml")
    with pytest.raises(CrmsimError, match="a folder") as caught:  # two scenarios are in it: neither is meant more
        load(tmp_path)
    assert caught.value.nearest is None
