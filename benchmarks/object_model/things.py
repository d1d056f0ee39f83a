"""What employees have and hold: ties, facts, needs, requests; and what the project and the books count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crmsim.mechanisms.state import MISSED, NEVER, UNANSWERED, WANT_NOTHING

if TYPE_CHECKING:
    from benchmarks.object_model.seat import Seat


@dataclass(slots=True, eq=False)
class Tie:
    """How somebody stands to a colleague (``other``); ``back`` is how the colleague stands to them."""

    other: Seat
    contact: float
    base_contact: float
    quality: float
    record: float = 1.0
    account: float = 0.0
    back: Tie = field(init=False)
    misjudged: dict[int, float] = field(default_factory=dict)  # topic -> lasting error about the colleague's expertise

    def begin(self, quality: float) -> None:
        """A tie with somebody new: nothing is remembered yet."""
        self.quality = quality
        self.record = 1.0
        self.account = 0.0


@dataclass(slots=True, eq=False)
class Fact:
    """A facet of a customer; ``place`` is its number among the facts of its owner's seat."""

    owner: Seat
    place: int
    held: int  # version the owner holds, NEVER = none
    finder: int  # department of who noticed the current version
    recordable: bool = True  # as privacy law has it
    version: int = 1
    changed: int = 0
    noticed: int | None = None  # week
    spread: bool = False
    told: Seat | None = None
    told_version: int = 0
    told_week: int = 0
    recorded: int = NEVER  # version in the system
    recorded_week: int = 0
    author: Seat | None = None
    wrong: bool = False

    def change(self, week: int) -> None:
        """The world moves; nobody has noticed yet."""
        self.version += 1
        self.changed = week
        self.noticed = None
        self.spread = False

    def version_known_to(self, colleague: Seat) -> int | None:
        """The version that a colleague can hand over, None where they know none."""
        if self.owner is colleague:
            return None if self.held == NEVER else self.held
        return self.version_told_to(colleague)

    def version_told_to(self, colleague: Seat) -> int | None:
        """The version that a colleague was told since being hired, None where they were not."""
        if self.told is colleague and self.told_week >= colleague.hired:
            return self.told_version
        return None

    @property
    def in_system(self) -> bool:
        """Whether the system holds the current version."""
        return self.recorded == self.version and not self.wrong


@dataclass(slots=True, eq=False)
class Need:
    """A need of a customer; ``version`` of the fact is what the owner got hold of, None = the owner's own."""

    fact: Fact | None
    topic: int | None
    level: float
    week: int
    want: int
    version: int | None = None

    @property
    def wanting(self) -> bool:
        """Whether something is still lacking."""
        return self.want != WANT_NOTHING


@dataclass(slots=True, eq=False)
class Request:
    """A request for help, or an encounter in which help may be offered unasked.

    ``place`` numbers an asker's requests of a week.
    """

    asker: Seat
    tie: Tie
    place: int
    need: Need | None = None
    unasked: bool = False
    answer: int = UNANSWERED
    version: int | None = None
    topic: int | None = None
    gain: float = 0.0
    return_topic: int | None = None
    return_gain: float = 0.0


@dataclass(slots=True, eq=False)
class Requirement:
    """What the organisation needs of the system."""

    weight: float
    late_draw: float
    status: int = MISSED
    effort_left: float = 0.0


@dataclass(slots=True, eq=False)
class Cohort:
    """What began in one week and is settled WINDOW weeks later."""

    changes: int = 0
    noticed: int = 0
    found: int = 0
    passed_on: int = 0
    needs: int = 0
    responded: int = 0
