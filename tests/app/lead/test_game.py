"""A game as text: what it may hold, what it costs, and that it is the run of an ordinary scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from crmsim.app.lead.game import (
    as_text,
    can,
    from_text,
    hours_of,
    played,
    price,
    run,
    scenario_of,
    spent,
    stance,
)
from crmsim.app.lead.moves import MOVE, MOVES, USUAL, allowed, levels
from crmsim.app.lead.post import CHIEF, CLIMATES, MIDDLE, QUARTERS, ROLES, WEEKS, Post, beginning
from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.state import SUPERUSER
from crmsim.scenario import load
from crmsim.simulation import simulate

POST = Post(CHIEF, "calm", 3)
GAME = "say-much.do-some.needs.survey_train_explain-some.meet_wait_superusers_points-on_wait_wait"


def refused(text: str, post: Post = POST) -> CrmsimError:
    with pytest.raises(CrmsimError) as found:
        from_text(text, post)
    return found.value


def test_moves_come_back_from_their_text() -> None:
    turns = from_text(GAME, POST)
    assert len(turns) == QUARTERS and as_text(turns) == GAME
    assert turns[1] == ("train",) and turns[3] == ()
    assert from_text("survey.needs.do-some.say-much", POST) == turns[:1]  # whatever the order


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("wait_trian", "moves.2 = 'trian': there is no such move; expected one of say-low"),
        ("wait_needs", "comes too late; expected in the first quarter"),
        ("do-low.do-much", "two choices of one kind"),
        ("train.train", "two choices of one kind"),
        ("", ""),
        ("_".join(["wait"] * 9), "too many quarters"),
        (
            "_".join(["train"] * 5),
            "moves.5: brings what you have spent to 960,000 NOK; expected at most 800,000",
        ),
        ("do-much.explain-much.talk.meet", "takes 27.9 of your own hours; expected at most 16 in a quarter"),
        ("x" * 3000, "too long"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(text: str, says: str) -> None:
    if says:
        assert says in str(refused(text))
    else:
        assert from_text(text, POST) == ()


def test_a_slip_is_put_right_and_a_middle_manager_told_what_is_not_theirs() -> None:
    assert refused("trian").nearest == "train"
    error = refused("say-much", Post(MIDDLE, "calm", 3))
    assert "is not yours to decide" in str(error) and "say-" not in str(error.expected)


@pytest.mark.parametrize("wrong", [("boss", "calm", 1), ("chief", "stormy", 1), ("chief", "calm", -1)])
def test_a_post_that_is_none_is_refused(wrong: Any) -> None:
    with pytest.raises(CrmsimError):
        Post(*wrong)


def test_how_one_leads_holds_until_it_is_changed() -> None:
    assert stance(()) == USUAL
    level = stance(from_text("do-much_wait_do-some", POST))
    assert level["do"] == "do-some" and level["say"] == USUAL["say"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("climate", CLIMATES)
def test_the_usual_levels_are_what_the_scenario_begins_with(role: str, climate: str) -> None:
    start = beginning(role, climate)
    for group, name in USUAL.items():
        if not (role == MIDDLE and group == "say"):  # the words are those of the top
            for key, value in MOVE[name].settings.items():
                table, _, field = key.partition(".")
                assert getattr(getattr(start, table), field) == value, (group, key)


def test_deeds_and_explaining_take_the_hours_that_the_model_takes_of_superiors() -> None:
    assert hours_of(POST, ((),)) == pytest.approx(WEEKS * (0.3 + 0.1))
    turns = from_text("do-some.explain-some.talk", POST)
    assert hours_of(POST, turns) == pytest.approx(WEEKS * (0.6 + 0.4) + 2.5)
    week = WEEKS + 6  # what a superior gives in a week of the project, but for own habits
    quiet = Post(CHIEF, "calm", 3)
    less, more = (run(quiet, from_text(text, quiet)) for text in ("wait_wait", "wait_do-some.explain-some"))
    top = np.flatnonzero(less.state.people.level == 1)
    column = COLUMN["own_hours_executive"]
    assert top.size == 1
    taken = [one.state.sums[week : 2 * WEEKS, 0, column].mean() for one in (less, more)]
    assert taken[1] - taken[0] == pytest.approx((0.6 + 0.4) - (0.3 + 0.1), abs=0.15)


def test_what_training_costs_is_what_the_model_charges() -> None:
    """But for people who are away in that week: seats are paid for."""
    turns = from_text("wait_train.superusers", POST)
    before, after = run(POST, ((), ())), run(POST, turns)
    week = WEEKS  # the first of the second quarter
    booked = (after.state.sums - before.state.sums)[week, 0, COLUMN["training_hours"]]
    here = before.state.people.present == 1
    prices = beginning(CHIEF, "calm").economy
    superusers = int((before.state.people.role == SUPERUSER).sum())
    assert booked == pytest.approx(8 * here.sum() + 16 * superusers, abs=2 * 24)
    assert price(MOVE["train"], POST) == 80 * 8 * prices.training_hour
    assert price(MOVE["superusers"], POST) == 4 * 16 * prices.training_hour
    assert spent(POST, turns) == price(MOVE["train"], POST) + price(MOVE["superusers"], POST)


def test_a_longer_needs_analysis_costs_what_the_model_charges_beside_what_is_found_by_it() -> None:
    """What is found must be met, analysis or not; in time it is cheaper, and so what is booked sinks again."""
    longer, usual = (run(POST, from_text(text, POST)) for text in ("needs_wait_wait", "wait_wait_wait"))
    hours = [one.state.sums[: 3 * WEEKS, 0, COLUMN["consultant_hours"]] for one in (longer, usual)]
    booked = float((hours[0] - hours[1]).sum()) * beginning(CHIEF, "calm").economy.consultant_hour
    told = price(MOVE["needs"], POST)
    assert told < booked < 1.6 * told


def test_a_game_is_the_run_of_its_scenario_and_each_quarter_goes_on_from_the_one_before() -> None:
    turns = from_text(GAME, POST)
    whole = simulate(load(scenario_of(POST, turns), weeks=QUARTERS * WEEKS), POST.seed)
    state = played(POST, turns).state
    assert np.array_equal(whole.ledger, state.sums[: QUARTERS * WEEKS])
    for measure in ("energy", "stage", "gap", "usefulness"):
        assert np.array_equal(getattr(whole.state.people, measure), getattr(state.people, measure))
    kept = played(POST, turns[:5]).state.sums.copy()
    run(POST, (*turns[:5], ("train",), (), ()), shared=5)
    assert np.array_equal(played(POST, turns[:5]).state.sums, kept)  # going on from it leaves it as it was


def test_questions_change_nothing() -> None:
    asked = run(POST, (("talk", "logins", "survey"), ()))
    assert np.array_equal(asked.state.sums, run(POST, ((), ())).state.sums)


def test_everything_a_role_may_do_is_known_to_the_sources_or_is_a_question() -> None:
    from crmsim.claims.read import read_claims

    known = read_claims()
    for move in MOVES:
        assert set(move.claims) <= set(known), move.name
        assert move.claims or move.question
        kinds = [bool(move.settings), bool(move.act), bool(move.plan), move.question]
        assert sum(kinds) == 1, move.name
    assert all(can(POST, ((move.name,),)) for move in allowed(CHIEF))
    for group in USUAL:
        assert len(levels(group)) >= 2 and USUAL[group] in [move.name for move in levels(group)]


def test_no_move_is_about_who_people_are() -> None:
    """Nobody is hired, parted with or chosen for a style."""
    for move in MOVES:
        assert move.act.get("kind") not in ("hire", "leave", "quality", "energy")
        assert not any("style" in key or "people." in key for key in (*move.settings, *move.plan))


def test_who_does_much_does_it_steadily_and_only_as_long() -> None:
    acts = scenario_of(POST, from_text("do-much_do-some", POST)).interventions
    assert [(one.week, one.settings.model_dump()["set"]) for one in acts] == [
        (1, {"leadership.done": 0.9, "leadership.steadiness": 0.9}),
        (14, {"leadership.done": 0.6, "leadership.steadiness": 0.85}),
    ]
