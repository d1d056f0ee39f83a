"""A short form of `make attack`, and what the attacks themselves must be able to find."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from benchmarks.attack import fuzzed, gently, mutate, readers, stored, valid, world
from benchmarks.attack.outcome import Outcome, table
from crmsim.store.journal import Journal, Result

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of Unix")


def attacked(root: Path, *given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.attack", *given]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_fuzzed_inputs_are_read_or_refused(root: Path) -> None:
    done = attacked(root, "fuzz", "--fuzz", "600", "--jobs", "1", "--seed", "5")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "600" in done.stdout


@pytest.mark.slow
def test_kills_flips_and_edits_come_to_nothing(root: Path) -> None:
    done = attacked(root, "kills", "flips", "inputs", "--kills", "5", "--flips", "10", "--edits", "2")
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_input_is_made_from_its_number() -> None:
    for number in range(60):
        assert fuzzed.made(number, 1) == fuzzed.made(number, 1)
    assert len({str(fuzzed.made(number, 1)) for number in range(60)}) > 55


def test_every_reader_is_met() -> None:
    met = {fuzzed.made(number, 3).reader for number in range(600)}
    assert met == {*valid.FORMATS, "scenario", "experiment", "settings", "options", "odd files"}
    assert all(valid.organisations()[name] for name in valid.FORMATS)


@pytest.mark.parametrize("name", ["csv", "gephi", "matrix", "graphml", "gexf", "pajek", "dl", "xlsx", "parquet"])
def test_what_is_fuzzed_is_read_as_it_is(name: str, tmp_path: Path) -> None:
    """Some of the files of each format are accepted before anything is changed in them."""
    accepted = 0
    for number, (files, options) in enumerate(valid.organisations()[name][:12]):
        folder = tmp_path / str(number)
        folder.mkdir()
        given = fuzzed.Input(name, files, ["organisation", *files, *options, "--out", "made/ours.toml"])
        fuzzed.lay_out(given, folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            patch.setattr(sys, "argv", [])
            answer = readers.answered(given, folder)
        assert not answer.problem
        accepted += answer.accepted
    assert accepted > number // 2  # the others are refused for what is odd about them


def test_changes_leave_little_files_and_gentle_ones_their_form() -> None:
    draw = random.Random(4)
    for _ in range(200):
        text = draw.choice(valid.scenarios())
        assert tomllib.loads(gently.tables(text, draw).decode("utf-8", "replace"))
        assert len(mutate.mutated(text, draw, valid.scenarios())) <= mutate.LARGEST


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        (0, "all is well\n\ta table", ""),
        (2, "Error: no such file", ""),
        (1, "Error: x: File name too long", ""),
        (3, "well", "exit 3"),
        (1, "Traceback (most recent call last):\n  …\nValueError: no", "exit 1"),
        (1, "Error: something unexpected happened (ValueError).\nThis is a mistake in crmsim", "something unexpected"),
        (1, "Error: not enough memory; try fewer", "not enough memory"),
        ("PanicException: index", "", "PanicException"),
        (0, "a \x1b[31mred\x1b[0m name", "control character"),
        (0, "numbers.py:3: RuntimeWarning: overflow", "raw warning"),
    ],
)
def test_a_wrong_answer_is_told_from_a_right_one(code: int | str, text: str, wanted: str) -> None:
    found = readers.wrong_with(code, text)
    assert (wanted in found) if wanted else not found


@pytest.mark.parametrize("value", [float("nan"), [1.0, float("inf")], {"a": {"b": [float("-inf")]}}])
def test_what_is_not_finite_is_found_however_deep(value: object) -> None:
    with pytest.raises(ValueError, match="a.* is -?(nan|inf)"):
        readers.finite("a", value)
    readers.finite("a", {"b": [1.0, 2, "nan"]})


def test_a_changed_byte_a_stray_and_a_missing_file_are_told(tmp_path: Path) -> None:
    world.make(tmp_path / "one")
    before = stored.picture(tmp_path / "one")
    assert not stored.differing(before, stored.picture(tmp_path / "one"))
    (tmp_path / "one" / "ours.toml").write_text("x", encoding="utf-8")
    (tmp_path / "one" / ".left").write_text("", encoding="utf-8")
    (tmp_path / "one" / "ties.csv").unlink()
    wanted = stored.differing(before, stored.picture(tmp_path / "one"))
    assert wanted == "gone: ties.csv, stray: .left, other bytes: ours.toml"


def test_of_provenance_and_journal_what_counts_is_held(tmp_path: Path) -> None:
    path = tmp_path / "provenance.json"
    pictures = []
    for seal, journal, runs in (("a", "1", 3), ("b", "2", 3), ("b", "2", 4)):
        files = f'{{"journal.sqlite": "{journal}", "runs": "x"}}'
        path.write_text(f'{{"seal": "{seal}", "files": {files}, "runs": {runs}}}', encoding="utf-8")
        pictures.append(stored.picture(tmp_path))
    assert pictures[0] == pictures[1] != pictures[2]


def test_a_journal_may_hold_the_runs_of_another_version_and_no_others(tmp_path: Path) -> None:
    """As after an edit in the midst of a sweep: what was computed before it stays, and is what it was."""
    pictures = []
    for runs in ({b"a": 1.0}, {b"b": 2.0}, {b"a": 1.0, b"b": 2.0}, {b"a": 9.0, b"b": 2.0}, {b"b": 2.0, b"c": 3.0}, {}):
        folder = tmp_path / str(len(pictures))
        folder.mkdir()
        with Journal(folder / stored.JOURNAL) as journal:
            results = [
                Result(run, "done", struct.pack("d", value), False, None, None, 0.1) for run, value in runs.items()
            ]
            journal.record((result, 7, "here") for result in results)
        pictures.append(stored.picture(folder))
    earlier, later, both, altered, foreign, empty = pictures
    assert stored.differing(later, both) == "stray: journal.sqlite (1 runs)"
    assert not stored.differing(later, both, other=earlier)
    assert stored.differing(later, altered, other=earlier) == "stray: journal.sqlite (1 runs)"
    assert stored.differing(later, foreign, other=earlier) == "stray: journal.sqlite (1 runs)"
    assert stored.differing(altered, both, other=earlier) == "other bytes: journal.sqlite (1 runs)"
    assert stored.differing(later, empty, other=earlier) == "gone: journal.sqlite (1 runs)"
    (tmp_path / "0" / stored.JOURNAL).write_bytes(b"no journal")
    assert "other bytes: journal.sqlite" in stored.differing(earlier, stored.picture(tmp_path / "0"))


def test_the_table_tells_what_succeeded() -> None:
    outcome = Outcome("kills", 3)
    outcome.hold()
    outcome.succeed("a stray file")
    text = table([outcome])
    assert "2 of 3" in text and "a stray file" in text
