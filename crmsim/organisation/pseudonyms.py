"""By what people are shown: pseudonyms under a random key that stays beside the files they were read from.

A hash of an id without a secret is no cover: all staff numbers of five digits are tried in a second. So there is a
secret from the start. It is made when people are first shown, and it decides on names alone: nothing that a run
computes knows it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import secrets
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.files import read_plain_text
from crmsim.words import message

PSEUDONYM = re.compile(r"p[a-z2-7]{12}")
KEY_FILE = "pseudonyms.key"
KEY_BYTES = 32
SHOWN = 6  # letters of a pseudonym in a picture
PATIENCE = 2.0  # seconds for another process to write a key that it has begun, where a file cannot be linked
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # base 32
PAIRS = [one + two for one in LETTERS for two in LETTERS]


@dataclass(frozen=True, eq=False, repr=False)
class Names:
    """People as their files name them, whom everybody else sees by pseudonyms.

    The key is read, or made, when :meth:`shown` is called and not before, so that a run that shows nobody needs none.
    What is pickled is the pseudonyms.

    Attributes
    ----------
    people:
        The id of each seat, as in the file.
    folder:
        Where the file lies; None for people of an object in memory.
    """

    people: tuple[str, ...]
    folder: Path | None

    def __len__(self) -> int:
        return len(self.people)

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self.shown(),)

    def __deepcopy__(self, _: Any) -> Names:
        return self

    def shown(self) -> tuple[str, ...]:
        """A pseudonym for each seat.

        Raises
        ------
        CrmsimError
            Where there is no key, and none can be made.
        """
        secret = key_of(self.folder)
        return tuple([pseudonym(person, secret) for person in self.people])


def pseudonym(person: str, secret: bytes) -> str:
    """By what an id is shown: ``p`` and 60 bits of its hash under a secret, which nobody else has a say in."""
    text = person.encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(text, digest_size=8, person=b"crmsim name", key=secret).digest()
    shown = int.from_bytes(digest, "big") >> 4
    return (
        f"p{PAIRS[shown >> 50]}{PAIRS[shown >> 40 & 1023]}{PAIRS[shown >> 30 & 1023]}"
        f"{PAIRS[shown >> 20 & 1023]}{PAIRS[shown >> 10 & 1023]}{PAIRS[shown & 1023]}"
    )


def key_of(folder: Path | None) -> bytes:
    """The key of a folder's people, made where there is none yet.

    It lies beside the files, or, where nothing can be written there, in a folder of this user's own. For an object in
    memory it is that of this process, and gone with it.

    Raises
    ------
    CrmsimError
        Where a key is there that cannot be read or is none, or where none can be written.
    """
    if folder is None:
        return key_of_objects()
    return read_key(folder) or _new_key(folder)


@functools.cache
def key_of_objects() -> bytes:
    """The key of people who are in no file."""
    return secrets.token_bytes(KEY_BYTES)


def places(folder: Path) -> tuple[Path, Path]:
    """Where a folder's key may lie: beside the files, else in a folder of this user's own."""
    import platformdirs

    known = hashlib.blake2b(os.fsencode(folder.resolve()), digest_size=16).hexdigest()
    return folder / KEY_FILE, Path(platformdirs.user_data_path("crmsim")) / "keys" / f"{known}.key"


def key_path(folder: Path) -> Path | None:
    """Where the key of a folder lies; None where there is none."""
    return next((path for path in places(folder) if path.exists()), None)


def read_key(folder: Path) -> bytes:
    """The key of a folder; nothing where there is none.

    Raises
    ------
    CrmsimError
        Where it is no key, or not for this user to read.
    """
    path = key_path(folder)
    if path is None:
        return b""
    until = time.monotonic() + PATIENCE
    while True:
        result = _read(path)
        if len(result) == KEY_BYTES:
            return result
        if time.monotonic() > until:
            raise _no_key(path)
        time.sleep(0.02)


def _read(path: Path) -> bytes:
    try:
        return bytes.fromhex(read_plain_text(path, encoding="ascii").strip())
    except OSError as error:
        raise CrmsimError(
            message("cannot be read: {reason}", reason=error.strerror or error),
            file=path,
            expected=message("a key that this user may read, or a copy of the files in a folder of your own"),
        ) from error
    except ValueError as error:
        if path.stat().st_size >= 2 * KEY_BYTES:
            raise _no_key(path) from error
        return b""


def _no_key(path: Path) -> CrmsimError:
    return CrmsimError(message("is no key"), file=path, expected=message("the key that crmsim wrote, unchanged"))


def _new_key(folder: Path) -> bytes:
    """Make a key beside the files, or where this user may write; of several at once all get the same."""
    beside, own = places(folder)
    with contextlib.suppress(OSError):
        _write(beside, secrets.token_bytes(KEY_BYTES))
        return read_key(folder)
    try:
        own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(own, secrets.token_bytes(KEY_BYTES))
    except OSError as error:
        raise CrmsimError(
            message("no key for pseudonyms can be written: {reason}", reason=error.strerror or error),
            file=beside,
            expected=message("a folder to write to, there or in your home"),
        ) from error
    return read_key(folder)


def _write(path: Path, secret: bytes) -> None:
    """Write a key whole, for its owner alone, unless there is one: whoever comes second leaves the first one's."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # for its owner alone, wherever it is
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secret.hex() + "\n")
        try:
            os.link(name, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links: the others wait until it is whole
            with contextlib.suppress(FileExistsError):
                plain = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(plain, "w", encoding="ascii") as file:
                    file.write(secret.hex() + "\n")
    finally:
        os.unlink(name)


def share_key(source: Path | None, folder: Path) -> None:
    """Let people in a new folder go by the pseudonyms they have in another, unless a key stands there.

    Raises
    ------
    CrmsimError
        As :func:`key_of`, and where it cannot be written.
    """
    secret = key_of(source)
    if read_key(folder):
        return
    try:
        _write(folder / KEY_FILE, secret)
    except OSError as error:
        raise CrmsimError(
            message("cannot be written: {reason}", reason=error.strerror or error),
            file=folder / KEY_FILE,
            expected=message("a place to write to"),
        ) from error


def look_up(people: Iterable[str], pseudonyms: Iterable[str], folder: Path) -> dict[str, str]:
    """The ids behind pseudonyms, or behind how they begin (as pictures show them), for who has the list and the key.

    Raises
    ------
    CrmsimError
        Where there is no key, nobody has the pseudonym under it, or several have one that begins so.
    """
    secret = read_key(folder)
    if not secret:
        raise CrmsimError(
            message("no key stands beside the file, and only with it are people looked up"),
            file=folder / KEY_FILE,
            expected=message("the key that crmsim wrote there when it first showed these people"),
        )
    known = {pseudonym(person, secret): person for person in people}
    result = {}
    for name in pseudonyms:
        found = [name] if name in known else [one for one in known if len(name) >= SHOWN and one.startswith(name)]
        if not found:
            raise CrmsimError(
                message("nobody on the list has this pseudonym under the key beside it"),
                value=name,
                expected=message("a pseudonym as shown since the key was made, or its first {few} letters", few=SHOWN),
            )
        if len(found) > 1:
            raise CrmsimError(
                message("is how several pseudonyms begin"), value=name, expected=message("more letters of it, or all")
            )
        result[found[0]] = known[found[0]]
    return result
