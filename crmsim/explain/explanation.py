"""What an explanation is made of: a week of one person, decision by decision, each taken apart into its terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["ask", "whom", "answer", "help", "offer", "lookup", "record", "stage", "stay"]
Measure = Literal["chance", "factor", "appeal"]


@dataclass(frozen=True)
class Term:
    """One thing that was weighed.

    Attributes
    ----------
    name:
        What it is: "safety", "load", "believed" and the like; the report package has words for each.
    value, neutral:
        What it was, and the value at which it would weigh nothing.
    effect:
        What it did: the difference it makes to the decision's measure.
    measure:
        "chance": added to the chance of the decision (0..1). "factor": the weight in the race is multiplied by it.
        "appeal": added to the appeal of the system, in the unit of the personal threshold.
    """

    name: str
    value: float
    neutral: float
    effect: float
    measure: Measure = "chance"


@dataclass(frozen=True)
class Decision:
    """One decision.

    Attributes
    ----------
    kind:
        "ask" whether to ask about a need; "whom" to ask; "answer" what the one asked decided; "help" what this
        person answered a colleague; "offer" the same at an encounter, unasked; "lookup" and "record" in the system;
        "stage" of adoption; "stay" or leave.
    outcome:
        A word for what came of it: "asked", "refused", "granted", "in vain", "used", "moved" and the like.
    chance:
        Chance of a yes, as the engine had it; None where no chance was taken.
    draws:
        The keyed draws, in order: each below the chance is a yes. One for most; one a fact for recording.
    other:
        Seat of the colleague concerned, None without one.
    detail:
        Further facts by name: numbers, seats and words.
    terms:
        What was weighed, strongest first.
    """

    kind: Kind
    outcome: str
    chance: float | None = None
    draws: tuple[float, ...] = ()
    other: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()

    @property
    def happened(self) -> int:
        """How many of the draws came out as a yes."""
        return sum(draw < self.chance for draw in self.draws) if self.chance is not None else 0


@dataclass(frozen=True)
class Explanation:
    """A week of one person.

    Attributes
    ----------
    scenario, seed, week:
        Which run, and the week in it.
    employee, name:
        The seat and the id by which it is shown.
    present:
        False where the seat stood empty; then there are no decisions.
    style, role, department:
        Of the person, as words.
    stage:
        Of adoption before and after the week.
    before, after:
        Measures of the person at the start of the week and after its last decision: usefulness, ease, skill, energy,
        safety and the like.
    hours:
        Hours spent in the week by what they were spent on.
    imported:
        Whether the people were read from files. Style, stage, measures and draws are here all the same, of a person
        whom the model invents for the seat; who tells them on says so.
    names:
        The id of every seat.
    decisions:
        In the order of the week.
    """

    scenario: str
    seed: int
    week: int
    employee: int
    name: str
    present: bool
    style: str
    role: str
    department: str
    stage: tuple[str, str]
    before: dict[str, float]
    after: dict[str, float]
    hours: dict[str, float]
    names: tuple[str, ...]
    imported: bool
    decisions: tuple[Decision, ...]

    def of(self, *kinds: Kind) -> tuple[Decision, ...]:
        """The decisions of these kinds."""
        return tuple(decision for decision in self.decisions if decision.kind in kinds)
