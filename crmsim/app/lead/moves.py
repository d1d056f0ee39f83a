"""What a leader can do in a quarter. Every effect is the model's: a move is a parameter changed or an act held.

There are three kinds: how one leads ("do-much"), which holds until it is changed; acts of one quarter ("train"); and
questions ("survey"), which change nothing and let the player see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crmsim.app.lead.post import CHIEF, MIDDLE
from crmsim.words import Message, message

BOTH = (CHIEF, MIDDLE)
SAY, DO, EXPLAIN, REQUIRE, WATCH, POINTS = "say", "do", "explain", "require", "watch", "points"
SURVEY, LOGINS, TALK = "survey", "logins", "talk"


@dataclass(frozen=True)
class Move:
    """One thing a leader can choose.

    Attributes
    ----------
    name:
        As it stands in the text of a game.
    title, does:
        For people: what it is called, and what is done.
    group:
        What it is a level of; "" for acts and questions.
    settings:
        Parameter → value from the first week of the quarter.
    act:
        An intervention of that week, without the week.
    plan:
        Key → value of the plan of the project, which is settled in the first quarter.
    question:
        Whether it only lets the player see.
    hours:
        Own hours of the leader that it takes, beside what the model takes of superiors for deeds and explaining.
    consultants:
        Hours of consultants that it is paid with.
    roles:
        Who may choose it.
    claims:
        Rows of the sources that speak of it.
    """

    name: str
    title: Message
    does: Message
    group: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    act: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)
    question: bool = False
    hours: float = 0.0
    consultants: float = 0.0
    roles: tuple[str, ...] = BOTH
    claims: tuple[str, ...] = ()


# fmt: off
GROUPS: dict[str, Message] = {
    SAY: message("What you say about the system"),
    DO: message("What you do about it yourself"),
    EXPLAIN: message("How much you explain"),
    REQUIRE: message("Whether use is required"),
    WATCH: message("Whether single people are watched"),
    POINTS: message("Points and competitions"),
}
USUAL = {SAY: "say-some", DO: "do-low", EXPLAIN: "explain-low", REQUIRE: "require-some", WATCH: "watch-some",
         POINTS: "points-off"}  # how things stand before anybody has decided anything
MOVES: tuple[Move, ...] = (
    Move("say-low", message("Little"), message("The system is a tool among others."), SAY,
         {"leadership.said": 0.3}, roles=(CHIEF,), claims=("K2",)),
    Move("say-some", message("Some"), message("The system matters."), SAY,
         {"leadership.said": 0.6}, roles=(CHIEF,), claims=("K2",)),
    Move("say-much", message("Much"), message("Nothing matters more than the system."), SAY,
         {"leadership.said": 0.95}, roles=(CHIEF,), claims=("K2", "K3")),
    Move("do-low", message("Little"), message("I look in now and then."), DO, {"leadership.done": 0.3}, claims=("K2",)),
    Move("do-some", message("Some"), message("I use it when I can, and decide by what stands in it."), DO,
         {"leadership.done": 0.6}, claims=("K2",)),
    Move("do-much", message("Much"), message("I use it myself, week after week, and give it time and decisions."), DO,
         {"leadership.done": 0.9, "leadership.steadiness": 0.9}, claims=("K2", "K3")),
    Move("explain-low", message("Little"), message("A mail at the start."), EXPLAIN,
         {"leadership.explaining": 0.1}, claims=("C4",)),
    Move("explain-some", message("Some"), message("Every meeting has a few minutes for it."), EXPLAIN,
         {"leadership.explaining": 0.4}, claims=("C4",)),
    Move("explain-much", message("Much"), message("Why, what, how and for whom, week by week."), EXPLAIN,
         {"leadership.explaining": 0.9}, claims=("C4", "I9")),
    Move("require-low", message("No"), message("Whoever wants to use it does."), REQUIRE,
         {"motivation.mandate": 0.0}, roles=(CHIEF,), claims=("I10",)),
    Move("require-some", message("A little"), message("It is expected."), REQUIRE,
         {"motivation.mandate": 0.2}, roles=(CHIEF,), claims=("I10",)),
    Move("require-much", message("Strictly"), message("What is not recorded does not count."), REQUIRE,
         {"motivation.mandate": 0.8}, roles=(CHIEF,), claims=("I10",)),
    Move("watch-low", message("No"), message("Nobody's use is looked at person by person."), WATCH,
         {"motivation.surveillance": 0.0}, roles=(CHIEF,), claims=("I9",)),
    Move("watch-some", message("A little"), message("There are lists, and now and then somebody looks."), WATCH,
         {"motivation.surveillance": 0.2}, roles=(CHIEF,), claims=("I9",)),
    Move("watch-much", message("Closely"), message("Who does what is on my desk on Mondays."), WATCH,
         {"motivation.surveillance": 0.8}, roles=(CHIEF,), claims=("I9",)),
    Move("points-off", message("None"), message("No points."), POINTS, {"motivation.gamification": 0.0},
         claims=("I10",)),
    Move("points-on", message("Points"), message("Points for use, and a competition between groups."), POINTS,
         {"motivation.gamification": 0.8}, claims=("I10",)),
    Move("needs", message("Find out what people need first"),
         message("Twelve weeks of needs analysis instead of six, in which seven of ten people take part. Only in the "
                 "first quarter."),
         plan={"project.needs_analysis_weeks": 12.0, "project.involvement": 0.7}, roles=(CHIEF,),
         claims=("I3", "I4", "I6")),
    Move("train", message("Train everybody"), message("A day of training for each."),
         act={"kind": "training", "hours": 8}, claims=("I5", "I7")),
    Move("superusers", message("Train the superusers"), message("Two days for those who help the others."),
         act={"kind": "training", "hours": 16, "who": "role:superuser"}, claims=("I7",)),
    Move("meet", message("Bring the departments together"),
         message("All meet three people of other departments for two hours, and you are there."),
         act={"kind": "meet"}, hours=2.0, claims=("K6", "D10")),
    Move(TALK, message("Talk with five people"), message("Half an hour with each, and time to listen."),
         question=True, hours=2.5),
    Move(LOGINS, message("Count log-ins by department"),
         message("The supplier counts who has been in the system, department by department."),
         question=True, hours=0.5, consultants=2.0),
    Move(SURVEY, message("Ask everybody"), message("A survey of how people see the system, their leaders and work."),
         question=True, hours=1.0, consultants=16.0),
)
# fmt: on
MOVE = {move.name: move for move in MOVES}
ORDER = {move.name: place for place, move in enumerate(MOVES)}
QUESTIONS = tuple(move.name for move in MOVES if move.question)


def allowed(role: str) -> tuple[Move, ...]:
    """The moves of a role, in order."""
    return tuple(move for move in MOVES if role in move.roles)


def levels(group: str) -> tuple[Move, ...]:
    """The levels of a group, from the lowest."""
    return tuple(move for move in MOVES if move.group == group)
