"""What single people did over a run: chosen fields of their records, kept week by week.

The ledger of an ordinary run hold sums alone. Here a run is walked week by week and copied from, which costs an
ordinary run nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms import RECORDS
from crmsim.mechanisms.state import State
from crmsim.organisation.small import pooled
from crmsim.results.few import refuse_few
from crmsim.simulation import Simulation
from crmsim.words import message

if TYPE_CHECKING:
    import threading

    from crmsim.scenario import Scenario

USUAL = ("present", "holder", "style", "stage", "right", "help_hours", "productivity")
TIES = ("contact", "quality")


@dataclass(frozen=True, eq=False)
class Recording:
    """A run and what was kept of its people.

    Attributes
    ----------
    scenario, seed, weeks:
        Which run, and how many of its weeks were walked.
    organisation:
        Who works where and is tied to whom; of people from files small departments are together.
    fields:
        Field of a person's record → array[weeks + 1, n]: row 0 as it stood at the start, row w after week w.
    ties:
        "contact" and "quality" → float64[m], after the last week walked.
    owners:
        bool[n], whether the seat owns customers, and so can have output.
    state:
        The state after the last week walked.
    """

    scenario: Scenario
    seed: int
    weeks: int
    organisation: Any
    fields: dict[str, NDArray[Any]]
    ties: dict[str, NDArray[np.float64]]
    owners: NDArray[np.bool_]
    state: State

    def __getitem__(self, name: str) -> NDArray[Any]:
        """array[weeks + 1, n] of a field that was kept; row w is what stood after week w."""
        return self.fields[name]


@dataclass(frozen=True, eq=False)
class Spells:
    """People rather than seats: one row for each who held a seat, from the first recorded week to the last.

    Attributes
    ----------
    seat, style:
        Of the person.
    weeks:
        Weeks in the seat.
    total:
        Field → its sum over those weeks.
    productivity:
        Own productivity, mean 1.
    owner:
        Whether the seat owns customers.
    """

    seat: NDArray[np.int64]
    style: NDArray[np.int8]
    weeks: NDArray[np.int64]
    total: dict[str, NDArray[np.float64]]
    productivity: NDArray[np.float64]
    owner: NDArray[np.bool_]


def record(
    scenario: Scenario,
    seed: int = 0,
    weeks: int | None = None,
    fields: Iterable[str] = USUAL,
    stop: threading.Event | None = None,
    progress: Callable[[int], None] | None = None,
) -> Recording:
    """Walk a run week by week and keep fields of everybody's record.

    Parameters
    ----------
    weeks:
        How far; to the end unless given.
    fields:
        Measures of people (``crmsim.mechanisms.FIELDS``) that hold one number a person.
    stop:
        Set it to end early; :class:`crmsim.simulation.Stopped` is raised then.
    progress:
        Called with the week reached.

    Raises
    ------
    CrmsimError
        For a field or a number of weeks that does not exist, and for fewer than five people from files.
    """
    from crmsim.simulation import Stopped

    names = tuple(fields)
    scalar = [name for name in RECORDS["people"].names or () if not RECORDS["people"][name].shape]
    for name in names:
        if name not in scalar:
            raise CrmsimError(
                message("no such field of a person"),
                value=name,
                expected=message("a measure of people that holds one number"),
                nearest=nearest(name, scalar),
            )
    last = scenario.weeks if weeks is None else weeks
    if not 1 <= last <= scenario.weeks:
        raise CrmsimError(
            message("there is no such week"),
            key="week",
            value=last,
            expected=message("1 to {weeks}", weeks=scenario.weeks),
        )
    simulation = Simulation(scenario, seed)
    refuse_few(simulation.organisation)
    people, ties = simulation.state.people, simulation.state.ties
    kept = {name: np.empty((last + 1, people.size), dtype=people[name].dtype) for name in names}
    for name in names:
        kept[name][0] = people[name]
    for week in range(1, last + 1):
        for _ in simulation.slices(week):
            if stop is not None and stop.is_set():
                raise Stopped
        for name in names:
            kept[name][week] = people[name]
        if progress is not None:
            progress(week)
    return Recording(
        scenario=scenario,
        seed=seed,
        weeks=last,
        organisation=pooled(simulation.organisation),
        fields=kept,
        ties={name: ties[name].copy() for name in TIES},
        owners=np.diff(simulation.state.first_fact) > 0,
        state=simulation.state,
    )


def spells(recording: Recording, sums: Iterable[str] = ("right", "help_hours")) -> Spells:
    """Who held which seat for how long, and what they did in that time.

    ``holder``, ``present``, ``style`` and ``productivity`` must have been kept. A week counts for who sat there when it
    began; where an intervention replaces somebody within a week, that week counts for who was replaced.
    """
    working = recording["present"][:-1] == 1
    holder = recording["holder"][:-1].astype(np.int64)
    n = working.shape[1]
    most = int(holder.max(initial=0)) + 1
    code = (np.arange(n) * most + holder)[working]
    size = n * most
    weeks = np.bincount(code, minlength=size)
    some = np.flatnonzero(weeks)
    place = np.empty(size, dtype=np.int64)
    place[code] = np.flatnonzero(working)  # any week of theirs tells style and productivity
    place = place[some]

    def summed(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.bincount(code, weights=values, minlength=size)[some].astype(np.float64)

    return Spells(
        seat=some // most,
        style=recording["style"][:-1].reshape(-1)[place],
        weeks=weeks[some],
        total={name: summed(recording[name][1:][working]) for name in sums},
        productivity=recording["productivity"][:-1].reshape(-1)[place],
        owner=recording.owners[some // most],
    )
