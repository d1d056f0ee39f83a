"""Coverage of the intervals, on repetitions drawn with a fixed seed."""

import numpy as np
import pytest

from crmsim.analysis.interval import cut, score_interval, t_interval

REPETITIONS = 1000


@pytest.mark.parametrize("pairs", [30, 100])
@pytest.mark.parametrize("kind", ["normal", "skewed"])
def test_t_interval_covers(pairs: int, kind: str) -> None:
    generator = np.random.default_rng(7)
    shape = (REPETITIONS, pairs)
    # The difference of two outcomes that share most of their noise; exponential parts make each of them skewed.
    if kind == "normal":
        shared = generator.normal(0.5, 0.2, shape)
        first = shared + generator.normal(0.0, 0.05, shape)
        second = shared + 0.01 + generator.normal(0.0, 0.05, shape)
    else:
        shared = generator.exponential(1.0, shape)
        first = shared + generator.exponential(0.1, shape)
        second = shared + 0.01 + generator.exponential(0.1, shape)
    low, high = t_interval(second - first)
    covered = np.mean((low <= 0.01) & (high >= 0.01))
    assert 0.92 <= covered <= 0.97


@pytest.mark.parametrize(("gain", "loss"), [(0.05, 0.02), (0.03, 0.01), (0.02, 0.02), (0.06, 0.0), (0.3, 0.1)])
def test_score_interval_covers_a_rare_yes_or_no_outcome(gain: float, loss: float) -> None:
    generator = np.random.default_rng(11)
    counts = generator.multinomial(100, [gain, loss, 1.0 - gain - loss], size=REPETITIONS)
    low, high = score_interval(counts[:, 0], counts[:, 1], 100)
    covered = np.mean((low <= gain - loss) & (high >= gain - loss))
    assert 0.92 <= covered <= 0.97


def test_score_interval_stays_open_when_no_pair_disagrees() -> None:
    low, high = score_interval(0, 0, 100)
    # With no disagreement the score test keeps |difference| up to z*z/(n+z*z).
    limit = 1.959964**2 / (100 + 1.959964**2)
    assert float(low) == pytest.approx(-limit, abs=1e-6)
    assert float(high) == pytest.approx(limit, abs=1e-6)


def test_score_interval_of_a_published_example() -> None:
    # Airway hyper-responsiveness before and after transplantation, 21 children, discordant 1 and 7 (Bentur et al.
    # 2009); Fagerland, Lydersen & Laake (2014), Statistics in Medicine 33:2850-2875, give Tango's interval.
    low, high = score_interval(1, 7, 21)
    assert float(low) == pytest.approx(-0.517, abs=0.001)
    assert float(high) == pytest.approx(-0.026, abs=0.001)
    low_back, high_back = score_interval(7, 1, 21)
    assert float(low_back) == pytest.approx(-float(high), abs=1e-9)
    assert float(high_back) == pytest.approx(-float(low), abs=1e-9)


def test_score_interval_inverts_the_score_test() -> None:
    # At each end the score statistic, computed from its definition, equals the critical value.
    gained, lost, pairs = 12, 5, 150
    for end in score_interval(gained, lost, pairs):
        d = float(end)
        b = -gained - lost + (2 * pairs - gained + lost) * d
        c = -lost * d * (1 - d)
        q = (np.sqrt(b * b - 8 * pairs * c) - b) / (4 * pairs)
        z = (gained - lost - pairs * d) / np.sqrt(pairs * (2 * q + d * (1 - d)))
        assert abs(z) == pytest.approx(1.959964, abs=1e-5)


def test_score_interval_at_the_edges() -> None:
    low, high = score_interval([0, 100], [100, 0], 100)
    assert low[0] == pytest.approx(-1.0)
    assert high[1] == pytest.approx(1.0)
    assert high[0] < -0.9 and low[1] > 0.9


def test_t_interval_of_a_constant_has_no_width() -> None:
    low, high = t_interval(np.full(30, 0.1))
    assert float(low) == float(high) == pytest.approx(0.1)


def test_what_is_cut_off_an_interval_cannot_be() -> None:
    low, high = cut(-0.2, 1.3, (0.0, 1.0))
    assert (float(low), float(high)) == (0.0, 1.0)
    low, high = cut(np.array([-0.2, 0.2]), np.array([0.5, 1.5]), (0.0, None))
    assert low.tolist() == [0.0, 0.2] and high.tolist() == [0.5, 1.5]
    assert [float(end) for end in cut(-5.0, 5.0)] == [-5.0, 5.0]
