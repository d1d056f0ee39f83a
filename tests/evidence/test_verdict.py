"""Verdicts on made-up effects whose right verdict is plain, and what predictions say together of a claim."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from crmsim.evidence.register import Prediction
from crmsim.evidence.verdict import (
    CONTRARY,
    DESCRIPTIVE,
    IDENTICAL,
    IN_PART,
    NOT,
    OFF_SIZE,
    OPEN,
    PERHAPS_SMALL,
    REPRODUCED,
    STAYS,
    TOO_SMALL,
    Effect,
    after_placebo,
    bounds_of,
    contrast,
    correlation,
    holding,
    judged,
    over_worlds,
    smallest,
    together,
)


def effect(low: float, high: float) -> Effect:
    return Effect((low + high) / 2.0, low, high, 64)


@pytest.mark.parametrize(
    ("predicted", "low", "high", "verdict", "why"),
    [
        ("+", 1.2, 3.0, REPRODUCED, None),
        ("-", -3.0, -1.2, REPRODUCED, None),
        ("+", 0.1, 1.5, IN_PART, PERHAPS_SMALL),  # there, its mean below what matters
        ("+", 0.1, 2.5, REPRODUCED, None),
        ("+", 0.1, 0.9, NOT, TOO_SMALL),
        ("+", -0.5, 0.9, NOT, None),
        ("+", 0.0, 0.0, NOT, IDENTICAL),
        ("+", -3.0, -1.2, CONTRARY, None),
        ("-", 1.2, 3.0, CONTRARY, None),
        ("+", -1.5, -0.1, CONTRARY, PERHAPS_SMALL),
        ("+", -2.0, 2.0, OPEN, None),
        ("0", -0.5, 0.9, REPRODUCED, None),
        ("0", 0.0, 0.0, REPRODUCED, IDENTICAL),
        ("0", -0.5, 1.5, OPEN, None),
        ("0", 1.2, 3.0, CONTRARY, None),
        ((1.0, 3.0), 1.2, 2.8, REPRODUCED, None),
        ((1.0, 3.0), 4.0, 5.0, IN_PART, OFF_SIZE),
        ((1.0, 3.0), 0.5, 2.8, OPEN, None),
        ((1.0, 3.0), -5.0, -4.0, CONTRARY, None),
        ((-3.0, -1.0), -5.0, -4.0, IN_PART, OFF_SIZE),
    ],
)
def test_an_interval_against_what_was_predicted(
    predicted: str | tuple[float, float], low: float, high: float, verdict: str, why: object
) -> None:
    assert judged(predicted, effect(low, high), 1.0) == (verdict, why)


def test_nothing_is_told_of_what_is_hardly_defined() -> None:
    table = np.full((64, 2), np.nan)
    table[:4] = 3.0
    assert judged("+", over_worlds(table), 1.0)[0] == OPEN


def test_what_stays_under_the_placebo_is_not_due_to_the_claim() -> None:
    found = effect(1.2, 3.0)
    assert after_placebo(REPRODUCED, None, found, effect(1.0, 3.0), 1.0) == (NOT, STAYS)
    assert after_placebo(REPRODUCED, None, found, effect(-0.4, 0.6), 1.0) == (REPRODUCED, None)
    verdict, why = after_placebo(REPRODUCED, None, found, effect(-2.0, 2.0), 1.0)
    assert verdict == REPRODUCED and why is not None


def test_a_claim_is_what_its_predictions_are_together() -> None:
    assert together([REPRODUCED, REPRODUCED]) == REPRODUCED
    assert together([REPRODUCED, NOT]) == IN_PART
    assert together([CONTRARY, NOT]) == CONTRARY
    assert together([CONTRARY, OPEN]) == CONTRARY
    assert together([NOT, OPEN]) == OPEN
    assert together([CONTRARY, IN_PART]) == CONTRARY
    assert together([CONTRARY, REPRODUCED]) == IN_PART
    assert together([DESCRIPTIVE, REPRODUCED]) == REPRODUCED
    assert together([DESCRIPTIVE]) == DESCRIPTIVE


PREDICTION = Prediction(
    "G6", "made_up", "more of one, more of the other", "help_rate", "+", start={"at": 1.0}, to={"at": 4.0},
    one={"in": 0.0}, other={"in": 10.0},
)  # fmt: skip


class Made:
    """Runs in which the outcome is the sum of what is set, the product with ``in`` where that is set."""

    def values(self, bundle: Mapping[str, float], outcome: str) -> np.ndarray:
        assert outcome == "help_rate"
        return np.full((3, 2), bundle.get("at", 0.0) * (1.0 + bundle.get("in", 0.0)) * bundle.get("beside", 1.0))


def test_what_is_taken_from_what() -> None:
    runs: Any = Made()
    assert contrast(PREDICTION, runs, {}).mean() == 3.0
    assert contrast(PREDICTION, runs, {"beside": 2.0}).mean() == 6.0
    assert contrast(replace(PREDICTION, kind="level", against=1.5), runs, {}).mean() == 2.5
    assert contrast(replace(PREDICTION, kind="interaction"), runs, {}).mean() == 33.0 - 3.0


def test_an_interval_of_few_worlds_reaches_no_further_than_the_outcome_can() -> None:
    shares = np.array([[0.0], [0.0], [0.0], [0.0], [0.0], [0.0], [0.9], [1.0], [0.1], [0.0]])
    level = replace(PREDICTION, kind="level", against=0.25)
    for prediction, bounds in (
        (PREDICTION, (-1.0, 1.0)),
        (level, (-0.25, 0.75)),
        (replace(PREDICTION, kind="interaction"), (-2.0, 2.0)),
        (replace(PREDICTION, outcome="output"), (None, None)),
        (replace(PREDICTION, outcome="target_reached"), (None, None)),
    ):
        assert bounds_of(prediction) == bounds
    uncut, cut = over_worlds(shares), over_worlds(shares, (0.0, 1.0))
    assert uncut.low < 0.0 and cut.low == 0.0 and cut.high == min(uncut.high, 1.0)
    at_the_top = over_worlds(1.0 - shares - 0.25, bounds_of(level))
    assert at_the_top.high == 0.75 and over_worlds(1.0 - shares - 0.25).high > 0.75


def test_a_correlation_over_worlds_is_that_of_their_means() -> None:
    rng = np.random.default_rng(0)
    one = rng.normal(size=(200, 2))
    found = correlation(one, 2.0 * one + 0.01)
    assert found.mean == pytest.approx(1.0) and found.worlds == 200
    apart = correlation(one, rng.normal(size=(200, 2)))
    assert apart.low < 0.0 < apart.high
    known = one[:, :1].mean(axis=1)
    noise = known + rng.normal(size=200)
    expected = np.corrcoef(known, noise)[0, 1]
    assert correlation(one[:, :1], noise[:, None]).mean == pytest.approx(expected)
    assert math.isnan(correlation(one, np.ones((200, 2))).mean)


def test_the_smallest_effect_is_the_predictions_own_or_that_of_its_outcome() -> None:
    assert smallest(PREDICTION, 0.5) == 0.02
    assert smallest(replace(PREDICTION, matters=0.1, relative=True), 0.5) == pytest.approx(0.05)
    assert smallest(replace(PREDICTION, outcome="requests"), 200.0) == pytest.approx(10.0)
    assert smallest(replace(PREDICTION, kind="across"), 0.5) == 0.1


def test_worlds_in_which_it_holds_are_counted_in_the_direction_predicted() -> None:
    table = np.repeat(np.where(np.arange(64) < 16, -3.0, 3.0)[:, None], 2, axis=1)
    assert holding("+", table, 1.0)[0] == pytest.approx(0.75)
    assert holding("-", table, 1.0)[0] == pytest.approx(0.25)
    assert math.isnan(holding((1.0, 2.0), table, 1.0)[0])
