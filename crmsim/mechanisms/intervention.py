"""Interventions on a timeline: what somebody decides in a given week (claims C5, D5, D7, D10, G6, I5, I10, K6).

Each has a ``week``, a ``kind`` and ``who`` it concerns; ``KINDS`` says what a kind needs beside them. ``who`` selects
people: "all", "department:NAME-or-number", "role:superuser", "level:2", "employee:ID-or-number", "most_asked" (the one
most colleagues turn to), "share:0.2" (a keyed share of everyone).

An intervention of week w acts in week w after the signals and before anything else; weeks before w are the same to
the bit as without it.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from crmsim.declaration.parameter import Table
from crmsim.mechanisms.state import GIVER, HOW, MATCHER, NEVER, TAKER, WHAT, WHO, WHY, State
from crmsim.mechanisms.teaching import train


class Change(Table):
    """Set parameters from this week on: ``set = {"leadership.done" = 0.9}``."""

    set: dict[str, Any] = Field(description="parameter = new value")


class Training(Table):
    """Hold training for the people selected."""

    hours: float = Field(gt=0, le=200, description="hours per person")


class Leave(Table):
    """The people selected leave, as after winning the lottery."""


class Hire(Table):
    """The seats selected are taken over at once by new people of one style."""

    style: Literal["giver", "taker", "matcher"] = Field(description="style of the new people")


class Quality(Table):
    """The ties among, from and to the people selected move by this much (low quality let loose, or a day of care)."""

    shift: float = Field(ge=-1, le=1, description="added to the quality of ties")


class Explain(Table):
    """Tell the people selected why, what, how and who."""

    strength: float = Field(default=0.5, ge=0, le=1, description="share of what is not understood yet")


class Energy(Table):
    """A strain or a rest for the people selected."""

    shift: float = Field(ge=-1, le=1, description="added to energy")


class Meet(Table):
    """People of different departments get to know each other, a tie each way; contact grows as with a newcomer."""

    others: int = Field(default=3, ge=1, le=20, description="how many of them, from other departments, each meets")
    contact: float = Field(default=0.5, gt=0, le=1, description="contact that they come to have")
    hours: float = Field(default=2.0, ge=0, le=40, description="hours per person")


KINDS: dict[str, type[Table]] = {
    "change": Change,
    "training": Training,
    "leave": Leave,
    "hire": Hire,
    "quality": Quality,
    "explain": Explain,
    "energy": Energy,
    "meet": Meet,
}
STYLE_CODE = {"giver": GIVER, "taker": TAKER, "matcher": MATCHER}


def apply_training(state: State, chosen: NDArray[np.int64], hours: float, scale: float) -> None:
    """Train the people chosen: skill and the how of understanding grow, the hours are gone."""
    people = state.people
    for i in chosen:
        people.skill[i] = train(people.skill[i], hours, scale)
        people.understanding[i, HOW] = train(people.understanding[i, HOW], hours, scale)
        people.hours[i] += min(hours, 30.0)
    state.project.training_hours[0] += hours * len(chosen)


def apply_quality(state: State, chosen: NDArray[np.int64], shift: float) -> None:
    """Move the quality of all ties from and to the people chosen."""
    ties = state.ties
    touched = np.zeros(ties.target.size, dtype=bool)
    for i in chosen:
        rows = slice(state.start[i], state.start[i + 1])
        touched[rows] = True
        touched[ties.reverse[rows]] = True
    ties.quality[touched] = np.clip(ties.quality[touched] + shift, 0.0, 1.0)


def apply_explain(state: State, chosen: NDArray[np.int64], strength: float) -> None:
    """Close a share of what the people chosen do not understand."""
    for k in (WHY, WHAT, HOW, WHO):
        known = state.people.understanding[chosen, k]
        state.people.understanding[chosen, k] = known + strength * (1.0 - known)


def apply_energy(state: State, chosen: NDArray[np.int64], shift: float) -> None:
    """Add to the energy of the people chosen."""
    state.people.energy[chosen] = np.clip(state.people.energy[chosen] + shift, 0.0, 1.0)


def apply_meet(state: State, chosen: NDArray[np.int64], contact: float, first: float, hours: float) -> None:
    """Begin contact between those chosen who have an entry across departments; ``first`` is the share they begin with.

    Contact there is already only grows.
    """
    ties, people = state.ties, state.people
    here = np.zeros(people.key.size, dtype=bool)
    here[chosen] = True
    source = np.repeat(np.arange(people.key.size), np.diff(state.start))
    met = here[source] & here[ties.target] & (people.department[source] != ties.department)
    ties.base_contact[met] = np.maximum(ties.base_contact[met], contact)
    ties.contact[met] = np.maximum(ties.contact[met], first * contact)
    people.hours[chosen] += hours


def most_asked(state: State) -> int:
    """The employee that most contact of others points to, NEVER if there is nobody."""
    ties, people = state.ties, state.people
    weight = np.bincount(ties.target, weights=ties.contact, minlength=people.key.size) * (people.present == 1)
    return int(np.argmax(weight)) if weight.size and weight.max() > 0 else NEVER
