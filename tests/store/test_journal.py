"""The journal: what is recorded stays, and what is no journal is said to be none."""

import sqlite3
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.store.journal import APPLICATION, JOURNAL, Journal
from crmsim.store.records import Result


def result(number: int, status: str = "done") -> Result:
    error = None if status == "done" else f"went {status}"
    return Result(number.to_bytes(16, "big"), status, bytes(8) if status == "done" else None, False, None, error, 0.5)  # type: ignore[arg-type]


def test_what_is_recorded_is_found_again(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL) as journal:
        journal.record([(result(1), 7, "here"), (result(2, "failed"), 8, "there")])
    with Journal(tmp_path / JOURNAL) as journal:
        runs = [result(number).run for number in (1, 2, 3)]
        assert journal.statuses(runs) == {runs[0]: "done", runs[1]: "failed"}
        assert journal.outcomes(runs) == {runs[0]: bytes(8)}
        assert journal.records(runs)[runs[1]].error == "went failed"
        entries = list(journal.entries())
        assert [(entry.seed, entry.worker, entry.attempts) for entry in entries] == [(7, "here", 1), (8, "there", 1)]
        assert journal.counts() == {"done": 1, "failed": 1, "hung": 0, "crashed": 0}
        assert journal.typical_seconds() == 0.5


def test_a_run_tried_again_replaces_itself_and_is_counted(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL) as journal:
        journal.record([(result(1, "crashed"), 7, "here")])
        journal.record([(result(1), 7, "there")])
        (entry,) = journal.entries()
        assert (entry.status, entry.attempts, entry.worker) == ("done", 2, "there")


def test_many_runs_are_asked_for_in_batches(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL) as journal:
        journal.record([(result(number), number, "here") for number in range(2_000)])
        assert len(journal.statuses([result(number).run for number in range(0, 4_000, 2)])) == 1_000


@pytest.mark.parametrize(
    ("content", "pattern"),
    [(b"not a database at all" * 100, "damaged"), (b"SQLite format 3\0" + b"\xff" * 4_000, "damaged")],
)
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes, pattern: str) -> None:
    (tmp_path / JOURNAL).write_bytes(content)
    with pytest.raises(CrmsimError, match=pattern) as error:
        Journal(tmp_path / JOURNAL)
    assert str(tmp_path / JOURNAL) in str(error.value)
    assert (tmp_path / JOURNAL).read_bytes() == content


def test_a_journal_damaged_in_the_middle_is_told(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL) as journal:
        journal.record([(result(number), number, "here") for number in range(2_000)])
    whole = bytearray((tmp_path / JOURNAL).read_bytes())
    whole[8_192:-4_096] = b"\xff" * (len(whole) - 12_288)
    (tmp_path / JOURNAL).write_bytes(whole)
    with pytest.raises(CrmsimError, match="damaged"), Journal(tmp_path / JOURNAL) as journal:
        journal.records([result(number).run for number in range(2_000)])


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / JOURNAL)
    connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(CrmsimError, match="is no journal"):
        Journal(tmp_path / JOURNAL)


def test_a_later_format_is_told(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / JOURNAL)
    connection.executescript(f"CREATE TABLE runs (x); PRAGMA application_id = {APPLICATION}; PRAGMA user_version = 99;")
    connection.close()
    with pytest.raises(CrmsimError, match="later version"):
        Journal(tmp_path / JOURNAL)


def test_a_journal_that_is_not_there_is_not_made_for_reading(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="no journal is there"):
        Journal(tmp_path / JOURNAL, readonly=True)
    assert not (tmp_path / JOURNAL).exists()


def test_a_full_disk_loses_nothing_recorded_before(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL) as journal:
        journal.record([(result(number), number, "here") for number in range(100)])
        pages = journal.connection.execute("PRAGMA page_count").fetchone()[0]
        journal.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(CrmsimError, match="the disk is full. All runs recorded before are kept"):
            journal.record([(result(number), number, "here") for number in range(100, 10_000)])
    with Journal(tmp_path / JOURNAL) as journal:
        assert journal.counts()["done"] == 100
        journal.record([(result(100), 100, "here")])
        assert journal.counts()["done"] == 101
