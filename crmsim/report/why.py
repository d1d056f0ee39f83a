"""Why somebody decided as they did in a week: an explanation that tells and draws itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from crmsim.explain import Explanation
from crmsim.explain import explain as compute
from crmsim.report.life import life
from crmsim.report.why_text import explanation_text
from crmsim.words import Teller


@dataclass(frozen=True, repr=False)
class DrawnExplanation(Explanation):
    """An explanation that tells and draws itself.

    It holds style, measures and draws of the person also where the seat is from files; they are those of somebody whom
    the model invents for it. Told and drawn they are not, unless asked for.
    """

    def text(self, language: str = "en", width: int | None = None, of_an_invented_person: bool = False) -> str:
        """The week in plain words, ``width`` characters wide (the terminal's unless given).

        With ``of_an_invented_person`` style and numbers are told of a seat from files too, and what they are.
        """
        return explanation_text(self, Teller(language, width), of_an_invented_person)

    def plot(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """Draw the week on ``ax`` (a new figure unless given) and return it."""
        return life(self, ax, Teller(language))

    def __repr__(self) -> str:
        return self.text()


def explain(scenario: Any, employee: int | str, week: int, seed: int = 0) -> DrawnExplanation:
    """Take the decisions of one person in one week apart; see :func:`crmsim.explain.explain`.

    Returns
    -------
    An explanation with ``text(language)`` and ``plot(ax=None)``.

    Raises
    ------
    CrmsimError
        Where there is no such employee or week.
    """
    return compute(scenario, employee, week, seed, DrawnExplanation)
