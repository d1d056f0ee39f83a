"""The model in the ordinary Mesa style: an object for each employee, tie, fact, need and request.

It walks the very phases that the engine compiles, as plain Python, over objects made of the records of
:mod:`crmsim.mechanisms.state`. A new rule, measure or phase therefore needs no second writing here. It is what the
engine's speed is measured against, and an oracle of its compilation: both give the same trajectories to the bit.

What it finds: whatever differs between compiled code and what Python makes of the same source. Its integers have no
bounds and its numbers are never rounded to a record's width; so a count that outgrows its field, a value too wide for
it, or arithmetic that wraps shows as a difference. With ``checked``, a place below 0 is an error, where an array
would count from its end and compiled code may read what lies before it.

What it misses: a slip in a loop, a count or a condition, since both walk it. Tests of ``tests/simulation`` find those;
``docs/oracles.md`` says how well, by ``python -m benchmarks.mutations``, and what they miss.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms import PHASES
from crmsim.mechanisms.state import State
from crmsim.numerics.draws import run_key
from crmsim.simulation import advance
from crmsim.simulation.built import build_organisation
from crmsim.simulation.initial import new_state
from crmsim.simulation.intervene import intervene
from crmsim.simulation.parameters import parameter_tuple
from crmsim.simulation.run import toml_value

run_weeks = getattr(advance, "py_func", advance)  # what is compiled, as it is written
LAST = len(PHASES) - 1


class Thing:
    """A record of the state as an object: an attribute for each field."""


class Employee(mesa.Agent):
    """A record of the people as an agent."""


class Cells(np.ndarray):
    """An array of Python objects."""


class Rows(Cells):
    """An array of :class:`Thing`; ``rows.energy`` is the measure of all of them, for whoever asks by measure first."""

    def __getattr__(self, name: str) -> Column:
        if name.startswith("__"):
            raise AttributeError(name)
        result = self.__dict__[name] = Column(self, name)
        return result


class Column:
    """A measure of all rows: ``rows.understanding[i, k]``, ``rows.key.size``."""

    def __init__(self, rows: Rows, name: str) -> None:
        self.rows, self.name, self.shape, self.size = rows, name, rows.shape, rows.size

    def _found(self, index: Any) -> tuple[Any, tuple[Any, ...]]:
        index = index if isinstance(index, tuple) else (index,)
        dimensions = len(self.shape)
        return self.rows[index[:dimensions]], index[dimensions:]

    def __getitem__(self, index: Any) -> Any:
        thing, rest = self._found(index)
        value = getattr(thing, self.name)
        return value[rest[0]] if rest else value

    def __setitem__(self, index: Any, value: Any) -> None:
        thing, rest = self._found(index)
        if rest:
            getattr(thing, self.name)[rest[0]] = value
        else:
            setattr(thing, self.name, value)


class Checked(Cells):
    """Refuses places below 0, which count from the end of an array."""

    def __getitem__(self, index: Any) -> Any:
        _check(index)
        return super().__getitem__(index)

    def __setitem__(self, index: Any, value: Any) -> None:
        _check(index)
        super().__setitem__(index, value)


class CheckedRows(Checked, Rows):
    """Both."""


def _check(index: Any) -> None:
    for place in index if isinstance(index, tuple) else (index,):
        if not isinstance(place, slice) and place < 0:
            raise IndexError(f"place {place} counts from the end")


def fill(things: Any, records: NDArray[Any]) -> None:
    """Write records into objects, as unbounded integers, floats and lists of them."""
    names = records.dtype.names or ()
    for thing, values in zip(things.flat, records.ravel().tolist(), strict=True):
        for name, value in zip(names, values, strict=True):
            setattr(thing, name, value.tolist() if isinstance(value, np.ndarray) else value)


class ObjectModel(mesa.Model):
    """A scenario with a seed, on objects; ``step`` is a week.

    Parameters
    ----------
    state:
        To begin from, before week 0 has settled it; that of the scenario where none is given. It stays as it is.
    checked:
        Whether places below 0 are errors, which costs time.
    """

    def __init__(self, scenario: Any, seed: int, *, state: State | None = None, checked: bool = False) -> None:
        super().__init__(seed=seed)
        self.key = run_key(seed)
        self.now = scenario
        self.p = parameter_tuple(scenario)
        self.week = 0
        self.organisation = build_organisation(scenario, seed)
        self.interventions = scenario.interventions
        arrays = new_state(self.organisation, scenario, self.key) if state is None else state
        self.kinds = {name: (array.dtype, array.shape) for name, array in arrays._asdict().items()}
        cells, rows = (Checked, CheckedRows) if checked else (Cells, Rows)
        made = {}
        for name, array in arrays._asdict().items():
            if array.dtype.names is None:
                made[name] = array.astype(object).view(cells)
                continue
            made[name] = np.empty(array.shape, dtype=object).view(rows)
            for place in np.ndindex(array.shape):
                made[name][place] = Employee(self) if name == "people" else Thing()
            fill(made[name], array)
        self.state = State(**made)
        self.carry_out(0, 0, LAST)

    def carry_out(self, week: int, first_phase: int, last_phase: int) -> None:
        """Some phases of a week; week 0 settles the state."""
        run_weeks(self.state, self.p, self.key, week, week, first_phase, last_phase)

    def step(self) -> None:
        """One week: its phases in order, interventions after the first."""
        self.week += 1
        self.carry_out(self.week, 0, 0)
        for entry in self.interventions:
            if entry.week == self.week:
                self.intervene(entry)
        self.carry_out(self.week, 1, LAST)

    def intervene(self, entry: Any) -> None:
        """Carry out an intervention, which is written for arrays."""
        if entry.kind == "change":
            changes = [f"{name}={toml_value(value)}" for name, value in entry.settings.set.items()]
            self.now = self.now.changed(changes, origin="intervention.set")
            self.p = parameter_tuple(self.now)
            return
        arrays = self.arrays()
        intervene(arrays, self.p, self.key, self.week, entry, self.organisation)
        for name, array in arrays._asdict().items():
            if array.dtype.names is None:
                getattr(self.state, name)[...] = array.astype(object)
            else:
                fill(getattr(self.state, name), array)

    def arrays(self) -> State:
        """The state as the engine keeps it.

        Raises
        ------
        OverflowError
            For a number that its field cannot hold.
        """
        made = {}
        for name, (kind, shape) in self.kinds.items():
            result = getattr(self.state, name)
            if kind.names is None:
                made[name] = np.array(result.tolist(), dtype=kind).reshape(shape)
                continue
            records = np.zeros(shape, dtype=kind)
            for field in kind.names:
                column = np.array([getattr(thing, field) for thing in result.flat], dtype=kind[field].base)
                records[field] = column.reshape(records[field].shape)
            made[name] = records.view(np.recarray)
        return State(**made)
