"""How the app was started, and the secret and the folder that outlive one start."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

from crmsim.numerics.place import kept

PORT = 8137
LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # the second only after --lan, and then with a code
SECRET, SECRET_BYTES = "app-secret", 32
CODE_LETTERS = 6
ALIKE = str.maketrans({"0": "O", "1": "I", "8": "B"})  # read for one another from a wall


def folder() -> Path | None:
    """Where the app keeps what it makes: beside compiled code, which is the user's alone; None where nowhere."""
    found = kept().folder
    return None if found is None else found.parent / f"{found.name}-app"


def secret() -> bytes:
    """What tokens are made with; kept, so that a page open in a browser survives that the server is started anew."""
    place = folder()
    if place is None:
        return secrets.token_bytes(SECRET_BYTES)
    path = place / SECRET
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(SECRET_BYTES))
        known = path.read_bytes()
        if len(known) == SECRET_BYTES:
            return known
    return secrets.token_bytes(SECRET_BYTES)


@dataclass(frozen=True)
class Settings:
    """How the app was started.

    Attributes
    ----------
    language:
        "en" or "nb" where somebody asked for it; empty for what each browser asks for.
    port:
        Where it listens.
    lan:
        Whether others on the network may come in, with the code.
    secret:
        What tokens are made with.
    workers:
        Runs at a time; one a core unless given.
    """

    language: str = ""
    port: int = PORT
    lan: bool = False
    secret: bytes = field(default_factory=secret, repr=False)
    workers: int | None = None

    @property
    def host(self) -> str:
        """The address that is listened on."""
        return EVERYWHERE if self.lan else LOOPBACK

    @property
    def code(self) -> str:
        """What guests type to come in: the same the whole day, so that it survives a new start."""
        return self.code_of(time.strftime("%Y-%m-%d"))

    def code_of(self, day: str) -> str:
        """The code of a day, as "2026-01-31"."""
        digest = hmac.digest(self.secret, f"code {day}".encode(), hashlib.sha256)
        return base64.b32encode(digest).decode()[:CODE_LETTERS]

    def is_code(self, typed: str) -> bool:
        """Whether somebody typed the code; small letters and digits that look alike are no mistake."""
        plain = "".join(typed.split()).upper().translate(ALIKE)[: CODE_LETTERS + 1]
        return hmac.compare_digest(plain.encode(), self.code.translate(ALIKE).encode())

    @property
    def address(self) -> str:
        """Where whoever runs it opens it."""
        return f"http://{LOOPBACK}:{self.port}/"

    @property
    def guest_address(self) -> str:
        """Where guests open it."""
        return f"http://{lan_address()}:{self.port}/"


def lan_address() -> str:
    """This machine's address on its network; loopback where it is on none. Nothing is sent to find it."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address for documentation: only the way there is looked up
        return str(probe.getsockname()[0])
    return LOOPBACK
