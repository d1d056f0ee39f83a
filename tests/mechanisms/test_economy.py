import pytest

from crmsim.mechanisms.economy import Economy, discount, weekly_cost

PRICES = Economy(licence_month=600.0, training_hour=300.0, project_week=50_000.0)


def test_money_a_year_away_counts_less_by_the_rate() -> None:
    assert discount(1, 0.05) == 1.0
    assert discount(53, 0.05) == pytest.approx(1.0 / 1.05)
    assert discount(105, 0.0) == 1.0


def test_the_cost_of_a_week() -> None:
    assert weekly_cost(0.0, 0.0, 0.0, PRICES) == 0.0
    assert weekly_cost(0.0, 2.0, 0.5, PRICES) == pytest.approx(600.0 + 25_000.0)
    year = sum(weekly_cost(10.0, 0.0, 0.0, PRICES) for _ in range(52))
    assert year == pytest.approx(12 * 600.0 * 10)
