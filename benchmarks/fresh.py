"""Commands in a fresh process: how long they take, by the clock and of the processor."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

COMMAND_LINE = "from crmsim.commands.main import main; main()"
ROOT = Path(__file__).resolve().parent.parent
# Workers are forked by a server that ends after the command: on Linux this process is given it, and waits for it, so
# that the processor time of workers is counted.
WITH_ALL = """
import os, subprocess, sys
if sys.platform == "linux":
    import ctypes
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
code = subprocess.call([sys.executable, *sys.argv[1:]])
try:
    while True:
        os.wait()
except ChildProcessError:
    sys.exit(code)
"""


class Spent(NamedTuple):
    """Seconds by the clock, and of the processor with all threads (None where the system does not tell)."""

    clock: float
    cpu: float | None


def crmsim(arguments: Sequence[str], environment: Mapping[str, str] | None = None, folder: str | None = None) -> Spent:
    """``crmsim ARGUMENTS`` in a fresh process; raises CalledProcessError where it fails."""
    return python(["-c", COMMAND_LINE, *arguments], environment, folder)


def python(arguments: Sequence[str], environment: Mapping[str, str] | None = None, folder: str | None = None) -> Spent:
    """The interpreter with these arguments in a fresh process that finds this checkout."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **(environment or {})}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    before = _children()
    begin = time.perf_counter()
    whole = [sys.executable, "-c", WITH_ALL, *arguments]
    subprocess.run(whole, env=surroundings, cwd=folder, capture_output=True, check=True)
    clock = time.perf_counter() - begin
    after = _children()
    return Spent(clock, None if before is None or after is None else after - before)


def _children() -> float | None:
    """CPU seconds of the processes that have ended."""
    try:
        import resource
    except ImportError:
        return None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
