"""The draw function: pinned values, uniformity, independence, and the same bits compiled and not."""

import math

import numpy as np
import pytest
from scipy import stats

from crmsim.numerics import draws
from crmsim.numerics.compiled import kernel
from crmsim.numerics.draws import draw, exponential, join, mix, normal, poisson, run_key, stream, u64, uniform

MANY = 1_000_000
RUN = np.uint64(run_key(20261121))
WEEK = np.uint64(join(join(run_key(20261121), stream("help.answer")), 17))


@kernel
def along_who(key, count):
    answer = np.empty(count)
    for who in range(count):
        answer[who] = draw(key, who)
    return answer


@kernel
def along_parts(key, count, last):
    """A draw for each of ``count`` keys made from ``key``, always for the same ``last``."""
    answer = np.empty(count)
    for part in range(count):
        answer[part] = draw(join(key, part), last)
    return answer


@kernel
def normals(key, count):
    answer = np.empty(count)
    for who in range(count):
        answer[who] = normal(key, who)
    return answer


@kernel
def exponentials(key, count):
    answer = np.empty(count)
    for who in range(count):
        answer[who] = exponential(key, who)
    return answer


@kernel
def counts_of(key, count, mean):
    answer = np.empty(count)
    for who in range(count):
        answer[who] = poisson(mean, draw(key, who))
    return answer


@kernel
def joins(keys, parts):
    answer = np.empty(len(keys), np.uint64)
    for place in range(len(keys)):
        answer[place] = join(keys[place], parts[place])
    return answer


@kernel
def flips(key, count):
    """How often output bit b changes when input bit a of the part does: int64[64, 64]."""
    answer = np.zeros((64, 64), np.int64)
    for sample in range(count):
        part = join(key, sample)
        before = join(key, part)
        for a in range(64):
            changed = before ^ join(key, part ^ (np.uint64(1) << np.uint64(a)))
            for b in range(64):
                if (changed >> np.uint64(b)) & np.uint64(1):
                    answer[a, b] += 1
    return answer


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.corrcoef(x, y)[0, 1])


def spread(observed: np.ndarray) -> float:
    """Chi-square over its degrees of freedom: 1 where counts vary as chance has it."""
    expected = observed.sum() / observed.size
    return float(((observed - expected) ** 2).sum() / expected / (observed.size - 1))


# Pinned: a change here changes every number of every run and belongs in the changelog.


@pytest.mark.interpreted
def test_known_answers() -> None:
    assert stream("help.answer") == 0x4B210EA198F0729A
    assert run_key(0) == 0xC42558A295709D9F
    assert run_key(1) == 0x3A99906431A67E50
    assert join(run_key(0), 7) == 0x11D1A46680F5D297
    assert draw(join(run_key(0), 7), 11).hex() == "0x1.e200c871cf154p-3"
    assert normal(join(run_key(0), 7), 11) == pytest.approx(float.fromhex("-0x1.484051af7dd3dp+0"), rel=1e-9)


@pytest.mark.interpreted
def test_mix_is_the_published_finaliser() -> None:
    # the first two numbers of SplitMix64 from seed 0, as published with it
    step = 0x9E3779B97F4A7C15
    assert mix(step) == 0xE220A8397B1DCDAF
    assert mix(u64(2 * step)) == 0x6E789E6AA1B965F4


@pytest.mark.interpreted
def test_uniform_lies_strictly_between_0_and_1() -> None:
    assert uniform(0) == 2.0**-53
    assert 0.0 < uniform(draws.MASK) < 1.0
    assert uniform(draws.MASK) == 1.0 - 2.0**-53


@pytest.mark.interpreted
def test_seed_0_is_a_seed() -> None:
    keys = {run_key(seed) for seed in range(1000)}
    assert len(keys) == 1000
    assert draw(run_key(0), 1) != draw(run_key(1), 1)
    assert 0 < run_key(0) < 2**64


@pytest.mark.interpreted
def test_u64_wraps_as_machine_words_do() -> None:
    assert u64(2**64 + 5) == 5
    assert u64(-1) == 2**64 - 1


@pytest.mark.interpreted
def test_compiled_and_python_agree_to_the_bit() -> None:
    count = 300
    key, python = WEEK, int(WEEK)
    assert [draw(python, who) for who in range(count)] == along_who(key, count).tolist()
    assert [exponential(python, who) for who in range(count)] == exponentials(key, count).tolist()
    assert [normal(python, who) for who in range(count)] == normals(key, count).tolist()
    for mean in (0.0, 0.3, 4.0):
        assert [poisson(mean, draw(python, who)) for who in range(count)] == counts_of(key, count, mean).tolist()
    edges = [0, 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1]
    pairs = [(one, other) for one in edges for other in edges]
    compiled = joins(np.array([k for k, _ in pairs], np.uint64), np.array([p for _, p in pairs], np.uint64))
    assert [join(k, p) for k, p in pairs] == compiled.tolist()


def test_a_negative_part_is_the_same_compiled_and_not() -> None:
    compiled = joins(np.array([WEEK, WEEK]), np.array([-1, -(2**63)], np.int64))
    assert compiled.tolist() == [join(int(WEEK), -1), join(int(WEEK), -(2**63))]


@pytest.mark.parametrize("sample", ["who", "week", "stream"])
def test_uniform_along_people_weeks_and_streams(sample: str) -> None:
    if sample == "who":
        values = along_who(WEEK, MANY)
    elif sample == "week":
        values = along_parts(RUN, MANY, 17)
    else:
        values = np.array([draw(join(run_key(0), stream(f"stream {number}")), 17) for number in range(50_000)])
    counts = np.histogram(values, bins=200, range=(0.0, 1.0))[0]
    expected = values.size / 200
    assert abs(spread(counts) - 1.0) < 0.5
    assert np.abs(counts / expected - 1.0).max() < 5.0 / math.sqrt(expected)
    assert stats.kstest(values, "uniform").statistic < 2.0 / math.sqrt(values.size)
    assert abs(values.mean() / 0.5 - 1.0) < 3.0 / math.sqrt(values.size)


def test_the_low_bits_of_a_key_are_as_even_as_the_high_ones() -> None:
    keys = joins(np.full(MANY, WEEK), np.arange(MANY, dtype=np.uint64))
    for bit in range(64):
        share = float(((keys >> np.uint64(bit)) & np.uint64(1)).mean())
        assert abs(share - 0.5) < 4.5 * 0.5 / math.sqrt(MANY), bit
    assert np.unique(keys).size == MANY


@pytest.mark.parametrize("lag", [1, 2, 3, 8, 64, 1024])
def test_neighbours_are_independent(lag: int) -> None:
    people, weeks = along_who(WEEK, MANY), along_parts(RUN, MANY, 17)
    for values in (people, weeks):
        assert abs(correlation(values[:-lag], values[lag:])) < 4.5 / math.sqrt(MANY)
        # correlation is blind to symmetric dependence; the distance from the middle is not
        folded = np.abs(values - 0.5)
        assert abs(correlation(folded[:-lag], folded[lag:])) < 4.5 / math.sqrt(MANY)


def test_pairs_fill_the_square_evenly() -> None:
    other_week = np.uint64(join(join(run_key(20261121), stream("help.answer")), 18))
    other_stream = np.uint64(join(join(run_key(20261121), stream("help.ask")), 17))
    other_run = np.uint64(join(join(run_key(20261122), stream("help.answer")), 17))
    values = along_who(WEEK, MANY)
    pairs = {
        "the next employee": np.roll(values, 1),
        "the next week": along_who(other_week, MANY),
        "another stream": along_who(other_stream, MANY),
        "the next seed": along_who(other_run, MANY),
    }
    for name, others in pairs.items():
        grid = np.histogram2d(values, others, bins=100, range=((0.0, 1.0), (0.0, 1.0)))[0]
        assert abs(spread(grid) - 1.0) < 0.07, name
        assert abs(correlation(values, others)) < 4.5 / math.sqrt(MANY), name


def test_every_bit_of_the_answer_depends_on_every_bit_of_the_part() -> None:
    count = 4000
    share = flips(WEEK, count) / count
    assert share.shape == (64, 64)
    assert np.abs(share - 0.5).max() < 5.5 * 0.5 / math.sqrt(count)
    assert abs(share.mean() - 0.5) < 0.001


def test_streams_have_keys_of_their_own() -> None:
    names = [f"{room}.{decision}" for room in ("help", "market", "adoption") for decision in range(2000)]
    assert len({stream(name) for name in names}) == len(names)


def test_normal_has_the_moments_and_shape_of_the_standard_normal() -> None:
    values = normals(WEEK, MANY)
    assert abs(values.mean()) < 0.004
    assert abs(values.var() - 1.0) < 0.006
    assert abs(stats.skew(values)) < 0.01
    assert abs(stats.kurtosis(values)) < 0.02
    assert stats.kstest(values, "norm").statistic < 2.0 / math.sqrt(MANY)
    assert abs(correlation(values[:-1], values[1:])) < 4.5 / math.sqrt(MANY)


def test_exponential_has_mean_1_and_its_race_is_won_in_proportion_to_weight() -> None:
    values = exponentials(WEEK, MANY)
    assert abs(values.mean() - 1.0) < 0.005
    assert stats.kstest(values, "expon").statistic < 2.0 / math.sqrt(MANY)
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    winners = (values.reshape(-1, 4) / weights).argmin(axis=1)
    shares = np.bincount(winners, minlength=4) / winners.size
    assert np.abs(shares / (weights / 10.0) - 1.0).max() < 0.02


@pytest.mark.parametrize("mean", [0.05, 0.3, 2.0, 8.0])
def test_poisson_has_its_mean_and_variance(mean: float) -> None:
    values = counts_of(WEEK, MANY, mean)
    assert abs(values.mean() / mean - 1.0) < 0.02
    assert abs(values.var() / mean - 1.0) < 0.02


@pytest.mark.interpreted
def test_poisson_never_falls_when_the_mean_or_the_draw_rises() -> None:
    draws_ = [draw(int(WEEK), who) for who in range(50)]
    means = [0.0, 0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 20.0]
    for u in draws_:
        counts = [poisson(mean, u) for mean in means]
        assert counts == sorted(counts)
        assert counts[0] == 0
    for mean in means:
        counts = [poisson(mean, u) for u in sorted(draws_)]
        assert counts == sorted(counts)
