"""A game as an address: all of it stands there, so that it can be kept, shared and played again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from crmsim.app.lead.game import Turn, Turns, as_text, check_asked, from_text, ordered
from crmsim.app.lead.moves import MOVE, QUESTIONS
from crmsim.app.lead.post import QUARTERS, Post
from crmsim.errors import CrmsimError
from crmsim.results.provenance import version
from crmsim.words import message, wrong_choice

PATH = "/lead/play"
NEXT = "/lead/next"
ROLE, CLIMATE, SEED, MOVES, ASKED, VERSION = "role", "climate", "seed", "moves", "asked", "version"


@dataclass(frozen=True)
class Game:
    """A game on its way.

    Attributes
    ----------
    post, turns:
        Who leads where, and the quarters that are over.
    asked:
        Questions of the quarter that is on.
    version:
        Of crmsim, with which it was begun; "" where the address does not say.
    """

    post: Post
    turns: Turns = ()
    asked: Turn = ()
    version: str = ""

    @property
    def over(self) -> bool:
        """Whether all quarters are played."""
        return len(self.turns) == QUARTERS

    def address(self) -> str:
        """Where it is found."""
        return f"{PATH}?{urlencode(self.fields(), safe='.-_', quote_via=quote)}"

    def fields(self) -> dict[str, str]:
        """What stands in its address; nothing that is empty."""
        found = {
            ROLE: self.post.role, CLIMATE: self.post.climate, SEED: str(self.post.seed),
            MOVES: as_text(self.turns), ASKED: ".".join(self.asked), VERSION: self.version or version(),
        }  # fmt: skip
        return {name: value for name, value in found.items() if value}

    def after(self, chosen: Turn) -> Game:
        """The game one quarter on."""
        return Game(self.post, (*self.turns, ordered({*self.asked, *chosen})), (), self.version)

    def back(self, quarter: int) -> Game:
        """The game as it stood before a quarter, with what was asked in it."""
        asked = tuple(name for name in self.turns[quarter - 1] if MOVE[name].question)
        return Game(self.post, self.turns[: quarter - 1], asked, self.version)


def read(given: Mapping[str, str]) -> Game:
    """The game in an address.

    Raises
    ------
    CrmsimError
        For what is none.
    """
    seed = given.get(SEED, "")
    if not (seed.isascii() and seed.isdigit() and len(seed) <= 15):
        raise CrmsimError(
            message("not a whole number"), key=SEED, value=seed, expected=message("a whole number from 0 on")
        )
    post = Post(given.get(ROLE, ""), given.get(CLIMATE, ""), int(seed))
    turns = from_text(given.get(MOVES, ""), post)
    names = given.get(ASKED, "").split(".") if given.get(ASKED) else []
    for name in names:
        if name not in QUESTIONS:
            raise wrong_choice(message("there is no such question"), name, QUESTIONS, key=ASKED)
    asked = ordered(set(names))
    if asked:
        check_asked(post, turns, asked)
    return Game(post, turns, asked, given.get(VERSION, "")[:40])
