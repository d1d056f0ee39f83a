"""Which orders of the phases of a week are as admissible as the usual one, found by running it.

The declarations put the phases in one order. What binds it is that a phase may need what another did *this week*:
requests to answer, hours already spent. Such measures are declared as set anew each week. Whatever else a phase reads
lasts, so that another order only lets it see that a week sooner or later: no study says which is right, and no result
should hang on it.

What a phase reads is found by taking back, before it, what the week has so far done to one measure: where anything
else then comes out otherwise, it was read.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.artefact_changes import Change
from crmsim.declaration.mechanism import EACH_WEEK
from crmsim.mechanisms import FIELDS, PHASES, WEEK
from crmsim.mechanisms.state import State, records
from crmsim.numerics.draws import draw, run_key
from crmsim.scenario import Scenario, load
from crmsim.simulation.kernel import advance
from crmsim.simulation.run import Simulation

Pair = tuple[str, str]
Columns = dict[str, NDArray[np.generic]]
LEDGER = "sums"  # written by all, read by none
# Scratch paper of a phase, and the countdown of a step, without which the project jumps to its end.
PASSING = {
    "people.scratch", "queue", "first_request", "within_reach", "weights", "race_draws", "race_weights", "need_keys",
    "need_draws", "listed", "uniforms", "week_of_life", "trust", "across", "project.weeks_left",
}  # fmt: skip
OF_THE_WEEK = "requests."  # an entity that holds this week's only
# Enough of everything: takers who leave, people who are watched, points, and a project that starts soon.
LIVELY = (
    "organisation.employees=40", "organisation.departments=3", "turnover.annual_rate=0.6",
    "turnover.replacement_weeks=1", "motivation.surveillance=0.5", "motivation.mandate=0.5",
    "motivation.gamification=0.5", "project.implementation_weeks=4", "project.foundation_weeks=3",
    "project.needs_analysis_weeks=3", "project.rollout_weeks=3",
)  # fmt: skip


def _columns(state: State) -> Columns:
    """Every measure by name, as a view."""
    found: Columns = {}
    for name, array in state._asdict().items():
        if array.dtype.names is None:
            found[name] = array
        else:
            found.update((f"{name}.{measure}", np.asarray(array[measure])) for measure in array.dtype.names)
    return {name: column for name, column in found.items() if name not in PASSING and name != LEDGER}


def _copied(state: State) -> State:
    made = {}
    for name, array in state._asdict().items():
        if array.dtype.names is None:
            made[name] = array.copy()
        else:
            made[name] = records(array.dtype, *array.shape)
            made[name].view(np.ndarray)[...] = array
    return State(**made)


def _same(one: NDArray[np.generic], other: NDArray[np.generic]) -> bool:
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def _added_alike(before: Columns, after: Columns, other_before: Columns, other_after: Columns, name: str) -> bool:
    """Whether a phase did the same to one measure wherever that stood: the same value, or as much more."""
    if _same(after[name], other_after[name]):
        return True
    if after[name].dtype.kind not in "fiu":
        return False
    more = after[name].astype(float) - before[name].astype(float)
    other = other_after[name].astype(float) - other_before[name].astype(float)
    return bool(np.allclose(more, other, rtol=0.0, atol=1e-12, equal_nan=True))


@dataclass(frozen=True)
class Needs:
    """What binds the order of the phases.

    Attributes
    ----------
    reads:
        (writer, reader) → measures that the reader took from what the writer had done before it in the same week.
    writes:
        Phase → measures that it changed.
    """

    reads: Mapping[Pair, set[str]]
    writes: Mapping[str, set[str]]


def needs(scenario: Scenario | None = None, seed: int = 3, weeks: Sequence[int] = ()) -> Needs:
    """What each phase reads of what others have done before it in the week, found by running small ones.

    Parameters
    ----------
    scenario:
        A small and lively one unless given.
    weeks:
        Those that are looked at; unless given those in which the project begins, and some later ones.
    """
    if scenario is None:
        scenario = load("baseline", list(LIVELY), weeks=104)
    looked_at = set(weeks or (*range(3, 12), *range(15, 60, 9), 100))
    simulation = Simulation(scenario, seed)
    state, params, key = simulation.state, simulation.params, np.uint64(simulation.key)
    found: dict[Pair, set[str]] = {}
    changed: dict[str, set[str]] = {}
    for week in range(1, max(looked_at) + 1):
        if week not in looked_at:
            advance(state, params, key, week, week, 0, len(PHASES) - 1)
            continue
        monday = {name: column.copy() for name, column in _columns(state).items()}
        writers: dict[str, list[str]] = {}
        for phase, reader in enumerate(PHASES):
            before_state = _copied(state)
            before = _columns(before_state)
            advance(state, params, key, week, week, phase, phase)
            after = _columns(state)
            for name in writers:
                if _same(before[name], monday[name]):
                    continue
                other_state = _copied(before_state)
                other = _columns(other_state)
                other[name][...] = monday[name]
                start = {name: monday[name]}
                advance(other_state, params, key, week, week, phase, phase)
                if not _added_alike(before, after, start, other, name) or any(
                    not _same(after[each], other[each]) for each in after if each != name
                ):
                    for writer in writers[name]:
                        found.setdefault((writer, reader), set()).add(name)
            for name, column in after.items():
                if not _same(before[name], column):
                    writers.setdefault(name, []).append(reader)
                    changed.setdefault(reader, set()).add(name)
    return Needs(found, changed)


@functools.cache
def measures_of_the_week() -> set[str]:
    """Measures that say nothing beyond their week: set anew each week, or cleared when it begins."""
    declared = {f"people.{field.name}" for field in FIELDS["people"] if field.newcomer == EACH_WEEK}
    simulation = Simulation(load("baseline", list(LIVELY), weeks=12), 0)
    for _ in simulation.slices(11):
        pass
    before = {name: column.copy() for name, column in _columns(simulation.state).items()}
    simulation.params["switches"]["signals"] = 0  # of the first phase only the clean slate of a new week is left
    advance(simulation.state, simulation.params, np.uint64(simulation.key), 12, 12, 0, 0)
    cleared = {name for name, column in _columns(simulation.state).items() if not _same(before[name], column)}
    return declared | cleared


def bound_pairs(found: Needs) -> dict[Pair, set[str]]:
    """The pairs of phases that no order may turn round, and the measures that say so.

    People leave after all that the ledger still counts of their last week, and the ledger comes last.
    """
    weekly = measures_of_the_week()
    result: dict[Pair, set[str]] = {}
    for pair, names in found.reads.items():
        held = {name for name in names if name in weekly or name.startswith(OF_THE_WEEK)}
        if held:
            result[pair] = held
    for leaving in (phase.name for phase in WEEK.phases if phase.filled is not None):
        for writer, names in found.writes.items():
            of_people = {name for name in names & weekly if name.startswith("people.")}
            if of_people and writer != leaving:
                result.setdefault((writer, leaving), set()).update(of_people)
    for phase in PHASES[:-1]:
        result.setdefault((phase, PHASES[-1]), set()).add(LEDGER)
    return result


def admissible(order: Sequence[str], pairs: Mapping[Pair, set[str]]) -> bool:
    """Whether no pair is turned round."""
    place = {name: number for number, name in enumerate(order)}
    return all(place[first] < place[second] for first, second in pairs)


def swaps(pairs: Mapping[Pair, set[str]]) -> Iterator[tuple[Pair, tuple[str, ...] | None]]:
    """Every two neighbours, and the order in which they change places; None where that is not admissible."""
    for place in range(len(PHASES) - 1):
        first, second = PHASES[place], PHASES[place + 1]
        order = (*PHASES[:place], second, first, *PHASES[place + 2 :])
        yield (first, second), order if admissible(order, pairs) else None


def drawn(pairs: Mapping[Pair, set[str]], seed: int) -> tuple[str, ...]:
    """An admissible order at random."""
    key = run_key(seed)
    return _listed(pairs, lambda free: free[int(draw(key, len(free)) * len(free))])


def turned_round(pairs: Mapping[Pair, set[str]]) -> tuple[str, ...]:
    """The admissible order farthest from the usual one: whatever may go next and is usually latest goes next."""
    return _listed(pairs, lambda free: max(free, key=PHASES.index))


def _listed(pairs: Mapping[Pair, set[str]], choose: Callable[[list[str]], str]) -> tuple[str, ...]:
    order: list[str] = []
    while len(order) < len(PHASES):
        waiting = [name for name in PHASES if name not in order]
        free = [name for name in waiting if not any(second == name and first in waiting for first, second in pairs)]
        order.append(choose(free))
    return tuple(order)


def order_changes(pairs: Mapping[Pair, set[str]], random_orders: int = 2) -> Iterator[Change]:
    """Each admissible swap of neighbours, the order farthest from the usual one, and some at random."""
    for (first, second), order in swaps(pairs):
        if order is not None:
            yield Change(f"{second} before {first}", "order", order=order)
    yield Change("as far from the usual as may be", "order", order=turned_round(pairs))
    for number in range(random_orders):
        yield Change(f"at random ({number + 1})", "order", order=drawn(pairs, number))
