"""Carrying out the interventions of a week on a state."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms.draws import join, stream
from crmsim.mechanisms.intervention import (
    STYLE_CODE,
    apply_energy,
    apply_explain,
    apply_quality,
    apply_training,
    most_asked,
)
from crmsim.mechanisms.state import ROLES, State
from crmsim.mechanisms.turnover import join_up, leave
from crmsim.simulation.initial import draws_of

SELECT = stream("intervention.select")
FORCED_TO_LEAVE = 2
SELECTORS = ("all", "most_asked", "department:…", "role:…", "level:…", "employee:…", "share:…")

Seats = NDArray[np.int64]


def _refuse(who: str, problem: str, expected: str, closest: str | None = None) -> CrmsimError:
    return CrmsimError(problem, key="intervention.who", value=who, expected=expected, nearest=closest)


def _place(text: str, names: tuple[str, ...], who: str, what: str) -> int:
    if text in names:
        return names.index(text)
    if text.isdigit() and int(text) < len(names):
        return int(text)
    raise _refuse(who, f"there is no {what} {text!r}", f"a name or a number below {len(names)}", nearest(text, names))


def select(state: State, organisation: Any, who: str, key: int, week: int) -> Seats:
    """The seats that ``who`` selects among the people present, in seat order.

    Raises
    ------
    CrmsimError
        For a selector that does not exist or selects nothing that exists.
    """
    people = state.people
    present = people.present == 1
    kind, _, rest = who.partition(":")
    if who == "all":
        mask = present
    elif who == "most_asked":
        found = most_asked(state)
        mask = np.zeros(present.size, dtype=bool)
        if found >= 0:
            mask[found] = True
    elif kind == "department":
        mask = present & (people.department == _place(rest, organisation.departments, who, "department"))
    elif kind == "role":
        if rest not in ROLES:
            raise _refuse(who, f"there is no role {rest!r}", " or ".join(ROLES), nearest(rest, ROLES))
        mask = present & (people.role == ROLES.index(rest))
    elif kind == "level":
        if not rest.isdigit():
            raise _refuse(who, "not a level", "a whole number, as level:2")
        mask = present & (people.level == int(rest))
    elif kind == "employee":
        mask = np.zeros(present.size, dtype=bool)
        mask[_place(rest, organisation.ids, who, "employee")] = True
        mask &= present
    elif kind == "share":
        try:
            share = float(rest)
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 1.0:
            raise _refuse(who, "not a share", "a number from 0 to 1, as share:0.2")
        mask = present & (draws_of(join(join(key, SELECT), week), people.key.copy()) < share)
    else:
        raise _refuse(who, "nobody is selected that way", " or ".join(SELECTORS), nearest(who, SELECTORS))
    return np.flatnonzero(mask)


def replace(state: State, p: Any, key: int, week: int, seats: Seats, style: int) -> None:
    """Somebody new of this style takes each of the seats at once."""
    for i in seats:
        state.people.left[i] = FORCED_TO_LEAVE
    for i in seats:
        leave(state, p, week, int(i), FORCED_TO_LEAVE)
    for i in seats:
        join_up(state, p, key, week - 1, int(i))
        state.people.style[i] = style
        state.people.left[i] = 0


def intervene(state: State, p: Any, key: int, week: int, intervention: Any, organisation: Any) -> None:
    """Carry out one intervention; a change of parameters is the runner's business and does nothing here."""
    seats = select(state, organisation, intervention.who, key, week)
    settings = intervention.settings
    if intervention.kind == "training":
        apply_training(state, seats, settings.hours, p.project.training_scale)
    elif intervention.kind == "leave":
        for i in seats:
            state.people.left[i] = FORCED_TO_LEAVE
        for i in seats:
            leave(state, p, week, int(i), FORCED_TO_LEAVE)
        state.people.left[seats] = 0
    elif intervention.kind == "hire":
        replace(state, p, key, week, seats, STYLE_CODE[settings.style])
    elif intervention.kind == "quality":
        apply_quality(state, seats, settings.shift)
    elif intervention.kind == "explain":
        apply_explain(state, seats, settings.strength)
    elif intervention.kind == "energy":
        apply_energy(state, seats, settings.shift)
