"""Known functions: their values, and that their indices come out of a design's own points."""

from __future__ import annotations

import math

import numpy as np
import pytest
from experiment_texts import known
from SALib.analyze import sobol
from SALib.test_functions import Ishigami, Sobol_G

from crmsim.experiment import design_of, functions, inputs_of, seed_of


def test_values_are_those_of_salib() -> None:
    rng = np.random.default_rng(1)
    points = rng.uniform(-math.pi, math.pi, (20, 3))
    ours = [functions()["ishigami"].value(point.tolist(), 0) for point in points]
    np.testing.assert_allclose(ours, Ishigami.evaluate(points))
    points = rng.uniform(0, 1, (20, 8))
    ours = [functions()["g_function"].value(point.tolist(), 0) for point in points]
    np.testing.assert_allclose(ours, Sobol_G.evaluate(points))


def test_published_indices() -> None:
    ishigami = functions()["ishigami"]
    assert list(ishigami.first().values()) == pytest.approx([0.3139, 0.4424, 0.0], abs=1e-4)
    assert list(ishigami.total().values()) == pytest.approx([0.5576, 0.4424, 0.2437], abs=1e-4)
    assert ishigami.second()["x1", "x3"] == pytest.approx(0.2437, abs=1e-4)
    g = functions()["g_function"]
    a = [0, 1, 4.5, 9, 99, 99, 99, 99]
    np.testing.assert_allclose(list(g.first().values()), Sobol_G.sensitivity_index(a))
    np.testing.assert_allclose(list(g.total().values()), Sobol_G.total_sensitivity_index(a))


def test_noise_is_of_the_seed_with_its_share_of_the_variance() -> None:
    noisy, exact = functions()["ishigami_noisy"], functions()["ishigami"]
    inputs = [0.1, 0.2, 0.3]
    draws = [noisy.value(inputs, seed) - exact.value(inputs, seed) for seed in range(4000)]
    assert noisy.value(inputs, 5) == noisy.value(inputs, 5)
    assert np.mean(draws) == pytest.approx(0.0, abs=0.06)
    assert np.std(draws) == pytest.approx(noisy.noise, rel=0.05)
    assert noisy.first()["seed"] == noisy.total()["seed"] == pytest.approx(1.0 / (1.0 + exact.variance))
    assert noisy.deterministic is False
    assert math.fsum(noisy.first().values()) + noisy.second()["x1", "x3"] == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["ishigami", "ishigami_noisy", "g_function", "g_function_noisy"])
def test_indices_come_out_of_the_points_of_a_design(name: str) -> None:
    experiment = known(name, "sobol", 4096)
    function, design = functions()[name], design_of(experiment)
    values = np.array(
        [function.value(inputs_of(name, point.values), seed_of(experiment, point, 0)) for point in design.points()]
    )
    result = sobol.analyze(design.problem(), values, calc_second_order=False, seed=1)
    expected_first, expected_total = function.first(), function.total()
    assert list(expected_first) == list(design.factors)
    np.testing.assert_allclose(result["S1"], list(expected_first.values()), atol=0.03)
    np.testing.assert_allclose(result["ST"], list(expected_total.values()), atol=0.03)
