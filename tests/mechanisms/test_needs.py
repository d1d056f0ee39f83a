import pytest

from crmsim.mechanisms.market import Market
from crmsim.mechanisms.needs import at_hand, demand
from crmsim.numerics.draws import draw, poisson, run_key


def test_the_more_customers_the_less_is_at_hand() -> None:
    assert at_hand(10.0, 10.0, 0.0) == 0.5 and at_hand(30.0, 10.0, 0.0) == 0.25
    assert at_hand(10.0, 10.0, 0.6) == pytest.approx(0.8)  # who knows everyone forgets little (S3)
    assert at_hand(10.0, 0.0, 0.0) == 0.0 and at_hand(0.0, 0.0, 0.0) == 1.0


def test_satisfied_customers_come_back() -> None:
    q = Market(repurchase=0.2)
    assert demand(5.0, 0.5, 1.0, q) == 5.0
    assert demand(5.0, 0.9, 1.0, q) > 5.0 > demand(5.0, 0.1, 1.0, q)
    assert demand(5.0, 0.9, 1.0, Market(repurchase=0.0)) == 5.0
    assert demand(5.0, 0.0, 0.0, Market(repurchase=1.0, recommended=1.0)) >= 0.0


def test_colleagues_send_customers_in_proportion_to_a_good_name() -> None:
    q = Market(recommended=0.2)
    assert demand(5.0, 0.5, 1.5, q) == pytest.approx(5.5) and demand(5.0, 0.5, 0.0, q) == pytest.approx(4.0)
    regards = [0.3 / 0.6, 0.9 / 0.6, 0.6 / 0.6]
    assert sum(demand(5.0, 0.5, regard, q) for regard in regards) == pytest.approx(15.0)  # none is made or lost
    assert demand(5.0, 0.5, 1.9, Market(recommended=0.0)) == 5.0


def test_needs_are_poisson_and_rise_with_their_mean() -> None:
    key = run_key(2)
    counts = [poisson(5.0, draw(key, k)) for k in range(20_000)]
    mean = sum(counts) / len(counts)
    assert mean == pytest.approx(5.0, abs=0.06)
    assert sum((c - mean) ** 2 for c in counts) / len(counts) == pytest.approx(5.0, abs=0.2)
    assert all(poisson(5.5, draw(key, k)) >= counts[k] for k in range(2000))
