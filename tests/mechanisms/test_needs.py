import pytest

from crmsim.mechanisms.needs import at_hand, demand
from crmsim.numerics.draws import draw, poisson, run_key


def test_the_more_customers_the_less_is_at_hand() -> None:
    assert at_hand(10.0, 10.0, 0.0) == 0.5 and at_hand(30.0, 10.0, 0.0) == 0.25
    assert at_hand(10.0, 10.0, 0.6) == pytest.approx(0.8)  # who knows everyone forgets little (S3)
    assert at_hand(10.0, 0.0, 0.0) == 0.0 and at_hand(0.0, 0.0, 0.0) == 1.0


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
