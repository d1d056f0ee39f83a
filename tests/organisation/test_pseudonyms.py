"""The key of pseudonyms: made by itself, once, for its owner alone, and known to no result."""

import errno
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.organisation import Organisation, pseudonyms, read
from crmsim.organisation.pseudonyms import KEY_FILE, SHOWN, key_of, key_path, look_up, read_key

NAMES = ("Kari", "Ola", "Per", "Liv", "Siv")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that is no real one."""
    monkeypatch.setattr("platformdirs.user_data_path", lambda _: tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "lists"
    made.mkdir()
    (made / "people.csv").write_text("employee_id\n" + "\n".join(NAMES) + "\n", encoding="utf-8")
    (made / "ties.csv").write_text("source_id,target_id\nKari,Ola\nPer,Liv\nSiv,Kari\n", encoding="utf-8")
    return made


def organisation(folder: Path) -> Organisation:
    return read(folder / "people.csv", folder / "ties.csv")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_key_is_made_when_people_are_first_shown_and_not_before(folder: Path) -> None:
    made = organisation(folder)
    assert made.employees == 5
    assert files(folder) == ["people.csv", "ties.csv"]
    assert len(set(made.ids)) == 5
    assert files(folder) == ["people.csv", KEY_FILE, "ties.csv"]
    if os.name == "posix":
        assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert organisation(folder).ids == made.ids
    assert set(look_up(NAMES, made.ids, folder).values()) == set(NAMES)
    whole = made.ids[0]
    assert look_up(NAMES, [whole[:SHOWN]], folder) == look_up(NAMES, [whole], folder)  # as a picture shows it
    with pytest.raises(CrmsimError, match="nobody on the list") as error:
        look_up(NAMES, [whole[: SHOWN - 1]], folder)
    assert "its first 6 letters" in str(error.value)


def test_a_beginning_that_several_share_finds_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert organisation(folder).ids
    monkeypatch.setattr(pseudonyms, "pseudonym", lambda person, _: f"paaaaaa{person}")
    with pytest.raises(CrmsimError, match="is how several pseudonyms begin"):
        look_up(NAMES, ["paaaaaa"], folder)


def test_the_same_people_in_two_folders_have_nothing_in_common(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in files(folder):
        (other / name).write_bytes((folder / name).read_bytes())
    assert not set(organisation(folder).ids) & set(organisation(other).ids)


def test_processes_that_begin_at_once_get_one_key(folder: Path) -> None:
    code = "import sys; from pathlib import Path; from crmsim.organisation.pseudonyms import key_of; " \
           "sys.stdin.read(1); print(key_of(Path(sys.argv[1])).hex())"  # fmt: skip
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    for one in running:
        assert one.stdin is not None
        one.stdin.write(b"x")
        one.stdin.flush()
    keys = {one.communicate(timeout=60)[0].strip() for one in running}
    assert keys == {key_of(folder).hex().encode()}
    assert files(folder) == ["people.csv", KEY_FILE, "ties.csv"]


def test_where_nothing_is_written_beside_the_files_the_key_lies_with_the_user(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pseudonyms._write

    def refuse(path: Path, secret: bytes) -> None:
        if path.parent == folder:
            raise OSError(errno.EROFS, "Read-only file system")
        real(path, secret)

    monkeypatch.setattr(pseudonyms, "_write", refuse)
    shown = organisation(folder).ids
    assert files(folder) == ["people.csv", "ties.csv"]
    path = key_path(folder)
    assert path is not None and path.parent == home / "keys"
    assert "lists" not in path.name
    monkeypatch.setattr(pseudonyms, "_write", real)  # written to again, the folder keeps the key it has
    assert organisation(folder).ids == shown
    assert set(look_up(NAMES, shown, folder).values()) == set(NAMES)


def test_without_a_place_for_a_key_nobody_is_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, secret: bytes) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(pseudonyms, "_write", refuse)
    made = organisation(folder)
    assert made.employees == 5
    with pytest.raises(CrmsimError, match="no key for pseudonyms can be written: Read-only"):
        _ = made.ids


def test_a_file_system_without_links_serves_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert len(key_of(folder)) == 32 and key_of(folder) == read_key(folder)
    assert files(folder) == ["people.csv", KEY_FILE, "ties.csv"]


@pytest.mark.parametrize("content", ["", "abc", "xyz" * 30, "00" * 31])
def test_what_is_no_key_is_refused(folder: Path, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudonyms, "PATIENCE", 0.05)
    (folder / KEY_FILE).write_text(content, encoding="ascii")
    with pytest.raises(CrmsimError, match="is no key"):
        key_of(folder)
    assert (folder / KEY_FILE).read_text(encoding="ascii") == content


def test_what_is_pickled_or_printed_holds_no_id(folder: Path) -> None:
    made = organisation(folder)
    stored = pickle.dumps(made)
    assert not any(name.encode() in stored for name in NAMES)
    assert pickle.loads(stored).ids == made.ids
    assert not any(name in repr(made) for name in NAMES)


def test_people_of_an_object_have_a_key_of_this_process() -> None:
    import networkx

    graph = networkx.DiGraph([("Kari", "Ola"), ("Per", "Liv"), ("Siv", "Kari")])
    assert read(graph).ids == read(graph).ids
    assert not set(read(graph).ids) & set(NAMES)
