"""Carrying out the interventions of a week on a state."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms import WEEK
from crmsim.mechanisms.intervention import (
    STYLE_CODE,
    apply_energy,
    apply_explain,
    apply_meet,
    apply_quality,
    apply_training,
    most_asked,
)
from crmsim.mechanisms.state import ROLES, State
from crmsim.mechanisms.turnover import leave
from crmsim.numerics.draws import join, stream
from crmsim.organisation.pseudonyms import PSEUDONYM
from crmsim.simulation.initial import draws_of
from crmsim.words import message
from crmsim.words.numbers import whole

SELECT = stream("intervention.select")
FORCED_TO_LEAVE = 2
MOST_SHOWN = 12
SELECTORS = ("all", "most_asked", "department:…", "role:…", "level:…", "employee:…", "share:…")

Seats = NDArray[np.int64]


def _refuse(who: str, problem: str, expected: str, closest: str | None = None) -> CrmsimError:
    return CrmsimError(problem, key="intervention.who", value=who, expected=expected, nearest=closest)


def _department(text: str, names: tuple[str, ...], who: str) -> int:
    """The place of a department. A number is short for its name in a generated organisation, as results show it."""
    for name in (text, f"department {text}"):
        if name in names:
            return names.index(name)
    shown = ", ".join(names[:MOST_SHOWN])
    expected = (
        message("one of {choices} … ({count} in all)", choices=shown, count=len(names))
        if len(names) > MOST_SHOWN
        else message("one of {choices}", choices=shown)
    )
    raise _refuse(who, message("there is no department {text!r}", text=text), expected, nearest(text, names))


def _employee(text: str, ids: tuple[str, ...], who: str) -> int:
    """The seat of an id as results show it, else of the number of a seat from 0."""
    if text in ids:
        return ids.index(text)
    seat = whole(text)
    if seat is not None and seat < len(ids):
        return seat
    expected = message(
        "an id, as {id!r}, or the number of a seat from 0 to {last}{hint}",
        id=min(ids), last=len(ids) - 1, hint=hint_at_names(ids),
    )  # fmt: skip
    raise _refuse(who, message("there is no employee {text!r}", text=text), expected, nearest(text, ids))


def hint_at_names(ids: tuple[str, ...]) -> str:
    """What to say where ids are pseudonyms, to somebody who may have given the id of a file; else nothing."""
    if not PSEUDONYM.fullmatch(ids[0]):
        return ""
    return message(" (these are pseudonyms; ids as in your file are known with organisation.keep_names = true only)")


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
        result = most_asked(state)
        mask = np.zeros(present.size, dtype=bool)
        if result >= 0:
            mask[result] = True
    elif kind == "department":
        mask = present & (people.department == _department(rest, organisation.departments, who))
    elif kind == "role":
        if rest not in ROLES:
            raise _refuse(
                who,
                message("there is no role {rest!r}", rest=rest),
                message("one of {choices}", choices=", ".join(ROLES)),
                nearest(rest, ROLES),
            )
        mask = present & (people.role == ROLES.index(rest))
    elif kind == "level":
        level = whole(rest)
        if level is None:
            raise _refuse(who, message("not a level"), message("a whole number, as level:2"))
        mask = present & (people.level == level)
    elif kind == "employee":
        mask = np.zeros(present.size, dtype=bool)
        mask[_employee(rest, organisation.ids, who)] = True
        mask &= present
    elif kind == "share":
        try:
            share = float(rest)
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 1.0:
            raise _refuse(who, message("not a share"), message("a number from 0 to 1, as share:0.2"))
        mask = present & (draws_of(join(join(key, SELECT), week), people.key.copy()) < share)
    else:
        raise _refuse(
            who,
            message("nobody is selected that way"),
            message("one of {choices}", choices=", ".join(SELECTORS)),
            nearest(who, SELECTORS),
        )
    return np.flatnonzero(mask)


def replace(state: State, p: Any, key: int, week: int, seats: Seats, style: int) -> None:
    """Somebody new of this style takes each of the seats at once."""
    for i in seats:
        state.people.left[i] = FORCED_TO_LEAVE
    for i in seats:
        leave(state, p, week, int(i), FORCED_TO_LEAVE)
    for i in seats:
        WEEK.functions["welcome"](state, p, key, week - 1, int(i))
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
    elif intervention.kind == "meet":
        apply_meet(state, seats, settings.contact, p.climate.regrowth, settings.hours)
