"""The addresses of a game. All that is chosen stands in them, so nothing is kept here and nothing is changed."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crmsim.app.lead.address import NEXT, PATH, Game, read
from crmsim.app.lead.debrief import debrief
from crmsim.app.lead.ending import TITLE as ENDED
from crmsim.app.lead.ending import ending
from crmsim.app.lead.game import Turn, check, check_asked, ordered, read_turn, stance
from crmsim.app.lead.moves import GROUPS, MOVE
from crmsim.app.lead.quarter import ACT, ASK, ASKING, data, quarter, title
from crmsim.app.lead.start import TITLE, start
from crmsim.app.page import page
from crmsim.app.sections import Shared
from crmsim.app.visitor import visitor
from crmsim.errors import CrmsimError
from crmsim.report.page.html import escaped
from crmsim.results.provenance import version
from crmsim.words import Teller

HOME = "/lead"
SCRIPT = "lead/lead.js"
KIND = "leading-it"  # so that the styles of sections do not meet


def routes(shared: Shared) -> list[BaseRoute]:
    """The addresses."""

    async def front(request: Request) -> Response:
        teller = visitor(request).teller
        return page(request, teller(TITLE), start(teller), kind=KIND)

    async def play(request: Request) -> Response:
        game = read(request.query_params)
        return await shown(request, game, chosen_of(game, request.query_params))

    async def step(request: Request) -> Response:
        """What the form of a quarter sends: ask, or let it pass."""
        given = request.query_params
        game = read(given)
        chosen = chosen_of(game, given)
        asks = given.get("go") == ASK
        moves = tuple(name for name in chosen if MOVE[name].question == asks)
        turn = ordered({*game.asked, *moves})
        try:
            if asks:
                check_asked(game.post, game.turns, turn)
            else:
                check(game.post, (*game.turns, turn))
        except CrmsimError as error:
            bare = CrmsimError(error.problem, expected=error.expected)  # the quarter is the one that is on
            problem = bare.text(visitor(request).teller)
            return await shown(request, game, chosen, f"{problem[0].upper()}{problem[1:]}.")
        if not asks:
            return RedirectResponse(game.after(moves).address(), 303)
        kept = [(MOVE[name].group or ACT, name) for name in chosen if not MOVE[name].question]
        address = Game(game.post, game.turns, turn, game.version).address()
        return RedirectResponse(f"{address}&{urlencode(kept)}" if kept else address, 303)

    async def shown(request: Request, game: Game, chosen: Turn, problem: str = "") -> Response:
        who = visitor(request)
        teller = who.teller
        name = ("lead", game, teller.language, chosen, problem)
        begun = _version(game, teller)
        if game.over:
            body = await shared.pool.one(
                who.session, name, lambda: ending(game, debrief(game.post, game.turns), teller)
            )  # fmt: skip
            return page(request, teller(ENDED), begun + body, kind=KIND)
        body = await shared.pool.one(who.session, name, lambda: quarter(game, teller, chosen, problem))
        return page(
            request, title(game, teller), begun + body, scripts=(SCRIPT,), data=data(game, teller),
            status=400 if problem else 200, kind=KIND,
        )  # fmt: skip

    return [Route(HOME, front), Route(PATH, play), Route(NEXT, step)]


def chosen_of(game: Game, given: QueryParams) -> Turn:
    """What the form says is chosen beside what stands already.

    Raises
    ------
    CrmsimError
        For what is no move of this role, or two of one kind.
    """
    names = [given[group] for group in GROUPS if group in given]
    names += [*given.getlist(ACT), *given.getlist(ASKING)]
    chosen = read_turn(".".join(names), len(game.turns) + 1, game.post) if names else ()
    stands = stance(game.turns)
    return tuple(n for n in chosen if stands.get(MOVE[n].group) != n and n not in game.asked)


def _version(game: Game, teller: Teller) -> str:
    if game.version in ("", version()):
        return ""
    words = teller(
        "This game was begun with crmsim {then}; here it is computed with {now}, and may come out otherwise.",
        then=game.version, now=version(),
    )  # fmt: skip
    return f'<p class="insight">{escaped(words)}</p>'
