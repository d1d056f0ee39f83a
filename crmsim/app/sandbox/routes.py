"""What the sandbox answers: the screen, the curves, one office, and why somebody did what they did."""

from __future__ import annotations

import functools
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from crmsim.app.page import page
from crmsim.app.sandbox import curves, drawing, office, worlds
from crmsim.app.sandbox.screen import screen, words
from crmsim.app.sandbox.state import State
from crmsim.app.sandbox.why import explained, why
from crmsim.app.sandbox.worlds import WORLDS
from crmsim.app.sections import Shared
from crmsim.app.visitor import visitor

SOON, MOST_AT_ONCE = 10, 4  # worlds of the second curve, and at most of the first
EVERY = range(1, WORLDS + 1)
PATH = "/sandbox"


def routes(shared: Shared) -> list[BaseRoute]:
    """The routes of the sandbox."""
    pool = shared.pool
    rounds = rounds_of(pool.workers)

    async def front(request: Request) -> Response:
        teller = visitor(request).teller
        state = State.of(request.query_params)
        return page(
            request, teller("Sandbox"), screen(state, teller), scripts=("sandbox/sandbox.js",), kind="wide",
            data={"words": words(teller), "rounds": rounds},
        )  # fmt: skip

    async def curve(request: Request) -> Response:
        """The curves from as many worlds as one of the rounds has."""
        who = visitor(request)
        state = State.of(request.query_params)
        asked = request.query_params.get("worlds", "")
        count = next((one for one in rounds if str(one) == asked), WORLDS)
        known: list[Any] = [pool.results.get(worlds.name_of(state.organisation, number, ())) for number in EVERY]
        numbers = list(EVERY[:count])
        if count == rounds[0] and None not in known:
            numbers = curves.first_worlds(state.outcome, known, count)
        before = [_run(state, number, ()) for number in numbers]
        after = [_run(state, number, state.changes) for number in numbers] if state.changes else []
        made = await pool.all(f"{who.session} curve", [*before, *after])
        # What is known already of the other worlds steadies the curve.
        others = [run for number, run in zip(EVERY, known, strict=True) if run is not None and number not in numbers]
        first = [*made[: len(before)], *others]
        answer = curves.answer(state.outcome, first, made[len(before) :] or None)
        return JSONResponse(
            {
                "figure": drawing.figure(answer, who.teller),
                "headline": drawing.headline(answer, who.teller),
                "verdicts": drawing.verdicts(answer, who.teller) + drawing.numbers(answer, who.teller),
                "worlds": count,
            }
        )

    async def one_office(request: Request) -> Response:
        """An office from its first to its last week."""
        who = visitor(request)
        state = State.of(request.query_params)
        name = "office", state.organisation, state.world, state.changes
        compute = functools.partial(office.run_office, state.organisation, state.world, state.changes)
        found = await pool.one(f"{who.session} office", name, compute)
        tell = functools.partial(office.content, found, state.organisation, state.world, who.teller)
        return JSONResponse(await pool.one(f"{who.session} office", (*name, who.teller.language), tell))

    async def asked_why(request: Request) -> Response:
        """Why somebody did what they did in a week."""
        who = visitor(request)
        state = State.of(request.query_params)
        name = "why", state.organisation, state.world, state.changes, state.week, state.person
        found = await pool.one(f"{who.session} why", name, functools.partial(explained, state))
        return JSONResponse({"why": why(found, who.teller)})

    return [
        Route(PATH, front),
        Route(f"{PATH}/curve", curve),
        Route(f"{PATH}/office", one_office),
        Route(f"{PATH}/why", asked_why),
    ]


def rounds_of(workers: int) -> tuple[int, ...]:
    """Worlds after which a curve is drawn: at once, from as many as half the cores run (the browser needs some too),
    soon, and in the end with a verdict.
    """
    return (min(max(workers // 2, 1), MOST_AT_ONCE), SOON, WORLDS)


def _run(state: State, number: int, changes: worlds.Changes) -> tuple[object, functools.partial[worlds.Ran]]:
    name = worlds.name_of(state.organisation, number, changes)
    return name, functools.partial(worlds.run, state.organisation, number, changes)
