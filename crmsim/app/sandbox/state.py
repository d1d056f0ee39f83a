"""What is chosen on the screen: all of it stands in the address, and the address is all there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from crmsim.app.sandbox.levers import LEVERS
from crmsim.app.sandbox.worlds import ORGANISATIONS, WORLDS, now
from crmsim.lesson.words_frame import WORDS
from crmsim.words import Message, message
from crmsim.words.numbers import whole

OUTCOMES: dict[str, Message] = {
    "user_share": WORDS["outcome.user_share"],
    "coverage": WORDS["outcome.coverage"],
    "help_rate": WORDS["outcome.help_rate"],
    "mean_energy": message("Energy"),
    "low_quality_share": WORDS["outcome.low_quality_share"],
    "departures": message("People who left"),
}
VIEWS = ("curves", "office")
FIRST_WEEK = 26  # of an office that is looked at: the project is on its way


@dataclass(frozen=True)
class State:
    """What is chosen.

    Attributes
    ----------
    organisation:
        A name of :data:`ORGANISATIONS`.
    changes:
        Lever → value, in the order of the levers, of those that do not stand as they do now.
    outcome, view:
        What is drawn, and which of :data:`VIEWS`.
    world, week:
        Which office is looked at, from 1, and after which week; 0 is the start.
    person:
        The seat of whoever is asked why, from 0; None without.
    """

    organisation: str = "firm"
    changes: tuple[tuple[str, int], ...] = ()
    outcome: str = "user_share"
    view: str = "curves"
    world: int = 1
    week: int = FIRST_WEEK
    person: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> State:
        """What an address says; what it says wrongly counts as not said, and a number too large as the largest."""
        organisation = query.get("organisation", "")
        if organisation not in ORGANISATIONS:
            organisation = cls.organisation
        about = ORGANISATIONS[organisation]
        changes = []
        standing = now(organisation)
        for lever in LEVERS:
            value = _number(query, lever.name, lever.ends[0], lever.ends[1])
            if value is not None and value != standing[lever.name]:
                changes.append((lever.name, value))
        return cls(
            organisation,
            tuple(changes),
            _one_of(query, "outcome", OUTCOMES, cls.outcome),
            _one_of(query, "view", dict.fromkeys(VIEWS), cls.view),
            _number(query, "world", 1, WORLDS) or cls.world,
            _or(_number(query, "week", 0, about.weeks), cls.week),
            _number(query, "person", 0, about.people - 1),
        )

    def query(self) -> dict[str, str]:
        """What the address says of it, as short as it can be."""
        usual = State()
        said: dict[str, object] = {"organisation": self.organisation, **dict(self.changes), "view": self.view,
                                   "outcome": self.outcome, "world": self.world, "week": self.week}  # fmt: skip
        kept = {name: str(value) for name, value in said.items() if value != getattr(usual, name, None)}
        return kept if self.person is None else {**kept, "person": str(self.person)}

    def address(self) -> str:
        """The address of the screen."""
        query = urlencode(self.query())
        return f"/sandbox?{query}" if query else "/sandbox"

    @property
    def values(self) -> dict[str, int]:
        """Lever → where its slider stands."""
        return {**now(self.organisation), **dict(self.changes)}


def _number(query: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    found = whole(query.get(name, ""))
    return None if found is None else min(max(found, low), high)


def _or(value: int | None, other: int) -> int:
    return other if value is None else value


def _one_of(query: Mapping[str, str], name: str, known: Mapping[str, object], usual: str) -> str:
    found = query.get(name, "")
    return found if found in known else usual
