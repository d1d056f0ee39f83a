"""What may be asked of a generated organisation."""

from __future__ import annotations

import math
from typing import Protocol

from crmsim.declaration.limits import MOST_PEOPLE
from crmsim.errors import CrmsimError
from crmsim.words import message, wrong_choice

GRAPHS = ("departments", "complete", "regular", "ring", "poisson")
MOST_ENTRIES = 60_000_000


class Settings(Protocol):
    """What :func:`generate` reads; the scenario's ``[organisation]`` table has it."""

    @property
    def graph(self) -> str:
        """One of :data:`GRAPHS`."""
        ...

    @property
    def employees(self) -> int:
        """Number of people."""
        ...

    @property
    def departments(self) -> int:
        """Number of departments; 0 chooses by size."""
        ...

    @property
    def levels(self) -> int:
        """Levels of the line of command, 1 for none."""
        ...

    @property
    def mean_ties(self) -> float:
        """Mean out-degree."""
        ...

    @property
    def within_department(self) -> float:
        """Share of ties inside departments."""
        ...

    @property
    def reciprocity(self) -> float:
        """Share of ties returned."""
        ...

    @property
    def clustering(self) -> float:
        """Mean local clustering."""
        ...

    @property
    def rewiring(self) -> float:
        """Share of a ring's ties that are moved."""
        ...


def check(settings: Settings) -> None:
    """Refuse what no organisation can be.

    Raises
    ------
    CrmsimError
        Naming the key of ``[organisation]``.
    """
    people, ties = settings.employees, settings.mean_ties

    def refuse(name: str, problem: str, expected: str) -> CrmsimError:
        value = getattr(settings, name)
        return CrmsimError(problem, key=f"organisation.{name}", value=value, expected=expected)

    if settings.graph not in GRAPHS:
        raise wrong_choice(message("unknown graph"), settings.graph, GRAPHS, key="organisation.graph")
    if not 1 <= people <= MOST_PEOPLE:
        raise refuse(
            "employees",
            message("no such organisation can be made"),
            message("1 to {most:,} people", most=MOST_PEOPLE),
        )
    if settings.departments < 0:
        raise refuse(
            "departments",
            message("a number of departments is not negative"),
            message("0 (chosen by size) or more"),
        )
    if settings.levels < 1:
        raise refuse(
            "levels",
            message("the line of command has at least one level"),
            message("1 (nobody has a manager) or more"),
        )
    for name in ("within_department", "reciprocity", "clustering", "rewiring"):
        if not 0.0 <= getattr(settings, name) <= 1.0:
            raise refuse(name, message("not a share"), message("a number from 0 to 1"))
    if settings.graph == "complete":
        if people * (people - 1) > MOST_ENTRIES:
            raise refuse(
                "employees",
                message("too many for a complete graph"),
                message("at most {most:,} people", most=math.isqrt(MOST_ENTRIES)),
            )
        return
    if not 0.0 <= ties <= people - 1:
        problem = (
            message("{people} people cannot have so many ties each", people=people)
            if ties > 0
            else message("a number of ties is not negative")
        )
        raise refuse("mean_ties", problem, f"0 to {people - 1}")
    if ties * people > MOST_ENTRIES / 2:
        raise refuse(
            "mean_ties",
            message("too many ties in all"),
            message("at most {most:.1f} each", most=MOST_ENTRIES / 2 / people),
        )
    if settings.graph in ("regular", "ring"):
        even = settings.graph == "ring" or people % 2 == 1
        if ties != int(ties) or (even and int(ties) % 2):
            raise refuse(
                "mean_ties",
                message("not possible in a {graph} graph of {people} people", graph=settings.graph, people=people),
                message("an even whole number") if even else message("a whole number"),
            )
