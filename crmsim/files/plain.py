"""Reading a file that a user named: a plain one, whole, and nothing that waits for somebody to write.

A named pipe is opened like a file and then waits for a writer, who may never come; some devices never end. So what a
path leads to is looked at before it is read, and it is opened in a way that cannot wait.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from crmsim.errors import CrmsimError
from crmsim.words import Message, message

KINDS = (
    (stat.S_ISFIFO, message("is a pipe, which is never read: save what it gives as a file")),
    (stat.S_ISSOCK, message("is a socket")),
    (stat.S_ISCHR, message("is a device")),
    (stat.S_ISBLK, message("is a device")),
)
UNREAD = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
PLAIN = message("a plain file")


def read_plain(path: Path, expected: Message = PLAIN, most: int = -1) -> bytes:
    """What a plain file holds.

    Parameters
    ----------
    expected:
        What the file should be, for messages.
    most:
        Bytes after which no more is read; -1 for all.

    Raises
    ------
    CrmsimError
        For a pipe, a socket and a device.
    OSError
        As ``open`` raises it: the caller knows what the file is for.
    """
    refuse_special(path, expected)
    with os.fdopen(os.open(path, UNREAD), "rb") as stream:
        _check(os.fstat(stream.fileno()).st_mode, path, expected)  # a path may lead elsewhere since it was looked at
        return stream.read(most)


def read_plain_text(path: Path, encoding: str = "utf-8") -> str:
    """The text of a plain file, with the line ends of Unix; errors as of :func:`read_plain`, and UnicodeError."""
    return read_plain(path).decode(encoding).replace("\r\n", "\n")


def refuse_special(path: Path, expected: Message = PLAIN) -> None:
    """Refuse what is there but is neither a file nor a folder, before anything waits for it.

    Raises
    ------
    CrmsimError
        For a pipe, a socket and a device.
    OSError
        Where nothing is there.
    """
    _check(path.stat().st_mode, path, expected)


def _check(mode: int, path: Path, expected: Message) -> None:
    for kind, problem in KINDS:
        if kind(mode):
            raise CrmsimError(problem, file=path, expected=expected)
