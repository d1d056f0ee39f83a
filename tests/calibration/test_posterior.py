"""Emulators and draws against a problem whose answer is known, and simulation-based calibration on it."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import kstest, qmc

from crmsim.calibration.emulator import Emulators
from crmsim.calibration.posterior import Draws, draw, out_of_reach
from crmsim.errors import CrmsimError

MATRIX = np.array([[2.0, 0.5, 0.0], [0.0, 1.5, 0.0], [1.0, -1.0, 0.0], [0.5, 0.5, 0.0]])  # the third does nothing
NOISE = 0.1


def runs(settings: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    return settings @ MATRIX.T + generator.normal(0.0, NOISE, (len(settings), len(MATRIX)))


@pytest.fixture(scope="module")
def emulators() -> Emulators:
    settings = qmc.LatinHypercube(3, rng=0).random(120)
    measured = runs(settings, np.random.default_rng(1))
    measured[::17] = np.nan  # runs that failed
    return Emulators(settings, measured)


def plausible(emulators: Emulators, observed: np.ndarray, seed: int, count: int = 20, steps: int = 25) -> Draws:
    return draw(emulators.predict, observed, emulators.error, 3, count, seed, steps, 512)


def test_emulators_predict_what_runs_measure_and_know_how_far_they_are_off(emulators: Emulators) -> None:
    settings = np.random.default_rng(2).random((200, 3))
    off = emulators.predict(settings) - settings @ MATRIX.T
    assert np.sqrt((off**2).mean()) < NOISE / 3.0  # they know more than any single run
    assert emulators.error == pytest.approx(np.full(4, NOISE), rel=0.25)


def test_draws_agree_with_the_known_answer(emulators: Emulators) -> None:
    observed = MATRIX @ np.array([0.5, 0.5, 0.5])
    found = plausible(emulators, observed, 3, 300, 60).points
    precision = MATRIX[:, :2].T @ MATRIX[:, :2] / NOISE**2  # the cube cuts nothing off so far inside
    spread = np.sqrt(np.diag(np.linalg.inv(precision)))
    assert found.mean(axis=0)[:2] == pytest.approx([0.5, 0.5], abs=0.02)
    assert found.std(axis=0)[:2] == pytest.approx(spread, rel=0.3)
    assert found.std(axis=0)[2] == pytest.approx(12.0**-0.5, rel=0.15)  # nothing can be learned of the third


def test_draws_follow_from_the_seed_alone(emulators: Emulators) -> None:
    observed = MATRIX @ np.array([0.3, 0.6, 0.5])
    one, same, other = (plausible(emulators, observed, seed).points for seed in (3, 3, 4))
    assert (one == same).all() and not (one == other).all()
    assert one.min() >= 0.0 and one.max() <= 1.0


def test_true_settings_rank_evenly_among_draws(emulators: Emulators) -> None:
    """Simulation-based calibration (Talts et al. 2018): neither too wide, nor too narrow, nor off to a side."""
    generator = np.random.default_rng(5)
    truths = generator.random((40, 3))
    observed = runs(truths, generator)

    def ranks(predict: Callable[[np.ndarray], np.ndarray], spread: np.ndarray) -> np.ndarray:
        pairs = enumerate(zip(truths, observed, strict=True))
        draws = [(draw(predict, seen, spread, 3, 30, at, 25, 256).points < truth) for at, (truth, seen) in pairs]
        return np.array([one.mean(axis=0) for one in draws])

    for column in ranks(emulators.predict, emulators.error).T:
        assert kstest(column, "uniform").pvalue > 0.01
    # and the test can fail: draws by a model that is off have the truths on one side
    off = ranks(lambda settings: settings @ MATRIX.T + 2.0 * NOISE, emulators.error)
    assert min(kstest(column, "uniform").pvalue for column in off.T[:2]) < 0.01


def test_what_no_setting_comes_near_is_told() -> None:
    expected = np.column_stack([np.linspace(0.0, 1.0, 50), np.linspace(0.0, 1.0, 50)])
    reached = out_of_reach(expected, np.array([0.5, 9.0]), np.array([0.1, 1.0]))
    assert reached.tolist() == [False, True]


def test_too_few_runs_that_measured_anything_are_refused() -> None:
    settings = np.random.default_rng(0).random((40, 2))
    measured = np.full((40, 1), np.nan)
    measured[:10] = 1.0
    with pytest.raises(CrmsimError, match="only 10 runs measured"):
        Emulators(settings, measured)
