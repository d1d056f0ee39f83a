"""States with people in another order, and two organisations in one state; runs of them on the compiled week.

What names a seat, an entry of a tie, a fact or a department by its number is listed here: a new measure that does
fails the tests until it is added.
"""

import sys
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms import PHASES
from crmsim.mechanisms.state import OF_FACTS, State, records
from crmsim.numerics.draws import run_key
from crmsim.simulation import advance
from crmsim.simulation.built import build_organisation
from crmsim.simulation.initial import new_state
from crmsim.simulation.parameters import parameters

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.object_model import ObjectModel  # noqa: E402

NAMES = {
    "people": {"manager": "people", "department": "departments"},
    "ties": {"target": "people", "reverse": "ties", "department": "departments"},
    "traces": {"owner": "people", "told": "people", "author": "people", "finder": "departments"},
    "needs": {"fact": "facts", "owner": "people"},
    "requests": {"tie": "ties", "back": "ties", "fact": "facts"},
    "project": {"leader": "people"},
}
BY_ROW = ("people", "expertise", "needs", "requests", "ties", *OF_FACTS)
# Scratch paper of a phase, and what is worked out from other fields within one.
PASSING = {
    "people.scratch", "queue", "first_request", "within_reach", "weights", "race_draws", "race_weights", "need_keys",
    "need_draws", "listed", "uniforms", "week_of_life",
}  # fmt: skip
Order = NDArray[np.int64]
LAST = len(PHASES) - 1


def begun(scenario: Any, seed: int) -> State:
    """The state of a scenario before week 0 has settled it."""
    key = run_key(seed)
    return new_state(build_organisation(scenario, seed), scenario, key)


def run(state: State, scenario: Any, seed: int, objects: bool = bool(numba.config.DISABLE_JIT)) -> State:
    """The state after all weeks of a scenario without interventions: compiled, in place, or a new one from objects.

    Where nothing is compiled objects are several times as quick.
    """
    assert not scenario.interventions
    if objects:
        model = ObjectModel(scenario, seed, state=state, checked=True)
        for _ in range(scenario.weeks):
            model.step()
        return model.arrays()
    advance(state, parameters(scenario), np.uint64(run_key(seed)), 0, scenario.weeks, 0, LAST)
    return state


def copied(array: Any) -> Any:
    """An array of the same kind and layout."""
    if array.dtype.names is None:
        return array.copy()
    made = records(array.dtype, *array.shape)
    made.view(np.ndarray)[...] = array
    return made


def copies(state: State) -> State:
    """A state of its own."""
    return State(*(copied(array) for array in state))


def overwrite(state: State, by: State) -> None:
    """Make a state the same as another of the same shape."""
    for array, other in zip(state, by, strict=True):
        array.view(np.ndarray)[...] = other


def ranges(first: Any, order: Order) -> Order:
    """The rows that belong to each seat, in the order of seats given."""
    return np.concatenate([np.arange(first[i], first[i + 1]) for i in order]).astype(np.int64)


def relabelled(state: State, order: Order) -> State:
    """The same state with seat ``order[r]`` in row r; what belongs to a seat stays in its order."""
    n = order.size
    width = state.requests.size // n
    rows = {
        "people": order, "expertise": order, "needs": order, "ties": ranges(state.start, order),
        "requests": ranges(np.arange(n + 1) * width, order),
        **{name: ranges(state.first_fact, order) for name in OF_FACTS},
    }  # fmt: skip
    place = {name: np.argsort(result) for name, result in rows.items()}
    made = {name: copied(array) for name, array in state._asdict().items()}
    for name in BY_ROW:
        made[name] = copied(made[name][rows[name]])
    for first in ("start", "first_fact"):
        lengths = np.diff(getattr(state, first))[order]
        made[first] = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    for entity, fields in NAMES.items():
        for field, what in fields.items():
            if what in place and place[what].size:
                column = np.asarray(made[entity][field])
                known = column >= 0
                column[known] = place[what][column[known]]
    return State(**made)


def side_by_side(one: State, two: State) -> State:
    """Both organisations in one state, without a tie between them."""
    shift = {name: getattr(one, name).shape[0] for name in BY_ROW} | {"departments": one.users.size}
    made = {}
    for name in ("people", "ties", *OF_FACTS, "needs", "requests"):
        first, second = getattr(one, name), copied(getattr(two, name))
        for field, what in NAMES.get(name, {}).items():
            column = np.asarray(second[field])
            column[column >= 0] += shift[what]
        made[name] = records(first.dtype, first.shape[0] + second.shape[0], *first.shape[1:])
        made[name].view(np.ndarray)[...] = np.concatenate([first, second])
    for name, what in (("start", "ties"), ("first_fact", "facts")):
        made[name] = np.concatenate([getattr(one, name), shift[what] + getattr(two, name)[1:]])
    made["expertise"] = np.concatenate([one.expertise, two.expertise])
    made["users"] = np.concatenate([one.users, two.users])
    made["queue"] = np.concatenate([one.queue, two.queue])
    made["first_request"] = np.zeros(made["people"].size + 1, dtype=one.first_request.dtype)
    for name in ("within_reach", "weights", "race_draws", "race_weights", "listed", "uniforms", "week_of_life"):
        made[name] = max(getattr(one, name), getattr(two, name), key=len).copy()
    d, both = one.users.size, made["users"].size
    for name in ("conflict", "connectedness", "trust", "across"):
        made[name] = np.full((both, both), 0.5).astype(getattr(one, name).dtype)
        made[name][:d, :d], made[name][d:, d:] = getattr(one, name), getattr(two, name)
    weeks, _, columns = one.sums.shape
    made["sums"] = np.zeros((weeks, 4 + both, columns))
    return State(**{name: made.get(name, copied(array)) for name, array in one._asdict().items()})


def part(state: State, like: State, second: bool) -> dict[str, Any]:
    """Field by field, one of two organisations side by side, with its own numbers again; ``like`` was it alone."""
    result = {}
    for name in (*BY_ROW, "users"):
        array = getattr(state, name)
        size = getattr(like, name).shape[0]
        array = array[-size:] if second and size else array[:size]
        for field in array.dtype.names or [""]:
            column = np.array(array[field] if field else array)
            what = NAMES.get(name, {}).get(field)
            if second and what is not None:
                whole = state.users if what == "departments" else getattr(state, what)
                alone = like.users if what == "departments" else getattr(like, what)
                column[column >= 0] -= whole.shape[0] - alone.shape[0]
            result[f"{name}.{field}".rstrip(".")] = column
    return result


def pieces(state: State) -> dict[str, Any]:
    """Every field of every array by name, but what passes within a phase."""
    result = {}
    for name, array in state._asdict().items():
        for field in array.dtype.names or [""]:
            result[f"{name}.{field}".rstrip(".")] = np.asarray(array[field] if field else array)
    return {name: array for name, array in result.items() if name not in PASSING}
