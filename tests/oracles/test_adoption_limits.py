"""Adoption alone: contagion, thresholds, cascades and Bass (O5-O8)."""

from __future__ import annotations

import math

import numpy as np
import oracle_answers as exact
import oracle_runs as engine
import pytest

from crmsim.scenario import load

pytestmark = pytest.mark.oracle


def test_contagion_follows_the_chain_and_not_the_logistic() -> None:
    rate = -199.0 * math.log(1.0 - 0.005)
    assert load("limits/contagion").adoption.q == pytest.approx(rate, rel=1e-15)
    result = engine.adopters_of("limits/contagion", [], range(150))
    chain = exact.expected_curve(200, lambda adopters: 1.0 - 0.995**adopters, 10, 5)
    assert np.abs(result.mean(axis=0) / 200.0 - chain).max() < 0.02
    assert result[:, -1].mean() / 200.0 == pytest.approx(exact.si_share(0.005, 200, 0.05, 5), rel=0.04)
    _, q = engine.hazard_rates(result, 200, 10, 1, alone=False)
    assert q == pytest.approx(rate, rel=0.03)


def test_granovetters_crowd_joins_one_a_week() -> None:
    assert engine.adopters("limits/thresholds", []).tolist() == [*range(1, 101), 100]


def test_without_the_second_threshold_only_the_first_joins() -> None:
    thresholds = list(load("limits/thresholds").adoption.thresholds)
    assert thresholds[1] == 1 / 99
    thresholds[1] = 2 / 99
    assert engine.adopters("limits/thresholds", [f"adoption.thresholds={thresholds}"]).tolist() == [1] * 101


@pytest.mark.parametrize("spread", [0.12, 0.122, 0.123])
def test_normal_thresholds_end_as_the_crowd_of_their_size_does(spread: float) -> None:
    people = 400
    steps = exact.joined(exact.normal_crowd(people, 0.25, spread))
    result = engine.adopters("limits/normal_thresholds", [f"adoption.threshold_sd={spread}"])
    assert result[: len(steps)].tolist() == steps
    assert result[-1] == steps[-1]
    assert result[-1] / people == pytest.approx(exact.equilibrium_share(0.25, spread), abs=0.01)


def test_the_crowd_tips_at_the_critical_spread() -> None:
    result = exact.bisect(lambda spread: engine.tips(400, spread), 0.12, 0.126, 1e-5)
    assert result == pytest.approx(exact.critical_spread(0.25, people=400), abs=2e-5)
    assert result == pytest.approx(exact.critical_spread(0.25), rel=0.01)


@pytest.mark.parametrize(("threshold", "inside", "outside"), [(0.18, 3.0, 8.0), (0.25, 2.0, 6.0), (0.10, 5.0, 18.0)])
def test_cascades_happen_inside_the_window_only(threshold: float, inside: float, outside: float) -> None:
    low, high = exact.cascade_window(threshold)
    assert low < inside < high < outside
    assert engine.cascades(threshold, inside, 5000, range(6)).max() > 0.5
    assert engine.cascades(threshold, outside, 5000, range(6)).max() < 0.02
    assert engine.cascades(threshold, 0.7 * low, 5000, range(6)).max() < 0.02


@pytest.mark.slow
@pytest.mark.parametrize("threshold", [0.18, 0.25, 0.10])
def test_the_edges_of_the_cascade_window(threshold: float) -> None:
    low, high = exact.cascade_window(threshold)
    assert engine.measured_edge(threshold, low, engine.LOWER_SHARE, range(20)) == pytest.approx(low, rel=0.06)
    assert engine.measured_edge(threshold, high, engine.UPPER_SHARE, range(30)) == pytest.approx(high, rel=0.06)


def test_bass_curve() -> None:
    steps, people = 20, 200
    result = engine.adopters_of("limits/bass", [], range(80))

    def chance(adopters: int) -> float:
        return 1.0 - math.exp(-(exact.BASS_P + exact.BASS_Q * adopters / (people - 1)) / steps)

    chain = exact.expected_curve(people, chance, 0, 10 * steps)
    curve = result.mean(axis=0) / people
    assert np.abs(curve - chain).max() < 0.025
    assert np.abs(chain - [exact.bass_share((week + 1) / steps) for week in range(10 * steps)]).max() < 0.015
    p, q = engine.hazard_rates(result, people, 0, steps)
    assert p == pytest.approx(exact.BASS_P, rel=0.06)
    assert q == pytest.approx(exact.BASS_Q, rel=0.04)
