"""Whose measure a decision looks at: moved for every other seat, it may change only what those decide.

A rule that took the asker's measure for the helper's, or a neighbour's for one's own, would show here on both sides:
what the others decide would change, or what these decide would not.
"""

import copy
from collections.abc import Callable

import numpy as np
import pytest
import small

from crmsim.declaration.mechanism import EACH_WEEK, KEPT
from crmsim.mechanisms import FIELDS, PHASES
from crmsim.simulation import Simulation

OFFICE = {"organisation": {"employees": 30, "departments": 3, "mean_ties": 6.0}, "scenario": {"weeks": 24}}
MIXED = {
    "people": {
        "givers": 0.6,
        "takers": 0.2,
        "matchers": 0.2,
        "otherish": 0.5,
        "safety_weight": 20.0,
    },
    "turnover": {"annual_rate": 0.9},
    "exchange": {"requests_per_week": 3.5},
    "helping": {"load_weight": 20.0, "standing_weight": 20.0, "giver_base": 0.0},
    "work": {"slack": 0.0},
    "system": {"data_quality": 0.8, "ease": 0.4, "fit": 0.6},
    "asking": {"style_weight": 4.0},
}
CASE = small.scenario(small.LIVELY, OFFICE, MIXED)


def requests(simulation: Simulation) -> np.ndarray:
    """Which ties everybody asks, a row for each who asks; the last place is an encounter."""
    return np.asarray(simulation.state.requests.tie).reshape(simulation.state.people.size, -1)[:, :-1]


def answers(simulation: Simulation) -> np.ndarray:
    """How often everybody refused and did not, a row for each who was asked."""
    state = simulation.state
    asked = state.requests.tie >= 0
    who, answer = state.ties.target[state.requests.tie[asked]], state.requests.answer[asked]
    result = np.zeros((state.people.size, 4))
    np.add.at(result, (who, answer), 1)
    return result


def of_people(*names: str) -> Callable[[Simulation], np.ndarray]:
    """Measures of people, a row for each."""
    return lambda simulation: np.stack([simulation.state.people[name] for name in names], axis=1)


@pytest.mark.parametrize(
    ("phase", "measure", "decided"),
    [
        ("ask", "otherish", requests),
        ("ask", "safety", requests),
        ("help", "otherish", answers),
        ("help", "safety", answers),
        ("help", "gratitude", answers),
        ("help", "style", answers),
        ("use", "intensity", of_people("lookups", "recorded")),
        ("use", "skill", of_people("ease_count", "usefulness_count", "ease")),
        ("adoption", "threshold", of_people("stage", "intensity")),
        ("turnover", "push", of_people("left")),
        ("work", "productivity", of_people("served", "demand")),
    ],
)
def test_only_those_whose_measure_is_moved_decide_otherwise(
    phase: str, measure: str, decided: Callable[[Simulation], np.ndarray]
) -> None:
    moved = np.arange(CASE.organisation.employees) % 2 == 0
    simulation = Simulation(CASE, 1)
    number, otherwise = PHASES.index(phase), 0
    for week in range(1, CASE.weeks + 1):
        simulation._advance(week, week, 0, number - 1)
        other = copy.deepcopy(simulation)
        column = other.state.people[measure]
        column[moved] = (column[moved] + 1) % 3 if measure == "style" else np.where(column[moved] < 0.5, 1.0, 0.1)
        for one in (simulation, other):
            one._advance(week, week, number, number)
        differs = (decided(simulation) != decided(other)).any(axis=1)
        assert not differs[~moved].any(), week
        otherwise += np.count_nonzero(differs)
        simulation._advance(week, week, number + 1, len(PHASES) - 1)
    assert otherwise > 0


def test_somebody_new_owes_nothing_to_who_was_there_before() -> None:
    """Whatever is changed about an empty seat and its ties before somebody comes, they begin alike."""
    case = small.scenario(small.LIVELY, OFFICE, {"turnover": {"annual_rate": 0.9, "replacement_weeks": 2.0}})
    simulation = Simulation(case, 2)
    state, number = simulation.state, PHASES.index("turnover")
    seat = np.repeat(np.arange(state.people.size), np.diff(state.start))
    kept = {field.name for field in FIELDS["people"] if field.newcomer in (KEPT, EACH_WEEK)}
    came = 0
    for week in range(1, case.weeks + 1):
        simulation._advance(week, week, 0, number - 1)
        other = copy.deepcopy(simulation)
        simulation._advance(week, week, number, number)
        new = state.people.holder > other.state.people.holder
        entries = new[seat] | new[state.ties.target]
        for records, rows in ((other.state.people, new), (other.state.ties, entries)):
            for name in records.dtype.names:
                if records[name].dtype.kind == "f" and name not in kept | {"base_contact"}:
                    records[name][rows] = 0.25 + 0.5 * records[name][rows]
        other.state.expertise[new] *= 0.5
        other._advance(week, week, number, number)
        for name in set(state.people.dtype.names) - kept:
            assert np.array_equal(state.people[name][new], other.state.people[name][new]), (week, name)
        for name in state.ties.dtype.names:
            assert np.array_equal(state.ties[name][entries], other.state.ties[name][entries]), (week, name)
        assert np.array_equal(state.expertise[new], other.state.expertise[new])
        came += np.count_nonzero(new)
        simulation._advance(week, week, number + 1, len(PHASES) - 1)
    assert came > 0
