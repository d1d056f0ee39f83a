"""Commands in processes of their own, which may be killed at any moment.

Most are forked from this process, which has everything loaded and the engine compiled: what takes seconds of loading in
a fresh process begins at once, so that kills meet the work and not the loading. Some are begun anew all the same.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import time
import types
from collections.abc import Sequence
from pathlib import Path

from benchmarks.fresh import COMMAND_LINE, ROOT

LOADED = (
    "crmsim.commands.main", "crmsim.runner.start", "crmsim.runner.local", "crmsim.report.drawn",
    "crmsim.report.sweep_drawn", "crmsim.report.files", "crmsim.analysis.study", "matplotlib.backends.backend_agg",
    "pyarrow.parquet", "pandas", "scipy.stats", "igraph",
)  # fmt: skip
LONGEST = 300.0  # seconds a command may take here
GONE_WITHIN = 10.0  # seconds in which workers end after what they worked for was killed
STEP = 0.002


def load() -> None:
    """Load once what every command loads, and the compiled engine."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    for name in LOADED:
        importlib.import_module(name)
    from crmsim.runner.warm import warm_up

    warm_up()


class Running:
    """A command at work: the leader of a session, so that all it starts can be told from all else.

    Parameters
    ----------
    arguments:
        After ``crmsim``.
    folder:
        Where it is begun.
    said:
        The file for what it prints.
    fresh:
        Whether it begins in a process that has nothing loaded.
    """

    def __init__(self, arguments: Sequence[str], folder: Path, said: Path, fresh: bool = False) -> None:
        self.said = said
        self.status: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        if fresh:
            paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
            with said.open("wb") as out:
                self.process = subprocess.Popen(
                    [sys.executable, "-c", COMMAND_LINE, *arguments], cwd=folder, stdin=subprocess.DEVNULL,
                    stdout=out, stderr=out, start_new_session=True,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                )  # fmt: skip
            self.pid = self.process.pid
        else:
            self.process = None
            self.pid = os.fork()
            if self.pid == 0:
                _become(arguments, folder, said)

    def ended(self) -> bool:
        """Whether it is over."""
        if self.status is None:
            if self.process is not None:
                self.status = self.process.poll()
            else:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def wait(self, seconds: float = LONGEST) -> int | None:
        """Its exit code, less than 0 for a signal; None where it took longer and was killed."""
        end = time.monotonic() + seconds
        while not self.ended():
            if time.monotonic() > end:
                self.kill_all()
                return None
            time.sleep(STEP)
        return self.status

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the command alone."""
        if not self.ended():
            os.kill(self.pid, number)

    def kill_all(self) -> None:
        """Kill it and all it started."""
        for pid in {self.pid, *left_of(self.pid)}:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        while not self.ended():
            time.sleep(STEP)

    def text(self) -> str:
        """What it printed."""
        return self.said.read_text(encoding="utf-8", errors="replace")

    def last(self) -> str:
        """The last line it printed."""
        return ([line for line in self.text().splitlines() if line.strip()] or ["nothing"])[-1][:200]

    def left(self) -> list[int]:
        """Processes that it started and that are still there when it has been over for a while."""
        end = time.monotonic() + GONE_WITHIN
        while found := left_of(self.pid):
            if time.monotonic() > end:
                return found
            time.sleep(0.05)
        return []


def _become(arguments: Sequence[str], folder: Path, said: Path) -> None:
    """Turn this forked process into the command, and never return."""
    code = 99
    try:
        os.setsid()
        os.chdir(folder)
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for target, stream in ((0, nothing), (1, out), (2, out)):
            os.dup2(stream, target)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, mode, encoding="utf-8", closefd=False) for number, mode in ((0, "r"), (1, "w"), (2, "w"))
        )
        sys.modules["__main__"] = types.ModuleType("__main__")  # so that workers begin without this benchmark
        sys.argv = ["crmsim", *arguments]
        from crmsim.commands.main import cli

        cli.main(list(arguments))
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 - whatever ends the command is what is looked for
        import traceback

        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def left_of(session: int) -> list[int]:
    """Processes of a session but for those that are over; none where the system does not tell."""
    result = []
    with contextlib.suppress(OSError):
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            with contextlib.suppress(OSError):
                rest = Path("/proc", entry, "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2]
                state, _, _, its_session = rest.split()[:4]
                if int(its_session) == session and state not in "ZX" and int(entry) != os.getpid():
                    result.append(int(entry))
    return result


def call(arguments: Sequence[str], folder: Path, said: Path, fresh: bool = False) -> Running:
    """A command from beginning to end."""
    running = Running(arguments, folder, said, fresh)
    running.wait()
    return running
