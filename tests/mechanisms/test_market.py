import math
import statistics

import pytest

from crmsim.mechanisms.market import Market, at_hand, demand, initiative, life, moved
from crmsim.numerics.draws import draw, poisson, run_key


def test_a_fact_lives_its_mean_life_whatever_the_seat() -> None:
    key = run_key(3)
    lives = [life(key, seat, place, 1) for seat in range(50) for place in range(400)]
    assert statistics.fmean(lives) == pytest.approx(1.0, abs=0.03)
    assert statistics.pstdev(lives) == pytest.approx(1.0, abs=0.05)
    assert life(key, 1, 2, 1) == life(key, 1, 2, 1) != life(key, 1, 2, 2)


def test_the_more_customers_the_less_is_at_hand() -> None:
    assert at_hand(10.0, 10.0, 0.0) == 0.5 and at_hand(30.0, 10.0, 0.0) == 0.25
    assert at_hand(10.0, 10.0, 0.6) == pytest.approx(0.8)  # who knows everyone forgets little (S3)
    assert at_hand(10.0, 0.0, 0.0) == 0.0 and at_hand(0.0, 0.0, 0.0) == 1.0


NEUTRAL = {"safety": 0.5, "push": 0.0, "openness": 0.5, "rewarded": 0.0}


@pytest.mark.parametrize("name", list(NEUTRAL))
def test_what_moves_people_to_take_the_initiative(name: str) -> None:
    weights = {"safety_weight": 2.0, "weight": Market().initiative_weight}
    assert initiative(**NEUTRAL, **weights) == 0.0  # the neutral middle of each weighs nothing
    assert initiative(**{**NEUTRAL, name: NEUTRAL[name] + 0.2}, **weights) > 0.0
    assert initiative(**{**NEUTRAL, name: NEUTRAL[name] - 0.2}, **weights) < 0.0


def test_odds_are_moved_by_the_exponential() -> None:
    assert moved(0.3, 0.0) == pytest.approx(0.3)
    assert moved(0.5, math.log(3.0)) == pytest.approx(0.75)
    assert 0.0 < moved(0.3, -5.0) < 0.3 < moved(0.3, 5.0) < 1.0


def test_satisfied_customers_come_back() -> None:
    assert demand(5.0, 0.5, 0.2) == 5.0
    assert demand(5.0, 0.9, 0.2) > 5.0 > demand(5.0, 0.1, 0.2)
    assert demand(5.0, 0.9, 0.0) == 5.0 and demand(5.0, 0.0, 1.0) >= 0.0


def test_needs_are_poisson_and_rise_with_their_mean() -> None:
    key = run_key(2)
    counts = [poisson(5.0, draw(key, k)) for k in range(20_000)]
    mean = sum(counts) / len(counts)
    assert mean == pytest.approx(5.0, abs=0.06)
    assert sum((c - mean) ** 2 for c in counts) / len(counts) == pytest.approx(5.0, abs=0.2)
    assert all(poisson(5.5, draw(key, k)) >= counts[k] for k in range(2000))
