"""Compiling the engine once for a machine, however many workers begin at the same time.

The first to come holds a lock in the folder of compiled code and compiles; the others wait for it and then load what
it left. A mark in that folder, named by the kind of processor, says that nobody need wait any more: where machines of
several kinds share the folder over a network, each kind compiles once, as Numba tells them apart too.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
from pathlib import Path

import llvmlite.binding as llvm
from filelock import FileLock, Timeout

from crmsim.numerics.compiled import cache_folder
from crmsim.runner.worker import warm

LOCK = "compiling.lock"
LONGEST_WAIT = 600.0  # seconds for another worker to compile, after which this one compiles for itself


def warm_up() -> bool:
    """Have the engine compiled and loaded in this process; returns whether it had to be compiled by anybody.

    Where no folder for compiled code can be written, or its disk knows no locks, every process compiles for itself.
    """
    folder = cache_folder()
    if folder is None or is_warm():
        warm()
        return folder is None
    lock = FileLock(folder / LOCK)
    with contextlib.suppress(Timeout, OSError, NotImplementedError):
        lock.acquire(timeout=LONGEST_WAIT)
    try:
        compiled = not is_warm()
        warm()
        _leave(folder / mark())
    finally:
        lock.release()
    return compiled


def is_warm() -> bool:
    """Whether the engine is compiled for this kind of processor, and nobody need wait."""
    folder = cache_folder()
    return folder is not None and (folder / mark()).exists()


@functools.cache
def mark() -> str:
    """Name of the file that says that all is compiled for this kind of processor."""
    kind = f"{llvm.get_process_triple()} {llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
    return f"compiled-{hashlib.blake2b(kind.encode(), digest_size=8).hexdigest()}"


def _leave(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.touch()
