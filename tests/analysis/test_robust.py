"""Levers over worlds."""

import numpy as np
import pytest

from crmsim.analysis.robust import robustness, world_means


def test_runs_of_a_world_are_averaged_first_and_missing_ones_left_out() -> None:
    values = np.array([[[1.0, 3.0], [np.nan, 4.0]], [[np.nan, np.nan], [2.0, 2.0]]])
    means = world_means(values)
    assert means[0].tolist() == [2.0, 4.0]
    assert np.isnan(means[1, 0]) and means[1, 1] == 2.0


def worlds(effects: np.ndarray, noise: float, runs: int = 4) -> np.ndarray:
    """float64[worlds, settings, runs] of settings with these effects in each world."""
    return effects[:, :, None] + noise * np.random.default_rng(0).normal(size=(*effects.shape, runs))


def test_shares_of_worlds_add_up() -> None:
    effects = np.random.default_rng(1).normal(size=(200, 3)) * [0.0, 1.0, 1.0] + [0.0, 0.5, -2.0]
    values = worlds(effects, 0.05)
    values[3, 1] = np.nan
    result = robustness(values, [0, 0, 0], True, 0.1)
    assert sum(one.best for one in result) == pytest.approx(199)  # type: ignore[misc]
    assert result[1].pairs == 199 and result[2].pairs == 200
    for one in result[1:]:
        assert one.better + one.worse + one.near == pytest.approx(1.0)  # type: ignore[operator]
    assert result[1].better > 0.5 > result[2].better  # type: ignore[operator]
    assert result[1].better_low < result[1].better < result[1].better_high  # type: ignore[operator]
    assert result[0].near == 1.0 and result[0].identical and not result[1].identical
    assert result[2].worst == pytest.approx(-2.0 - 1.64, abs=0.6)


def test_lower_is_better_turns_it_round() -> None:
    values = np.zeros((40, 2, 2))
    values[:, 1] = np.where(np.arange(40) < 30, 1.0, -0.5)[:, None]
    up, down = (robustness(values, [0, 0], higher, 0.1)[1] for higher in (True, False))
    assert up.better == down.worse == pytest.approx(0.75)
    assert (up.best, down.best) == (30.0, 10.0)
    assert up.worst == pytest.approx(-0.5) and down.worst == pytest.approx(1.0)


def test_what_is_the_same_to_the_bit_is_identical_and_nothing_is_best() -> None:
    for one in robustness(np.zeros((4, 2, 1)), [0, 0], True, 0.1):
        assert one.identical and one.best is None and one.reason is None
        assert (one.better, one.near, one.worse) == (0.0, 1.0, 0.0) and one.better_high > 0.0  # type: ignore[operator]


def test_one_run_of_each_world_tells_no_shares_and_nothing_best() -> None:
    result = robustness(worlds(np.zeros((100, 2)), 0.1, runs=1), [0, 0], True, 0.1)
    assert result[1].better is None and result[1].runs_needed == 2 and result[1].reason is not None
    assert [one.best for one in result] == [None, None]


def test_a_setting_without_a_world_says_nothing() -> None:
    one = robustness(np.array([[[1.0], [np.nan]]]), [0, 0], True, 0.1)[1]
    assert (one.pairs, one.better, one.worlds, one.identical) == (0, None, 0, False)
