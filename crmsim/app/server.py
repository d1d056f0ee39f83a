"""The server: the sections composed behind one gate, and served until somebody ends it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from crmsim.app import front
from crmsim.app.kept_lesson import KeptLesson
from crmsim.app.page import page
from crmsim.app.pool import Pool, Superseded
from crmsim.app.sections import Shared, sections
from crmsim.app.security import Gate
from crmsim.app.settings import Settings
from crmsim.app.visitor import visitor
from crmsim.errors import CrmsimError
from crmsim.report.page.html import escaped
from crmsim.words import Message, message

ATTEMPTS = 200  # connections at a time
PROBLEMS: dict[int, Message] = {
    404: message("There is no such page."),
    500: message("Something unexpected happened. This is a mistake in crmsim, not in what you did."),
}


def create(settings: Settings, lesson: KeptLesson | None = None) -> Starlette:
    """The app, ready to be served.

    Parameters
    ----------
    lesson:
        The file of lessons; by default the one in the cache folder.
    """
    there = sections()
    pool = Pool(settings.workers)
    shared = Shared(settings, pool, lesson or KeptLesson.usual())
    routes = front.routes(shared, there)
    for section in there:
        routes += section.routes(shared)

    @contextlib.asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        yield
        pool.close()

    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Gate, settings=settings, sections=there, refused=_not_theirs),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers={
            HTTPException: _no_such, CrmsimError: _refused, Superseded: _superseded, Exception: _unexpected
        },
        lifespan=life,
    )  # fmt: skip
    app.state.sections, app.state.pool = there, pool
    return app


def serve(settings: Settings, ready: Callable[[], Any] = lambda: None) -> None:
    """Serve until it is ended; ``ready`` is called when the first request can be answered.

    Raises
    ------
    CrmsimError
        Where something else listens on the port.
    """
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()

    config = uvicorn.Config(
        create(settings), host=settings.host, port=settings.port, log_level="critical", access_log=False,
        proxy_headers=False, server_header=False, limit_concurrency=ATTEMPTS, timeout_keep_alive=15,
        timeout_graceful_shutdown=2, ws="none",
    )  # fmt: skip
    listening = _listen(settings)
    with contextlib.closing(listening):
        Server(config).run([listening])


def _listen(settings: Settings) -> Any:
    """A socket on the port."""
    import socket

    # Named as TCP: asyncio switches delayed sending off only where a socket says so; else each answer waits 40 ms.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # where it would let two programs have the same port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((settings.host, settings.port))
    except (OSError, OverflowError) as error:
        found.close()
        raise CrmsimError(
            message("cannot be listened on: {reason}", reason=getattr(error, "strerror", None) or str(error)),
            key="--port", value=settings.port, expected=message("a port that nothing else uses, as --port 8138"),
        ) from None  # fmt: skip
    return found


async def _no_such(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    teller = visitor(request).teller
    return page(request, teller(PROBLEMS.get(status, PROBLEMS[404])), _back(teller("Back to the front page")),
                status=status)  # fmt: skip


def _not_theirs(request: Request, words: str) -> Response:
    """A guest asked for a page of whoever runs the server."""
    return page(request, words, _back(visitor(request).teller("Back to the front page")), status=403)


async def _refused(request: Request, error: Exception) -> Response:
    """What a user gave is wrong, told as everywhere."""
    teller = visitor(request).teller
    text = error.text(teller) if isinstance(error, CrmsimError) else str(error)
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(text, 400)
    body = f"<p>{escaped(text)}</p>{_back(teller('Back to the front page'))}"
    return page(request, teller("That cannot be"), body, status=400)


async def _superseded(_request: Request, _error: Exception) -> Response:
    return Response(status_code=204)


async def _unexpected(request: Request, _error: Exception) -> Response:
    teller = visitor(request).teller
    return page(request, teller(PROBLEMS[500]), _back(teller("Back to the front page")), status=500)


def _back(words: str) -> str:
    return f'<p><a class="go" href="/">{escaped(words)}</a></p>'
