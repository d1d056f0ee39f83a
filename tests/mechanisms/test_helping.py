from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.barter import barter_topic
from crmsim.mechanisms.helping import (
    Helping,
    generous,
    openness_to_learn,
    tremble,
    willingness,
)
from crmsim.mechanisms.queueing import newness_of
from crmsim.mechanisms.receiving import cool, warm
from crmsim.mechanisms.state import GIVER, MATCHER, NEVER, TAKER

SHARES = st.floats(0.0, 1.0)
Q = Helping()
NEUTRAL: dict[str, Any] = {
    "otherish": 1.0, "quality": 0.5, "mirror": 1.0, "reputation": 0.5, "load": 0.0, "safety": 0.5,
    "gratitude": 0.0, "newness": 0.0, "safety_weight": 2.0, "q": Q,
}  # fmt: skip


def chance(style: int, **changes: Any) -> float:
    return willingness(style, **{**NEUTRAL, **changes})


def test_givers_help_more_than_takers_all_else_neutral() -> None:
    assert chance(GIVER) == pytest.approx(0.88, abs=0.005) and chance(TAKER) == pytest.approx(0.18, abs=0.005)


@pytest.mark.parametrize("style", [GIVER, TAKER, MATCHER])
def test_closeness_makes_anyone_more_giving(style: int) -> None:
    mirror = 0.3
    assert chance(style, quality=0.6, mirror=mirror) < chance(style, quality=0.95, mirror=mirror)
    assert chance(MATCHER, quality=0.3, mirror=mirror) == chance(MATCHER, quality=0.5, mirror=mirror)


@pytest.mark.parametrize("style", [GIVER, TAKER])
def test_safety_gratitude_and_the_askers_name_help_and_load_hinders(style: int) -> None:
    base = chance(style)
    for better in ({"safety": 0.9}, {"gratitude": 0.5}, {"reputation": 0.9}):
        assert chance(style, **better) > base
    assert chance(style, load=2.0) < base and chance(style, reputation=0.1) < base


def test_a_selfless_giver_looks_neither_at_load_nor_at_who_asks() -> None:
    assert chance(GIVER, otherish=0.0, load=10.0, reputation=0.0) == chance(GIVER, otherish=0.0)


def test_a_matcher_mirrors() -> None:
    for mirror in (0.0, 0.3, 1.0):
        assert chance(MATCHER, mirror=mirror) == mirror
        assert chance(MATCHER, mirror=mirror, load=9.0, reputation=0.0, safety=0.0) == mirror


@pytest.mark.parametrize("style", [GIVER, TAKER, MATCHER])
def test_anybody_is_readier_to_help_somebody_new(style: int) -> None:
    usual = chance(style, mirror=0.3)
    assert chance(style, mirror=0.3, newness=1.0) == pytest.approx(usual + Q.closeness * (1.0 - usual))
    assert usual < chance(style, mirror=0.3, newness=0.5) < chance(style, mirror=0.3, newness=1.0)


def test_somebody_is_new_until_contact_is_what_it_will_be() -> None:
    assert newness_of(0.06, 0.6) == pytest.approx(0.9)
    assert newness_of(0.6, 0.6) == 0.0 == newness_of(0.0, 0.0)


@pytest.mark.parametrize("style", [GIVER, TAKER])
def test_neither_thanks_nor_a_middling_name_nor_a_middling_tie_weighs_anything(style: int) -> None:
    without = Helping(standing_weight=0.0, quality_weight=0.0)
    assert chance(style, gratitude=0.0, reputation=0.5, quality=0.5) == chance(style, q=without)
    assert chance(style, gratitude=0.1) > chance(style, q=without) > chance(style, reputation=0.4)


def test_help_teaches_as_declared_in_a_middling_tie_and_more_in_a_better_one() -> None:
    assert openness_to_learn(0.15, 0.5) == 0.15 and openness_to_learn(0.15, 0.0) == 0.0
    assert openness_to_learn(0.15, 1.0) == 0.3 and openness_to_learn(0.9, 0.9) == 1.0


@given(st.sampled_from([GIVER, TAKER, MATCHER]), SHARES, SHARES, SHARES, SHARES, SHARES, st.floats(0, 99))
def test_willingness_is_a_chance(
    style: int, otherish: float, quality: float, mirror: float, newness: float, reputation: float, load: float
) -> None:
    result = chance(style, otherish=otherish, quality=quality, mirror=mirror, newness=newness, reputation=reputation,
                   load=load)  # fmt: skip
    assert 0.0 <= result <= 1.0


def test_generous_tit_for_tat() -> None:
    assert generous(1.0, 0.2) == 1.0 and generous(0.0, 0.2) == 0.2
    assert generous(0.0, 0.0) == 0.0 and generous(0.5, 0.2) == pytest.approx(0.6)


def test_a_tremble_turns_an_answer_round() -> None:
    assert tremble(1.0, 0.02) == pytest.approx(0.98) and tremble(0.0, 0.02) == pytest.approx(0.02)
    assert tremble(0.5, 0.3) == pytest.approx(0.5) and tremble(0.7, 0.0) == 0.7


@given(SHARES, st.floats(0.0, 1.0), st.floats(0.0, 20.0))
def test_quality_after_an_answer_stays_a_share(quality: float, learning: float, bad: float) -> None:
    assert quality <= warm(quality, learning) <= 1.0 + 1e-12
    assert 0.0 <= cool(quality, learning, bad) <= quality


def test_a_refusal_weighs_more_than_help() -> None:
    assert warm(0.5, 0.06) - 0.5 == pytest.approx(0.03)
    assert 0.5 - cool(0.5, 0.06, 2.0) == pytest.approx(0.06)


def test_what_is_bartered_is_any_topic_one_leads_in() -> None:
    import numpy as np

    expertise = np.array([[0.2, 0.9, 0.5], [0.6, 0.8, 0.6]])
    assert {barter_topic(expertise, 1, 0, 0.01, key) for key in range(50)} == {0, 2}
    assert {barter_topic(expertise, 0, 1, 0.01, key) for key in range(50)} == {1}
    assert barter_topic(expertise, 0, 1, 0.2, 7) == NEVER  # a lead of an eighth is none
    assert barter_topic(expertise, 0, 0, 0.0, 7) == NEVER
