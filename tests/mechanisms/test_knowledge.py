import math

import pytest

from crmsim.mechanisms.knowledge import lesson, own_topic, practise
from crmsim.numerics.draws import run_key


def test_practice_approaches_mastery_exponentially() -> None:
    expertise = 0.3
    for _ in range(500):
        expertise = practise(expertise, 0.004)
    assert expertise == pytest.approx(1.0 - 0.7 * math.pow(0.996, 500))


def test_a_lesson_needs_a_lead() -> None:
    assert lesson(0.9, 0.5, 0.15) == pytest.approx(0.06)
    assert lesson(0.5, 0.9, 0.15) == 0.0 and lesson(0.5, 0.5, 1.0) == 0.0


def test_topics_of_own_work_are_a_fixed_share() -> None:
    key = run_key(1)
    own = [own_topic(key, seat, topic, 0.6) for seat in range(500) for topic in range(8)]
    assert sum(own) / len(own) == pytest.approx(0.4, abs=0.03)
    assert all(own_topic(key, 3, topic, 0.0) for topic in range(8))
    wider = [own_topic(key, seat, topic, 0.3) for seat in range(500) for topic in range(8)]
    assert all(b for a, b in zip(own, wider, strict=True) if a)
