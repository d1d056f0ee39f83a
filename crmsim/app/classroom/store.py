"""Where a class is kept while it lasts: one file in the user's data folder, written whole or not at all.

An answer is acknowledged when it lies on the disk. Answers that come while one is being written are written together
with the next, so that a class that presses at once waits for two writes and not for sixty.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
import time
from pathlib import Path

import platformdirs

from crmsim.app.classroom.session import Session, read

FILE = "class.json"
KEPT_SECONDS = 12 * 3600  # after that a class is over, and a new one begins
MOST_BYTES = 4_000_000


def usual_place() -> Path:
    """The file, in the folder where the system has programs keep what is the user's."""
    return Path(platformdirs.user_data_path("crmsim")) / "classroom" / FILE


class Store:
    """Keeps a class.

    Parameters
    ----------
    path:
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.session = self._found() or Session(time.time())
        self.wanted = self.done = 0
        self.lock = asyncio.Lock()

    async def keep(self) -> None:
        """Return when everything that was noted before the call lies on the disk.

        Raises
        ------
        OSError
            Where it cannot be written.
        """
        self.wanted += 1
        mine = self.wanted
        async with self.lock:
            if self.done >= mine:
                return
            upto = self.wanted
            text = json.dumps(self.session.written(), ensure_ascii=False)
            await asyncio.to_thread(write_whole, self.path, text)
            self.done = upto

    async def begin_anew(self) -> None:
        """End this class and forget it; the next begins with nothing. Nothing of it is left on the disk."""
        async with self.lock:  # no writing that is on its way brings the old one back
            began = max(time.time(), self.session.began + 1.0)  # so that no page takes the new class for the old
            self.session = Session(began)
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)

    def _found(self) -> Session | None:
        """The class on the disk, where it is whole and not of another day."""
        try:
            if self.path.stat().st_size > MOST_BYTES:
                return None
            session = read(json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return session if 0.0 <= time.time() - session.began < KEPT_SECONDS else None


def write_whole(path: Path, text: str) -> None:
    """Put a text in place of a file; whoever reads it, also after a crash, finds the old or the new one whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".part")  # the user's alone
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
