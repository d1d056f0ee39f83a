"""The folder of a result as a command meets it: found finished, filled, or given up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from crmsim.commands.say import say

if TYPE_CHECKING:
    from crmsim.results import Folder
    from crmsim.words import Teller

ANSWER = "answer.txt"


def show_stored(folder: Folder, teller: Teller) -> None:
    """Print the answer that stands in a finished folder already."""
    answer = folder.path / ANSWER
    if answer.is_file():
        say(answer.read_text(encoding="utf-8"))
    say(teller("Already there, unchanged: {folder}", folder=folder.path))


def show_files(folder: Folder, files: list[Path], teller: Teller) -> None:
    """Say where the files are."""
    say()
    say(teller("Written to {folder}: {files}", folder=folder.path, files=", ".join(file.name for file in files)))


@contextlib.contextmanager
def given_up_cleanly(folder: Folder) -> Iterator[None]:
    """Remove a folder that the same command could not go on from when what should fill it fails."""
    try:
        yield
    except BaseException as error:
        with contextlib.suppress(OSError):
            if _worth_nothing(folder.path, error):
                for path in folder.path.iterdir():
                    path.unlink()
                folder.path.rmdir()
        raise


def _worth_nothing(path: Path, error: BaseException) -> bool:
    """Whether a folder holds nothing that the same command could go on from."""
    from crmsim.errors import CrmsimError
    from crmsim.runner.drive import RunFailed
    from crmsim.store.journal import Journal
    from crmsim.store.lock import LOCK
    from crmsim.store.place import RECORDED

    ours = {"provenance.json", RECORDED, f"{RECORDED}-wal", f"{RECORDED}-shm", LOCK}
    if not {one.name for one in path.iterdir()} <= ours:
        return False
    if isinstance(error, RunFailed):  # and would fail again
        return True
    try:
        with Journal(path / RECORDED, readonly=True) as journal:
            return journal.counts()["done"] == 0
    except CrmsimError:
        return not (path / RECORDED).exists()
