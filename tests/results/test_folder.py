import errno
import json
import os
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.results import content_hash, prepare
from crmsim.results.folder import MARKER, distinct_name, safe_name

CONTENT = content_hash({"scenario": "baseline", "seed": 0})
OTHER = content_hash({"scenario": "baseline", "seed": 1})


def listed(path: Path) -> dict[str, bytes]:
    return {result.name: result.read_bytes() for result in path.iterdir()}


def test_content_hash_is_of_content_not_of_order() -> None:
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})
    with pytest.raises(ValueError, match="JSON"):
        content_hash(float("nan"))


def test_without_out_the_folder_is_named_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = prepare(None, "baseline", CONTENT)
    assert folder.path == Path("outputs") / f"baseline-{CONTENT[:8]}"
    assert not folder.finished
    assert prepare(None, "baseline", OTHER).path != folder.path


def test_an_identical_finished_folder_is_reused_untouched(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    folder = prepare(out, "baseline", CONTENT)
    folder.write_text("weeks.csv", "week\n")
    assert folder.finish({"seed": 0}).finished
    before = listed(out)
    assert prepare(out, "baseline", CONTENT).finished
    assert listed(out) == before
    about = json.loads(before[MARKER])
    assert {**about, "files": list(about["files"])} == {
        "seed": 0, "content": CONTENT, "finished": True, "files": ["weeks.csv"], "seal": about["seal"],
    }  # fmt: skip


def test_an_unfinished_folder_of_the_same_content_is_taken_over(tmp_path: Path) -> None:
    prepare(tmp_path / "out", "baseline", CONTENT).write_text("weeks.csv", "half")
    again = prepare(tmp_path / "out", "baseline", CONTENT)
    assert not again.finished
    again.write_text("weeks.csv", "whole")
    assert (tmp_path / "out" / "weeks.csv").read_text() == "whole"


@pytest.mark.parametrize(
    "files",
    [
        {"mine.txt": "mine"},
        {MARKER: json.dumps({"content": OTHER, "finished": True})},
        {MARKER: json.dumps({"content": OTHER, "finished": False})},
        {MARKER: "no json"},
        {MARKER: "[]"},
        {MARKER: json.dumps({"content": 3})},
        {".gitignore": "*"},
    ],
)
def test_any_other_folder_is_refused_and_nothing_overwritten(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    before = listed(tmp_path)
    with pytest.raises(CrmsimError, match="nothing is overwritten") as caught:
        prepare(tmp_path, "baseline", CONTENT)
    assert str(tmp_path) in str(caught.value)
    assert listed(tmp_path) == before


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(CrmsimError, match="is a file"):
        prepare(tmp_path / "out", "baseline", CONTENT)
    with pytest.raises(CrmsimError, match="cannot be written"):
        prepare(tmp_path / "out" / "below", "baseline", CONTENT)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(CrmsimError, match="permission denied"):
            prepare(tmp_path / "out", "baseline", CONTENT)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("number", "pattern"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "permission denied"), (errno.EIO, "cannot be written")],
)
def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path: Path, number: int, pattern: str) -> None:
    folder = prepare(tmp_path / "out", "baseline", CONTENT)
    folder.write_text("weeks.csv", "old")

    def fail(path: Path) -> None:
        path.write_text("hal")
        raise OSError(number, os.strerror(number))

    with pytest.raises(CrmsimError, match=pattern):
        folder.write("weeks.csv", fail)
    assert set(listed(folder.path)) == {"weeks.csv", MARKER}
    assert (folder.path / "weeks.csv").read_text() == "old"


def test_an_interrupted_write_leaves_what_is_finished(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "out", "baseline", CONTENT)
    folder.write_text("weeks.csv", "done")

    def interrupt(path: Path) -> None:
        path.write_text("hal")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.write("summary.json", interrupt)
    assert set(listed(folder.path)) == {"weeks.csv", MARKER}
    assert json.loads((folder.path / MARKER).read_text())["finished"] is False


def test_json_refuses_nan(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "out", "baseline", CONTENT)
    with pytest.raises(ValueError, match="JSON"):
        folder.write_json("summary.json", {"value": float("nan")})
    assert set(listed(folder.path)) == {MARKER}


def test_a_figure_keeps_its_suffix_while_it_is_written(tmp_path: Path) -> None:
    folder = prepare(tmp_path / "out", "baseline", CONTENT)
    suffixes = []

    def save(path: Path) -> None:
        suffixes.append(path.suffix)
        path.write_bytes(b"figure")

    folder.write("users.png", save)
    assert suffixes == [".png"]
    assert (folder.path / "users.png").read_bytes() == b"figure"


def finished(out: Path) -> None:
    folder = prepare(out, "baseline", CONTENT)
    folder.write_text("weeks.csv", "week\n1\n")
    folder.write_text("answer.txt", "An answer.\n")
    folder.finish({"seed": 0})


@pytest.mark.parametrize("name", ["weeks.csv", "answer.txt"])
@pytest.mark.parametrize("change", ["gone", "edited", "shortened"])
def test_a_finished_folder_is_checked_before_it_is_said_to_be_there(tmp_path: Path, name: str, change: str) -> None:
    finished(tmp_path / "out")
    file = tmp_path / "out" / name
    whole = file.read_bytes()
    if change == "gone":
        file.unlink()
    else:
        file.write_bytes(whole[:-1] if change == "shortened" else whole.replace(b"e", b"f"))
    with pytest.raises(CrmsimError, match=f"is not what was written: {name}"):
        prepare(tmp_path / "out", "baseline", CONTENT)
    file.write_bytes(whole)
    assert prepare(tmp_path / "out", "baseline", CONTENT).finished


def test_an_edited_provenance_is_not_believed(tmp_path: Path) -> None:
    finished(tmp_path / "out")
    marker = tmp_path / "out" / MARKER
    marker.write_text(marker.read_text().replace('"seed": 0', '"seed": 1'))
    with pytest.raises(CrmsimError, match=r"provenance\.json: is not what was written"):
        prepare(tmp_path / "out", "baseline", CONTENT)


def test_a_finished_folder_of_an_earlier_version_is_reused(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text(json.dumps({"content": CONTENT, "finished": True}))
    assert prepare(tmp_path, "baseline", CONTENT).finished


def test_different_names_give_different_folders() -> None:
    names = [
        "exp",
        "m\u00e5ling",
        "m\u00e6ling",
        "m-ling",
        "a b",
        "a-b",
        "x" * 61,
        "x" * 62,
        "\u00e6",
        "\u00f8",
        "result",
    ]
    assert len({distinct_name(name) for name in names}) == len(names)
    assert distinct_name("exp") == "exp"
    assert all(distinct_name(name).isascii() for name in names)


@pytest.mark.parametrize(
    ("name", "plain"), [("baseline", "baseline"), ("a/b\\c: d", "a-b-c-d"), ("../..", "result"), ("æøå", "result")]
)
def test_names_are_safe_for_any_file_system(name: str, plain: str) -> None:
    assert safe_name(name) == plain
    assert len(safe_name(name * 200)) <= 60
