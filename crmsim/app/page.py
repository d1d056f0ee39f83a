"""The frame of a page: language, navigation, heading, the shared style, and what its scripts need to know."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from crmsim.app.sections import Section
from crmsim.app.security import TOKEN_FIELD
from crmsim.app.visitor import Visitor, visitor
from crmsim.report.page.html import escaped
from crmsim.words import message

OTHER = {"en": ("nb", "Norsk"), "nb": ("en", "English")}  # each named in its own language
BRAND = "crmsim"
LESSONS = message("Lessons")


def page(
    request: Request,
    title: str,
    body: str,
    *,
    scripts: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    status: int = 200,
    kind: str = "",
) -> HTMLResponse:
    """A whole page.

    Parameters
    ----------
    title:
        Its heading, and what the window is called; escaped here.
    body:
        HTML below the heading: whoever writes it escapes what comes from others (:func:`escaped`).
    scripts:
        Files of ``/static/``, as "sandbox/sandbox.js"; each is a module.
    data:
        What the scripts find by ``data()`` of ``app.js``, as JSON.
    kind:
        A class of the page's main part: "wide" where the whole screen is used.
    """
    who = visitor(request)
    teller = who.teller
    modules = "".join(f'<script type="module" src="/static/{name}"></script>' for name in scripts)
    known = {"token": who.token, "language": teller.language, **(data or {})}
    return HTMLResponse(
        f"""<!doctype html>
<html lang="{teller.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escaped(title)} · crmsim</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/look.css">
</head>
<body>
<a class="skip" href="#content">{escaped(teller("Skip to the content"))}</a>
<header>{_navigation(request, who)}</header>
<main id="content" tabindex="-1" class="{escaped(kind)}">
<h1>{escaped(title)}</h1>
{body}
</main>
<div id="said" role="status" class="away"></div>
<script type="application/json" id="data">{as_json(known)}</script>
{modules}
</body>
</html>
""",
        status,
    )


def as_json(content: Any) -> str:
    """JSON that may stand in a page: nothing in it ends the element it stands in."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def token_field(request: Request) -> str:
    """What a form that changes something must hold."""
    return f'<input type="hidden" name="{TOKEN_FIELD}" value="{visitor(request).token}">'


def _navigation(request: Request, who: Visitor) -> str:
    teller = who.teller
    places = [("/", BRAND, "brand")]
    if who.host:
        places.append(("/lesson", teller(LESSONS), ""))
    if who.admitted:
        places += [(section.page(who.host), teller(section.title), "") for section in shown(request, who)]
    here = request.url.path
    links = []
    for path, words, kind in places:
        marks = [f' class="{kind}"'] * bool(kind) + [' aria-current="page"'] * (path == here)
        links.append(f'<a href="{path}"{"".join(marks)}>{escaped(words)}</a>')
    language, name = OTHER[teller.language]
    query = urlencode([*((k, v) for k, v in request.query_params.multi_items() if k != "language"),
                       ("language", language)])  # fmt: skip
    other = (
        f'<a class="language" id="language" lang="{language}" hreflang="{language}" href="?{escaped(query)}">{name}</a>'
    )
    brand, *rest = links
    return f'{brand}<nav aria-label="{escaped(teller("Pages"))}">{"".join(rest)}</nav>{other}'


def shown(request: Request, who: Visitor) -> tuple[Section, ...]:
    """The sections that somebody is led to."""
    every: tuple[Section, ...] = request.app.state.sections
    return tuple(section for section in every if who.host or section.invites)
