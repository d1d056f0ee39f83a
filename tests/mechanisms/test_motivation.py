import pytest

from crmsim.mechanisms.motivation import felt_surveillance, novelty_effect


def test_points_pull_at_first_and_annoy_in_the_end() -> None:
    assert novelty_effect(1.0, 0.0, 60.0, 0.15) == 1.0
    assert novelty_effect(1.0, 1e9, 60.0, 0.15) == pytest.approx(-0.15)
    path = [novelty_effect(0.8, uses, 60.0, 0.15) for uses in range(0, 400, 10)]
    assert path == sorted(path, reverse=True) and path[0] > 0.0 > path[-1]
    assert novelty_effect(0.0, 10.0, 60.0, 0.15) == 0.0
    assert novelty_effect(1.0, 1e9, 60.0, 0.0) == pytest.approx(0.0)


def test_a_clear_why_takes_surveillance_away_as_far_as_privacy_is_kept() -> None:
    assert felt_surveillance(0.0, 0.0, 0.0) == 0.0  # break-even: who is not watched feels nothing
    assert felt_surveillance(0.8, 0.0, 1.0) == felt_surveillance(0.8, 1.0, 0.0) == 0.8
    assert felt_surveillance(1.0, 1.0, 1.0) == 0.0
    assert felt_surveillance(1.0, 0.5, 0.6) == pytest.approx(0.7)
