"""States of many runs as one stretch of memory: what a card is sent, and what it sends back.

First comes what has something in it, which is sent; then the arrays that are all 0, which the card sets by itself, the
weekly sums of a run that has not begun among them; last the ledgers, which are only read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from crmsim.card.batch import FIELDS, SPAN, SUMS, columns, layout, width
from crmsim.simulation.parameters import RECORD
from crmsim.simulation.run import Simulation

ALIGNED = 256  # bytes to whose multiple each array begins
LEDGER = -len(SPAN) + SPAN.index("ledger")  # of a run's row
Bytes = NDArray[np.uint8]


class Span(NamedTuple):
    """The weeks of a launch, from a phase of the first to a phase of the last."""

    first_week: int
    last_week: int
    first_phase: int
    last_phase: int


@dataclass(frozen=True)
class Image:
    """How a batch lies in memory.

    Attributes
    ----------
    runs:
        How many.
    begins, shapes:
        For each array of :func:`crmsim.card.batch.layout` the byte where it begins, and its shape; those of a state are
        flat.
    sent, size:
        Bytes that are sent, from the first on, and bytes in all.
    back:
        The first byte that is wanted back, and the one behind the last.
    """

    runs: int
    begins: tuple[int, ...]
    shapes: tuple[tuple[int, ...], ...]
    sent: int
    size: int
    back: tuple[int, int]


class Launch(Protocol):
    """A place where batches are computed.

    ``room`` is how many bytes a batch may have.
    """

    room: int

    def __call__(self, image: Image, data: Bytes) -> Bytes:
        """Compute a batch of which ``data`` are the bytes sent; the bytes wanted back."""
        ...


def bytes_of(simulation: Simulation) -> int:
    """What a run takes of a batch, its ledger included; a little more where arrays are rounded up to whole lines."""
    ledger = simulation.scenario.weeks * simulation.state.sums.shape[2]
    arrays: int = sum(array.nbytes for array in simulation.state)
    return arrays + int(RECORD.itemsize) + 8 * (1 + width() + int(ledger))


class Batch:
    """Runs side by side, each with the weeks that are asked of it.

    Parameters
    ----------
    simulations, spans:
        The runs, and the weeks of each.
    fresh:
        Whether their weekly sums are still empty.
    whole:
        Whether their states are wanted back, as for what is to happen between two weeks; else the sums alone.
    groups:
        Whether the sums of all groups are wanted; else those of everybody.
    """

    def __init__(
        self, simulations: Sequence[Simulation], spans: Sequence[Span], *, fresh: bool, whole: bool, groups: bool
    ) -> None:
        self.simulations = simulations
        self.whole, self.groups = whole, groups
        rows = np.zeros((len(simulations), width()), dtype=np.int64)
        filled: dict[int, list[Bytes]] = {}
        shapes: list[tuple[int, ...]] = []
        for place, first in enumerate(columns()[:-1]):
            arrays = [np.asarray(simulation.state[place]) for simulation in simulations]
            ends = np.cumsum([array.size for array in arrays])
            rows[1:, first] = ends[:-1]
            rows[:, first + 1 : first + 1 + arrays[0].ndim] = [array.shape for array in arrays]
            shapes.append((int(ends[-1]),))
            raw = [array.reshape(-1).view(np.uint8) for array in arrays]
            if (place != SUMS or not fresh) and any(one.any() for one in raw):
                filled[place] = raw
        weeks = np.zeros(len(simulations), dtype=np.int64)
        if not whole and not groups:
            weeks[:] = [simulation.scenario.weeks for simulation in simulations]
        ledgers = np.cumsum(weeks * rows[:, columns()[SUMS] + 3])
        rows[:, columns()[-1] :] = [(*span, 0, many) for span, many in zip(spans, weeks, strict=True)]
        rows[1:, LEDGER] = ledgers[:-1]
        filled |= {
            len(FIELDS): [np.frombuffer(one.params.tobytes(), dtype=np.uint8) for one in simulations],
            len(FIELDS) + 1: [np.array([one.key for one in simulations], dtype=np.uint64).view(np.uint8)],
            len(FIELDS) + 2: [rows.reshape(-1).view(np.uint8)],
        }
        shapes += [(len(simulations),), (len(simulations),), rows.shape, (int(ledgers[-1]),)]
        self.rows = rows
        self.image, self.data = self._laid_out(filled, shapes)

    def _laid_out(self, filled: dict[int, list[Bytes]], shapes: list[tuple[int, ...]]) -> tuple[Image, Bytes]:
        sizes = [layout()[place].kind.itemsize * math.prod(shape) for place, shape in enumerate(shapes)]
        ledgers = len(shapes) - 1
        order = [*filled, *(place for place in range(ledgers) if place not in filled), ledgers]
        begins, end, sent = [0] * len(shapes), 0, 0
        for place in order:
            begins[place] = end
            end += sizes[place] + -sizes[place] % ALIGNED
            if place in filled:
                sent = end
        data = np.zeros(sent, dtype=np.uint8)
        for place, parts in filled.items():
            np.concatenate(parts, out=data[begins[place] : begins[place] + sizes[place]])
        wanted = SUMS if self.groups else ledgers
        back = (0, begins[ledgers]) if self.whole else (begins[wanted], begins[wanted] + sizes[wanted])
        return Image(len(self.simulations), tuple(begins), tuple(shapes), sent, end, back), data

    def take(self, back: Bytes) -> None:
        """Put what came back where it belongs: into the states, or in the place of their weekly sums."""
        if self.whole:
            for place, first in enumerate(columns()[:-1]):
                flat = array_of(self.image, back, place)
                for simulation, begin in zip(self.simulations, self.rows[:, first], strict=True):
                    array = np.asarray(simulation.state[place])
                    array[...] = flat[begin : begin + array.size].reshape(array.shape)
            return
        values = back.view(np.float64)
        first = columns()[SUMS] if self.groups else LEDGER
        for simulation, begin in zip(self.simulations, self.rows[:, first], strict=True):
            weeks, groups, kinds = simulation.state.sums.shape
            shape = weeks, groups if self.groups else 1, kinds
            sums = values[begin : begin + math.prod(shape)].reshape(shape)
            simulation.state = simulation.state._replace(sums=sums)


def array_of(image: Image, data: Bytes, place: int) -> NDArray[Any]:
    """One array of an image."""
    kind, begin, shape = layout()[place].kind, image.begins[place], image.shapes[place]
    return data[begin : begin + math.prod(shape) * kind.itemsize].view(kind).reshape(shape)
