"""What class mode answers: to the teacher, who sits at the machine, and to players, who came in with the code."""

from __future__ import annotations

import functools
import hashlib
import io
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crmsim.app.classroom import store as stores
from crmsim.app.classroom.checks import CHECKS
from crmsim.app.classroom.gain import gain_of
from crmsim.app.classroom.lesson import in_class
from crmsim.app.classroom.pages import console, player, player_words, teacher_words
from crmsim.app.classroom.session import Session
from crmsim.app.front import waiting
from crmsim.app.kept_lesson import policy_of
from crmsim.app.limits import Limit
from crmsim.app.page import page
from crmsim.app.sections import Shared
from crmsim.app.security import ENTER
from crmsim.app.visitor import Visitor, visitor
from crmsim.errors import CrmsimError
from crmsim.words import message

PATH = "/classroom"
PLAY, STATE, ANSWER = f"{PATH}/play", f"{PATH}/state", f"{PATH}/answer"
GUESTS = (PLAY, STATE, ANSWER)  # all that a player meets


def routes(shared: Shared) -> list[BaseRoute]:
    """The routes of class mode."""
    store = stores.Store(stores.usual_place())
    answers = Limit(rate=2.0, burst=10.0)  # of one player

    async def teach(request: Request) -> Response:
        who = visitor(request)
        if not who.host:
            return RedirectResponse(PLAY, 303)
        shared.lesson.get()  # where they are not there yet, they are made while the class comes in
        return page(
            request, who.teller("Class"), console(who.teller, shared.settings), scripts=("classroom/teach.js",),
            data={"words": teacher_words(who.teller), "checks": _checks(who), "seen": _seen(store.session)},
        )  # fmt: skip

    async def lesson(request: Request) -> Response:
        """The lessons, their bets joined to the phones."""
        text = shared.lesson.get()
        if text is None:
            return waiting(request)
        who, code = visitor(request), shared.settings.code if shared.settings.lan else ""
        joined = in_class(text, who.token, code, who.teller.language)
        return HTMLResponse(joined, headers={"content-security-policy": policy_of(joined)})

    async def picture(_request: Request) -> Response:
        """The address with the code, for a telephone's camera."""
        import segno

        made = io.BytesIO()
        address = f"{shared.settings.guest_address.rstrip('/')}{ENTER}?code={shared.settings.code}"
        segno.make(address, error="m").save(made, kind="svg", border=2, scale=8, svgclass=None, lineclass=None)
        return Response(made.getvalue(), media_type="image/svg+xml")

    async def seen(_request: Request) -> Response:
        return JSONResponse(_seen(store.session))

    async def play(request: Request) -> Response:
        who = visitor(request)
        store.session.join(_name_of(who))
        return page(
            request, who.teller("Your bet"), player(who.teller), scripts=("classroom/play.js",),
            data={"words": player_words(who.teller), "seen": store.session.for_player(_name_of(who))},
        )  # fmt: skip

    async def state(request: Request) -> Response:
        """What a player is to see, or that it is still the same."""
        name = _name_of(visitor(request))
        if name not in store.session.players:
            store.session.join(name)
        if request.query_params.get("turn") == store.session.mark():
            return Response(status_code=204)
        return JSONResponse(store.session.for_player(name))

    async def answer(request: Request) -> Response:
        """Note a bet; it is acknowledged once it lies on the disk."""
        who = visitor(request)
        if not answers.allows(who.session):
            return Response(status_code=429, headers={"retry-after": "2"})
        given = await _content(request)
        session = store.session
        taken = session.answer(_name_of(who), _text(given, "name"), _place(given, "choice"))
        if taken:
            await store.keep()
        return JSONResponse({"taken": taken, **session.for_player(_name_of(who))})

    async def ask(request: Request) -> Response:
        given = await _content(request)
        options = given.get("options")
        if not isinstance(options, list):
            raise _unreadable()
        store.session.ask(_text(given, "name"), _text(given, "text"), options, _text(given, "kind"))
        return await _kept()

    async def check(request: Request) -> Response:
        """Ask the question before or after a lesson, in the language of the teacher."""
        given = await _content(request)
        teller = visitor(request).teller
        topic, kind = _text(given, "topic"), _text(given, "kind")
        if topic not in CHECKS or kind not in ("before", "after"):
            raise _unreadable()
        one = CHECKS[topic]
        store.session.ask(f"{kind}:{topic}", teller(one.text), [teller(option) for option in one.options], kind)
        return await _kept()

    async def close(request: Request) -> Response:
        store.session.close(_text(await _content(request), "name"))
        return await _kept()

    async def show(request: Request) -> Response:
        """Let a bet be told; of a lesson's question the right answer is known here, also before and after at once."""
        given = await _content(request)
        name = _text(given, "name")
        kind, _, topic = name.partition(":")
        if kind == "after" and topic in CHECKS:
            store.session.show(name, CHECKS[topic].right)
            if f"before:{topic}" in store.session.questions:
                store.session.show(f"before:{topic}", CHECKS[topic].right)
        else:
            right = _place(given, "right")
            if "hands" in given:
                store.session.count_hands(name, _numbers(given, "hands"))
            store.session.show(name, right)
        return await _kept()

    async def hands(request: Request) -> Response:
        """Hands counted in the room; a question of a lesson need not have been sent to phones before."""
        given = await _content(request)
        name, counted = _text(given, "name"), _numbers(given, "hands")
        kind, _, topic = name.partition(":")
        if name not in store.session.questions and kind in ("before", "after") and topic in CHECKS:
            teller, one = visitor(request).teller, CHECKS[topic]
            store.session.ask(name, teller(one.text), [teller(option) for option in one.options], kind)
        store.session.count_hands(name, counted)
        return await _kept()

    async def rest(_request: Request) -> Response:
        store.session.rest()
        return await _kept()

    async def end(_request: Request) -> Response:
        await store.begin_anew()
        return JSONResponse(_seen(store.session))

    async def _kept() -> Response:
        await store.keep()
        return JSONResponse(_seen(store.session))

    found: list[BaseRoute] = [
        Route(PATH, teach),
        Route(f"{PATH}/lesson", lesson),
        Route(f"{PATH}/picture", picture),
        Route(f"{PATH}/seen", seen),
        Route(PLAY, play),
        Route(STATE, state),
        Route(ANSWER, _answering(answer), methods=["POST"]),
    ]
    acts = {"ask": ask, "check": check, "close": close, "show": show, "hands": hands, "rest": rest, "end": end}
    return [*found, *(Route(f"{PATH}/{name}", _answering(act), methods=["POST"]) for name, act in acts.items())]


def _answering(act: Any) -> Any:
    """The same, but a disk that takes nothing is said and not only met; the page tries again."""

    @functools.wraps(act)
    async def answered(request: Request) -> Response:
        try:
            answer: Response = await act(request)
        except OSError as error:
            reason = error.strerror or str(error)
            text = visitor(request).teller("What was sent cannot be kept on this machine: {reason}.", reason=reason)
            return PlainTextResponse(text, 503, {"retry-after": "2"})
        return answer

    return answered


def _seen(session: Session) -> dict[str, Any]:
    """What the teacher's pages are told, with what each lesson brought."""
    brought = {topic: gain_of(session, topic) for topic in CHECKS}
    gains = {
        topic: {
            "people": one.people, "before": one.before, "after": one.after, "difference": one.difference,
            "low": one.low, "high": one.high, "verdict": one.verdict, "paired": one.paired,
        }
        for topic, one in brought.items()
        if one is not None
    }  # fmt: skip
    return {**session.for_teacher(), "gains": gains}


def _checks(who: Visitor) -> list[dict[str, Any]]:
    return [
        {"topic": topic, "text": who.teller(one.text), "options": [who.teller(option) for option in one.options]}
        for topic, one in CHECKS.items()
    ]


def _name_of(who: Visitor) -> str:
    """A player's name in the class: made of the session, so that nothing on the disk lets anybody in."""
    return hashlib.sha256(f"player {who.session}".encode()).hexdigest()[:24]


async def _content(request: Request) -> dict[str, Any]:
    try:
        given = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(given, dict):
        raise _unreadable()
    return given


def _text(given: dict[str, Any], name: str) -> str:
    found = given.get(name)
    if not isinstance(found, str):
        raise _unreadable()
    return found


def _place(given: dict[str, Any], name: str) -> int:
    found = given.get(name)
    if not isinstance(found, int):
        raise _unreadable()
    return found


def _numbers(given: dict[str, Any], name: str) -> list[int] | None:
    """Numbers of hands; None where none were counted. What stands in the list the session looks at."""
    found = given.get(name, ())
    if found is not None and not isinstance(found, list):
        raise _unreadable()
    return found


def _unreadable() -> CrmsimError:
    return CrmsimError(message("the page sent something that this program does not know; reload it"))
