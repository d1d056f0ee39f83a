"""The marks of compiled code: ``rule`` and ``part`` for what a kernel calls, ``kernel`` for a compiled entry.

A rule is a plain Python function on scalars: tests, the object-per-employee oracle and the kernel call the same
one. ``kernel`` compiles and caches on disk. Numba's cache does not notice an edit in an imported helper and would
then hand out stale results; therefore the cache lies in a folder named by a hash of the package's own sources and
of the versions it was compiled with, and where that folder cannot be written nothing is cached.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import llvmlite
import numba
import numpy as np
from numba.core import config
from numba.extending import register_jitable
from platformdirs import user_cache_dir

Function = TypeVar("Function", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED_ROOMS = ("mechanisms", "organisation", "simulation")


def rule(function: Function) -> Function:
    """Mark a scalar rule: plain Python where Python calls it, inlined machine code where a kernel does."""
    marked: Function = register_jitable(no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    return marked


def part(function: Function) -> Function:
    """Mark a rule that takes the whole state and is called for each person: written out where a kernel calls it.

    A call would hand over each array of the state in seven numbers, which takes longer than much of what is called.
    """
    marked: Function = register_jitable(inline="always", no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    return marked


@functools.cache
def code_hash() -> str:
    """Hash of every source file that can change a number, with the versions it is compiled by."""
    digest = hashlib.blake2b(digest_size=16)
    for room in COMPILED_ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            digest.update(str(path.relative_to(PACKAGE).as_posix()).encode())
            digest.update(path.read_bytes())
    versions = (numba.__version__, llvmlite.__version__, np.__version__, sys.version)
    digest.update(repr(versions).encode())
    return digest.hexdigest()


@functools.cache
def cache_folder() -> Path | None:
    """The folder for compiled code of exactly these sources, or None where none can be written."""
    root = os.environ.get("CRMSIM_CACHE_DIR") or user_cache_dir("crmsim", appauthor=False)
    folder = Path(root) / "compiled" / code_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return None
    return folder


def kernel(function: Function) -> Function:
    """Compile a function over arrays: no Python objects, no interpreter lock, cached on disk by source hash."""
    return _compile(function, allocates=True)


def tight_kernel(function: Function) -> Function:
    """The same for a function that allocates nothing: without reference counts, which cost more than the rules."""
    return _compile(function, allocates=False)


def _compile(function: Function, allocates: bool) -> Function:
    folder = cache_folder()
    before = config.CACHE_DIR
    config.CACHE_DIR = "" if folder is None else str(folder)
    try:
        compile_it = numba.njit(nogil=True, error_model="numpy", cache=folder is not None, _nrt=allocates)
        compiled: Function = compile_it(function)
    finally:
        config.CACHE_DIR = before
    return compiled
