"""The question that is put to a class before and after each lesson: four answers, of which one is right.

Each asks what follows, never how something came out in a figure, so that nobody answers it by having watched.
"""

from __future__ import annotations

from dataclasses import dataclass

from crmsim.words import Message, message


@dataclass(frozen=True)
class Check:
    """A question before and after a lesson.

    Attributes
    ----------
    lesson:
        What the lesson is called, as on its page.
    text, options:
        As the class reads them.
    right:
        Place of the right answer.
    """

    lesson: Message
    text: Message
    options: tuple[Message, ...]
    right: int


CHECKS: dict[str, Check] = {
    "styles": Check(
        message("Have you got five minutes?"),
        message(
            "In an office some help everybody, some help nobody, and most answer as they were answered. What keeps "
            "those who help nobody from winning in the long run?"
        ),
        (
            message("Those who help everybody lose patience with them"),
            message("Most people remember a no, and stop helping them"),
            message("The leaders find out"),
            message("Help costs more than it saves"),
        ),
        1,
    ),
    "energy": Check(
        message("What drains you, and what fills you up"),
        message(
            "An office where people distrust each other gets a system in which one can look up what colleagues know. "
            "What does one have to reckon with, compared with another office?"
        ),
        (
            message("More use it, since it saves them asking"),
            message("As many use it, for a system knows nothing of trust"),
            message("Fewer use it, and the office notices nothing else"),
            message("Fewer use it, for one learns from those one trusts that it is useful"),
        ),
        3,
    ),
    "spreads": Check(
        message("Bad blood in one department"),
        message("One department has had a bad half-year. What can the average of the whole organisation show of it?"),
        (
            message("Next to nothing, though the department still feels it"),
            message("How far it has spread"),
            message("That it is over, if it shows nothing"),
            message("The same as the figures of the department"),
        ),
        0,
    ),
    "words": Check(
        message("Words and deeds"),
        message(
            "More people use a system where leaders praise it. Those leaders also use it more themselves. Which "
            "comparison tells what the praise did?"
        ),
        (
            message("Leaders who praise it with leaders who do not"),
            message("Leaders who mean it with leaders who do not"),
            message("Leaders who do equally much, and praise it more or less"),
            message("The same leader's staff before and after the praise"),
        ),
        2,
    ),
    "leads": Check(
        message("Who leads the project?"),
        message(
            "Pair by pair, offices under one kind of leader do a little worse; yet no one could tell two single "
            "offices apart. How do the two fit together?"
        ),
        (
            message("They do not: one of them must be wrong"),
            message("The effect is there, and small beside what else makes offices differ"),
            message("The effect is due to chance"),
            message("The leader decides, but only in the long run"),
        ),
        1,
    ),
    "watched": Check(
        message("Watched, and told why"),
        message("A system logs who does what. What is to be expected of telling people clearly why?"),
        (
            message("Nothing: being watched is being watched"),
            message("It makes things worse, for now they know"),
            message("It wins back all that was lost"),
            message("It wins back a good deal of what was lost, and not all"),
        ),
        3,
    ),
    "training": Check(
        message("Training and the slump"),
        message(
            "The share who use a system has grown for half a year after the training. What may be true all the same?"
        ),
        (
            message("That the training cost nobody anything"),
            message("That nobody has given up"),
            message("That many have given up, hidden by those who came"),
            message("That it will go on growing as fast"),
        ),
        2,
    ),
    "points": Check(
        message("Points and dashboards"),
        message("Ten weeks after it introduced points a firm has twice the use of another. What must one know first?"),
        (
            message("What both have after two years"),
            message("What the prizes cost"),
            message("How many like the game"),
            message("Who won"),
        ),
        0,
    ),
}  # fmt: skip
