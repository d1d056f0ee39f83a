"""One writer at a time: a lock that the operating system lets go when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from crmsim.errors import CrmsimError
from crmsim.results.folder import file_errors
from crmsim.words import message

LOCK = ".sweep.lock"


@contextlib.contextmanager
def held(lock: Path, shown: Path, problem: str, expected: str) -> Iterator[None]:
    """Hold a lock, in a folder that is made where it is not there.

    Parameters
    ----------
    shown, problem, expected:
        What is said where another process holds it.

    Raises
    ------
    CrmsimError
        Where another process holds it, or where it cannot be written.
    """
    with file_errors(shown):
        lock.parent.mkdir(parents=True, exist_ok=True)
        holding = FileLock(lock)
        try:
            holding.acquire(timeout=0)
        except Timeout:
            raise CrmsimError(problem, file=shown, expected=expected) from None
    try:
        yield
    finally:
        holding.release()


def locked(folder: Path) -> contextlib.AbstractContextManager[None]:
    """Hold a folder for one sweep; see :func:`held`."""
    problem = message("another sweep is writing to this folder")
    return held(folder / LOCK, folder, problem, message("--out with another folder, or to wait"))
