"""By what people are shown: pseudonyms that depend on the id alone and, where it stands beside the files, on a key.

The key of a seat's random numbers is another part of the hash and knows no secret, so that a key beside the files
changes names and never a result.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path

from crmsim.errors import CrmsimError
from crmsim.files import read_plain_text
from crmsim.words import message

KEY_FILE = "pseudonyms.key"
KEY_BYTES = 32
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # base 32
PAIRS = [one + two for one in LETTERS for two in LETTERS]


def seat_key(person: str, secret: bytes = b"") -> tuple[int, str]:
    """Key and pseudonym of an id: nobody else has a say in them.

    Without a secret both are parts of one hash that is not secret: whoever guesses an id can check the guess. With one,
    only who has it can.
    """
    text = person.encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(text, digest_size=16, person=b"crmsim seat").digest()
    seen = hashlib.blake2b(text, digest_size=8, person=b"crmsim name", key=secret).digest() if secret else digest[8:]
    shown = int.from_bytes(seen, "big") >> 4
    return int.from_bytes(digest[:8], "little"), (
        f"p{PAIRS[shown >> 50]}{PAIRS[shown >> 40 & 1023]}{PAIRS[shown >> 30 & 1023]}"
        f"{PAIRS[shown >> 20 & 1023]}{PAIRS[shown >> 10 & 1023]}{PAIRS[shown & 1023]}"
    )


def read_key(folder: Path | None) -> bytes:
    """The key that stands in a folder; nothing where none does.

    Raises
    ------
    CrmsimError
        Where the key is not one that :func:`make_key` wrote.
    """
    path = None if folder is None else folder / KEY_FILE
    if path is None or not path.is_file():
        return b""
    try:
        result = bytes.fromhex(read_plain_text(path, encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise CrmsimError(
            message("is no key"), file=path, expected=message("the key that crmsim wrote, unchanged")
        ) from error
    if len(result) != KEY_BYTES:
        raise CrmsimError(message("is no key"), file=path, expected=message("the key that crmsim wrote, unchanged"))
    return result


def make_key(folder: Path, secret: bytes = b"") -> Path:
    """Write a key into a folder, or the one given, unless there is one; returns its path.

    Raises
    ------
    CrmsimError
        Where it cannot be written, or another key stands there.
    """
    path = folder / KEY_FILE
    result = read_key(folder)
    if result and secret and result != secret:
        raise CrmsimError(
            message("another key stands there"), file=path, expected=message("another folder, or the same key")
        )
    if not result:
        try:
            with path.open("x", encoding="ascii") as file:
                path.chmod(0o600)
                file.write((secret or secrets.token_bytes(KEY_BYTES)).hex() + "\n")
        except OSError as error:
            raise CrmsimError(
                message("cannot be written: {reason}", reason=error.strerror or error),
                file=path,
                expected=message("a place to write to"),
            ) from error
    return path


def look_up(people: Iterable[str], pseudonyms: Iterable[str], folder: Path) -> dict[str, str]:
    """The ids behind pseudonyms, for who has the list of people and the key beside it.

    Raises
    ------
    CrmsimError
        Where there is no key, or nobody has the pseudonym under it.
    """
    secret = read_key(folder)
    if not secret:
        raise CrmsimError(
            message("no key stands beside the file, and only with it are people looked up"),
            file=folder / KEY_FILE,
            expected=message("the key that crmsim organisation --key writes; pseudonyms are then others than without"),
        )
    result = {seat_key(person, secret)[1]: person for person in people}
    for name in pseudonyms:
        if name not in result:
            raise CrmsimError(
                message("nobody on the list has this pseudonym under the key beside it"),
                value=name,
                expected=message("a pseudonym as shown since the key was made"),
            )
    return {name: result[name] for name in pseudonyms}
