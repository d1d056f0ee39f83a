import pytest

from crmsim.mechanisms.motivation import felt_surveillance, novelty_effect


def test_points_pull_at_first_and_annoy_in_the_end() -> None:
    assert novelty_effect(1.0, 0.0, 60.0, 0.15) == 1.0
    assert novelty_effect(1.0, 1e9, 60.0, 0.15) == pytest.approx(-0.15)
    path = [novelty_effect(0.8, uses, 60.0, 0.15) for uses in range(0, 400, 10)]
    assert path == sorted(path, reverse=True) and path[0] > 0.0 > path[-1]
    assert novelty_effect(0.0, 10.0, 60.0, 0.15) == 0.0
    assert novelty_effect(1.0, 1e9, 60.0, 0.0) == pytest.approx(0.0)


def test_a_clear_why_and_privacy_take_surveillance_away() -> None:
    bare = felt_surveillance(0.0, 1.0, 0.0, 0.0, 1.0)
    assert bare == 1.0
    assert felt_surveillance(0.0, 1.0, 1.0, 0.0, 1.0) == pytest.approx(0.3)
    assert felt_surveillance(0.0, 1.0, 0.0, 1.0, 1.0) == pytest.approx(0.7)
    assert felt_surveillance(0.4, 0.0, 0.0, 0.0, 0.5) == pytest.approx(0.2)
    assert felt_surveillance(0.4, 1.0, 0.0, 0.0, 0.0) == 0.4
