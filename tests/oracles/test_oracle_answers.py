"""The formulas of the limits against the numbers that others published or computed with other software."""

from __future__ import annotations

import oracle_answers as exact
import pytest

USUAL = (0.25, 0.19, 0.56)


def test_pairs_as_the_axelrod_library_plays_them() -> None:
    def payoffs(one: str, other: str) -> tuple[float, float]:
        return exact.pair_payoffs(one, other, 200, 3.0, 1.0)

    assert payoffs("giver", "giver") == payoffs("giver", "matcher") == payoffs("matcher", "matcher") == (400, 400)
    assert payoffs("giver", "taker") == (-200, 600)
    assert payoffs("taker", "matcher") == (3, -1)
    assert payoffs("taker", "taker") == (0, 0)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ("giver", "giver", (1.9, 1.9)),
        ("giver", "matcher", (1.765, 1.945)),
        ("matcher", "matcher", (1.0, 1.0)),
        ("giver", "taker", (-0.8, 2.8)),
        ("taker", "matcher", (0.235, 0.055)),  # by hand: 3 x .095 - .05 and 3 x .05 - .095
    ],
)
def test_noisy_pairs_as_the_stationary_chain(one: str, other: str, published: tuple[float, float]) -> None:
    long = 20_000
    result = exact.pair_payoffs(one, other, long, 3.0, 1.0, error=0.05)
    assert [payoff / long for payoff in result] == pytest.approx(published, abs=5e-4)


def test_well_mixed() -> None:
    assert exact.well_mixed(USUAL, 50, 3.0, 1.0) == pytest.approx([1.430, 0.784, 1.616], abs=5e-4)
    assert exact.break_even(USUAL, 3.0, 1.0) == pytest.approx(2.47, abs=5e-3)
    assert exact.well_mixed(USUAL, 50, 3.0, 1.0, people=10**9) == pytest.approx(exact.well_mixed(USUAL, 50, 3.0, 1.0))


def test_standing() -> None:
    assert exact.standing_threshold(3.0, 1.0) == pytest.approx(1.0 / 3.0)
    assert exact.standing_threshold(3.0, 1.0, people=10**6) == pytest.approx(1.0 / 3.0, abs=1e-5)


def test_contagion() -> None:
    assert exact.si_share(0.005, 200, 0.05, 5) == pytest.approx(0.698, abs=5e-4)
    chain = exact.expected_curve(2000, lambda adopters: 1.0 - 0.9995**adopters, 100, 5)
    assert chain[-1] == pytest.approx(exact.si_share(0.0005, 2000, 0.05, 5), rel=2e-3)


def test_thresholds() -> None:
    assert exact.joined([k / 99 for k in range(100)]) == list(range(1, 101))
    assert exact.joined([0.0, 2 / 99, *(k / 99 for k in range(2, 100))]) == [1]
    assert 100.0 * exact.equilibrium_share(0.25, 0.12) == pytest.approx(4.02, abs=5e-3)
    assert 100.0 * exact.equilibrium_share(0.25, 0.122) == pytest.approx(5.48, abs=5e-3)
    assert 100.0 * exact.equilibrium_share(0.25, 0.123) == pytest.approx(100.0, abs=5e-3)
    assert 100.0 * exact.critical_spread(0.25) == pytest.approx(12.222, abs=5e-4)
    assert exact.critical_spread(0.25, people=20_000) == pytest.approx(exact.critical_spread(0.25), abs=5e-5)


@pytest.mark.parametrize(
    ("threshold", "window"), [(0.18, (1.021, 5.765)), (0.25, (1.114, 3.863)), (0.10, (1.00, 13.66))]
)
def test_cascade_windows(threshold: float, window: tuple[float, float]) -> None:
    assert exact.cascade_window(threshold) == pytest.approx(window, abs=5e-3)


def test_bass() -> None:
    assert [exact.bass_share(t) for t in (5.0, 10.0, 6.193)] == pytest.approx([0.3312, 0.8128, 0.4605], abs=1e-4)
    assert exact.bass_share(6.550) == pytest.approx(0.5, abs=5e-5)


def test_turnover() -> None:
    leaving = exact.weekly_leaving(0.136)
    assert (1.0 - leaving) ** 52 == pytest.approx(0.864)
    plain, weekly = exact.expertise_level(0.004, leaving)
    assert weekly == pytest.approx(plain, rel=3e-3)
