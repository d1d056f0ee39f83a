"""Why others refuse, told again."""

from __future__ import annotations

import errno
import os

import pytest

from crmsim.words import Teller, message
from crmsim.words.reasons import REASONS, reason

NB = Teller("nb")


@pytest.mark.parametrize("number", [
    errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY, errno.EEXIST,
    errno.ENAMETOOLONG, errno.EFBIG, errno.EROFS, errno.ENOSPC, errno.EIO, errno.EMFILE, errno.ELOOP, errno.EBUSY,
    errno.EBADF, errno.EPIPE, errno.EINVAL, errno.ENOMEM,
])  # fmt: skip
@pytest.mark.skipif(os.name == "nt", reason="Windows has words of its own")
def test_errors_of_files_are_known(number: int) -> None:
    text = os.strerror(number)
    assert reason(text, NB) != text


def test_an_error_of_the_system_is_told_with_its_file() -> None:
    error = PermissionError(errno.EACCES, "Permission denied", "a.toml")
    assert reason(error, NB) == "'a.toml': ingen tilgang (feil 13)"
    assert NB(message("cannot be read: {reason}", reason="Permission denied")).endswith(": ingen tilgang")
    assert Teller()(message("cannot be read: {reason}", reason="Permission denied")).endswith("Permission denied")


def test_what_is_not_known_stays_as_it_came() -> None:
    assert reason("the moon is full", NB) == "the moon is full"
    assert NB("{name} and {reason}", name="Permission denied", reason="x y") == "Permission denied and x y"


def test_a_particular_text_goes_before_a_general_one() -> None:
    assert reason("expected ']' at the end of a table declaration", NB) == "navnet på en tabell skal slutte med ']'"
    assert len({one.template for one in REASONS}) == len(REASONS)
