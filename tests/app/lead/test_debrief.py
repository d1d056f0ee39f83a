"""The debrief: other choices with the same random events, and what other random events say of them."""

from __future__ import annotations

import numpy as np
import pytest

from crmsim.app.lead.debrief import (
    MEASURES,
    OTHERS,
    SHOWN,
    SURE,
    debrief,
    result_of,
    ways_missed,
    ways_taken_back,
    without,
)
from crmsim.app.lead.game import can, from_text, run, scenario_of
from crmsim.app.lead.post import CHIEF, MIDDLE, QUARTERS, WEEKS, Post
from crmsim.mechanisms import COLUMN
from crmsim.results import summarise
from crmsim.scenario import load
from crmsim.simulation import simulate

POST = Post(MIDDLE, "calm", 3)
TURNS = from_text("do-much_survey.meet_wait_wait_train_wait_wait_wait", POST)


def test_a_result_is_what_every_answer_of_crmsim_tells() -> None:
    whole = simulate(load(scenario_of(POST, TURNS), weeks=QUARTERS * WEEKS), POST.seed)
    found = summarise(whole.ledger, groups=whole.groups, target=0.6, money=whole.money).values
    result = result_of(run(POST, TURNS)).values
    assert set(result) == set(MEASURES)
    people = whole.ledger[-4:, 0, COLUMN["people"]].mean()
    assert result["users"] == pytest.approx(people * (found["user_share"] or 0.0), abs=0.2)
    assert result["leavers"] == found["departures"] and result["money"] == pytest.approx(found["value_nok"])


def test_other_ways_differ_in_one_quarter_and_could_be_played() -> None:
    taken = ways_taken_back(POST, TURNS)
    assert list(taken) == [0, 1, 4]
    assert taken[1][1] == ("survey",)  # what was asked stays asked
    for place, move, other in ways_missed(POST, TURNS):
        assert can(POST, other) and [p for p in range(QUARTERS) if other[p] != TURNS[p]] == [place]
        assert set(other[place]) - set(TURNS[place]) == {move}


def test_taking_back_what_others_rest_on_is_left_out() -> None:
    """Without doing less first, there would be no hours for explaining."""
    post = Post(CHIEF, "calm", 3)
    turns = from_text("do-much_do-low_explain-much", post)
    assert not can(post, without(turns, 1)) and list(ways_taken_back(post, turns)) == [0, 2]


def test_the_debrief_tells_what_would_have_been() -> None:
    made = debrief(POST, TURNS)
    assert made.users[0].shape == made.users[1].shape == (QUARTERS * WEEKS,)
    assert made.yours.values["users"] > made.nothing.values["users"] + 20
    whole = simulate(load(scenario_of(POST, TURNS), weeks=QUARTERS * WEEKS), POST.seed)
    found = summarise(whole.ledger, groups=whole.groups, target=0.6, money=whole.money).values
    assert (made.enough, made.worth) == (True, (found["net_benefit_nok"] or 0.0) > 0.0)
    after = simulate(scenario_of(POST, TURNS), POST.seed)
    assert made.later[0] == after.ledger[-4:, 0, COLUMN["user"]].mean()
    assert 1 <= len(made.turning) <= SHOWN and len(made.missed) <= SHOWN
    first = made.turning[0]
    assert (first.quarter, first.without, first.same, first.asked) == (1, ("do-much",), OTHERS, OTHERS)
    again = result_of(run(POST, without(TURNS, 0)))
    assert first.result.values == again.values and again.over(made.yours, "users") < -20
    assert all(change.same >= SURE for change in made.missed)
    assert all(np.isfinite(list(change.result.values.values())).all() for change in (*made.turning, *made.missed))
    assert debrief(POST, TURNS) is made  # once
