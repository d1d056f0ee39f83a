"""Why others refuse, told again."""

from __future__ import annotations

import csv
import errno
import os

import pytest

from crmsim.files import parse_toml, what_is_wrong
from crmsim.runner.backend import DEATH, DEATH_BY_KILLING
from crmsim.runner.limit import Limit
from crmsim.runner.stored_error import full_text
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


def test_parsers_of_toml_and_csv_are_told_in_words() -> None:
    for text, line, told in (
        ('x = "abc\n', 1, "en tekst slutter ikke på linjen den begynner på"),
        ("[a.b]\n[a.b]\n", 2, "a.b kan ikke stå to ganger"),
        ("x = ", 1, "ugyldig verdi"),
    ):
        with pytest.raises(ValueError) as caught:
            parse_toml(text)
        said, where = what_is_wrong(caught.value, text)
        assert (reason(said, NB), where) == (told, line)
    for text, told in (('a,"b', "er åpnet og ikke lukket"), ('a,"b"c', "det skulle stått ',' etter '\"'")):
        with pytest.raises(csv.Error) as refused:
            list(csv.reader([text], strict=True))
        assert told in reason(str(refused.value), NB)


def test_what_is_stored_of_a_lost_run_is_told_again() -> None:
    limit = Limit.__new__(Limit)
    limit.given = 5.0
    assert reason(limit.text(), NB) == "ikke ferdig etter 5 sekunder"
    assert reason(DEATH, NB) != DEATH and reason(DEATH_BY_KILLING, NB) != DEATH_BY_KILLING
    assert reason(full_text(MemoryError()), NB) != full_text(MemoryError())


def test_what_is_not_known_stays_as_it_came() -> None:
    assert reason("the moon is full", NB) == "the moon is full"
    assert NB("{name} and {reason}", name="Permission denied", reason="x y") == "Permission denied and x y"


def test_a_particular_text_goes_before_a_general_one() -> None:
    assert reason("expected ']' at the end of a table declaration", NB) == "navnet på en tabell skal slutte med ']'"
    assert len({one.template for one in REASONS}) == len(REASONS)
