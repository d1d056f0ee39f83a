import statistics

import pytest

from crmsim.mechanisms.market import life
from crmsim.numerics.draws import run_key


def test_a_fact_lives_its_mean_life_whatever_the_seat() -> None:
    key = run_key(3)
    lives = [life(key, seat, place, 1) for seat in range(50) for place in range(400)]
    assert statistics.fmean(lives) == pytest.approx(1.0, abs=0.03)
    assert statistics.pstdev(lives) == pytest.approx(1.0, abs=0.05)
    assert life(key, 1, 2, 1) == life(key, 1, 2, 1) != life(key, 1, 2, 2)
