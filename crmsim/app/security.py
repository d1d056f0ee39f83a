"""What stands between the network and the app: who may come in, how often, with how much, and what a page may do.

Every request passes :class:`Gate` before any route sees it. The app listens on loopback alone unless it was started
for the network, and then lets nobody in without the code. A name that leads to this machine from elsewhere (a rebound
one) is refused by the header Host; a page of another site that posts here by Origin and by the token.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crmsim.app.limits import Limit
from crmsim.app.sections import Section
from crmsim.app.settings import LOOPBACK, Settings, lan_address
from crmsim.app.visitor import (
    GUEST,
    LANGUAGE,
    SESSION,
    SESSION_FORM,
    Visitor,
    is_admitted,
    language_of,
    new_session,
    token_of,
)
from crmsim.words import Teller, message

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with none at all, a browser says of its own forms that they come from nowhere
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
READING, CHANGING = ("GET", "HEAD"), ("POST",)
MOST_BYTES, MOST_PATH, MOST_QUERY = 64_000, 300, 4_000  # of a body, a path and a query
BODY_SECONDS = 30.0  # that a body may take to arrive
FORM, TOKEN_FIELD, TOKEN_HEADER = "application/x-www-form-urlencoded", "token", "x-crmsim-token"
HERE, NAMES = (LOOPBACK, "::1"), {LOOPBACK, "localhost", "[::1]"}  # addresses and names of this machine itself
ENTER = "/enter"
OPEN = (ENTER, "/static/")  # to everybody, so that a guest can type the code
GUESTS = ("/",)  # to guests, beside what the sections open to them; not the lessons, which tell what a class bets on
NOT_YOURS = message("This page is only for whoever runs the program, at the machine it runs on.")
TOO_OFTEN = message("That was too often in too short a time. Wait a moment and try again.")


class Gate:
    """Lets requests pass, or answers them itself.

    Parameters
    ----------
    settings, sections:
        As the app was started, and what it holds.
    refused:
        Tells somebody who reads pages that one is not theirs; by default in one line of text.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        sections: Sequence[Section] = (),
        refused: Callable[[Request, str], Response] = lambda _request, words: PlainTextResponse(words, 403),
    ) -> None:
        self.app, self.settings, self.refused = app, settings, refused
        self.names = NAMES | ({lan_address()} if settings.lan else set())
        self.open = (*GUESTS, *(path for section in sections for path in section.guests))
        self.uploads: Mapping[str, int] = {path: most for section in sections for path, most in section.uploads.items()}
        self.by_address = Limit(rate=150.0, burst=600.0)  # a whole class may stand behind one
        self.by_session = Limit(rate=30.0, burst=120.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # there is no other here
            await send({"type": "websocket.close", "code": 1008})
            return
        fresh: list[str] = []
        asked = Headers(scope=scope)

        async def with_headers(sent: Message) -> None:
            if sent["type"] == "http.response.start":
                headers = MutableHeaders(scope=sent)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if _name_of(asked.get("host", "")) in NAMES:  # elsewhere it would be ignored, with a complaint
                    headers.setdefault("cross-origin-opener-policy", "same-origin")
                for cookie in fresh:
                    headers.append("set-cookie", cookie)
            await send(sent)

        refused = self._form(scope, asked) or self._who(scope, asked, fresh)
        if refused is None and scope["method"] in CHANGING:
            body = await self._body(scope, asked, receive)
            refused = body if isinstance(body, Response) else self._forged(scope, asked, body)
            receive = _again(b"" if isinstance(body, Response) else body)
        await (refused or self.app)(scope, receive, with_headers)

    def _form(self, scope: Scope, headers: Headers) -> Response | None:
        """Refuse what no page of ours ever asks."""
        if scope["method"] not in (*READING, *CHANGING):
            return PlainTextResponse("405", 405, {"allow": ", ".join((*READING, *CHANGING))})
        if len(scope["path"]) > MOST_PATH or len(scope["query_string"]) > MOST_QUERY:
            return PlainTextResponse("414", 414)
        if _name_of(headers.get("host", "")) not in self.names:
            return PlainTextResponse("421", 421)
        return None

    def _who(self, scope: Scope, headers: Headers, fresh: list[str]) -> Response | None:
        """Find out who asks, and whether they may ask for this."""
        address = (scope.get("client") or ("",))[0]
        host = not self.settings.lan or (address in HERE and _name_of(headers.get("host", "")) in NAMES)
        cookies = _cookies(headers)
        session = cookies.get(SESSION, "")
        known = SESSION_FORM.fullmatch(session) is not None
        if not known:
            session = new_session()
            fresh.append(_cookie(SESSION, session, hidden=True))
        asked = QueryParams(scope["query_string"]).get("language", "")
        language = language_of(
            self.settings, asked, cookies.get(LANGUAGE, ""), headers.get("accept-language", "")
        )  # fmt: skip
        if asked in ("en", "nb") and asked != cookies.get(LANGUAGE):
            fresh.append(_cookie(LANGUAGE, asked))
        teller = Teller(language)
        admitted = host or is_admitted(self.settings, session, cookies.get(GUEST, ""))
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        state["visitor"] = Visitor(session, token_of(self.settings, session), host, admitted, teller)
        if not self.by_address.allows(address) or (known and not self.by_session.allows(session)):
            return PlainTextResponse(teller(TOO_OFTEN), 429, {"retry-after": "5"})
        path = scope["path"]
        if any(_under(path, one) for one in OPEN):
            return None
        if not admitted:
            return RedirectResponse(ENTER, 303) if scope["method"] in READING else PlainTextResponse("403", 403)
        if not host and not any(_under(path, one) for one in self.open):
            reads = "text/html" in headers.get("accept", "")
            return (
                self.refused(Request(scope), teller(NOT_YOURS)) if reads else PlainTextResponse(teller(NOT_YOURS), 403)
            )
        return None

    async def _body(self, scope: Scope, headers: Headers, receive: Receive) -> bytes | Response:
        """The whole body, or an answer to one that is too large or too slow."""
        most = self.uploads.get(scope["path"], MOST_BYTES)
        said = headers.get("content-length", "0")
        if not said.isdecimal() or len(said) > 12 or int(said) > most:
            return PlainTextResponse("413", 413)
        parts: list[bytes] = []
        size, more = 0, True
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while more:
                    got = await receive()
                    if got["type"] != "http.request":
                        return PlainTextResponse("400", 400)
                    parts.append(got.get("body", b""))
                    size += len(parts[-1])
                    more = got.get("more_body", False)
                    if size > most:
                        return PlainTextResponse("413", 413)
        except TimeoutError:
            return PlainTextResponse("408", 408)
        return b"".join(parts)

    def _forged(self, scope: Scope, headers: Headers, body: bytes) -> Response | None:
        """Refuse what a page of somebody else made a browser send."""
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host"):
            return PlainTextResponse("403", 403)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("403", 403)
        brought = headers.get(TOKEN_HEADER, "")
        if not brought and headers.get("content-type", "").split(";")[0].strip() == FORM:
            try:
                brought = parse_qs(body.decode("ascii"), max_num_fields=200).get(TOKEN_FIELD, [""])[0]
            except ValueError:
                return PlainTextResponse("400", 400)
        token = scope["state"]["visitor"].token
        if not hmac.compare_digest(brought.encode("utf-8", "replace"), token.encode()):
            return PlainTextResponse("403", 403)
        return None


def _again(body: bytes) -> Receive:
    """What hands on a body that was read already."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if not sent:
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}
        await asyncio.Event().wait()  # as a server does until the browser goes
        raise AssertionError

    return receive


def _under(path: str, start: str) -> bool:
    """Whether a path is one that is opened, or lies below it; the front page is no beginning of all."""
    return path == start or (start != "/" and path.startswith(start if start.endswith("/") else f"{start}/"))


def _name_of(host: str) -> str:
    """The name of a header Host, without the port.

    >>> _name_of("localhost:8137"), _name_of("[::1]:8137"), _name_of("[::1]")
    ('localhost', '[::1]', '[::1]')
    """
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdecimal() else host.lower()


def _cookies(headers: Headers) -> dict[str, str]:
    return cookie_parser(headers.get("cookie", ""))


def _cookie(name: str, value: str, hidden: bool = False) -> str:
    """A cookie that goes to this app alone; a hidden one no script can read."""
    return f"{name}={value}; Path=/; SameSite=Strict{'; HttpOnly' if hidden else ''}"
