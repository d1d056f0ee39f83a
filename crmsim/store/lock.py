"""One sweep a folder: a lock that the operating system lets go when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from crmsim.errors import CrmsimError
from crmsim.results.folder import told
from crmsim.words import message

LOCK = ".sweep.lock"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for one sweep.

    Raises
    ------
    CrmsimError
        Where another sweep holds it, or where it cannot be written.
    """
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise CrmsimError(
                message("another sweep is writing to this folder"),
                file=folder,
                expected=message("--out with another folder, or to wait"),
            ) from None
    try:
        yield
    finally:
        lock.release()
