"""In how many worlds a change helps: noise is no world."""

import numpy as np
import pytest

from crmsim.analysis.noise import MOST_NOISE, WorldShares, shares_of_worlds

MATTERS = 0.02


def lever(effects: np.ndarray, runs: int, noise: float, seed: int = 2) -> np.ndarray:
    return effects[:, None] + noise * np.random.default_rng(seed).normal(size=(len(effects), runs))


def told(one: WorldShares) -> list[tuple[float, float, float]]:
    shares = (one.better, one.near, one.worse)
    assert None not in shares and one.reason is None
    return [(share.share, share.low, share.high) for share in shares if share is not None]


@pytest.mark.parametrize("runs", [2, 8])
def test_a_lever_that_does_nothing_is_better_in_hardly_any_world(runs: int) -> None:
    noise = 0.55 * MATTERS * runs**0.5
    values = lever(np.zeros(256), runs, noise)
    counted = (np.abs(values.mean(axis=1)) >= MATTERS).mean()
    better, near, worse = told(shares_of_worlds(values, MATTERS))
    assert counted > 0.04 > 2 * (better[0] + worse[0])
    assert (better[1], near[2], worse[1]) == (0.0, 1.0, 0.0) and better[2] < 0.12


@pytest.mark.parametrize("runs", [2, 8])
def test_known_shares_are_found(runs: int) -> None:
    effects = np.where(np.arange(256) % 10 < 6, 0.05, 0.0)
    found = shares_of_worlds(lever(effects, runs, 0.55 * MATTERS * runs**0.5), MATTERS)
    better, near, worse = told(found)
    for share, true in ((better, 0.6), (near, 0.4), (worse, 0.0)):
        assert share[1] <= true <= share[2] and share[2] - share[1] < 0.25
    assert better[0] + near[0] + worse[0] == pytest.approx(1.0)
    assert 0.1 < found.noise_share < 0.4  # type: ignore[operator]


def test_signs_turned_round_turn_better_and_worse_round() -> None:
    values = lever(np.random.default_rng(3).normal(0.03, 0.05, 128), 4, 0.02)
    there, back = shares_of_worlds(values, MATTERS), shares_of_worlds(-values, MATTERS)
    assert told(there) == [pytest.approx(each, abs=0.02) for each in told(back)[::-1]]


def test_runs_that_agree_are_counted() -> None:
    values = np.repeat(np.where(np.arange(40) < 10, 0.05, 0.0)[:, None], 2, axis=1)
    better, near, worse = told(shares_of_worlds(values, MATTERS))
    assert (better[0], near[0], worse[0]) == (0.25, 0.75, 0.0)
    assert 0.1 < better[1] < 0.25 < better[2] < 0.45 and worse[2] > 0.0


def test_one_run_of_each_world_is_refused_with_how_many_would_do() -> None:
    found = shares_of_worlds(np.zeros((100, 1)), MATTERS)
    assert found.better is None and found.runs_needed == 2 and found.worlds == 100
    assert "at least 2" in str(found.reason)


def test_too_much_noise_is_refused_with_the_runs_that_would_do() -> None:
    found = shares_of_worlds(lever(np.zeros(200), 2, 0.1), MATTERS)
    assert found.better is None and found.runs_needed == pytest.approx((0.1 / (MOST_NOISE * MATTERS)) ** 2, rel=0.2)
    again = shares_of_worlds(lever(np.zeros(200), found.runs_needed + 5, 0.1), MATTERS)  # type: ignore[operator]
    assert again.reason is None


def test_missing_runs_and_few_worlds() -> None:
    values = lever(np.full(60, 0.06), 3, 0.01)
    values[:20, 0] = np.nan
    values[5] = np.nan
    found = shares_of_worlds(values, MATTERS)
    assert found.worlds == 59 and told(found)[0][2] == 1.0
    assert "10 worlds are too few" in str(shares_of_worlds(values[30:40], MATTERS).reason)
    assert shares_of_worlds(np.full((5, 2), np.nan), MATTERS).worlds == 0


def test_worlds_that_are_all_far_from_what_matters_are_told_whatever_the_noise() -> None:
    values = lever(np.full(100, 0.5), 4, 0.1)
    better, _, worse = told(shares_of_worlds(values, MATTERS))
    assert better[0] == pytest.approx(1.0) and 0.95 < better[1] < 1.0 and 0.0 < worse[2] < 0.05
