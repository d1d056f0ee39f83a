"""The headline results that are asked whether they are findings or artefacts: what is compared, in which outcome.

Both sides say what is moved; whatever else a world has is as drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Bundle = Mapping[str, Any]


@dataclass(frozen=True)
class Headline:
    """A result.

    Attributes
    ----------
    name:
        As tables show it.
    outcome:
        What it is told in.
    start, to:
        The settings compared: the effect is the outcome at ``to`` minus that at ``start``.
    one, other:
        Of an interaction: the settings within which the effect is taken; told is that in ``other`` minus that in
        ``one``.
    """

    name: str
    outcome: str
    start: Bundle
    to: Bundle
    one: Bundle = field(default_factory=dict)
    other: Bundle = field(default_factory=dict)

    @property
    def is_interaction(self) -> bool:
        """Whether two effects are compared."""
        return bool(self.other)

    def sides(self) -> list[tuple[float, dict[str, Any]]]:
        """The settings that are run, each with the sign with which its outcome enters the effect."""
        if not self.is_interaction:
            return [(-1.0, dict(self.start)), (1.0, dict(self.to))]
        return [
            (sign * outer, {**within, **side})
            for outer, within in ((-1.0, self.one), (1.0, self.other))
            for sign, side in ((-1.0, self.start), (1.0, self.to))
        ]


MORE_TAKERS: tuple[Bundle, Bundle] = (
    {"people.givers": 0.25, "people.takers": 0.19, "people.matchers": 0.56},
    {"people.givers": 0.1852, "people.takers": 0.4, "people.matchers": 0.4148},
)
CULTURE: tuple[Bundle, Bundle] = ({"climate.culture": 0.55}, {"climate.culture": 0.78})
EXPLAINED: tuple[Bundle, Bundle] = ({"leadership.explaining": 0.1}, {"leadership.explaining": 0.9})

HEADLINES = (
    Headline(
        "walk the talk", "routine_share", {"leadership.said": 0.6, "leadership.done": 0.3},
        {"leadership.said": 0.9, "leadership.done": 0.9},
    ),
    Headline("a taker leads, not a giver", "routine_share", {"project.leader_style": "giver"},
             {"project.leader_style": "taker"}),
    Headline("more takers", "value_nok", *MORE_TAKERS),
    Headline("more takers", "help_rate", *MORE_TAKERS),
    Headline("takers hired", "help_rate",
             {"people.hiring.givers": 0.25, "people.hiring.takers": 0.19, "people.hiring.matchers": 0.56},
             {"people.hiring.givers": 0.15, "people.hiring.takers": 0.5, "people.hiring.matchers": 0.35}),
    Headline("surveillance", "routine_share", {"motivation.surveillance": 0.1}, {"motivation.surveillance": 0.9}),
    Headline("explaining, more under surveillance", "routine_share", *EXPLAINED, {"motivation.surveillance": 0.1},
             {"motivation.surveillance": 0.9}),
    Headline("points and dashboards", "routine_share", {"motivation.gamification": 0.0, "motivation.dashboards": 0.0},
             {"motivation.gamification": 0.8, "motivation.dashboards": 0.8}),
    Headline(
        "cut corners", "net_benefit_nok",
        {"project.patience": 0.5, "project.involvement": 0.4, "project.needs_analysis_weeks": 6.0,
         "project.training_hours": 12.0, "project.rollout": "pilot"},
        {"project.patience": 0.1, "project.involvement": 0.1, "project.needs_analysis_weeks": 1.0,
         "project.training_hours": 2.0, "project.rollout": "all"},
    ),
    Headline("good connections", "shared_personally", *CULTURE),
    Headline("good connections", "departures", *CULTURE),
    Headline("training kept up", "routine_share", {"project.follow_up_hours": 0.0}, {"project.follow_up_hours": 16.0}),
    Headline(
        "technology alone", "success",
        {"system.fit": 0.8, "system.ease": 0.5, "system.integration": 0.3, "system.data_quality": 0.9,
         "project.involvement": 0.4, "project.training_hours": 12.0, "project.follow_up_hours": 4.0,
         "leadership.done": 0.6, "leadership.explaining": 0.4},
        {"system.fit": 1.0, "system.ease": 0.8, "system.integration": 0.7, "system.data_quality": 1.0,
         "project.involvement": 0.05, "project.training_hours": 2.0, "project.follow_up_hours": 0.0,
         "leadership.done": 0.3, "leadership.explaining": 0.1},
    ),
)  # fmt: skip
AGAINST_NOTHING = ("net_benefit_nok", "success")  # outcomes that need the run without a project
