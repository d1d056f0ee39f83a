import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.signals import influence, push, track
from crmsim.numerics.arithmetic import clip

SHARES = st.floats(0.0, 1.0)


def test_a_source_loses_half_its_influence_at_the_doubt() -> None:
    assert influence(0.0, 0.25) == 1.0
    assert influence(0.25 * 0.25, 0.25) == pytest.approx(0.5)
    assert influence(1.0, 0.25) < influence(0.5, 0.25)


def test_a_steady_source_is_tracked_to_its_mean() -> None:
    mean, variance = 0.5, 0.0
    for _ in range(300):
        mean, variance = track(mean, variance, 0.8, 0.85)
    assert mean == pytest.approx(0.8) and variance == pytest.approx(0.0, abs=1e-12)


def test_an_alternating_source_shows_its_variance() -> None:
    mean, variance, tail = 0.5, 0.0, []
    for week in range(4000):
        mean, variance = track(mean, variance, 0.3 if week % 2 else 0.7, 0.99)
        tail.append(variance)
    assert statistics.fmean(tail[-1000:]) == pytest.approx(0.04, rel=0.03)


@given(SHARES, SHARES, st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 10), st.floats(0, 10))
def test_push_lies_within_a_half(
    said: float, done: float, variance: float, gap: float, doubt: float, words: float
) -> None:
    assert -0.5 <= push(said, done, variance, gap, doubt, words) <= 0.5


def test_push_follows_deeds_steadiness_and_credible_words() -> None:
    assert push(0.5, 0.5, 0.0, 0.0, 0.25, 0.5) == 0.0
    assert push(0.7, 0.9, 0.0, 0.0, 0.25, 0.5) > push(0.7, 0.6, 0.0, 0.0, 0.25, 0.5)
    assert push(0.7, 0.9, 0.1, 0.0, 0.25, 0.5) < push(0.7, 0.9, 0.0, 0.0, 0.25, 0.5)
    credible, discounted = push(0.9, 0.5, 0.0, 0.0, 0.25, 0.5), push(0.9, 0.5, 0.0, 0.5, 0.25, 0.5)
    assert credible > discounted > 0.0
    assert push(0.9, 0.3, 0.0, 1e9, 0.25, 0.5) == pytest.approx(push(0.1, 0.3, 0.0, 0.0, 0.25, 0.0))


def test_clip() -> None:
    assert [clip(x, 0.0, 1.0) for x in (-1.0, 0.3, 2.0)] == [0.0, 0.3, 1.0]
