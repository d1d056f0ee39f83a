"""Sobol indices and elementary effects against known answers, and what is missing never turned into zeros."""

from collections.abc import Sequence

import numpy as np
import pytest
from SALib.analyze import sobol as library
from SALib.sample import sobol as sampler

from crmsim.analysis.screening import morris
from crmsim.analysis.sensitivity import Share, sobol
from crmsim.experiment import SEED_FACTOR
from crmsim.experiment.factor import Factor
from crmsim.experiment.functions import functions
from crmsim.experiment.trajectories import trajectories

SAMPLES = 4096
WITHIN = 0.02


def drawn(name: str, samples: int, second: bool, seed: int = 1) -> tuple[np.ndarray, tuple[str, ...]]:
    """Values of a known function over a Sobol sample, as [points, 1], and the names of its inputs."""
    known = functions()[name]
    count = len(known.inputs)
    bounds = [[known.low, known.high]] * count
    problem = {"num_vars": count, "names": list(known.inputs), "bounds": bounds}
    x = sampler.sample(problem, samples, calc_second_order=second, seed=seed)
    return np.array([known.compute(row) for row in x.tolist()]), known.inputs


@pytest.mark.parametrize(("name", "second"), [("ishigami", True), ("g_function", False)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_known_indices_are_found(name: str, second: bool, seed: int) -> None:
    values, names = drawn(name, SAMPLES, second, seed)
    result = sobol(values, names, second, resamples=50)
    known = functions()[name]
    for index in result.indices:
        assert index.first.value == pytest.approx(known.first()[index.name], abs=WITHIN)
        assert index.total.value == pytest.approx(known.total()[index.name], abs=WITHIN)
    for pair in result.pairs:
        assert pair.second.value == pytest.approx(known.second()[pair.one, pair.other], abs=WITHIN)


def test_intervals_hold_the_truth_and_are_the_same_every_time() -> None:
    values, names = drawn("ishigami", 512, False)
    result, again = (sobol(values, names) for _ in range(2))
    known = functions()["ishigami"]
    for index in result.indices:
        assert index.first.low <= known.first()[index.name] <= index.first.high
        assert index.total.low <= known.total()[index.name] <= index.total.high
    assert result.indices == again.indices and result.interactions == again.interactions


def test_point_estimates_are_those_of_salib_and_half_widths_alike() -> None:
    values, names = drawn("ishigami", 256, True)
    result = sobol(values, names, True)
    problem = {"num_vars": 3, "names": list(names), "bounds": [[0.0, 1.0]] * 3}
    known = library.analyze(problem, values[:, 0], num_resamples=1000, seed=7)
    assert [index.first.value for index in result.indices] == pytest.approx(list(known["S1"]))
    assert [pair.second.value for pair in result.pairs] == pytest.approx(
        [known["S2"][i, j] for i, j in ((0, 1), (0, 2), (1, 2))]
    )
    for index, half in zip(result.indices, known["ST_conf"], strict=True):
        assert (index.total.high - index.total.low) / 2.0 == pytest.approx(half, rel=0.15)


def noisy(samples: int, second: bool, interact: float = 2.0) -> tuple[np.ndarray, tuple[str, ...]]:
    """a + b + 4ab + s + c s, in the order of a design with s, the seed, as its last factor.

    Variances: a and b 1/12 each, ab 1/9, s 1/4, c with s ``interact``²/12.
    """
    x = sampler.sample(
        {"num_vars": 4, "names": list("abcl"), "bounds": [[-0.5, 0.5]] * 4}, samples, calc_second_order=second, seed=3
    )
    length = 10 if second else 6
    ours, others = np.random.default_rng(1).normal(size=(2, samples, 1))
    switched = np.zeros(length, dtype=bool)
    switched[[4, -1]] = True
    if second:
        switched[5:8] = True
    of_seed = np.where(switched, others, ours).ravel()
    a, b, c = x[:, 0], x[:, 1], x[:, 2]
    return (a + b + 4.0 * a * b + 0.5 * of_seed + interact * c * of_seed)[:, None], ("a", "b", "c", SEED_FACTOR)


@pytest.mark.parametrize("second", [False, True])
def test_the_seed_is_told_apart_from_parameters(second: bool) -> None:
    values, names = noisy(8192, second)
    result = sobol(values, names, second)
    whole = 2 / 12 + 1 / 9 + 1 / 4 + 4 / 12
    a, b, c, of_seed = result.indices
    assert of_seed.first.value == pytest.approx(0.25 / whole, abs=0.03)
    assert of_seed.total.value == pytest.approx((0.25 + 4 / 12) / whole, abs=0.03)
    assert result.decided is not None and result.decided.value == pytest.approx((2 / 12 + 1 / 9) / whole, abs=0.03)
    assert c.total.value == pytest.approx(4 / 12 / whole, abs=0.03)
    # What the mean over seeds knows: c moves nothing, a and b alone and together.
    mean = 2 / 12 + 1 / 9
    assert a.first_decided is not None and a.first_decided.value == pytest.approx(1 / 12 / mean, abs=0.06)
    assert b.total_decided is not None and b.total_decided.value == pytest.approx((1 / 12 + 1 / 9) / mean, abs=0.06)
    assert c.total_decided is not None and c.total_decided.low < 0.0 < c.total_decided.high
    assert of_seed.first_decided is None
    assert result.parted["a"].value == pytest.approx(0.5, abs=0.06)
    ratio = result.ratio(("a",), ("b",))
    assert ratio is not None and ratio.low < 0.5 < ratio.high and ratio.value == pytest.approx(0.5, abs=0.05)
    assert result.interactions is not None and result.interactions.value == pytest.approx(1 / 9 / mean, abs=0.08)


def test_where_noise_is_all_the_parameters_part_is_not_shared_out() -> None:
    generator = np.random.default_rng(0)
    ours, others = generator.normal(size=(2, 64, 1))
    switched = np.array([False, False, False, True, True])  # A, AB_x, AB_y, AB_seed, B
    values = np.where(switched, others, ours).reshape(-1, 1)
    result = sobol(values, ("x", "y", SEED_FACTOR))
    assert result.problem is None and result.parted == {} and result.interactions is None
    assert result.indices[-1].total.value > 0.8
    assert result.indices[0].first_decided is None and result.ratio(("x",), ("y",)) is None


def test_runs_of_a_point_are_one_row_and_not_many() -> None:
    values, names = noisy(256, False)
    once, thrice = sobol(values, names), sobol(np.repeat(values, 3, axis=1), names)
    assert thrice.replicates == 3
    for one, other in zip(once.indices, thrice.indices, strict=True):
        assert one.first.value == pytest.approx(other.first.value)
        assert one.first.high - one.first.low == pytest.approx(other.first.high - other.first.low)


def test_a_missing_run_takes_its_row_and_is_counted() -> None:
    values, names = drawn("ishigami", 256, False)
    holed = values.copy()
    holed[[3, 4, 77]] = np.nan  # points 3 and 4 are of row 0, 77 of row 15
    result = sobol(holed, names)
    assert (result.asked, result.dropped, result.problem) == (256, 2, None)
    whole = np.delete(values.reshape(256, 5), [0, 15], axis=0).reshape(-1, 1)
    assert [i.first.value for i in result.indices] == pytest.approx(
        [i.first.value for i in sobol(whole, names).indices]
    )


def test_too_much_missing_too_few_and_nothing_varying_are_told_and_never_zero() -> None:
    values, names = drawn("ishigami", 128, False)
    holed = values.copy()
    holed[::20] = np.nan  # one run in every fourth row
    assert sobol(holed, names).problem == "too much missing"
    assert sobol(values[: 5 * 31], names).problem == "too few"
    assert sobol(np.ones_like(values), names).problem == "nothing varies"
    rare = np.zeros_like(values)
    rare[:45] = 1.0
    assert sobol(rare, names).problem == "too rare"
    for bad in (holed, values[: 5 * 31], np.ones_like(values), rare):
        assert sobol(bad, names).indices == ()


NAMES = ("a", "b", "c", "d", SEED_FACTOR)
RANGES = (*(Factor(name, "uncertainty", "range", distribution="uniform") for name in "abcd"), None)


def sample_of(count: int, dimensions: Sequence[Sequence[int]] = ((0,), (1,), (2,), (3,), (4,))) -> np.ndarray:
    return trajectories(RANGES, dimensions, count, 4, 5)


def test_elementary_effects_of_a_plain_sum() -> None:
    x = sample_of(20)
    values = (3.0 * x[:, 0] - 2.0 * x[:, 1] + x[:, 0] * x[:, 2] + 0.6 * (x[:, 4] > 0.5))[:, None]
    a, b, c, d, of_seed = morris(values, x, NAMES).effects
    move = 2.0 / 3.0  # of the interval, on a grid of four
    assert a.direction == "up" and 3.0 * move <= a.mu <= 4.0 * move  # type: ignore[operator]
    assert b.mu == pytest.approx(-2.0 * move) and b.mu_star == pytest.approx(2.0 * move) and b.direction == "down"
    assert b.sigma == pytest.approx(0.0, abs=1e-9) and c.sigma > 0.1  # type: ignore[operator]
    assert d.mu_star == 0.0 and d.direction == "none"
    assert of_seed.mu_star == pytest.approx(0.6) and of_seed.direction == "unclear"
    assert c.mu_star_low < c.mu_star < c.mu_star_high


def test_effects_of_mixed_factors_are_those_of_their_moves() -> None:
    """A switch worth 1, three categories worth 0, 2 and 5, and whole numbers from 0 to 4 worth .5 each."""
    mixed = (
        Factor("switch", "uncertainty", "list", (False, True)),
        Factor("kind", "uncertainty", "list", ("x", "y", "z")),
        Factor("whole", "uncertainty", "range", distribution="integer", low=0.0, high=4.0, whole=True),
        None,
    )
    x = trajectories(mixed, ((0,), (1,), (2,), (3,)), 60, 4, 2)
    worth = np.array([0.0, 2.0, 5.0])[(x[:, 1] * 3).astype(int)]
    values = ((x[:, 0] > 0.5) + worth + 0.5 * np.floor(x[:, 2] * 5) + 0.3 * (x[:, 3] > 0.5))[:, None]
    names = ("switch", "kind", "whole", SEED_FACTOR)
    switch, kind, whole, of_seed = morris(values, x, names, without_order=("kind",)).effects
    assert switch.mu == pytest.approx(1.0) and switch.direction == "up"
    assert kind.mu is None and kind.mu_star == pytest.approx((2.0 + 5.0 + 3.0) / 3.0)
    assert whole.mu_star == pytest.approx(0.5 * 2.4) and whole.direction == "up"  # two or three of four steps
    assert of_seed.mu_star == pytest.approx(0.3)


def test_a_missing_run_takes_its_trajectory() -> None:
    x = sample_of(10)
    values = (3.0 * x[:, 0] + 0.1 * x[:, 3] ** 2)[:, None]
    holed = values.copy()
    holed[8] = np.nan
    result = morris(holed, x, NAMES)
    assert (result.asked, result.dropped) == (10, 1) and result.effects[0].mu == pytest.approx(2.0)
    holed[::7] = np.nan
    assert morris(holed, x, NAMES).problem == "too much missing"
    assert morris(values[: 6 * 3], x[: 6 * 3], NAMES).problem == "too few"
    assert morris(np.ones_like(values), x, NAMES).problem == "nothing varies"


def test_groups_have_a_size_but_no_direction() -> None:
    groups = ["one", "one", "two", "two", SEED_FACTOR]
    x = sample_of(12, ((0, 1), (2, 3), (4,)))
    values = (x[:, 0] + x[:, 1])[:, None]
    one, two, of_seed = morris(values, x, ("one", "two", SEED_FACTOR), groups).effects
    assert one.mu is None and one.sigma is None and one.mu_star > 0.5
    assert two.mu_star == 0.0 and of_seed.mu_star == 0.0


def test_the_interval_of_a_size_covers() -> None:
    """Noise and a factor without effect, both normal: the mean size is 2 / sqrt(pi) times their deviation."""
    rng = np.random.default_rng(3)
    held = 0
    for seed in range(200):
        x = trajectories(RANGES, ((0,), (1,), (2,), (3,), (4,)), 40, 4, seed)
        one = morris(rng.normal(size=(len(x), 1)), x, NAMES).effects[0]
        held += one.mu_star_low <= 2.0 / np.sqrt(np.pi) <= one.mu_star_high
    assert 180 <= held <= 198


def test_no_interval_of_a_share_of_variance_reaches_beyond_0_or_1_and_each_holds_its_estimate() -> None:
    assert Share.of(0.02, -0.05, 0.1) == Share(0.02, 0.0, 0.1)
    assert Share.of(0.98, 0.9, 1.07) == Share(0.98, 0.9, 1.0)
    assert Share.of(-0.01, -0.05, 0.1) == Share(-0.01, -0.01, 0.1)
