"""Tracing changes nothing, and knows each draw by its stream and by the chance it was held against."""

from types import FunctionType

import numpy as np
import pytest

from crmsim.explain.tracing import Uniform, streams, trace
from crmsim.mechanisms import asking, helping
from crmsim.mechanisms.state import State
from crmsim.numerics.draws import draw, join
from crmsim.scenario import load
from crmsim.simulation import Simulation
from crmsim.simulation.parameters import plain

SMALL = ["organisation.employees=30"]


def test_a_draw_remembers_what_it_was_held_against() -> None:
    drawn = Uniform(0.3)
    assert drawn.against is None
    assert drawn < 0.5 and drawn.against == 0.5
    assert not drawn >= 0.7 and drawn.against == 0.7
    assert drawn + 1.0 == pytest.approx(1.3)


def test_streams_go_by_module_and_name() -> None:
    assert streams()[asking.WHETHER] == "asking.whether"
    assert streams()[helping.ANSWER] == "helping.answer"
    assert helping.ENCOUNTER_ROW not in streams()


def test_a_replay_is_the_phase_itself() -> None:
    simulation = Simulation(load("baseline", SMALL), 3)
    for _ in simulation.slices(9):
        pass
    simulation._advance(10, 10, 0, 2)
    copy = State(*(array.copy() for array in simulation.state))
    before = {name: value for name, value in vars(asking).items() if isinstance(value, FunctionType)}
    traced = trace(
        asking.ask, copy, plain(simulation.params), simulation.key, 10, asking_rules := ("asking.readiness",)
    )
    simulation._advance(10, 10, 3, 3)
    assert np.array_equal(copy.requests, simulation.state.requests)
    assert np.array_equal(copy.people.hours, simulation.state.people.hours)
    assert {name: value for name, value in vars(asking).items() if isinstance(value, FunctionType)} == before
    assert len(traced.all(*asking_rules)) == int((simulation.state.people.present == 1).sum())
    for one in traced.all("asking.whether"):
        key = join(join(join(simulation.key, asking.WHETHER), 10), one.path[2])
        assert float(one.result) == draw(key, one.path[-1])
        assert one.result.against is not None


def test_a_call_can_be_asked_again_with_something_otherwise() -> None:
    simulation = Simulation(load("baseline", SMALL), 3)
    copy = State(*(array.copy() for array in simulation.state))
    params = plain(simulation.params)
    simulation._advance(1, 1, 0, 2)
    copy = State(*(array.copy() for array in simulation.state))
    call = trace(asking.ask, copy, params, simulation.key, 1, ("asking.readiness",)).all("asking.readiness")[0]
    assert call.again() == call.result
    safe = call.again(safety=1.0)
    assert safe > call.result
    assert call.again(safety=1.0, safety_weight=0.0) < safe
    assert params.people.safety_weight > 0.0
