"""The journal of a sweep: what became of every run, keyed by the content of the run, in one SQLite file.

Runs are recorded in transactions of a batch each, in write-ahead mode: a process killed at any moment leaves every
batch that was recorded, and nothing by halves. Each record has a checksum, and is read only where it still fits. The
journal alone holds times, workers and attempts; the tables are made from it and hold none of them.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.store.checksum import checksum
from crmsim.store.records import NUMBER, STATUSES, Entry, Record, Result, Status
from crmsim.store.refusals import sentence
from crmsim.words import message

JOURNAL, MEMORY = "journal.sqlite", ":memory:"
SOURCE = "source"  # the note that says where relative paths of the experiment start
APPLICATION = 0x43524D53  # "CRMS", in the header of the file
FORMAT, WITHOUT_CHECKSUMS = 3, 2
BATCH = 500  # identities asked for in one query
BUSY_SECONDS = 30.0
TABLES = """
CREATE TABLE runs (
    run BLOB NOT NULL UNIQUE,
    status INTEGER NOT NULL,
    outcomes BLOB,
    censored INTEGER NOT NULL,
    weekly BLOB,
    reasons TEXT,
    error TEXT,
    seed INTEGER NOT NULL,
    seconds REAL NOT NULL,
    worker TEXT NOT NULL,
    finished REAL NOT NULL,
    attempts INTEGER NOT NULL,
    checksum INTEGER
);
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
CELLS = "run, status, outcomes, censored, weekly, reasons, error, seed, seconds, worker, finished"  # all but attempts
ADD_CHECKSUMS = f"""
ALTER TABLE runs ADD COLUMN checksum INTEGER;
UPDATE runs SET checksum = checksum({CELLS});
PRAGMA user_version = {FORMAT};
"""
RECORD = """
INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
ON CONFLICT (run) DO UPDATE SET
    status = excluded.status, outcomes = excluded.outcomes, censored = excluded.censored, weekly = excluded.weekly,
    reasons = excluded.reasons, error = excluded.error, seconds = excluded.seconds, worker = excluded.worker,
    finished = excluded.finished, checksum = excluded.checksum,
    attempts = attempts + 1
"""


class Journal:
    """The journal of a folder, made where it is not there, or one in memory.

    Parameters
    ----------
    path:
        The file; without one the journal is kept in memory, and gone when it is closed.
    readonly:
        Refuse to make or to change it.

    Raises
    ------
    CrmsimError
        For a file that is damaged, is no journal, or was written by a later version; and whenever the disk is full
        or the file cannot be written, in which case all that was recorded before is kept.

    Attributes
    ----------
    checked:
        Whether records have checksums. One without is read as it is, and gets checksums where it may be changed.
    """

    def __init__(self, path: Path | None = None, readonly: bool = False) -> None:
        self.path = path
        if path is not None and readonly and not path.is_file():
            raise CrmsimError(
                message("no journal is there"), file=path, expected=message("a folder that `crmsim sweep` has written")
            )
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        with self._sqlite_errors():
            target = str(path or MEMORY) if path is None or not readonly else self._unchanged(path)
            self.connection = sqlite3.connect(
                target, timeout=BUSY_SECONDS, isolation_level=None, uri=target.startswith("file:")
            )
            # What is no text any more is read all the same, and found out by its checksum.
            self.connection.text_factory = functools.partial(str, encoding="utf-8", errors="surrogateescape")
        self.checked = True
        try:
            with self._sqlite_errors():
                self._open(readonly)
        except BaseException:
            self.close()
            raise

    def _unchanged(self, path: Path) -> str:
        """How a journal is opened that is only read.

        SQLite writes a file beside a journal in write-ahead mode even to read it. In an archive that nobody can write
        it is told that nothing changes; where a killed sweep left changes beside the journal, a copy of both is read.
        """
        if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
            return str(path)
        ahead = path.with_name(f"{path.name}-wal")
        if ahead.is_file() and ahead.stat().st_size:
            self._copy = tempfile.TemporaryDirectory(prefix="crmsim-")
            for file in (path, ahead):
                shutil.copyfile(file, Path(self._copy.name) / file.name)
            return str(Path(self._copy.name) / path.name)
        return f"{path.resolve().as_uri()}?immutable=1"

    def _open(self, readonly: bool) -> None:
        application, version = self._pragma("application_id"), self._pragma("user_version")
        empty = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if application != APPLICATION and not (empty and application == 0 and not readonly):
            raise CrmsimError(
                message("is no journal of a sweep"),
                file=self.path,
                expected=message("a file written by `crmsim sweep`"),
            )
        if version not in (FORMAT, WITHOUT_CHECKSUMS) and not empty:
            raise CrmsimError(
                message("was written by a later version of crmsim")
                if version > FORMAT
                else message("was written by an earlier version of crmsim"),
                file=self.path, value=version,
                expected=message("format {format}; use that version, or another folder", format=FORMAT),
            )  # fmt: skip
        if readonly:
            self.checked = version == FORMAT
            self.connection.execute("PRAGMA query_only = ON")
            return
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        if empty:
            self.connection.executescript(
                f"BEGIN; {TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT}; COMMIT;"
            )
        elif version == WITHOUT_CHECKSUMS:
            self.connection.create_function("checksum", -1, lambda *cells: checksum(cells), deterministic=True)
            self.connection.executescript(f"BEGIN IMMEDIATE; {ADD_CHECKSUMS} COMMIT;")

    def _pragma(self, name: str) -> int:
        return int(self.connection.execute(f"PRAGMA {name}").fetchone()[0])

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the journal can be opened again."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()
        if self._copy is not None:
            self._copy.cleanup()

    def record(self, results: Iterable[tuple[Result, int, str]]) -> None:
        """Record runs in one transaction, each with its seed and who computed it; a run tried again replaces itself.

        Raises
        ------
        CrmsimError
            Where it cannot be written; then none of them is recorded, and all before are kept.
        """
        now = time.time()
        cells = [
            (
                result.run, NUMBER[result.status], result.values, int(result.censored), result.weekly, result.reasons,
                result.error, seed, float(result.seconds), worker, now,
            )
            for result, seed, worker in results
        ]  # fmt: skip
        self._write([(*row, checksum(row)) for row in cells])

    def take(
        self,
        other: Journal,
        names: Mapping[bytes, bytes],
        narrowed: Callable[[bytes, bytes | None, str | None], tuple[bytes, bytes | None, str | None]],
    ) -> int:
        """Take runs that another journal has as done; returns how many. Errors as of :meth:`record`.

        Parameters
        ----------
        other:
            May be this one.
        names:
            The identity of a run there → that here.
        narrowed:
            Makes outcomes, weeks and reasons as wanted here of those there.

        Raises
        ------
        CrmsimError
            Also where a record of the other is not what was written.
        """
        rows = []
        for row in other._selected(list(names)):
            run, status, outcomes, censored, weekly, reasons, *rest = row[: len(CELLS.split(", "))]
            if status == NUMBER["done"]:
                outcomes, weekly, reasons = narrowed(outcomes, weekly, reasons)
                rows.append((names[run], status, outcomes, censored, weekly, reasons, *rest))
        self._write([(*row, checksum(row)) for row in rows])
        return len(rows)

    def _write(self, rows: list[tuple[Any, ...]], statement: str = RECORD) -> None:
        """Write rows, of cells and checksums unless otherwise said, all or none."""
        with self._sqlite_errors():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                self.connection.executemany(statement, rows)
                self.connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise

    def statuses(self, runs: Sequence[bytes]) -> dict[bytes, Status]:
        """What became of those of ``runs`` that are recorded; errors as of :meth:`records`."""
        return {run: STATUSES[status] for run, status, *_ in self._selected(runs)}

    def records(self, runs: Sequence[bytes]) -> dict[bytes, Record]:
        """What those of ``runs`` that are recorded have left.

        Raises
        ------
        CrmsimError
            Where a record is not what was written.
        """
        return {
            run: Record(STATUSES[status], values, bool(censored), weekly, error, reasons)
            for run, status, values, censored, weekly, reasons, error, *_ in self._selected(runs)
        }

    def outcomes(self, runs: Sequence[bytes]) -> dict[bytes, bytes]:
        """float64 values, as bytes, of those of ``runs`` that are done; errors as of :meth:`records`."""
        return {run: values for run, _, values, *_ in self._selected(runs) if values is not None}

    def altered(self) -> list[tuple[int, bytes]]:
        """The records that are not what was written: their number in the file, and the run they are of.

        There are none where ``checked`` is false.
        """
        if not self.checked:
            return []
        with self._sqlite_errors():
            every = self.connection.execute(f"SELECT rowid, {CELLS}, checksum FROM runs")
            return [(row[0], _as_bytes(row[1])) for row in every if row[-1] != checksum(row[1:-1])]

    def in_order(self) -> bool:
        """Whether the file itself is sound, by SQLite's own check of tables and indices."""
        with self._sqlite_errors():
            return bool(self.connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")

    def forget_altered(self) -> int:
        """Remove the records that are not what was written, so that their runs are computed again; returns how many."""
        found = self.altered()
        with self._sqlite_errors():
            self.connection.executemany("DELETE FROM runs WHERE rowid = ?", [(number,) for number, _ in found])
        return len(found)

    def refuse_altered(self) -> None:
        """Refuse a journal with a record that is not what was written.

        Raises
        ------
        CrmsimError
            With the run of the first.
        """
        for _, run in self.altered():
            raise self._altered(run)

    def _altered(self, run: bytes) -> CrmsimError:
        return CrmsimError(
            message("the record of run {run} is not what was written: it was edited, or the disk fails", run=run.hex()),
            file=self.path,
            expected=message(
                "the journal as it was written; or `crmsim sweep` with --retry-failed, which computes such runs again"
            ),
        )

    def entries(self, prefix: bytes | str = b"", most: int = 1_000_000) -> Iterator[Entry]:
        """How runs were computed, in the order of their identity.

        Parameters
        ----------
        prefix:
            Only runs whose identity begins so: bytes, or hex digits.
        """
        digits = prefix.hex() if isinstance(prefix, bytes) else prefix.lower()
        low = bytes.fromhex(digits.ljust(32, "0"))
        high = bytes.fromhex(digits.ljust(32, "f"))
        with self._sqlite_errors():
            result = self.connection.execute(
                "SELECT run, status, error, seed, seconds, worker, finished, attempts FROM runs"
                " WHERE run BETWEEN ? AND ? ORDER BY run LIMIT ?",
                (low, high, most),
            )
            for run, status, error, seed, seconds, worker, finished, attempts in result:
                yield Entry(run, STATUSES[status], error, seed, seconds, worker, finished, attempts)

    def counts(self) -> dict[Status, int]:
        """How many runs stand at each status."""
        with self._sqlite_errors():
            rows = dict(self.connection.execute("SELECT status, count(*) FROM runs GROUP BY status").fetchall())
        return {status: int(rows.get(number, 0)) for number, status in enumerate(STATUSES)}

    def write_note(self, name: str, value: str) -> None:
        """Keep a word about the sweep, as where its experiment was read from."""
        self.write_notes({name: value})

    def write_notes(self, notes: Mapping[str, str]) -> None:
        """Keep some words, all or none."""
        self._write(list(notes.items()), "INSERT OR REPLACE INTO notes VALUES (?, ?)")

    def note(self, name: str) -> str | None:
        """A word that was kept, or None."""
        return self.notes([name]).get(name)

    def notes(self, names: Sequence[str]) -> dict[str, str]:
        """Those of some words that were kept, by name."""
        result: dict[str, str] = {}
        with self._sqlite_errors():
            for start in range(0, len(names), BATCH):
                batch = names[start : start + BATCH]
                marks = ",".join("?" * len(batch))
                found = self.connection.execute(f"SELECT name, value FROM notes WHERE name IN ({marks})", batch)
                result |= {str(name): str(value) for name, value in found}
        return result

    def largest_seed(self) -> int | None:
        """The largest seed of a run, or None without any."""
        with self._sqlite_errors():
            result = self.connection.execute("SELECT max(seed) FROM runs").fetchone()[0]
        return None if result is None else int(result)

    def typical_seconds(self) -> float | None:
        """Mean wall time of the runs finished last, or None without any."""
        with self._sqlite_errors():
            result = self.connection.execute(
                "SELECT avg(seconds) FROM (SELECT seconds FROM runs WHERE status = 0 ORDER BY rowid DESC LIMIT 200)"
            ).fetchone()[0]
        return None if result is None else float(result)

    def _selected(self, runs: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
        """The cells of those of ``runs`` that are recorded."""
        columns = f"{CELLS}, checksum" if self.checked else CELLS
        with self._sqlite_errors():
            for start in range(0, len(runs), BATCH):
                batch = runs[start : start + BATCH]
                marks = ",".join("?" * len(batch))
                for row in self.connection.execute(f"SELECT {columns} FROM runs WHERE run IN ({marks})", batch):
                    if self.checked and row[-1] != checksum(row[:-1]):
                        raise self._altered(row[0])
                    yield row

    @contextlib.contextmanager
    def _sqlite_errors(self) -> Iterator[None]:
        """Turn what SQLite says into errors for the user."""
        try:
            yield
        except sqlite3.Error as error:
            raise CrmsimError(sentence(error), file=self.path) from error


def _as_bytes(cell: object) -> bytes:
    """An identity, or what is left of one."""
    return cell if isinstance(cell, bytes) else str(cell).encode("utf-8", "replace")
