"""What can be moved: a few things that leaders decide, and two about the people, each with what its ends mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crmsim.scenario import Scenario, value_at
from crmsim.words import Message, message

PERCENT = 100.0


@dataclass(frozen=True)
class Lever:
    """One slider.

    Attributes
    ----------
    name:
        In the address.
    group:
        One of :data:`GROUPS`.
    title, low, high:
        What is moved, and what its two ends mean.
    ends:
        The least and the greatest value, whole numbers, and the step between them.
    unit:
        "%", "points" (of a hundred people, added to what is) or "hours".
    keys:
        Parameters that it sets, all alike.
    scale:
        A value divided by this is that of the parameters.
    """

    name: str
    group: str
    title: Message
    low: Message
    high: Message
    ends: tuple[int, int, int] = (0, 100, 5)
    unit: str = "%"
    keys: tuple[str, ...] = ()
    scale: float = PERCENT
    settings: Callable[[Scenario, int], Mapping[str, float]] | None = None

    def now(self, scenario: Scenario) -> int:
        """Where the slider stands when nothing is changed, to the nearest whole number."""
        return round(self.scale * float(value_at(scenario, self.keys[0]))) if self.keys else 0

    def set(self, scenario: Scenario, value: int) -> Mapping[str, float]:
        """The parameters that a value stands for in a world."""
        if self.settings is not None:
            return self.settings(scenario, value)
        return dict.fromkeys(self.keys, value / self.scale)


def more_takers(scenario: Scenario, points: int) -> Mapping[str, float]:
    """So many more takers of a hundred; givers and matchers share the rest as they did."""
    people = scenario.people
    takers = round(min(people.takers + points / PERCENT, 1.0), 4)
    others = people.givers + people.matchers
    givers = round((1.0 - takers) * (people.givers / others if others else 0.5), 4)
    return {
        "people.takers": takers, "people.givers": givers, "people.matchers": round(1.0 - takers - givers, 4)
    }  # fmt: skip


GROUPS: dict[str, Message] = {
    "leaders": message("Leaders"),
    "project": message("The project"),
    "watching": message("Watching and rewarding"),
    "people": message("The people"),
}
# fmt: off
LEVERS: tuple[Lever, ...] = (
    Lever(
        "said", "leaders", message("What leaders say"), message("hardly mention the system"),
        message("praise it at every turn"), keys=("leadership.said",),
    ),
    Lever(
        "done", "leaders", message("What leaders do"), message("leave it to the others"),
        message("use it themselves and give it time"), keys=("leadership.done",),
    ),
    Lever(
        "why", "leaders", message("Explaining why"), message("announced, never explained"),
        message("explained every week"), keys=("leadership.explaining",),
    ),
    Lever(
        "asked", "project", message("Asking people first"), message("nearly nobody is asked what they need"),
        message("nearly all are asked"), (5, 95, 5), keys=("project.involvement",),
    ),
    Lever(
        "training", "project", message("Training before the start"), message("none"), message("a working week each"),
        (0, 40, 2), "hours", ("project.training_hours",), 1.0,
    ),
    Lever(
        "required", "project", message("Requiring it"), message("everybody chooses"),
        message("what is not recorded does not count"), keys=("motivation.mandate",),
    ),
    Lever(
        "watched", "watching", message("Watching single people"), message("nobody’s use is watched"),
        message("everybody’s use is watched"), keys=("motivation.surveillance",),
    ),
    Lever(
        "points", "watching", message("Points and dashboards"), message("none"),
        message("points, competitions, a dashboard each"), keys=("motivation.gamification", "motivation.dashboards"),
    ),
    Lever(
        "takers", "people", message("More takers"), message("as many as now"), message("most are takers"),
        (0, 60, 5), "points", settings=more_takers,
    ),
    Lever(
        "ties", "people", message("How people get on"), message("wary of each other"),
        message("warm and trusting"), (40, 84, 2), keys=("climate.culture",),
    ),
)
# fmt: on
LEVER = {lever.name: lever for lever in LEVERS}
