"""A run with own rules: what a rule has in hand, and the week advanced from one rule to the next."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms import FIELDS, PHASES, RECORDS
from crmsim.mechanisms.state import OF_FACTS, State
from crmsim.numerics.compiled import tight_kernel
from crmsim.numerics.draws import draw, join, stream
from crmsim.scenario.interventions import ROOM_FOR, read_intervention
from crmsim.scenario.resolve import clean
from crmsim.scenario.settings import plain_number
from crmsim.simulation.hooks import Hook
from crmsim.simulation.initial import fill_draws, request_width
from crmsim.simulation.kernel import advance
from crmsim.simulation.parameters import to_read
from crmsim.words import message

LAST = len(PHASES) - 1
CHECK_EVERY = 26  # weeks between looks at what own rules left behind; also after the first and the last
ENTITIES = ("people", "ties", "facts", "needs", "requests", "leadership", "project", "requirements")
# What lies apart in the state for the processor's sake, and is one to whoever writes a rule.
PARTS = {entity: OF_FACTS if entity == "facts" else (entity,) for entity in ENTITIES}
# What the compiled week uses as an index: a wrong value there would write into foreign memory.
READ_ONLY = {
    entity: tuple(one.name for part in parts for one in FIELDS[part] if one.fixed) for entity, parts in PARTS.items()
}
# Measures of people and ties that lie within 0..1, and codes with their words (stage, STAGES).
BOUNDED = {
    entity: {one.name: one.within for one in FIELDS[entity] if one.within is not None} for entity in ("people", "ties")
}
CODES = {one.name: one.words for one in FIELDS["people"] if one.words}


class Columns:
    """The records of an entity, a measure at a time: ``people.energy`` is a float64[n] that can be written to."""

    def __init__(self, parts: Sequence[Any], read_only: Sequence[str]) -> None:
        self.__dict__.update(_parts=[records.view(np.ndarray) for records in parts], _read_only=read_only)

    def __getattr__(self, name: str) -> NDArray[Any]:
        held = [records for records in self.__dict__["_parts"] if name in records.dtype.names]
        if not held:
            like = nearest(name, dir(self))
            raise AttributeError(f"no measure {name!r}" + (f"; did you mean {like!r}?" if like else ""))
        column: NDArray[Any] = held[0][name]
        if name in self.__dict__["_read_only"]:
            column.flags.writeable = False
        self.__dict__[name] = column
        return column

    def __setattr__(self, name: str, value: ArrayLike) -> None:
        """Write values in place."""
        getattr(self, name)[...] = value

    def __dir__(self) -> list[str]:
        return [name for records in self.__dict__["_parts"] for name in records.dtype.names]


class Week:
    """What an own rule has in hand.

    Attributes
    ----------
    number:
        The week, from 1.
    people, ties, facts, needs, requests, leadership, project, requirements:
        Arrays by measure, ``week.people.energy``; see :mod:`crmsim.mechanisms.state`. What tells who somebody is or
        where an entry leads cannot be written to.
    state:
        All of it as the compiled week takes it; nothing guards what is written there.
    parameters:
        As they stand this week: ``week.parameters.exchange.cost``. They cannot be written to; :meth:`change` sets them.
    organisation, scenario, seed:
        Of the run.
    counterfactual:
        Whether this is the run without a project.
    memory:
        A dictionary of the rule's own, empty at the start of each run. What a rule remembers belongs here and not
        in a global variable, which other runs would see.
    """

    def __init__(self, simulation: Any, own: Hook) -> None:
        state: State = simulation.state
        self.number: int = simulation.week
        self.state = state
        self.organisation = simulation.organisation
        self.scenario = simulation.scenario
        self.seed: int = simulation.seed
        self.counterfactual: bool = simulation.counterfactual
        self.parameters = to_read(simulation.params)
        self.memory: dict[Any, Any] = {}
        for entity, parts in PARTS.items():
            setattr(self, entity, Columns([getattr(state, part) for part in parts], READ_ONLY[entity]))
        self.expertise = state.expertise
        self.kept: dict[str, list[Any]] = simulation.kept
        self._simulation = simulation
        self._own = own
        self._key: int = simulation.key
        self._keys = np.ascontiguousarray(state.people.key)
        self._streams: dict[str, int] = {}

    people: Any
    ties: Any
    facts: Any
    needs: Any
    requests: Any
    leadership: Any
    project: Any
    requirements: Any

    def change(self, settings: Mapping[str, Any]) -> None:
        """Set parameters from the next week on, as an intervention of kind "change" in that week would.

        Each change stands in the provenance of the run.

        Parameters
        ----------
        settings:
            ``{"leadership.done": 0.9}``.

        Raises
        ------
        CrmsimError
            For a parameter that does not exist, cannot change on the way or take the value, and for more requests a
            week than the run has room for.
        """
        simulation, shown = self._simulation, f"the own rule {self._own.name!r}"
        content = {"week": self.number + 1, "kind": "change", "set": plain_number(settings)}
        entry = read_intervention(clean(content), "week.change", lambda _: (shown, None))
        rate = entry.content()["set"].get(ROOM_FOR, 0.0)
        room = self.state.requests.size // self.state.people.size
        if request_width(simulation.scenario, simulation.organisation, rate) > room:
            raise CrmsimError(
                message("the run has room for fewer requests a week"), file=shown, key=f"week.change.{ROOM_FOR}",
                value=rate, expected=message("at most {most}, or a scenario that begins with more", most=room - 1),
            )  # fmt: skip
        if entry.week <= simulation.scenario.weeks:
            simulation.decided.setdefault(entry.week, []).append((self._own.name, entry))

    def tell(self, name: str, value: float) -> None:
        """Tell an outcome of one's own: what was told last is the run's, in ``result.told`` and in a sweep's column.

        Parameters
        ----------
        name:
            As an experiment declares it in ``[own.NAME]``.
        value:
            A finite number. Nothing told leaves the outcome undefined.

        Raises
        ------
        CrmsimError
            For what is no finite number.
        """
        told = float(value)
        if not math.isfinite(told):
            raise CrmsimError(
                message("not a finite number"), file=f"the own rule {self._own.name!r}", key=f"week.tell {name}",
                value=told, expected=message("a number, or nothing told where there is none"),
            )  # fmt: skip
        self._simulation.told[str(name)] = told

    def draw(self, name: str, who: Any = None, whom: Any = None) -> Any:
        """Uniform random numbers on (0, 1) from the rule's own stream ``name``.

        The number depends on the run's seed, the rule's name, the stream, the week and whom it is for, and on
        nothing else: asking again gives it again, and no other draw of the model is moved by it.

        Parameters
        ----------
        who:
            A seat, an array of seats, or nothing for everybody.
        whom:
            A second seat or array of seats, for what is decided between two.

        Returns
        -------
        A float for one seat (and one other), else float64[...].
        """
        base = self._streams.get(name)
        if base is None:
            base = self._streams[name] = join(self._key, stream(f"own rule {self._own.name}: {name}"))
        base = join(base, self.number)
        keys = self._keys if who is None else self._keys[who]
        if whom is not None:
            first, second = np.broadcast_arrays(keys, self._keys[whom])
            if first.ndim == 0:
                return draw(join(base, int(first)), int(second))
            result = np.empty(first.shape)
            pair_draws(np.uint64(base), first.ravel(), second.ravel(), result.reshape(-1))  # type: ignore[no-untyped-call]
            return result
        if isinstance(keys, np.uint64):
            return draw(base, int(keys))
        result = np.empty(keys.shape)
        fill_draws(np.uint64(base), keys.ravel(), result.reshape(-1))  # type: ignore[no-untyped-call]
        return result


@tight_kernel
def pair_draws(key, first, second, found):  # type: ignore[no-untyped-def]
    """One uniform draw for each pair of keys (uint64[k] both)."""
    for i in range(first.size):
        found[i] = draw(join(key, first[i]), second[i])


class Handle:
    """Parameters as an object with ``data``, which is what the compiled entry asks a record for."""

    __slots__ = ("data",)

    def __init__(self, params: Any) -> None:
        self.data = np.frombuffer(bytearray(params.tobytes()), dtype=np.uint8)


def bound(state: State, params: Any, key: int) -> Callable[[int, int, int, int], Any]:
    """The compiled week bound to a run: ``(first_week, last_week, first_phase, last_phase)``.

    The dispatcher works out the types anew at every call, and NumPy describes the record of parameters anew, which
    together take some 18 µs. Here the types are known, because week 0 went through the dispatcher, and the parameters
    come as a plain buffer: .8 µs. Where there is no compiled entry of exactly one type, the dispatcher serves.
    """
    compiled = list(getattr(advance, "overloads", {}).values())
    if len(compiled) == 1:
        quick = functools.partial(compiled[0].entry_point, state, Handle(params), np.uint64(key))
        try:
            quick(1, 0, 0, 0)  # no week at all: does this version of numba take the handle?
        except (TypeError, AttributeError, ValueError, BufferError):
            pass
        else:
            return quick
    return functools.partial(advance, state, params, np.uint64(key))


class Agenda:
    """The own rules of a run in the order of the week; what only looks on comes before them, as a phase has left it."""

    def __init__(self, simulation: Any, hooks: Sequence[Hook], watching: Sequence[Hook] = ()) -> None:
        self.weeks = [Week(simulation, own) for own in hooks]
        watched = [(own.gap, Week(simulation, own)) for own in watching]
        after = [(week._own.gap, week) for week in self.weeks if week._own.when == "after"]
        before = [(week._own.gap, week) for week in self.weeks if week._own.when == "before"]
        self.looks: list[Any] | None = None
        interventions: list[tuple[int, Week | None]] = [(1, None)]
        self.stops = sorted([*watched, *after, *interventions, *before], key=lambda stop: stop[0])  # stable

    def slices(self, simulation: Any, last_week: int, by_phase: bool, length: int) -> Iterator[int]:
        """Advance ``walk`` to ``last_week``; yields the week reached, every ``length`` weeks or every phase."""
        at_week, at_phase = simulation.week + 1, 0  # the phase to come
        run = simulation.bound()
        end = simulation.scenario.weeks
        own = [stop for stop in self.stops if stop[1] is not None]
        for number in range(at_week, last_week + 1):
            acts = number in simulation.timeline or number in simulation.decided
            for gap, week in self.stops if acts else own:
                if at_phase != gap or at_week != number:
                    if by_phase:
                        yield from _phases(run, at_week, at_phase, number, gap)
                    elif gap:
                        run(at_week, number, at_phase, gap - 1)
                    else:
                        run(at_week, number - 1, at_phase, LAST)
                    at_week, at_phase = number, gap
                if week is None:
                    simulation._intervene(number)
                    run = simulation.bound()
                    self.read(simulation.params)
                    continue
                week.number = number
                try:
                    week._own.function(week)
                except SystemExit as error:  # it would end the user's program without a word
                    raise CrmsimError(
                        message(
                            "the own rule {name!r}, {point} of week {week}, asked to end the process ({code})",
                            name=week._own.name, point=week._own.point, week=number, code=f"SystemExit: {error.code}",
                        ),
                        expected=message("a rule that returns, or that raises an exception to end the run"),
                    ) from error  # fmt: skip
                except BaseException as error:  # Ctrl-C too: a rule that never ends is then named
                    error.add_note(f"in the own rule {week._own.name!r} {week._own.point} of week {number}")
                    if isinstance(error, ValueError) and "read-only" in str(error):
                        error.add_note(
                            'a parameter is set by week.change({"leadership.done": 0.9}), from the next week on'
                        )
                    raise
            if self.weeks and (number == 1 or number % CHECK_EVERY == 0 or number == end):
                self.check(simulation.state, number)
            if number % length == 0:
                yield number - 1
        if by_phase:
            yield from _phases(run, at_week, at_phase, last_week, LAST + 1)
        else:
            run(at_week, last_week, at_phase, LAST)
        simulation.week = last_week
        yield last_week

    def read(self, params: Any) -> None:
        """Let all rules read the parameters as they stand now."""
        shown = to_read(params)
        for week in self.weeks:
            week.parameters = shown

    def check(self, state: State, number: int) -> None:
        """Refuse values that cannot be: codes without a word, shares outside 0..1, whatever is no number."""
        if self.looks is None:
            self.looks = _looks(state)
        if any(outside(*look) for look in self.looks):  # type: ignore[no-untyped-call]
            raise self._problem(state, number)

    def _problem(self, state: State, number: int) -> CrmsimError:
        """The first such value, told with its place."""
        names = " or ".join(repr(week._own.name) for week in self.weeks)
        places: list[tuple[str, str, float, float]] = []
        places += [("people", name, 0, len(words) - 1) for name, words in CODES.items()]
        places += [(entity, name, *within) for entity, result in BOUNDED.items() for name, within in result.items()]
        for entity, name, low, top in places:
            column = getattr(state, entity)[name]
            for place in np.flatnonzero(~((column >= low) & (column <= top))):
                return CrmsimError(
                    f"an own rule ({names}) left an impossible value by week {number}",
                    key=f"week.{entity}.{name}[{place}]",
                    value=column[place].item(),
                    expected=f"{low:g} to {top:g}",
                )
        return CrmsimError(
            f"an own rule ({names}) left an impossible value by week {number}", key="week.expertise", expected="0 to 1"
        )


def _phases(run: Callable[[int, int, int, int], Any], week: int, phase: int, to_week: int, gap: int) -> Iterator[int]:
    """The same phase by phase, for organisations so large that a phase takes long."""
    while (week, phase) < (to_week, gap):
        if phase > LAST:
            week, phase = week + 1, 0
            continue
        run(week, week, phase, phase)
        phase += 1
        yield week - 1


def _columns(kind: np.dtype[Any], names: Sequence[str], width: int) -> NDArray[np.intp]:
    """Where measures lie in a record seen as a row of numbers ``width`` bytes wide."""
    fields: Any = kind.fields
    return np.array([fields[name][1] // width for name in names], dtype=np.intp)


BOUNDED_COLUMNS = {entity: _columns(RECORDS[entity], tuple(names), 8) for entity, names in BOUNDED.items()}
CODE_COLUMNS = _columns(RECORDS["people"], tuple(CODES), 1)
CODE_TOPS = np.array([len(words) - 1 for words in CODES.values()], dtype=np.int8)


def _looks(state: State) -> list[tuple[NDArray[Any], NDArray[np.intp], NDArray[Any], NDArray[Any]]]:
    """What is to be looked at: arrays as rows of numbers, the columns, and the lowest and highest value of each."""
    result: list[tuple[NDArray[Any], NDArray[np.intp], NDArray[Any], NDArray[Any]]] = []
    for entity, columns in BOUNDED_COLUMNS.items():
        records = getattr(state, entity)
        rows = records.view(np.float64, np.ndarray).reshape(records.size, -1)
        lows, tops = np.array(list(BOUNDED[entity].values())).T
        result.append((rows, columns, lows.copy(), tops.copy()))
    rows = state.people.view(np.int8, np.ndarray).reshape(state.people.size, -1)
    result.append((rows, CODE_COLUMNS, np.zeros_like(CODE_TOPS), CODE_TOPS))
    topics = np.arange(state.expertise.shape[1])
    result.append((state.expertise, topics, np.zeros(topics.size), np.ones(topics.size)))
    return result


@tight_kernel
def outside(rows, columns, lows, tops):  # type: ignore[no-untyped-def]
    """Whether any of these columns of ``rows`` holds what is not within its lowest and highest value."""
    for i in range(rows.shape[0]):
        for c in range(columns.size):
            if not lows[c] <= rows[i, columns[c]] <= tops[c]:
                return True
    return False
