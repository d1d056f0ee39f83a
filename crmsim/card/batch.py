"""The kernel of a batch: each thread takes one run through its weeks, by the rules of the rulebook.

How the runs of a batch lie in memory follows from :class:`crmsim.mechanisms.state.State`: for each array of the state
one flat array in which run lies behind run, so that runs of any sizes share a launch. A row of whole numbers for each
run says where its part begins, of what shape it is, and which weeks are asked for. The source of the kernel is written
out from that, as the week's is from its declarations, and is the same for every target.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from crmsim.mechanisms.state import State
from crmsim.scenario import load
from crmsim.simulation.built import build_organisation
from crmsim.simulation.initial import new_state
from crmsim.simulation.parameters import RECORD

FIELDS = State._fields
SUMS = FIELDS.index("sums")
SPAN = ("first_week", "last_week", "first_phase", "last_phase", "ledger", "ledger_weeks")  # of a row, behind all shapes


class BatchArray(NamedTuple):
    """An array of a batch: its name, the type of its items, and how many axes it has, for one run and in the batch."""

    name: str
    kind: np.dtype[Any]
    dimensions: int
    axes: int = 1


@functools.cache
def layout() -> tuple[BatchArray, ...]:
    """The arrays of a state, read from a small one; then what a launch needs beside them."""
    scenario = load("baseline", ["organisation.employees=20"], weeks=1)
    arrays: tuple[Any, ...] = tuple(new_state(build_organisation(scenario, 0), scenario, 0))
    return (
        *(BatchArray(name, array.dtype, array.ndim) for name, array in zip(FIELDS, arrays, strict=True)),
        BatchArray("params", RECORD, 1),
        BatchArray("keys", np.dtype(np.uint64), 1),
        BatchArray("places", np.dtype(np.int64), 1, axes=2),
        BatchArray("ledgers", np.dtype(np.float64), 1),
    )


@functools.cache
def columns() -> tuple[int, ...]:
    """For each array of the state the column of a run's row where it begins, its shape following; last, the span's."""
    result = [0]
    for array in layout()[: len(FIELDS)]:
        result.append(result[-1] + 1 + array.dimensions)
    return tuple(result)


def width() -> int:
    """Numbers in a run's row."""
    return columns()[-1] + len(SPAN)


def source() -> str:
    """The source of ``one_run(r, …)``: run number r of a batch, taken through its weeks in place.

    Where the row asks for a ledger, the weekly sums of everybody are copied into it: all that most sweeps read.
    """
    taken = []
    for array, column in zip(layout(), columns()[:-1], strict=False):
        begin, *shape = (f"places[r, {column + k}]" for k in range(1 + array.dimensions))
        flat = f"{array.name}[{begin} : {begin} + {' * '.join(shape)}]"
        taken.append(flat if array.dimensions == 1 else f"shaped({array.name}, {begin}, ({', '.join(shape)}))")
    span = {name: f"places[r, {columns()[-1] + k}]" for k, name in enumerate(SPAN)}
    weeks = ", ".join(span[name] for name in SPAN[:4])
    return "\n".join([
        f"def one_run(r, {', '.join(array.name for array in layout())}):",
        "    state = State(",
        *(f"        {text}," for text in taken),
        "    )",
        f"    run_weeks(state, params[r], keys[r], {weeks})",
        "    totals = state.sums",
        f"    for week in range({span['ledger_weeks']}):",
        "        for column in range(totals.shape[2]):",
        f"            ledgers[{span['ledger']} + week * totals.shape[2] + column] = totals[week, 0, column]",
        "",
    ])  # fmt: skip


def shaped(flat, begin, shape):  # type: ignore[no-untyped-def]  # compiled
    """The items of a flat array from ``begin`` on, as an array of a shape."""
    size = 1
    for length in shape:
        size *= length
    return flat[begin : begin + size].reshape(shape)


def entry(
    run_weeks: Callable[..., Any], mark: Callable[..., Any], shaped: Callable[..., Any], threads: str, **known: Any
) -> Callable[..., Any]:
    """What is launched: ``runs_of(…arrays…, runs)``, not compiled yet.

    Parameters
    ----------
    run_weeks:
        The target's own week.
    mark:
        Marks what compiled code of the target calls.
    shaped:
        The target's own :func:`shaped`, marked.
    threads:
        How a thread comes to its runs: a line of Python that ends in a colon and gives ``r``.
    known:
        Names that this line uses.
    """
    arrays = ", ".join(array.name for array in layout())
    space: dict[str, Any] = {"State": State, "run_weeks": run_weeks, "shaped": shaped, "__name__": __name__, **known}
    text = source() + f"\n\ndef runs_of({arrays}, runs):\n    {threads}\n        one_run(r, {arrays})\n"
    exec(compile(text, "<the kernel of a batch>", "exec"), space)
    space["one_run"] = mark(space["one_run"])
    made: Callable[..., Any] = space["runs_of"]
    return made
