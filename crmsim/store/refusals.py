"""What SQLite's errors mean, in words for whoever runs a sweep."""

from __future__ import annotations

import sqlite3

from crmsim.words import message


def sentence(error: sqlite3.Error) -> str:
    """What an error of SQLite means, as a sentence."""
    text = str(error)
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        code &= 0xFF  # extended codes carry their kind in the lowest byte
    if code == sqlite3.SQLITE_FULL or "disk is full" in text:
        return message(
            "cannot be written: the disk is full. All runs recorded before are kept; make room and run it again"
        )
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT) or "not a database" in text or "malformed" in text:
        return message("is damaged or is no journal; move it away to begin anew")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return message("is held by another process")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return message("cannot be opened or written: permission denied, or no such folder")
    if code == sqlite3.SQLITE_IOERR:
        return message(
            "cannot be written or read; the disk may be full or failing. All runs recorded before are kept; "
            "run the same command again to go on"
        )
    return message("cannot be used: {reason}", reason=text)
