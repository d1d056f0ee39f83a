"""Runs until it is settled: the rounds, the intervals, and that what they cover is what they promise."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from crmsim.experiment import Replication
from crmsim.runner.precision import Decision, first_round, half_width, next_round

CONTINUOUS, BINARY = "routine_share", "success"
Draw = Callable[[np.random.Generator, int], NDArray[np.float64]]


def test_no_decision_rests_on_fewer_runs_than_an_interval_needs() -> None:
    exact = np.tile([0.5, 0.5000001], 100)[:, None]
    for name, enough in ((CONTINUOUS, 30), (BINARY, 100)):
        choice = Replication(enough, 400, {name: 0.9}, "mean")
        assert not Decision(choice).settles(exact[: enough - 1])
        assert Decision(choice).settles(exact[:enough])


def test_rounds_grow_by_half_up_to_the_most() -> None:
    assert [next_round(30, 400), next_round(45, 400), next_round(300, 400)] == [45, 68, 400]


def test_binary_intervals_stay_open_without_spread() -> None:
    none = np.zeros(100)
    assert half_width(none, BINARY, paired=False) == pytest.approx(0.0185, abs=0.0005)
    assert half_width(none, BINARY, paired=True) == pytest.approx(0.037, abs=0.001)


def test_a_number_that_never_varies_is_believed_slowly() -> None:
    same = np.full(30, 0.7)
    wide = half_width(same, CONTINUOUS, paired=False)
    assert wide is not None and wide > 0.05
    assert half_width(same, "departures", paired=True) is None
    assert half_width(np.full(100, 0.7), "departures", paired=True) == 0.0


def test_an_outcome_that_is_never_defined_asks_for_no_more_runs() -> None:
    decision = Decision(Replication(30, 400, {CONTINUOUS: 0.01}, "mean"))
    assert decision.settles(np.full((30, 1), np.nan))


def test_missing_runs_are_no_zeros() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(0.5, 0.01, (60, 1))
    holes = values.copy()
    holes[::2] = np.nan
    decision = Decision(Replication(30, 400, {CONTINUOUS: 0.01}, "mean"))
    assert decision.settles(holes)
    assert half_width(holes[1::2, 0], CONTINUOUS, False) == decision.reached()[0].widest
    holes[1] = np.nan  # 29 left
    assert not decision.settles(holes)


def test_paired_differences_are_taken_run_by_run() -> None:
    reference = np.random.default_rng(2).normal(0.5, 0.2, (30, 1))
    choice = {CONTINUOUS: 0.01}
    noise = np.random.default_rng(3).normal(0.0, 0.01, (30, 1))
    assert Decision(Replication(30, 400, choice, "difference")).settles(reference + 0.1 + noise, reference)
    assert not Decision(Replication(30, 400, choice, "mean")).settles(reference + 0.1 + noise)


def stopped(draw: Draw, asked: float, name: str, paired: bool, rng: np.random.Generator) -> NDArray[np.float64]:
    """The values at hand when the rounds stop."""
    choice = Replication(100 if name == BINARY else 30, 100_000, {name: asked}, "mean")
    values = draw(rng, first_round(choice))
    while True:
        width = half_width(values, name, paired)
        if width is not None and width <= asked:
            return values
        values = np.concatenate([values, draw(rng, next_round(values.size, choice.most) - values.size)])


def rare_pairs(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Differences of a rare yes-or-no outcome: 4 % of pairs gained, 1 % lost."""
    return rng.choice([1.0, -1.0, 0.0], size=count, p=[0.04, 0.01, 0.95])


CASES: dict[str, tuple[Draw, float, float, str, bool]] = {
    "continuous mean": (lambda rng, n: rng.normal(0.5, 0.1, n), 0.5, 0.02, CONTINUOUS, False),
    "skewed mean": (lambda rng, n: 0.05 * rng.gamma(4.0, 0.5, n), 0.1, 0.005, CONTINUOUS, False),
    "continuous difference": (lambda rng, n: rng.normal(0.03, 0.05, n), 0.03, 0.01, CONTINUOUS, True),
    "rare mean": (lambda rng, n: (rng.random(n) < 0.05).astype(float), 0.05, 0.03, BINARY, False),
    "rare difference": (rare_pairs, 0.03, 0.02, BINARY, True),
}


def coverage(case: str, repetitions: int) -> float:
    """Share of repetitions whose last interval holds the truth."""
    from crmsim.analysis.interval import score_interval, t_interval
    from crmsim.analysis.spread import wilson

    draw, truth, asked, name, paired = CASES[case]
    rng = np.random.default_rng(20261121)
    held = 0
    for _ in range(repetitions):
        values = stopped(draw, asked, name, paired, rng)
        if name != BINARY:
            low, high = t_interval(values)
        elif paired:
            low, high = score_interval((values > 0).sum(), (values < 0).sum(), values.size)
        else:
            low, high = wilson(float(values.sum()), values.size)  # type: ignore[assignment]
        held += bool(low <= truth <= high)
    return held / repetitions


@pytest.mark.parametrize("case", CASES)
def test_intervals_after_stopping_cover(case: str) -> None:
    # 200 repetitions: .95 with a standard error of .0154; a stopping rule that covers .85 would not pass
    assert 0.90 <= coverage(case, 200) <= 0.99


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_intervals_after_stopping_cover_as_promised(case: str) -> None:
    result = coverage(case, 1_000)
    print(f"{case}: {result:.3f}")
    assert 0.92 <= result <= 0.97


def test_stopping_after_few_runs_would_not_cover() -> None:
    """What the first rounds are for: from ten runs, the interval of a rare outcome stops far too early."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        values = (rng.random(10) < 0.05).astype(float)
        while values.std() > 0.0 and 1.96 * values.std() / np.sqrt(values.size) > 0.03:
            values = np.concatenate([values, (rng.random(values.size // 2) < 0.05).astype(float)])
        half = 1.96 * values.std() / np.sqrt(values.size)
        held += bool(abs(values.mean() - 0.05) <= half)
    assert held / 200 < 0.8
