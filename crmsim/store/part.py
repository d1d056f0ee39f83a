"""A part of a sweep, for machines that share a disk and nothing else.

Every part has a journal and a lock of its own, ``parts/00003.sqlite``: many machines never write to one file. Which
runs are a part's follows from their identity alone, so that the parts together are the sweep, whoever computes which
and when. The plain command collects the journals, computes what is missing and writes the table.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from crmsim.errors import CrmsimError
from crmsim.store.columns import note, noted
from crmsim.store.journal import Journal
from crmsim.store.lock import held
from crmsim.words import message

PARTS = "parts"
MOST = 99_999
SHAPE = re.compile(r"(\d{1,9})/(\d{1,9})")
ADD = """
INSERT INTO runs SELECT * FROM part.runs WHERE true
ON CONFLICT (run) DO UPDATE SET
    status = excluded.status, outcomes = excluded.outcomes, censored = excluded.censored, weekly = excluded.weekly,
    reasons = excluded.reasons, error = excluded.error, seconds = excluded.seconds, worker = excluded.worker,
    finished = excluded.finished, checksum = excluded.checksum
WHERE runs.status <> 0 AND excluded.status = 0
"""
ADD_DIGESTS = "INSERT OR IGNORE INTO notes SELECT * FROM part.notes WHERE name GLOB '*/*.parquet'"  # of files kept


@dataclass(frozen=True)
class Part:
    """Part ``number``, from 1, of ``of`` parts of alike size."""

    number: int
    of: int

    def chosen(self, run: bytes) -> bool:
        """Whether a run, by its identity, is this part's."""
        return int.from_bytes(run[:8], "big") % self.of == self.number - 1

    def journal(self, folder: Path) -> Path:
        """The journal of this part of the sweep in ``folder``."""
        return folder / PARTS / f"{self.number:05}.sqlite"


WHOLE = Part(1, 1)


def parse_part(text: str) -> Part:
    """``"3/8"`` as the third of eight parts.

    Raises
    ------
    CrmsimError
        For what is no such thing.
    """
    result = SHAPE.fullmatch(text.strip())
    if result is None or not 1 <= int(result[1]) <= int(result[2]) <= MOST:
        raise CrmsimError(
            message("not a part"),
            key="--part",
            value=text,
            expected=message("1/8 to 8/8, of at most {most:,}", most=MOST),
        )
    return Part(int(result[1]), int(result[2]))


def locked_part(journal: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the journal of a part; see :func:`crmsim.store.lock.held`."""
    problem = message("this part is being computed by another process")
    return held(journal.with_suffix(".lock"), journal, problem, message("to wait for it"))


def collect(folder: Path, journal: Journal, forget: bool = False) -> int:
    """Take into the journal of a sweep what its parts have recorded; returns how many runs were new.

    Parameters
    ----------
    forget:
        Remove records that are not what was written, instead of refusing the part that has one.

    Raises
    ------
    CrmsimError
        Where a part is still being computed, is damaged, holds a record that is not what was written, or the disk is
        full.
    """
    before = sum(journal.counts().values())
    for path in sorted((folder / PARTS).glob("*.sqlite")):
        with locked_part(path):
            with Journal(path) as part:  # it is one, and what a killed process left is in order
                if forget:
                    part.forget_altered()
                part.refuse_altered()
                note(journal, noted(part))
            add(path, journal)
    return sum(journal.counts().values()) - before


def add(path: Path, journal: Journal) -> None:
    """Take every record of the journal at ``path`` into another one; of a run that both have, the done one.

    Raises
    ------
    CrmsimError
        Where it cannot be read, or the other cannot be written.
    """
    try:
        journal.connection.execute("ATTACH ? AS part", (str(path),))
        try:
            journal.connection.execute(ADD)
            journal.connection.execute(ADD_DIGESTS)
        finally:
            journal.connection.execute("DETACH part")
    except sqlite3.Error as error:
        raise CrmsimError(
            message("cannot be collected: {error}", error=error), file=path, expected=message("room on the disk")
        ) from error
