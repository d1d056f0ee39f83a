"""Many runs taken to their horizon by launches of a batch, as :class:`crmsim.simulation.run.Simulation` takes one.

An intervention belongs between the first phase of its week and the second, and is carried out here: the runs that have
one come back for it, and go on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crmsim.card.batch import layout
from crmsim.card.image import ALIGNED, Batch, Launch, Span, bytes_of
from crmsim.errors import CrmsimError
from crmsim.simulation.run import LAST, Simulation
from crmsim.words import message

GIGA = 1e9


class Unbegun(Simulation):
    """A run whose very beginning, the week 0 that settles a new state, is left to the card with all other weeks."""

    def _advance(self, first_week: int, last_week: int, first_phase: int, last_phase: int) -> None:
        pass


@dataclass(eq=False)
class _Way:
    """A run on its way: the weeks still to come, stop by stop."""

    simulation: Simulation
    spans: list[Span]
    fresh: bool = True


def spans_of(simulation: Simulation) -> list[Span]:
    """The weeks from the first to the horizon, cut where something is planned between the phases of a week."""
    result = []
    week, phase = 0 if isinstance(simulation, Unbegun) else 1, 0
    for planned in sorted(week for week in simulation.timeline if week <= simulation.scenario.weeks):
        result.append(Span(week, planned, phase, 0))
        week, phase = planned, 1
    return [*result, Span(week, simulation.scenario.weeks, phase, LAST)]


def advance_all(
    simulations: Sequence[Simulation], launch: Launch, *, groups: bool = False, states: bool = False
) -> dict[int, Exception]:
    """Take new runs to their horizon; what went wrong with some of them, by place.

    Afterwards the weekly sums of a run stand in its state: those of everybody alone, unless ``groups`` asks for all.
    Other arrays of the state are as they were at the beginning, unless ``states`` asks for those of the end.

    Raises
    ------
    CrmsimError
        Where a run is larger than what the card has room for, or the card cannot go on.
    """
    wrong: dict[int, Exception] = {}
    left = {place: _Way(simulation, spans_of(simulation)) for place, simulation in enumerate(simulations)}
    while left:
        for stops in (False, True):
            places = [place for place, way in left.items() if (len(way.spans) > 1) is stops]
            for some in _batches(places, simulations, launch.room):
                ways = [left[place] for place in some]
                _launch(ways, launch, whole=stops or states, groups=groups)
                for place, way in zip(some, ways, strict=True):
                    problem = _arrived(way)
                    if problem is not None:
                        wrong[place] = problem
                    if problem is not None or not way.spans:
                        del left[place]
    return wrong


def _launch(ways: Sequence[_Way], launch: Launch, *, whole: bool, groups: bool) -> None:
    for fresh in (True, False):
        some = [way for way in ways if way.fresh is fresh]
        if some:
            spans = [way.spans[0] for way in some]
            batch = Batch([way.simulation for way in some], spans, fresh=fresh, whole=whole, groups=groups)
            batch.take(launch(batch.image, batch.data))


def _arrived(way: _Way) -> Exception | None:
    """What is planned where a run has stopped; what was wrong with it."""
    reached = way.spans.pop(0)
    way.fresh = False
    if not way.spans:
        way.simulation.week = reached.last_week
        return None
    try:
        way.simulation._intervene(reached.last_week)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this run alone
        return error
    return None


def _batches(places: Sequence[int], simulations: Sequence[Simulation], room: int) -> Iterator[list[int]]:
    """Runs in their order, as many at a time as there is room for."""
    rest = room = room - ALIGNED * len(layout())
    some: list[int] = []
    for place in places:
        size = bytes_of(simulations[place])
        if size > room:
            raise _too_large(size, room)
        if size > rest:
            yield some
            some, rest = [], room
        some.append(place)
        rest -= size
    if some:
        yield some


def _too_large(size: int, room: int) -> Any:
    return CrmsimError(
        message(
            "a run takes {size:.2f} GB of the card's memory, of which a worker has {room:.2f} GB",
            size=size / GIGA, room=max(room, 0) / GIGA,
        ),
        key="--backend", value="cuda",
        expected=message("fewer workers (--jobs), smaller organisations, or the processor"),
    )  # fmt: skip
