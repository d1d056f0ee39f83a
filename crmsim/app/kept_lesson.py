"""The file of lessons as the app serves it: made once, while a page tells how far it has come, and kept."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import threading
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from crmsim.app.settings import folder
from crmsim.lesson import make
from crmsim.results.provenance import version
from crmsim.runner.worker import code

META_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
Make = Callable[[Callable[[int, int], None]], str]


class KeptLesson:
    """The lessons as one page, in the cache folder where there is one.

    Parameters
    ----------
    make:
        Makes the page, and tells steps done and steps in all.
    place:
        The file it is kept in; None keeps it in memory alone.
    """

    def __init__(self, make: Make = lambda done: make(done=done), place: Path | None = None) -> None:
        self.make, self.place = make, place
        self.text: str | None = None
        self.done, self.total = 0, 0
        self.failed = False
        self.thread: threading.Thread | None = None
        self.lock = threading.Lock()

    @classmethod
    def usual(cls) -> KeptLesson:
        """In the cache folder, under a name that tells version and code: other code makes another file."""
        base = folder()
        return cls(place=None if base is None else base / f"lesson-{_identity()}.html")

    def get(self) -> str | None:
        """The page; None while it is being made, which the first call begins."""
        with self.lock:
            if self.text is None and self.place is not None:
                with contextlib.suppress(OSError, UnicodeDecodeError):
                    self.text = self.place.read_text(encoding="utf-8")
            if self.text is None and self.thread is None:
                self.failed = False
                self.thread = threading.Thread(target=self._made, name="crmsim-lesson", daemon=True)
                self.thread.start()
            return self.text

    def _made(self) -> None:
        try:
            text = self.make(self._progress)
            self._keep(text)
            self.text = text
        except Exception:
            self.failed = True
            raise
        finally:
            self.thread = None

    def _progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def _keep(self, text: str) -> None:
        """Put it into its place in one piece; where that cannot be, memory has to do."""
        if self.place is None:
            return
        with contextlib.suppress(OSError):
            self.place.parent.mkdir(mode=0o700, exist_ok=True)
            part = self.place.with_suffix(f".{os.getpid()}.part")
            part.write_text(text, encoding="utf-8")
            os.replace(part, self.place)
            for old in self.place.parent.glob("lesson-*.html"):
                if old != self.place:
                    old.unlink(missing_ok=True)


def policy_of(text: str) -> str:
    """The policy that a page says of itself, for the header: its own script and style, and nothing else."""
    found = META_POLICY.search(text)
    return f"{found[1] if found else 'default-src none'}; frame-ancestors 'none'"


def _identity() -> str:
    digest = hashlib.sha256(f"{version()} {code()}".encode())
    for name in ("lesson", "words"):
        for path in sorted(_below(Path(str(files("crmsim"))) / name)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _below(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.suffix in (".py", ".js", ".css", ".html", ".po")]
