"""What is kept of a run on request beside its ledger: who asked whom, the ties of each year, and sums by role.

No rule is written again here. The state is copied from where the week's phases have left it, and sums by role are made
by the ledger's own phase.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMNS, PHASES
from crmsim.mechanisms.state import NEVER, ROLES, STYLES, UNANSWERED
from crmsim.simulation.hooks import Hook
from crmsim.simulation.kernel import advance
from crmsim.words import message

EVENTS, NETWORKS, BY_ROLE = "events", "networks", "roles"
OF_PEOPLE_ALONE = (EVENTS, NETWORKS)
LEDGER = PHASES.index("ledger")
YEAR = 52  # weeks between two networks
OF_FILES = message("of people from files no act is written, and no tie year by year")
Rows = NDArray[Any]

OF_PEOPLE = (("holder", "i4"), ("style", "i1"), ("role", "i1"), ("department", "i4"))
EVENT = np.dtype(
    [
        ("week", "i4"), ("asker", "i4"), ("asked", "i4"),
        *((f"{who}_{name}", kind) for who in ("asker", "asked") for name, kind in OF_PEOPLE),
        ("encounter", "?"), ("want", "i1"), ("fact", "i4"), ("topic", "i1"), ("contact", "f8"), ("quality", "f8"),
        ("row", "i4"), ("answer", "i1"),
    ]
)  # fmt: skip
TIE = np.dtype(
    [
        ("week", "i4"), ("source", "i4"), ("target", "i4"),
        *((f"{who}_{name}", kind) for who in ("source", "target") for name, kind in OF_PEOPLE),
        ("contact", "f8"), ("quality", "f8"),
    ]
)  # fmt: skip
FAVOUR = NEVER  # what a request wants that has no need behind it


def asked(week: Any) -> None:
    """Keep this week's requests as they were made, before any is answered: whom, for what, and how the tie stood."""
    state = week.state
    requests, ties = state.requests, state.ties
    rows = np.flatnonzero(requests.tie >= 0)
    width = requests.size // state.people.size
    seat, entry, slot = rows // width, requests.tie[rows], requests.slot[rows]
    made = np.empty(rows.size, dtype=EVENT)
    made["week"], made["row"] = week.number, rows
    _people(made, state.people, "asker", seat)
    _people(made, state.people, "asked", ties.target[entry])
    made["encounter"] = (rows % width == width - 1) & (slot != NEVER)
    needs = state.needs
    for name in ("want", "fact", "topic"):
        made[name] = np.where(slot == NEVER, FAVOUR, needs[name][seat, np.maximum(slot, 0)])
    made["contact"], made["quality"] = ties.contact[entry], ties.quality[entry]
    _kept(week, EVENTS).append(made)


def answered(week: Any) -> None:
    """Add what came of them by the end of the week, and let go of encounters at which no help was offered."""
    kept = _kept(week, EVENTS)
    made = kept[-1]
    made["answer"] = week.state.requests.answer[made["row"]]
    kept[-1] = made[~made["encounter"] | (made["answer"] != UNANSWERED)]


def tied(week: Any) -> None:
    """Keep the ties of people who are there: at the end of each year, and of the run."""
    if week.number % YEAR == 0 or week.number == week.scenario.weeks:
        _kept(week, NETWORKS).append(network(week.state, week.number))


def network(state: Any, week: int) -> Rows:
    """The ties along which somebody turns to somebody, as :data:`TIE`, after ``week``; 0 is before the first."""
    ties = state.ties
    rows = np.flatnonzero(ties.contact > 0.0)
    source = np.repeat(np.arange(state.people.size), np.diff(state.start))[rows]
    made = np.empty(rows.size, dtype=TIE)
    made["week"] = week
    _people(made, state.people, "source", source)
    _people(made, state.people, "target", ties.target[rows])
    made["contact"], made["quality"] = ties.contact[rows], ties.quality[rows]
    return made


def summed(week: Any) -> None:
    """Enter the week's sums by role: the ledger's phase once more, in which a role stands in a department's place."""
    state = week.state
    people = state.people.copy()
    people.department = people.role
    again = state._replace(people=people, sums=_kept(week, BY_ROLE)[0], cohorts=state.cohorts.copy())
    simulation = week._simulation
    advance(again, simulation.params, np.uint64(simulation.key), week.number, week.number, LEDGER, LEDGER)


def _at(phase: str, function: Any) -> Hook:
    return Hook(function, "after", phase, counterfactual=False)


WATCHING = {
    EVENTS: (_at("ask", asked), _at("ledger", answered)),
    NETWORKS: (_at("ledger", tied),),
    BY_ROLE: (_at("ledger", summed),),
}


def check_kept(kinds: Iterable[str], organisation: Any) -> tuple[str, ...]:
    """The kinds asked for, in a fixed order; of people from files no sums by role.

    Raises
    ------
    CrmsimError
        For people from files, whose acts and ties in a run are not written.
    """
    asked_for = tuple(kind for kind in WATCHING if kind in set(kinds))
    if not organisation.imported:
        return asked_for
    for kind in OF_PEOPLE_ALONE:
        if kind in asked_for:
            raise CrmsimError(
                OF_FILES, key=kind,
                expected=message(
                    "a generated organisation; or `crmsim export`, which writes the network under pseudonyms"
                ),
            )  # fmt: skip
    return ()


def first_kept(kinds: Iterable[str], state: Any) -> dict[str, list[Rows]]:
    """What is kept before the first week."""
    result: dict[str, list[Rows]] = {kind: [] for kind in kinds}
    if NETWORKS in result:
        result[NETWORKS].append(network(state, 0))
    if BY_ROLE in result:
        result[BY_ROLE].append(np.zeros((len(state.sums), 1 + len(STYLES) + len(ROLES), len(COLUMNS))))
    return result


def watching(kinds: Iterable[str]) -> tuple[Hook, ...]:
    """What is called in the course of the week to keep these kinds."""
    return tuple(hook for kind in kinds for hook in WATCHING[kind])


def joined(kept: Mapping[str, list[Rows]]) -> dict[str, Rows]:
    """What was kept, each kind in one piece: :data:`EVENT` and :data:`TIE` rows, float64[weeks, roles, columns]."""
    made = {kind: np.concatenate(rows) if rows else np.empty(0, EVENT) for kind, rows in kept.items()}
    if BY_ROLE in made:
        made[BY_ROLE] = made[BY_ROLE][:, 1 + len(STYLES) :]
    return made


def _people(made: Rows, people: Any, who: str, seats: Rows) -> None:
    made[who] = seats
    for name, _ in OF_PEOPLE:
        made[f"{who}_{name}"] = people[name][seats]


def _kept(week: Any, kind: str) -> list[Rows]:
    rows: list[Rows] = week.kept[kind]
    return rows
