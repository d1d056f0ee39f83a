"""The measures behind the demands, on made-up data with known answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.demands import statistics


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(7)


def test_auc_of_rankings_that_can_be_counted() -> None:
    assert statistics.auc([1, 2, 3, 4], [0, 0, 1, 1]) == 1.0
    assert statistics.auc([4, 3, 2, 1], [0, 0, 1, 1]) == 0.0
    assert statistics.auc([1, 1, 1, 1], [0, 1, 0, 1]) == 0.5
    assert statistics.auc([1, 3, 2, 4], [0, 0, 1, 1]) == 0.75  # of four pairs, 3 beside 2 is the wrong way round
    assert math.isnan(statistics.auc([1, 2], [1, 1]))


def test_auc_of_two_normal_groups(random: np.random.Generator) -> None:
    """Groups one standard deviation apart: Φ(1 / √2) = .760."""
    yes = np.arange(40_000) % 2 == 0
    score = random.normal(size=yes.size) + yes
    assert statistics.auc(score, yes) == pytest.approx(0.7602, abs=0.01)


def test_logistic_fit_finds_the_slopes_it_was_made_with(random: np.random.Generator) -> None:
    x = random.normal(size=(40_000, 2))
    chance = 1 / (1 + np.exp(-(-1.0 + 0.8 * x[:, 0] - 0.4 * x[:, 1])))
    fit = statistics.logistic_fit(x, random.random(len(x)) < chance)
    assert fit.slopes == pytest.approx([0.8, -0.4], abs=0.05)
    assert fit.intercept == pytest.approx(-1.0, abs=0.05)
    assert fit.errors == pytest.approx([0.0128, 0.0124], abs=0.002)


def test_columns_of_noise_predict_nothing_new(random: np.random.Generator) -> None:
    """Forty columns on two hundred cases fit their own noise; on cases left out they are worth a coin."""
    x, y = random.normal(size=(200, 40)), random.random(200) < 0.3
    assert statistics.predicted_auc(x, y) == pytest.approx(0.5, abs=0.12)


def test_what_predicts_is_found_behind_noise(random: np.random.Generator) -> None:
    x = random.normal(size=(2_000, 20))
    y = random.random(2_000) < 1 / (1 + np.exp(-2.0 * x[:, 3]))
    assert statistics.predicted_auc(x, y) == pytest.approx(statistics.auc(x[:, 3], y), abs=0.02)


def test_what_succeeds_in_the_middle_is_found_by_its_square(random: np.random.Generator) -> None:
    x = random.normal(size=(2_000, 3))
    assert statistics.predicted_auc(x, np.abs(x[:, 0]) < 0.7) > 0.95


def test_too_few_successes_predict_nothing() -> None:
    assert math.isnan(statistics.predicted_auc(np.eye(20), np.arange(20) < 5))


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7, 1.0])
def test_noise_is_the_share_it_was_given(share: float, random: np.random.Generator) -> None:
    worlds = math.sqrt(1 - share) * random.normal(size=(20_000, 1))
    runs = worlds + math.sqrt(share) * random.normal(size=(20_000, 2))
    assert statistics.seed_share(runs) == pytest.approx(share, abs=0.02)


def test_noise_of_yes_or_no(random: np.random.Generator) -> None:
    """Every world succeeds with chance .1 or .9: p(1 - p) = .09 of .25 is noise."""
    chance = np.where(np.arange(40_000) % 2 == 0, 0.1, 0.9)[:, None]
    runs = (random.random((40_000, 2)) < chance).astype(float)
    assert statistics.seed_share(runs) == pytest.approx(0.36, abs=0.02)
    assert math.isnan(statistics.seed_share(np.ones((10, 2))))


def test_explained_share_is_that_of_the_two_variances() -> None:
    assert statistics.explained_share([0.0, 2.0], [0.0, 4.0]) == pytest.approx(0.2)
    assert statistics.explained_share([1.0, 1.0], [0.0, 4.0]) == 0.0
    assert math.isnan(statistics.explained_share([1.0, 1.0], [2.0, 2.0]))


def test_pace_of_known_curves() -> None:
    assert statistics.pace(np.arange(1, 101)) == pytest.approx(1.8)
    spread = -np.log(1 - (np.arange(100_000) + 0.5) / 100_000)  # everybody at one rate: ln 10 over ln 2
    assert statistics.pace(spread) == pytest.approx(math.log(10) / math.log(2), abs=0.01)
    assert statistics.pace([*range(1, 11), 1000.0, np.nan], within=74) == pytest.approx(9 / 5)
    assert math.isnan(statistics.pace([1.0, 2.0]))


def test_the_doctors_pace(shared_data: object) -> None:
    from benchmarks.demands.doctors import adoption

    weeks, _ = adoption(shared_data)  # type: ignore[arg-type]
    assert statistics.pace(weeks, within=17) == pytest.approx(14 / 6)


def test_a_hazard_that_rises_with_exposure_is_told_from_one_that_rises_with_time(random: np.random.Generator) -> None:
    weeks, n = 30, 4_000
    exposure = random.random((weeks, n))
    rising = np.linspace(-4.0, -1.0, weeks)[:, None]
    for effect in (0.0, 1.5):
        draws = random.random((weeks, n)) < 1 / (1 + np.exp(-(rising + effect * exposure)))
        first = np.where(draws.any(axis=0), draws.argmax(axis=0), weeks)
        risk = np.arange(weeks)[:, None] <= first
        drifting = exposure + np.linspace(0.0, 2.0, weeks)[:, None] * (effect == 0.0)  # grows with time, does nothing
        begun = (np.arange(weeks)[:, None] == first).astype(float)
        fit = statistics.hazard(begun, risk, [drifting], np.arange(weeks))
        found = fit.slopes[0] / drifting[risk].std()
        assert found == pytest.approx(effect, abs=0.35)
        assert (abs(fit.slopes[0] / fit.errors[0]) > 3) == (effect > 0)


def test_correlation_needs_something_that_varies() -> None:
    assert statistics.correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1.0)
    assert math.isnan(statistics.correlation([1, 1, 1], [1, 2, 3]))
