"""The survival pieces against values that others publish: R's survival (Therneau & Grambsch 2000), and by hand."""

import numpy as np
import pytest

from crmsim.forecast.survival import cox, quantile, turnbull

ONE = {  # test1 of R's survival: stop, event, x; the seventh has no event recorded and is left out there too
    "stop": [9, 1, 1, 6, 6, 8], "event": [1, 1, 0, 1, 1, 0], "x": [0, 1, 1, 1, 0, 0],
}  # fmt: skip
TWO = {  # test2: rows that begin while others are at risk, some of them at the time of an event
    "start": [1, 2, 5, 2, 1, 7, 3, 4, 8, 8], "stop": [2, 3, 6, 7, 8, 9, 9, 9, 14, 17],
    "event": [1, 1, 1, 1, 1, 1, 1, 0, 0, 0], "x": [1, 0, 0, 1, 0, 1, 1, 1, 0, 0],
}  # fmt: skip


def fitted(rows, ties, strata=None):
    stop = np.array(rows["stop"], dtype=float)
    start = np.array(rows.get("start", np.zeros_like(stop)), dtype=float)
    return cox(
        start, stop, np.array(rows["event"], dtype=bool), np.array(rows["x"], dtype=float)[:, None], strata, ties
    )


@pytest.mark.parametrize(
    ("rows", "ties", "beta", "without", "likelihood"),
    [
        (ONE, "breslow", 1.4752849, -4.564348, -3.824750),
        (ONE, "efron", 1.676857, -4.276666, -3.358975),
        (TWO, "breslow", -0.084526081, -9.392662, -9.387015),
        (TWO, "efron", -0.021105212, None, None),
    ],
)
def test_cox_is_that_of_r(rows, ties, beta, without, likelihood) -> None:
    found = fitted(rows, ties)
    assert found.found and found.coefficients[0] == pytest.approx(beta, abs=5e-7)
    if without is not None:
        assert (found.without, found.likelihood) == pytest.approx((without, likelihood), abs=5e-7)


def test_breslow_solves_its_equation_and_its_information_is_known() -> None:
    found = fitted(ONE, "breslow")
    assert found.coefficients[0] == pytest.approx(np.log(1.5 + np.sqrt(33.0) / 2.0))
    assert 1.0 / found.covariance[0, 0] == pytest.approx(0.634168, abs=5e-7)
    assert 1.0 / fitted(ONE, "efron").covariance[0, 0] == pytest.approx(0.612632, abs=5e-7)


def test_exposure_that_changes_in_time_counts_from_after_the_row_begins() -> None:
    # Six rows of five people: the first becomes exposed in week 2, in which the second adopts, and was not exposed when
    # that happened. With w = exp(beta) those at risk weigh 2w + 3, 2w + 2 and 2w + 1 at weeks 2, 3 and 4. R's survival
    # and lifelines 0.30 give .633, statsmodels 0.15 .481, because it counts the first twice at week 2.
    rows = {
        "start": [0, 2, 0, 0, 0, 0],
        "stop": [2, 4, 2, 3, 4, 5],
        "event": [0, 1, 1, 1, 0, 0],
        "x": [0, 1, 1, 0, 0, 1],
    }
    for ties in ("efron", "breslow", "exact"):
        found = fitted(rows, ties)
        w = float(np.exp(found.coefficients[0]))
        assert found.found and found.coefficients[0] == pytest.approx(0.633, abs=5e-4)
        assert 2.0 - 2.0 * w / (2.0 * w + 3.0) - w / (w + 1.0) - 2.0 * w / (2.0 * w + 1.0) == pytest.approx(
            0.0, abs=1e-8
        )
    # The same with an equation that is solved by hand: w = 1/sqrt(2).
    rows = {
        "start": [0, 0, 2, 0, 0, 3],
        "stop": [2, 2, 4, 5, 3, 6],
        "event": [1, 0, 1, 1, 0, 0],
        "x": [0, 0, 1, 0, 0, 1],
    }
    assert fitted(rows, "efron").coefficients[0] == pytest.approx(-np.log(2.0) / 2.0, abs=1e-7)


def test_tied_weeks_in_discrete_time_are_a_conditional_logistic_regression() -> None:
    generator = np.random.default_rng(5)
    x, event = generator.normal(size=(30, 2)), generator.random(30) < 0.4
    found = cox(np.zeros(30), np.ones(30), event, x, ties="exact")
    assert found.found

    def likelihood(beta):  # every choice of as many, by brute force on the first nine
        from itertools import combinations

        weight = np.exp(x[:9] @ beta)
        dead = np.flatnonzero(event[:9])
        every = sum(np.prod(weight[list(who)]) for who in combinations(range(9), len(dead)))
        return np.log(np.prod(weight[dead]) / every)

    small = cox(np.zeros(9), np.ones(9), event[:9], x[:9] * 0.2, ties="exact")
    assert small.likelihood == pytest.approx(likelihood(small.coefficients * 0.2))


def test_groups_have_baselines_of_their_own() -> None:
    both = {name: [*values, *values] for name, values in TWO.items()}
    strata = np.repeat([0, 1], 10)
    twice, once = fitted(both, "efron", strata), fitted(TWO, "efron")
    assert twice.coefficients == pytest.approx(once.coefficients)
    assert twice.likelihood == pytest.approx(2.0 * once.likelihood)


def test_an_estimate_that_runs_away_is_told() -> None:
    wide = {**TWO, "x": [x * 1e4 for x in TWO["x"]]}  # steps beyond what a double holds
    assert fitted(wide, "efron").coefficients[0] == pytest.approx(-0.021105212e-4, rel=1e-5)
    assert not fitted({"stop": [1, 2, 3, 3], "event": [1, 1, 0, 0], "x": [1, 1, 0, 0]}, "efron").found


def test_the_median_of_four_is_halfway_as_in_r() -> None:
    times = np.array([1.0, 2.0, 3.0, 4.0])
    assert quantile(*turnbull(times - 1.0, times)) == 2.5
    assert quantile(*turnbull(times[:3] - 1.0, times[:3])) == 2.0
    assert np.isnan(quantile(*turnbull(np.full(4, 9.0), np.full(4, np.inf))))


def test_the_curve_of_times_known_to_the_week_is_kaplan_and_meiers() -> None:
    from scipy.stats import CensoredData, ecdf

    generator = np.random.default_rng(3)
    times = generator.integers(1, 12, 60).astype(float)
    done = generator.random(60) < 0.7
    done[np.argmax(times)] = True
    weeks, share = turnbull(np.where(done, times - 1.0, times), np.where(done, times, np.inf))
    known = ecdf(CensoredData(uncensored=times[done], right=times[~done])).cdf
    assert share == pytest.approx(known.evaluate(weeks), abs=1e-9)


def test_what_is_known_to_lie_within_a_span_steps_at_the_end_of_where_it_may() -> None:
    # (0, 2], (1, 3], (2, 4]: the innermost spans are (1, 2] and (2, 3]; by symmetry each has half.
    times, share = turnbull(np.array([0.0, 1.0, 2.0]), np.array([2.0, 3.0, 4.0]))
    assert times.tolist() == [2.0, 3.0] and share == pytest.approx([0.5, 1.0], abs=1e-6)
