"""Who asks: a browser with a session, a language, and whether it is the one of whoever runs the server."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmsim.words import Teller

if TYPE_CHECKING:
    from starlette.requests import Request

    from crmsim.app.settings import Settings

SESSION, GUEST, LANGUAGE = "crmsim_session", "crmsim_guest", "crmsim_language"  # names of cookies
SESSION_FORM = re.compile(r"[0-9a-f]{32}")
GUEST_FORM = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})")
ADMITTED_SECONDS = 12 * 3600  # that a guest stays in after the code
NORWEGIAN = ("nb", "no", "nn")


@dataclass(frozen=True)
class Visitor:
    """Who asks.

    Attributes
    ----------
    session:
        Of the browser: 32 digits that nobody else knows. Never shown to anybody else.
    token:
        What a request that changes something must bring.
    host:
        Whether the request came from this machine itself.
    admitted:
        Whether it may come in: the host, and guests who have typed the code.
    teller:
        Speaks the language of the browser, or the one it chose.
    """

    session: str
    token: str
    host: bool
    admitted: bool
    teller: Teller


def visitor(request: Request) -> Visitor:
    """Who asks."""
    found: Visitor = request.state.visitor
    return found


def new_session() -> str:
    """A session that nobody can guess."""
    return secrets.token_hex(16)


def token_of(settings: Settings, session: str) -> str:
    """The token of a session."""
    return hmac.digest(settings.secret, f"token {session}".encode(), hashlib.sha256).hex()


def admission(settings: Settings, session: str, now: float | None = None) -> str:
    """The cookie of a guest who has typed the code, good for this session and some hours."""
    since = int(time.time() if now is None else now)
    return f"{since}.{hmac.digest(settings.secret, f'guest {session} {since}'.encode(), hashlib.sha256).hex()}"


def is_admitted(settings: Settings, session: str, cookie: str, now: float | None = None) -> bool:
    """Whether a cookie lets this session in."""
    found = GUEST_FORM.fullmatch(cookie)
    if found is None:
        return False
    age = (time.time() if now is None else now) - int(found[1])
    expected = admission(settings, session, int(found[1]))
    return 0.0 <= age < ADMITTED_SECONDS and hmac.compare_digest(cookie, expected)


def language_of(settings: Settings, asked: str, chosen: str, accepted: str) -> str:
    """The language: that of the address, else the one chosen before, else that of the start, else the browser's."""
    for one in (asked, chosen, settings.language):
        if one in ("en", "nb"):
            return one
    first = accepted.split(",")[0].split(";")[0].strip().lower()
    return "nb" if first.split("-")[0] in NORWEGIAN else "en"
