"""A folder given for a file: which of the files in it can be read, and for what."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from crmsim.errors import CrmsimError
from crmsim.words import Message, message

MOST = 200  # files of a folder that are looked into
SHOWN = 12  # files of one kind that are named

Holds = Callable[[Path], tuple[bool, bool]]


def refuse_folder(folder: Path, holds: Holds) -> NoReturn:
    """Say which files of a folder to give instead of it.

    Parameters
    ----------
    holds:
        Whether a file holds people, and whether it holds ties; may raise a CrmsimError, as for a file that is neither.

    Raises
    ------
    CrmsimError
        Always, with the files that can be read, in the order of their names.
    """
    kept: dict[tuple[bool, bool], list[str]] = {}
    for path in files_in(folder):
        try:
            kept.setdefault(holds(path), []).append(path.name)
        except CrmsimError:
            continue
    kinds = [
        message("people and ties in {files}", files=_listed(kept.get((True, True), []))),
        message("people in {files}", files=_listed(kept.get((True, False), []))),
        message("ties in {files}", files=_listed(kept.get((False, True), []))),
    ]
    kinds = [text for text in kinds if text.values["files"]]
    if not kinds:
        raise CrmsimError(
            message("is a folder, and no file in it holds people or ties"),
            file=folder,
            expected=message("a table of people and one of ties, or a file of a network program"),
        )
    files = functools.reduce(lambda one, other: Message("{one}; {other}", {"one": one, "other": other}), kinds)
    raise CrmsimError(message("is a folder"), file=folder, expected=message("files in it: {files}", files=files))


def files_in(folder: Path) -> list[Path]:
    """The files of a folder in the order of their names, without those whose name begins with a dot."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))[:MOST]
    except OSError as error:
        reason = error.strerror or str(error)
        raise CrmsimError(message("cannot be read: {reason}", reason=reason), file=folder) from error


def _listed(names: list[str]) -> str:
    return ", ".join([*names[:SHOWN], *(["…"] if len(names) > SHOWN else [])])
