import math

import pytest

from crmsim.mechanisms.market import Market
from crmsim.mechanisms.noticing import initiative, moved

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
