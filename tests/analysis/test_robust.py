"""Levers over worlds."""

import numpy as np
import pytest

from crmsim.analysis.robust import robustness, world_means


def test_runs_of_a_world_are_averaged_first_and_missing_ones_left_out() -> None:
    values = np.array([[[1.0, 3.0], [np.nan, 4.0]], [[np.nan, np.nan], [2.0, 2.0]]])
    means = world_means(values)
    assert means[0].tolist() == [2.0, 4.0]
    assert np.isnan(means[1, 0]) and means[1, 1] == 2.0


def test_shares_of_worlds_add_up() -> None:
    generator = np.random.default_rng(0)
    means = generator.normal(size=(200, 3)) + np.array([0.0, 0.5, -2.0])
    means[3, 1] = np.nan
    result = robustness(means, [0] * means.shape[1], True, 0.1)
    assert sum(one.best for one in result) == pytest.approx(199)
    assert result[1].pairs == 199 and result[2].pairs == 200
    for one in result[1:]:
        assert one.better + one.worse + one.near == pytest.approx(1.0)  # type: ignore[operator]
    assert result[1].better > 0.5 > result[2].better  # type: ignore[operator]
    assert result[1].better_low < result[1].better < result[1].better_high  # type: ignore[operator]
    assert result[0].near == 1.0


def test_lower_is_better_turns_it_round() -> None:
    means = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, -0.5]])
    up, down = (robustness(means, [0] * means.shape[1], higher, 0.0)[1] for higher in (True, False))
    assert up.better == down.worse == pytest.approx(2 / 3)
    assert (up.best, down.best) == (2.0, 1.0)
    assert up.worst == pytest.approx(np.quantile([1.0, 2.0, -0.5], 0.05))
    assert down.worst == pytest.approx(np.quantile([1.0, 2.0, -0.5], 0.95))


def test_worlds_that_tie_are_shared_out() -> None:
    assert [one.best for one in robustness(np.zeros((4, 2)), [0, 0], True, 0.1)] == [2.0, 2.0]


def test_a_setting_without_a_world_says_nothing() -> None:
    one = robustness(np.array([[1.0, np.nan]]), [0, 0], True, 0.1)[1]
    assert (one.pairs, one.better, one.worlds) == (0, None, 0)
