"""The files that a scenario or an experiment is read from: known by what stood in them, and watched for changes.

A file is read once, and what was read is known by a hash. Whoever reads it again, as a worker does that builds an
organisation, takes the bytes only where they are still the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from crmsim.errors import CrmsimError
from crmsim.files.plain import read_plain, refuse_special
from crmsim.words import message

SIZE = 16  # bytes of a hash


class Source(NamedTuple):
    """A file, and the hash (32 hex digits) of the bytes that were read from it."""

    path: Path
    digest: str


class Changed(CrmsimError):
    """A file is not what it was when it was first read."""


def digest_of(content: bytes) -> str:
    """Hash of bytes, 32 hex digits."""
    return hashlib.blake2b(content, digest_size=SIZE).hexdigest()


def _short() -> Any:
    return hashlib.blake2b(digest_size=SIZE)


def file_digest(path: Path, kind: Callable[[], Any] = _short) -> str:
    """Hash of a file's bytes, read piece by piece.

    Parameters
    ----------
    kind:
        Makes the hash; unless given it is that by which results know their files, of 32 hex digits.

    Raises
    ------
    OSError
        Where it cannot be read.
    """
    refuse_special(path)
    with path.open("rb") as stream:
        return str(hashlib.file_digest(stream, kind).hexdigest())


def read_same(source: Source) -> bytes:
    """What a file holds, if it is what it held before.

    Raises
    ------
    Changed
        Where it was edited, replaced or removed since.
    """
    try:
        content = read_plain(source.path)
    except (OSError, ValueError) as error:
        raise changed(source.path) from error
    if digest_of(content) != source.digest:
        raise changed(source.path)
    return content


def changed(path: Path) -> Changed:
    """The error of a file that was changed while it was in use."""
    return Changed(
        message("was changed or removed while it was in use, and what comes of it would rest on two versions"),
        file=path,
        expected=message(
            "the file as it was when the command began. What was finished before is kept: put the file back and the "
            "same command goes on, or leave it as it is and the same command computes what that changes"
        ),
    )


class Sources:
    """Files that must not change while they are in use.

    Parameters
    ----------
    sources:
        The files; more can be added on the way.
    """

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self.digests: dict[Path, str] = {}
        self.seen: dict[Path, tuple[int, ...]] = {}
        self.add(sources)

    def add(self, sources: Iterable[Source]) -> None:
        """Watch more files.

        Raises
        ------
        Changed
            Where one of them is watched already and was another then.
        """
        for path, digest in sources:
            if self.digests.setdefault(path, digest) != digest:
                raise changed(path)

    def check(self, thoroughly: bool = False) -> None:
        """Look whether all files are what they were.

        Parameters
        ----------
        thoroughly:
            Read every file, also where its size and times say that nobody has written to it since it was last read.

        Raises
        ------
        Changed
            Where one was edited, replaced or removed.
        """
        for path, digest in self.digests.items():
            try:
                facts = path.stat()
                marks = (facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
                if not thoroughly and self.seen.get(path) == marks:
                    continue
                found = file_digest(path)
            except OSError as error:
                raise changed(path) from error
            if found != digest:
                raise changed(path)
            self.seen[path] = marks
