"""What week 0 leaves: what is given stays, what is declared to begin with a value has it, the rest follows."""

import numpy as np
import pytest
import rearranged
import small

from crmsim.declaration.mechanism import BY_RULE, GIVEN
from crmsim.mechanisms import FIELDS
from crmsim.simulation import Simulation

OFFICE = {"organisation": {"employees": 30, "departments": 3, "mean_ties": 6.0}}


@pytest.mark.parametrize("name", ["everything", "public", "threshold", "favours"])
def test_a_run_begins_as_declared(name: str) -> None:
    case = small.scenario(small.LIVELY, OFFICE, small.CASES[name])
    simulation = Simulation(case, 3)
    state, made, p = simulation.state, rearranged.begun(case, 3), simulation.params
    seen = 0
    for entity, fields in FIELDS.items():
        for field in fields:
            now, then = (np.asarray(getattr(one, entity)[field.name]) for one in (state, made))
            if field.start == BY_RULE or f"{entity}.{field.name}" in rearranged.PASSING:
                continue
            if field.start == GIVEN or entity != "people":
                assert field.start != GIVEN or np.array_equal(now, then, equal_nan=True), (entity, field.name)
                continue
            table, _, key = str(field.start).partition(".")
            value = getattr(p[table], key) if isinstance(field.start, str) else field.start
            assert np.all((now == value) | (then != 0)), (entity, field.name)
            seen += 1
    assert seen > 30


def test_everybody_begins_with_what_their_ties_make_of_them() -> None:
    simulation = Simulation(small.scenario(small.LIVELY, OFFICE), 4)
    people, ties, p = simulation.state.people, simulation.state.ties, simulation.params
    q, n = p.climate, people.size
    seat = np.repeat(np.arange(n), np.diff(simulation.state.start))
    assert np.unique(ties.level).size == ties.size and np.all(ties.record == 1.0) and np.all(ties.given == 0.0)
    assert np.allclose(ties.quality, np.clip(q.culture + ties.level, 0.0, 1.0), rtol=1e-15)
    turned_to = ties.base_contact > 0.0
    mean = np.bincount(seat, ties.quality * turned_to, n) / np.maximum(np.bincount(seat, turned_to, n), 1)
    mean[np.bincount(seat, turned_to, n) == 0] = q.culture
    assert np.allclose(people.mean_quality, mean, rtol=1e-12)
    energy = np.clip(people.rest + q.energy_by_quality * (mean - 0.5), 0.0, 1.0)
    assert np.allclose(people.energy, energy, rtol=1e-12)
    safety = q.safety_by_quality * mean + (1.0 - q.safety_by_quality) * p.leadership.failure_tolerance
    assert np.allclose(people.safety, safety, rtol=1e-12)
    assert np.all(people.holder == 0) and np.unique(people.rest).size > n / 2
