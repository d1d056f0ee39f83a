"""The marks of compiled code: ``rule``, ``called``, ``inlined`` for what a kernel calls, ``kernel`` for an entry.

A rule is a plain Python function, of single numbers or a loop over the state: tests, the model on objects and the
kernel call the same one. ``kernel`` compiles and caches on disk. Numba's cache does not notice an edit in an imported
helper and would then hand out stale results; therefore the cache lies in a folder named by a hash of what the
package's own sources do and of the versions it was compiled with (:mod:`crmsim.numerics.place` says where), and where
that folder cannot be written nothing is cached. Nor is anything while a source is newer than the process, which may
have read the older one; and what is kept bears a checksum, so that what a power cut left is compiled anew. Within the
folder nothing depends on where the sources lie, when they were written and on which line a function stands: two
checkouts that do the same share their compiled code.
"""

from __future__ import annotations

import functools
import hashlib
import pickle
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import llvmlite
import numba
import numpy as np
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, _CacheLocator
from numba.core.runtime import rtsys
from numba.extending import is_jitted, register_jitable

from crmsim.numerics.begun import BEGUN
from crmsim.numerics.place import cannot_keep, kept
from crmsim.numerics.rule_compiler import CalledRuleCompiler, EntryCompiler, RuleCompiler
from crmsim.numerics.sources import hash_of_code

Function = TypeVar("Function", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parent.parent
RULE_OPTIONS = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": RuleCompiler}
CLOCK = 0.05  # seconds by which the times of files may lag behind the clock
CHECK = 16  # bytes of the checksum before what is kept
COMPILED_PACKAGES = ("declaration", "mechanisms", "numerics", "organisation", "simulation")


def rule(function: Function) -> Function:
    """Mark a rule, of single numbers or a loop over the state: plain Python for Python, a part of a kernel for it.

    Of single numbers it is written out where a kernel calls it; of the state, where LLVM finds that it pays.
    """
    marked: Function = register_jitable(**RULE_OPTIONS)(function)
    return marked


def called(function: Function) -> Function:
    """Mark a rule of single numbers that is long and seldom runs: it stays a function, which compiles sooner."""
    marked: Function = register_jitable(**RULE_OPTIONS | {"pipeline_class": CalledRuleCompiler})(function)
    return marked


def inlined(function: Function) -> Function:
    """Mark a rule that takes the whole state and is called for each person: written out where a kernel calls it.

    A call would hand over each array of the state in seven numbers, which takes longer than much of what is called.
    Written out by LLVM, once it is typed; numba's own way types it anew for every call.
    """
    marked: Function = register_jitable(forceinline=True, **RULE_OPTIONS)(function)
    return marked


def kept_hashes() -> Path | None:
    """The folder of hashes worked out before, or None where there is none that others cannot write to."""
    root = kept().folder
    return None if root is None else root / "hashes"


@functools.cache
def code_hash(package: Path = PACKAGE) -> str:
    """Hash of what every source file does that can change a number, with the versions it is compiled by."""
    files = [(path.relative_to(package).as_posix(), path) for path in _sources(package)]
    versions = (numba.__version__, llvmlite.__version__, np.__version__, sys.version)
    return hash_of_code(files, *versions, kept=kept_hashes())


def _sources(package: Path) -> list[Path]:
    return [path for inner in COMPILED_PACKAGES for path in sorted((package / inner).rglob("*.py"))]


def edited_since_begun(package: Path = PACKAGE) -> bool:
    """Whether a source was written after this process began, so that it may have read another than the hash is of."""
    return any(BEGUN - CLOCK <= path.stat().st_mtime <= time.time() + CLOCK for path in _sources(package))


@functools.cache
def cache_folder() -> Path | None:
    """The folder for compiled code of exactly these sources, or None where none can be written by the user alone."""
    root = kept().folder
    if root is None:
        return None
    folder = root / code_hash()
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
    marked_as = numba.njit(
        nogil=True, error_model="numpy", no_cfunc_wrapper=True, _nrt=allocates, pipeline_class=EntryCompiler
    )
    compiled: Any = marked_as(function)
    if is_jitted(compiled) and cache_folder() is not None:
        cache = _Cache(function)
        if isinstance(cache._impl.locator, _Place):  # NUMBA_CACHE_LOCATOR_CLASSES may force others, which go stale
            compiled._cache = cache  # as the dispatcher does where it is asked to cache
    marked: Function = compiled
    return marked


class _Place(_CacheLocator):  # type: ignore[misc] # numba has no types
    """Tells numba where compiled code lies: in the folder of these sources, by module and name."""

    def __init__(self, function: Callable[..., Any], path: str) -> None:
        self._function = function
        self._py_file = path  # numba names it in warnings

    @classmethod
    def from_function(cls, function: Callable[..., Any], path: str) -> _Place:
        """What numba asks its classes for in turn."""
        return cls(function, path)

    def get_cache_path(self) -> str:
        """The folder."""
        return str(cache_folder())

    def get_source_stamp(self) -> str:
        """What must be equal for compiled code to be fresh, beside the folder: the file of one from outside."""
        if self._function.__module__.startswith("crmsim."):
            return ""
        return hash_of_code([("", Path(self._py_file).resolve())])

    def get_disambiguator(self) -> str:
        """What tells apart functions of one name in files of one name: their modules."""
        return hashlib.blake2b(self._function.__module__.encode(), digest_size=8).hexdigest()


class _CacheFiles(CompileResultCacheImpl):  # type: ignore[misc] # numba has no types
    _locator_classes = (_Place,)


class _Checked(IndexDataCacheFile):  # type: ignore[misc] # numba has no types
    """Numba's files with a checksum before each: what a power cut or a full disk left is as if it were not there."""

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._write(self._index_path, (self._source_stamp, overloads))

    def _load_index(self) -> dict[Any, str]:
        try:
            stamp, overloads = self._read(self._index_path)
        except OSError:
            return {}
        return overloads if stamp == self._source_stamp else {}

    def _save_data(self, name: str, data: Any) -> None:
        self._write(self._data_path(name), data)

    def _load_data(self, name: str) -> Any:
        return self._read(self._data_path(name))  # an OSError here means that there is none

    def _write(self, path: str, content: Any) -> None:
        dumped = self._dump(content)
        with self._open_for_write(path) as file:
            file.write(_checksum(dumped) + dumped)

    def _read(self, path: str) -> Any:
        content = Path(path).read_bytes()
        if content[:CHECK] != _checksum(content[CHECK:]):
            raise OSError(f"{path} is damaged")
        return pickle.loads(content[CHECK:])


def _checksum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=CHECK).digest()


class _Cache(FunctionCache):  # type: ignore[misc] # numba has no types
    _impl_class = _CacheFiles

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._cache_file = _Checked(self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp())

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Compiled code for a signature, None where there is none or it is damaged, and is made anew.

        Numba first brings in all that it can compile, scipy's linear algebra too, which takes as long as half a dozen
        runs and is needed by what compiles alone; that does it again. Compiled code needs numba's runtime.
        """
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep compiled code, unless it may be of other sources than the folder is named by, or the disk is full."""
        if edited_since_begun():
            return
        try:
            super().save_overload(sig, data)
        except OSError as error:
            cannot_keep(Path(self._cache_path), error)
