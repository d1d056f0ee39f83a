"""Listening in changes nothing, and knows each draw by its stream and by the chance it was held against."""

from types import FunctionType

import numpy as np
import pytest

from crmsim.explain.listening import Luck, listen, streams
from crmsim.explain.terms import otherwise, plain
from crmsim.mechanisms import asking, helping
from crmsim.mechanisms.draws import draw, join
from crmsim.mechanisms.state import State
from crmsim.scenario import load
from crmsim.simulation import Walk

SMALL = ["organisation.employees=30"]


def test_luck_remembers_what_it_was_held_against() -> None:
    luck = Luck(0.3)
    assert luck.against is None
    assert luck < 0.5 and luck.against == 0.5
    assert not luck >= 0.7 and luck.against == 0.7
    assert luck + 1.0 == pytest.approx(1.3)


def test_streams_go_by_module_and_name() -> None:
    assert streams()[asking.WHETHER] == "asking.whether"
    assert streams()[helping.ANSWER] == "helping.answer"
    assert helping.ENCOUNTER_ROW not in streams()


def test_a_replay_is_the_phase_itself() -> None:
    walk = Walk(load("baseline", SMALL), 3)
    for _ in walk.slices(9):
        pass
    walk._advance(10, 10, 0, 2)
    copy = State(*(array.copy() for array in walk.state))
    before = {name: value for name, value in vars(asking).items() if isinstance(value, FunctionType)}
    heard = listen(asking.ask, copy, plain(walk.params), walk.key, 10, asking_rules := ("asking.readiness",))
    walk._advance(10, 10, 3, 3)
    assert np.array_equal(copy.requests, walk.state.requests)
    assert np.array_equal(copy.people.hours, walk.state.people.hours)
    assert {name: value for name, value in vars(asking).items() if isinstance(value, FunctionType)} == before
    assert len(heard.all(*asking_rules)) == int((walk.state.people.present == 1).sum())
    for one in heard.all("asking.whether"):
        key = join(join(join(walk.key, asking.WHETHER), 10), one.path[2])
        assert float(one.result) == draw(key, one.path[-1])
        assert one.result.against is not None


def test_a_call_can_be_asked_again_with_something_otherwise() -> None:
    walk = Walk(load("baseline", SMALL), 3)
    copy = State(*(array.copy() for array in walk.state))
    params = plain(walk.params)
    walk._advance(1, 1, 0, 2)
    copy = State(*(array.copy() for array in walk.state))
    call = listen(asking.ask, copy, params, walk.key, 1, ("asking.readiness",)).all("asking.readiness")[0]
    assert call.again() == call.result
    safe = call.again(safety=1.0)
    assert safe > call.result
    assert call.again(safety=1.0, q=otherwise(params.asking, shame=0.0)) < safe
    assert params.asking.shame > 0.0
