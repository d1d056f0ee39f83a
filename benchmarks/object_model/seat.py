"""A seat of the organisation and who sits in it: what an employee is, before what employees do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from benchmarks.object_model.things import Fact, Need, Request, Tie
from crmsim.mechanisms.project import has_access
from crmsim.mechanisms.state import ACCEPTED, NEVER, REJECTED

if TYPE_CHECKING:
    from benchmarks.object_model.model import ObjectModel


class Seat(mesa.Agent):
    """An agent with plain attributes, named as in :data:`crmsim.mechanisms.state.PEOPLE`; a vacancy keeps the seat.

    ``given`` is what is known about the employee before anything is drawn, by attribute.
    """

    model: ObjectModel

    def __init__(self, model: ObjectModel, given: dict[str, Any]) -> None:
        super().__init__(model)
        self.key: int = given["key"]
        self.department: int = given["department"]
        self.level: int = given["level"]
        self.role: int = given["role"]
        self.style: int = given["style"]
        self.otherish: float = given["otherish"]
        self.productivity: float = given["productivity"]
        self.threshold: float = given["threshold"]
        self.hired: int = given["hired"]
        self.stage: int = given["stage"]
        self.intensity: float = given["intensity"]
        self.usefulness: float = given["usefulness"]
        self.usefulness_count: float = given["usefulness_count"]
        self.ease: float = given["ease"]
        self.ease_count: float = given["ease_count"]

        self.manager: Seat | None = None
        self.ties: list[Tie] = []
        self.facts: list[Fact] = []
        self.needs: list[Need] = []
        self.requests: list[Request] = []
        self.queue: list[Request] = []
        self.expertise: list[float] = []
        self.own_topics: list[int] = []

        self.present = True
        self.left = 0
        self.lost = 0
        self.vacant_until = 0
        self.holder = 0
        self.access = NEVER
        self.energy = 0.0
        self.skill = 0.0
        self.understanding = [0.0, 0.0, 0.0, 0.0]
        self.felt_surveillance = 0.0
        self.safety = 0.0
        self.mean_quality = 0.0
        self.habit = 0.0
        self.uses = 0.0
        self.reputation = 0.0
        self.known_reputation = 0.0
        self.gratitude = 0.0
        self.hearing = 0.0
        self.heard_said = 0.0
        self.heard_done = 0.0
        self.done_mean = 0.5
        self.done_variance = 0.0
        self.gap = 0.0
        self.push = 0.0
        self.satisfaction = 0.6
        self.exposure = 0.0
        self.hearsay = 0.0
        self.was_user = False

        self.hours = 0.0
        self.training_hours = 0.0
        self.demand = 0.0
        self.help_hours = 0.0
        self.served = 0
        self.right = 0
        self.shared = 0
        self.shared_across = 0
        self.recorded = 0
        self.lookups = 0
        self.hits = 0
        self.hits_across = 0
        self.occasions = 0
        self.acts = 0

    def begin_week(self) -> None:
        """Nobody's hours are spent yet, and nobody has asked."""
        self.hours = 0.0
        self.requests = []
        self.queue = []

    def has_access(self) -> bool:
        """Whether the system is open to this person this week."""
        return bool(has_access(self.access, self.model.week))

    def is_committed_user(self) -> bool:
        """Whether this person has accepted the system, or gone further."""
        return self.stage >= ACCEPTED and self.stage != REJECTED
