"""The what-if of an organisation: a process of its own, which goes on when the server ends and where it was cut off."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from crmsim.app.own.files import Own
from crmsim.errors import CrmsimError
from crmsim.results.folder import read_marker
from crmsim.store.journal import JOURNAL
from crmsim.words import message
from crmsim.words.shown import one_line

State = Literal["none", "running", "stopped", "done"]
HOME = str(Path(str(files("crmsim"))).resolve().parent)  # where this very package is found
SILENT = 120.0  # seconds that a what-if on its way says nothing at most: it tells how far it is every ten
LAST_LINE = 4_000  # bytes of the log that are looked at


@dataclass(frozen=True)
class Progress:
    """How far a what-if has come.

    Attributes
    ----------
    state:
        "none" before it was begun, "running", "stopped" where it was cut off, "done".
    line:
        What it said last.
    ours:
        Whether this server began it, and so can end it.
    """

    state: State
    line: str = ""
    ours: bool = True


class Work:
    """Begins what-ifs and looks after them; one at a time, as each takes all cores."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def busy(self) -> bool:
        """Whether a what-if that this server has begun is on its way."""
        return any(process.poll() is None for process in self.running.values())

    def begin(self, own: Own, language: str) -> None:
        """Begin a what-if, or go on with it; nothing where one is on its way."""
        if self.busy() or self.progress(own).state in ("running", "done"):
            return
        command = [
            sys.executable, "-P", "-m", "crmsim", "whatif", own.scenario_file.name, "--out", own.whatif.name,
            "--language", language,
        ]  # fmt: skip
        with own.log.open("wb") as log:
            self.running[own.number] = subprocess.Popen(
                command, cwd=own.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "PYTHONPATH": HOME + os.pathsep + os.environ.get("PYTHONPATH", "")},
            )  # fmt: skip

    def stop(self, own: Own) -> None:
        """End a what-if; what is finished of it is kept.

        Raises
        ------
        CrmsimError
            For one that an earlier server began, which this one cannot end.
        """
        if not self.progress(own).ours:
            raise CrmsimError(
                message("is on its way since before this program was started"), file=own.whatif.name,
                expected=message("to wait some minutes until it is done"),
            )  # fmt: skip
        process = self.running.get(own.number)
        if process is not None and process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10.0)
            if process.poll() is None:
                process.kill()
                process.wait()

    def progress(self, own: Own) -> Progress:
        """How far it has come."""
        process = self.running.get(own.number)
        alive = process is not None and process.poll() is None
        if not alive and finished(own):
            return Progress("done")
        if alive:
            return Progress("running", _last_line(own))
        if process is None and time.time() - _said(own) < SILENT:
            return Progress("running", _last_line(own), False)
        if process is None and not (own.whatif / JOURNAL).exists():
            return Progress("none")
        return Progress("stopped", _last_line(own))


def finished(own: Own) -> bool:
    """Whether its what-if is whole."""
    marked = read_marker(own.whatif) if own.whatif.is_dir() else None
    return marked is not None and marked.get("finished") is True


def _said(own: Own) -> float:
    """When its what-if last said something, in seconds since 1970; 0 where it never has."""
    try:
        return own.log.stat().st_mtime
    except OSError:
        return 0.0


def _last_line(own: Own) -> str:
    try:
        with own.log.open("rb") as log:
            log.seek(max(0, os.fstat(log.fileno()).st_size - LAST_LINE))
            lines = [line for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
    except OSError:
        return ""
    return one_line(lines[-1]) if lines else ""
