"""Where compiled code is kept: in a folder that is the user's and that nobody else can write to.

Numba reads what it kept by unpickling it, and unpickling does whatever was written there. Whoever may write to the
folder, or exchange a folder above it, could have a user's next run do what they like. So the folder is made for its
owner alone, and one that others can write to is not used: another is made in its place, and that is said once, with
what ends it. On Windows the folder lies in the user's profile, which the system guards.
"""

from __future__ import annotations

import contextlib
import functools
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_cache_dir

from crmsim.words import Message, message

VARIABLE = "CRMSIM_CACHE_DIR"
NAMES = ("compiled", "compiled-private")  # the second where others could write to the first
OWNER_ONLY = 0o700
_SAY: list[Callable[[Message], object]] = []


class Kept(NamedTuple):
    """The folder for compiled code, None where none can be used, and what the user is to know of it."""

    folder: Path | None
    problem: Message | None


class _Refused(NamedTuple):
    """A folder that is not used: the folder or what is above it, and what is wrong with that."""

    place: Path
    why: Message


def kept() -> Kept:
    """Where compiled code is kept; looked up once for each value of ``CRMSIM_CACHE_DIR``."""
    return _kept(os.environ.get(VARIABLE, ""))


@functools.cache
def _kept(asked: str) -> Kept:
    usual = Path(user_cache_dir("crmsim", appauthor=False))
    first: _Refused | None = None
    for base in (Path(asked), usual) if asked else (usual,):
        for name in NAMES:
            folder = Path(os.path.realpath(base / name))
            try:
                refused = _refused(folder)
                if refused is None:
                    with tempfile.TemporaryFile(dir=folder):
                        pass
            except OSError as error:
                return Kept(None, _unwritable(folder, error) if first is None else _notice(first, None))
            if refused is None:
                return Kept(folder, None if first is None else _notice(first, folder))
            first = first or refused
            if refused.place != folder:
                break
    return Kept(None, None if first is None else _notice(first, None))


def _refused(folder: Path) -> _Refused | None:
    """Make a folder for its owner alone; what is wrong with it, or with a folder above it, if anything.

    Raises
    ------
    OSError
        Where it cannot be made or read.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=OWNER_ONLY)
    found = folder.stat()
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(20, "Not a directory", str(folder))
    if sys.platform == "win32":
        return None
    # Whoever owns the topmost folder could exchange anything, and has to be trusted: root, but in some containers.
    trusted = {os.geteuid(), 0, os.stat("/").st_uid}
    for above in folder.parents:
        here = above.stat()
        if here.st_uid not in trusted:
            return _Refused(above, message("{place} belongs to somebody else", place=str(above)))
        if _others_write(here) and not here.st_mode & stat.S_ISVTX:  # as /tmp has it: each may move only their own
            return _Refused(above, message("others can write to {place}", place=str(above)))
    if found.st_uid != os.geteuid():
        return _Refused(folder, message("{place} belongs to somebody else", place=str(folder)))
    if _others_write(found):
        return _Refused(folder, message("others can write to {place}", place=str(folder)))
    if stat.S_IMODE(found.st_mode) != OWNER_ONLY:
        folder.chmod(OWNER_ONLY)  # so that it does not matter how the files in it are made
    return None


def _others_write(found: os.stat_result) -> bool:
    """Whether anybody but the owner may write; not where the group is the user's own, as many systems make it."""
    if found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and not _own_group(found.st_gid)


@functools.cache
def _own_group(group: int) -> bool:
    """Whether a group has the name of the user and no other members."""
    if sys.platform == "win32":
        return False
    import grp
    import pwd

    try:
        name, entry = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(group)
    except KeyError:
        return False
    return entry.gr_name == name and set(entry.gr_mem) <= {name}


def _notice(refused: _Refused, other: Path | None) -> Message:
    """That a folder is not used, what is used in its place, and what ends it."""
    ours = refused.place.name in NAMES
    cure = (
        message("To end this, remove {place}.", place=str(refused.place))
        if ours
        else message(
            "To end this, name a folder by {variable} that is yours alone, or take others' leave to write from {place} "
            "(chmod go-w).",
            variable=VARIABLE,
            place=str(refused.place),
        )
    )
    if other is None:
        return message(
            "NOTE: {why}, and who writes there could make this program do anything. So compiled code is not kept, and "
            "every process compiles the model for itself, about half a minute. {cure}",
            why=refused.why,
            cure=cure,
        )
    return message(
        "NOTE: {why}, and who writes there could make this program do anything. So compiled code is kept in {other} "
        "instead. {cure}",
        why=refused.why,
        other=str(other),
        cure=cure,
    )


def tell_with(say: Callable[[Message], object]) -> None:
    """By what the user is told, once, where compiled code could not be kept although the folder was there."""
    _SAY[:] = [say]


def cannot_keep(folder: Path, error: OSError) -> None:
    """Tell that compiled code could not be written, as to a full disk."""
    while _SAY:
        _SAY.pop()(_unwritable(folder, error))


def _unwritable(folder: Path, error: OSError) -> Message:
    return message(
        "NOTE: compiled code cannot be kept in {folder} ({error}), so every process compiles the model for itself, "
        "about half a minute. Name a folder that can be written by {variable}.",
        folder=str(folder),
        error=error.strerror or type(error).__name__,
        variable=VARIABLE,
    )
