"""Who leads where: a role, a climate and a seed, and the scenario that they begin with.

A middle manager leads a unit of forty whose superior is the player: of leaders, people see the nearest (K2). The words
they hear are those of the top, and so is the plan of the project.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmsim.scenario import Scenario, Setting, load
from crmsim.scenario.work import check_seed
from crmsim.words import Message, message, wrong_choice

QUARTERS, WEEKS = 8, 13  # in a game, and in a quarter
AFTER = 26  # weeks after a game, in which it is seen what lasts
CHIEF, MIDDLE = "chief", "middle"
CALM, URGENT = "calm", "urgent"
ORIGIN = "lead"


@dataclass(frozen=True)
class Kind:
    """A role or a climate.

    Attributes
    ----------
    title, tells:
        For people: what it is called, and what it is like.
    settings:
        Key → value, on top of the baseline.
    """

    title: Message
    tells: Message
    settings: Mapping[str, Any]


ROLES: dict[str, Kind] = {
    CHIEF: Kind(
        message("Chief executive"),
        message("Eighty people in four departments. The plan of the project, the words and the rules are yours."),
        {"organisation.employees": 80, "organisation.departments": 4, "leadership.said": 0.6},
    ),
    MIDDLE: Kind(
        message("Middle manager"),
        message("A unit of forty people in three departments. The top decides on the plan and the rules, and "
                "speaks warmly of the system. What your people see is you."),
        {"organisation.employees": 40, "organisation.departments": 3, "leadership.said": 0.9},
    ),
}  # fmt: skip
CLIMATES: dict[str, Kind] = {
    CALM: Kind(
        message("Calm"),
        message("There is some time to spare, and whoever fails at something new may try again."),
        {"project.patience": 0.7, "work.slack": 0.12, "leadership.short_term_reward": 0.3,
         "leadership.failure_tolerance": 0.6, "leadership.steadiness": 0.85},
    ),
    URGENT: Kind(
        message("Urgent"),
        message("Hardly an hour is free, what counts is this month's sales, and the project is to be over soon."),
        {"project.patience": 0.2, "work.slack": 0.03, "leadership.short_term_reward": 0.7,
         "leadership.failure_tolerance": 0.35, "leadership.steadiness": 0.7},
    ),
}  # fmt: skip
BEGINNING = {  # a busy leader who has just bought a system, where an earlier one was a disappointment
    "leadership.done": 0.3, "leadership.explaining": 0.1, "system.earlier_system": "bad",
}  # fmt: skip
BUDGET = {(CHIEF, CALM): 800_000, (CHIEF, URGENT): 500_000, (MIDDLE, CALM): 300_000, (MIDDLE, URGENT): 200_000}
HOURS = {CALM: 16.0, URGENT: 12.0}  # of the leader's own, a quarter


@dataclass(frozen=True)
class Post:
    """A role, a climate and the seed of the game.

    Raises
    ------
    CrmsimError
        For a role, climate or seed that is none.
    """

    role: str
    climate: str
    seed: int

    def __post_init__(self) -> None:
        for key, value, known in (("role", self.role, ROLES), ("climate", self.climate, CLIMATES)):
            if value not in known:
                raise wrong_choice(message("there is no such choice"), value, known, key=key)
        check_seed(self.seed)

    @property
    def budget(self) -> int:
        """NOK for two years, beside what the project costs anyway."""
        return BUDGET[self.role, self.climate]

    @property
    def seats(self) -> int:
        """Seats of the organisation."""
        return int(beginning(self.role, self.climate).organisation.employees)

    @property
    def hours(self) -> float:
        """Own hours a quarter."""
        return HOURS[self.climate]


@functools.cache
def beginning(role: str, climate: str) -> Scenario:
    """The scenario before anybody has decided anything."""
    settings = {**ROLES[role].settings, **CLIMATES[climate].settings, **BEGINNING}
    return load("baseline", [Setting(key, value, ORIGIN) for key, value in settings.items()], QUARTERS * WEEKS + AFTER)
