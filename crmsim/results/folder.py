"""Output folders: named by content, never overwritten, readable at any moment.

A folder's ``provenance.json`` says by ``content`` what it holds, by ``finished`` whether all of it is there, and by
``files`` what stood in each file. It is written first and, as finished, last. Every file is written under another name
and then renamed, so that what an interrupted run leaves behind is whole.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.results.differing import differing
from crmsim.results.leftovers import clear, in_the_making
from crmsim.results.whole import FILES, altered, as_text, differences, digests, document, files_in, listed, sealed
from crmsim.words import message

OUTPUTS = "outputs"
MARKER = "provenance.json"
LONGEST_NAME = 60
SHOWN = 3  # files that an error names


def content_hash(content: object) -> str:
    """A hash of anything JSON can hold; the order of keys does not matter."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Folder:
    """A folder for one result.

    Attributes
    ----------
    path:
        Where it is.
    content:
        Hash of what the result depends on.
    finished:
        True where the identical result is already there; then nothing need be run.
    """

    path: Path
    content: str
    finished: bool

    def write(self, name: str, save: Callable[[Path], object]) -> Path:
        """Let ``save`` write a file beside ``name`` and put it in place once it is whole.

        Raises
        ------
        CrmsimError
            Where the disk is full or the folder cannot be written.
        """
        target = self.path / name
        unfinished = self.path / in_the_making(name)
        with file_errors(target):
            try:
                save(unfinished)
                unfinished.replace(target)
            finally:
                unfinished.unlink(missing_ok=True)
        return target

    def write_text(self, name: str, text: str) -> Path:
        """Write a text file in UTF-8 with the line ends of Unix, wherever it is written."""
        return self.write(name, lambda path: path.write_text(text, encoding="utf-8", newline="\n"))

    def write_json(self, name: str, content: Mapping[str, Any]) -> Path:
        """Write JSON, indented and without NaN."""
        return self.write_text(name, as_text(content))

    def finish(
        self, provenance: Mapping[str, Any], among: Iterable[str] = (), known: Mapping[str, str] | None = None
    ) -> Folder:
        """Write the provenance with digests of all files, and mark the folder finished; to be called last.

        Parameters
        ----------
        among:
            The files and folders in it that belong to the result; all unless given.
        known:
            The digests of further files, as they were when these were written.
        """
        clear(self.path)
        self.describe(provenance, finished=True, among=among, known=known)
        return Folder(self.path, self.content, True)

    def describe(
        self,
        provenance: Mapping[str, Any],
        *,
        finished: bool,
        among: Iterable[str] = (),
        known: Mapping[str, str] | None = None,
    ) -> None:
        """Write the provenance of what is there now, with a digest of each file and one of itself."""
        with file_errors(self.path):
            names = [name for name in files_in(self.path, among) if name != MARKER]
            found = digests(self.path, names) | dict(known or {})
        self.write_json(MARKER, sealed({**provenance, "content": self.content, "finished": finished, FILES: found}))

    def begin(self, provenance: Mapping[str, Any]) -> None:
        """Write the provenance of what is still to be made."""
        self.write_json(MARKER, sealed({**provenance, "content": self.content, "finished": False}))


def prepare(out: Path | str | None, name: str, content: str, origin: Mapping[str, Any] | None = None) -> Folder:
    """The folder for a result, made where it is not there.

    Parameters
    ----------
    out:
        The folder asked for, or None for ``outputs/<name>-<hash>`` in the working folder.
    name:
        What the result is of, for the folder's name.
    content:
        Hash of all that the result depends on (:func:`content_hash`).
    origin:
        The provenance that the result will have, from which is told what differs where the folder holds another one.

    Returns
    -------
    The folder; with ``finished`` true where this very result is in it already. An unfinished folder of the same
    content is taken over.

    Raises
    ------
    CrmsimError
        Where the folder holds anything else, is finished and not what was written, or cannot be written.
    """
    path = Path(OUTPUTS) / f"{safe_name(name)}-{content[:8]}" if out is None else Path(out)
    refuse_no_name(out)
    with file_errors(path):
        is_file = path.exists() and not path.is_dir()
        occupied = path.is_dir() and any(path.iterdir())
    if is_file:
        raise CrmsimError(
            message("is a file"), file=path, key="--out", expected=message("a folder that is empty or not there yet")
        )
    if occupied:
        result, finished = marker(path)
        if result != content:
            differs = differing(read_marker(path), origin)
            raise CrmsimError(
                message("holds other results or files, and nothing is overwritten")
                if differs is None
                else message("holds other results, and nothing is overwritten; {differs}", differs=differs),
                file=path,
                key="--out",
                expected=message("a folder that is empty or not there yet"),
            )
        if finished:
            refuse_altered(path)
            return Folder(path, content, True)
    folder = Folder(path, content, False)
    with file_errors(path):
        path.mkdir(parents=True, exist_ok=True)
    folder.begin({})
    return folder


def refuse_no_name(out: Path | str | None) -> None:
    """Refuse what can be no folder's name.

    Raises
    ------
    CrmsimError
        For blanks alone, and what no name may hold.
    """
    if out is not None and (not str(out).strip() or "\0" in str(out)):
        raise CrmsimError(
            message("not the name of a folder"), key="--out", value=str(out), expected=message("a folder, as results")
        )


def marker(path: Path) -> tuple[str | None, bool]:
    """The content hash a folder says it holds, None where it says nothing, and whether it is finished."""
    result = read_marker(path)
    if result is None or not isinstance(result.get("content"), str):
        return None, False
    return result["content"], result.get("finished") is True


def read_marker(path: Path) -> dict[str, Any] | None:
    """The provenance of a folder as it stands there, or None where there is none that can be read."""
    return document(path / MARKER)[0]


def refuse_altered(folder: Path) -> None:
    """Refuse a folder in which anything is not what was written; of one without digests nothing is known.

    Raises
    ------
    CrmsimError
        With the first few of the files that differ.
    """
    content, state = document(folder / MARKER)
    if state is False:
        raise altered(folder / MARKER)
    found = differences(folder, listed(content or {}) or {})
    if found:
        raise CrmsimError(
            message("is not what was written: {files}", files=", ".join(one.name for one in found[:SHOWN])),
            file=folder,
            expected=message(
                "the folder as it was written (see: crmsim verify); to have it made again, move it away or name "
                "another folder"
            ),
        )


def safe_name(name: str) -> str:
    """``name`` with nothing in it that a file system might refuse."""
    plain = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.")
    return plain[:LONGEST_NAME] or "result"


def distinct_name(name: str) -> str:
    """As :func:`safe_name`, but different names give different ones: what had to be changed gets part of a hash."""
    plain = safe_name(name)
    return plain if plain == name else f"{plain}-{hashlib.blake2b(name.encode(), digest_size=4).hexdigest()}"


@contextlib.contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turn the machine's refusals into errors for the user."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            problem = message("cannot be written: the disk is full")
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            problem = message("cannot be written: permission denied")
        else:
            problem = message("cannot be written: {reason}", reason=error.strerror or error)
        raise CrmsimError(problem, file=path, expected=message("a folder that can be written")) from error
