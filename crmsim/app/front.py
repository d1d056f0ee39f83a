"""The front page, the lessons, the door for guests, and the files that pages load."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crmsim.app.kept_lesson import policy_of
from crmsim.app.limits import Limit
from crmsim.app.page import LESSONS, page, shown, token_field
from crmsim.app.sections import Section, Shared
from crmsim.app.security import ENTER
from crmsim.app.visitor import GUEST, admission, visitor
from crmsim.lesson.document import look
from crmsim.report.page.html import escaped
from crmsim.report.page.look import CARDS
from crmsim.words import Teller, message

KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
LOOK = "look.css"
LESSONS_SAY = message("Bet, run, and see why: eight lessons of five minutes, with notes and sheets for a class.")


def routes(shared: Shared, sections: Sequence[Section]) -> list[BaseRoute]:
    """The routes that belong to no section."""
    kept, lesson = static_files(sections), shared.lesson
    landing = next((section.landing for section in sections if section.landing), "/")
    tries = Limit(rate=0.1, burst=6.0)  # of the code, from one browser or address
    all_tries = Limit(rate=2.0, burst=120.0)  # from wherever: a class that comes in at once, and no more

    async def front(request: Request) -> Response:
        who = visitor(request)
        teller = who.teller
        cards = [_card("/lesson", teller(LESSONS), teller(LESSONS_SAY))] if who.host else []
        cards += [
            _card(section.page(who.host), teller(section.title), teller(section.says))
            for section in shown(request, who)
        ]
        lead = teller("An office is asked to put what it knows about its customers into a system. Who does, and why?")
        invitation = _invitation(teller) if who.host and shared.settings.lan else ""
        body = f'<p class="lead">{escaped(lead)}</p><div class="cards">{"".join(cards)}</div>{invitation}'
        honest = teller(
            "Everything here is computed by a model on this machine. It is no forecast, and says nothing about anybody "
            "you know."
        )
        return page(request, teller("What would you like to do?"), f'{body}<p class="note">{escaped(honest)}</p>')

    def _invitation(teller: Teller) -> str:
        address, code = shared.settings.guest_address, shared.settings.code
        words = teller("Others on your network: {address}, code {code}.", address=address, code=code)
        return f"<p>{escaped(words)}</p>"

    async def lessons(request: Request) -> Response:
        text = lesson.get()
        if text is not None:
            return HTMLResponse(text, headers={"content-security-policy": policy_of(text)})
        return waiting(request)

    async def progress(_request: Request) -> Response:
        done, total = lesson.done, lesson.total
        return JSONResponse({"done": done, "total": total, "there": lesson.text is not None, "failed": lesson.failed})

    async def door(request: Request) -> Response:
        who = visitor(request)
        if who.admitted:
            return RedirectResponse("/" if who.host else landing, 303)
        return page(request, who.teller("Come in"), _door(request, who.teller, ""))

    async def enter(request: Request) -> Response:
        who = visitor(request)
        address = request.client.host if request.client else ""
        if not all_tries.allows("") or not tries.would_allow(address):
            problem = who.teller("That was too often in too short a time. Wait a moment and try again.")
            return page(request, who.teller("Come in"), _door(request, who.teller, problem), status=429)
        form = await request.form(max_files=0, max_fields=4)
        if not shared.settings.is_code(str(form.get("code", ""))):
            tries.allows(address)  # counted only where it was wrong: a whole class may come from one address
            problem = who.teller("That is not the code.")
            return page(request, who.teller("Come in"), _door(request, who.teller, problem), status=403)
        answer = RedirectResponse(landing, 303)
        answer.set_cookie(GUEST, admission(shared.settings, who.session), httponly=True, samesite="strict")
        return answer

    async def static(request: Request) -> Response:
        found = kept.get(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        content, kind, tag = found
        headers = {"etag": tag, "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=kind, headers=headers)

    async def no_icon(_request: Request) -> Response:
        return Response(status_code=204)  # asked for beside a report, which has none

    return [
        Route("/", front),
        Route("/favicon.ico", no_icon),
        Route("/lesson", lessons),
        Route("/lesson/progress", progress),
        Route(ENTER, door, methods=["GET"]),
        Route(ENTER, enter, methods=["POST"]),
        Route("/static/{name:path}", static),
    ]


def waiting(request: Request) -> HTMLResponse:
    """What is shown while the lessons are being made; it loads itself anew when they are there."""
    teller = visitor(request).teller
    wait = teller(
        "The lessons are being made from runs of the model. That takes a few minutes, and happens once; the page "
        "opens by itself."
    )
    failed = teller("The lessons could not be made. Reload the page to try again.")
    body = (
        f'<p class="lead">{escaped(wait)}</p>'
        f'<p><progress id="made" max="1" aria-label="{escaped(teller("How much is made"))}"></progress></p>'
        f'<p id="failed" hidden>{escaped(failed)}</p>'
    )
    return page(request, teller(LESSONS), body, scripts=("lesson.js",))


def static_files(sections: Sequence[Section]) -> dict[str, tuple[bytes, str, str]]:
    """Name → content, kind and tag of every file that pages load: read once, so no request ever names a file."""
    own = files("crmsim.app")
    folders: list[tuple[str, Traversable]] = [("", own.joinpath("static"))]
    folders += [(f"{section.name}/", own.joinpath(section.name, "static")) for section in sections]
    found: dict[str, bytes] = {}
    for start, folder in folders:
        if folder.is_dir():
            found |= {f"{start}{one.name}": one.read_bytes() for one in folder.iterdir() if one.is_file()}
    styles = [name for name in sorted(found, key=lambda name: (name.count("/"), name)) if name.endswith(".css")]
    whole = "\n".join([look(), CARDS, *(found.pop(name).decode() for name in styles)])  # one request for all
    found[LOOK] = whole.encode()
    return {
        name: (content, KINDS[f".{name.rpartition('.')[2]}"], f'"{hashlib.sha256(content).hexdigest()[:16]}"')
        for name, content in found.items()
        if f".{name.rpartition('.')[2]}" in KINDS
    }


def _card(path: str, title: str, says: str) -> str:
    return f'<section class="card"><h2><a href="{path}">{escaped(title)}</a></h2><p>{escaped(says)}</p></section>'


def _door(request: Request, teller: Teller, problem: str) -> str:
    said = f'<p role="alert" id="problem" class="insight">{escaped(problem)}</p>' if problem else ""
    described = ' aria-describedby="problem"' if problem else ""
    known = request.query_params.get("code", "")[:12]  # from the picture that a telephone read
    return (
        f'<p class="lead">{escaped(teller("Type the code that the one who invited you shows."))}</p>{said}'
        f'<form method="post" action="{ENTER}">{token_field(request)}'
        f'<p><label for="code">{escaped(teller("Code"))}</label> '
        f'<input id="code" name="code" required maxlength="12" autocomplete="off" autocapitalize="characters"'
        f'{described} value="{escaped(known)}"></p>'
        f'<p><button class="main">{escaped(teller("Come in"))}</button></p></form>'
    )
