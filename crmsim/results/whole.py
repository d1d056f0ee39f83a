"""Whether a folder of results is whole and unaltered: its provenance lists a digest of every file, and one of itself.

Folders written before there were such lists can be read as before; nothing is known of what became of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crmsim.errors import CrmsimError
from crmsim.files.plain import read_plain
from crmsim.scenario.sources import digest_of, file_digest
from crmsim.words import message

FILES, SEAL = "files", "seal"


class Difference(NamedTuple):
    """A file that is not what was written: its name from the folder on, and whether it is gone."""

    name: str
    gone: bool


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """``content`` with a hash of all of it; ValueError for what is no JSON, as NaN."""
    result = {key: value for key, value in content.items() if key != SEAL}
    as_read = json.loads(json.dumps(result, allow_nan=False))
    text = json.dumps(as_read, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {**result, SEAL: digest_of(text.encode("utf-8", "surrogatepass"))}


def is_sealed(content: Mapping[str, Any]) -> bool | None:
    """Whether a document is what was written; None where it is of a version that did not seal it."""
    if SEAL not in content and FILES not in content:
        return None
    try:
        return bool(sealed(content)[SEAL] == content.get(SEAL))
    except ValueError:  # NaN, which is never written
        return False


def as_text(content: Mapping[str, Any], by_key: bool = False) -> str:
    """A document as it is written: JSON, indented and without NaN."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False, sort_keys=by_key) + "\n"


def document(path: Path) -> tuple[dict[str, Any] | None, bool | None]:
    """A provenance, or what describes an analysis, and whether it is what was written.

    Returns
    -------
    None where nothing can be read; and None where it is of a version that did not seal it. What is sealed must stand
    there to the letter: of 1e-5 and 1E-5, which are one number, only one was written.
    """
    try:
        text = read_plain(path).decode("utf-8")
        content = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None, False
    if not isinstance(content, dict):
        return None, False
    state = is_sealed(content)
    if state:
        state = text in (as_text(content), as_text(content, by_key=True))
    return content, state


def files_in(folder: Path, among: Iterable[str] = ()) -> list[str]:
    """The files of a folder and of those in it, without hidden ones, in the order of their names.

    Parameters
    ----------
    among:
        Names of files and folders that count; all where none is given.

    Raises
    ------
    OSError
        Where it cannot be read.
    """
    chosen = set(among)
    tops = sorted(path for path in folder.iterdir() if not chosen or path.name in chosen)
    found = [one for top in tops for one in (sorted(top.rglob("*")) if top.is_dir() else [top])]
    names = [path.relative_to(folder) for path in found if path.is_file()]
    return [name.as_posix() for name in names if not any(part.startswith(".") for part in name.parts)]


def digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Name → hash of the file's bytes.

    Raises
    ------
    OSError
        Where one cannot be read.
    """
    return {name: file_digest(folder / name) for name in names}


def listed(content: Mapping[str, Any]) -> dict[str, str] | None:
    """The digests that a provenance lists, by file; None where it lists none."""
    result = content.get(FILES)
    if not isinstance(result, dict):
        return None
    return {str(name): str(digest) for name, digest in result.items()}


def differences(folder: Path, known: Mapping[str, str]) -> list[Difference]:
    """The files that are not what was written, or are gone."""
    result = []
    for name, digest in known.items():
        try:
            found: str | None = file_digest(folder / name)
        except OSError:
            found = None
        if found != digest:
            result.append(Difference(name, not (folder / name).is_file()))
    return result


def read_same(folder: Path, name: str, known: Mapping[str, str] | None) -> bytes:
    """What a file of a folder holds, if it is what was written.

    Parameters
    ----------
    known:
        The digests of the folder's files; None where there are none.

    Raises
    ------
    CrmsimError
        Where it is gone, cannot be read, or is not what was written.
    """
    path = folder / name
    try:
        content = read_plain(path)
    except OSError as error:
        problem = message("is gone") if not path.exists() else message("cannot be read ({error})", error=error.strerror)
        raise CrmsimError(problem, file=path, expected=message("the file as it was written")) from None
    if known is not None and known.get(name) != digest_of(content):
        raise altered(path)
    return content


def altered(path: Path) -> CrmsimError:
    """The error of a file that is not what was written."""
    return CrmsimError(
        message("is not what was written: it was edited, or the disk fails"),
        file=path,
        expected=message("the file as it was written; `crmsim verify` says of all files whether they are"),
    )
