import math

import pytest

from crmsim.mechanisms.teaching import reached, train


def test_a_leader_of_no_reputation_reaches_fewer() -> None:
    assert reached(0.4, 1.0, 0.5) == 0.4 and reached(0.4, 0.0, 0.5) == pytest.approx(0.2)
    assert reached(0.4, 0.0, 0.0) == 0.4 and reached(0.4, 0.0, 1.0) == 0.0


def test_training_closes_a_share_of_what_is_missing() -> None:
    assert train(0.1, 0.0, 25.0) == 0.1
    assert train(0.0, 25.0, 25.0) == pytest.approx(1.0 - math.exp(-1.0))
    assert train(train(0.1, 10.0, 25.0), 15.0, 25.0) == pytest.approx(train(0.1, 25.0, 25.0))
