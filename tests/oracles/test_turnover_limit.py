"""Turnover against learning (O10)."""

from __future__ import annotations

import numpy as np
import oracle_answers as exact
import oracle_runs as engine
import pytest

pytestmark = pytest.mark.oracle
FEWER = "organisation.employees=2000"


@pytest.mark.parametrize(("practice", "annual_rate"), [(0.004, 0.136), (0.01, 0.3)])
def test_expertise_settles_where_learning_and_leaving_balance(practice: float, annual_rate: float) -> None:
    rates = [FEWER, f"knowledge.practice={practice}", f"turnover.annual_rate={annual_rate}", "scenario.weeks=1000"]
    plain, weekly = exact.expertise_level(practice, exact.weekly_leaving(annual_rate))
    for start in (0.0, 1.0):
        level, _ = engine.expertise([*rates, f"knowledge.initial={start}"])
        assert level[600:].mean() == pytest.approx(weekly, abs=0.01)
        assert level[600:].mean() == pytest.approx(plain, rel=0.02)


def test_expertise_rises_as_the_differential_equation_says() -> None:
    leaving = exact.weekly_leaving(0.136)
    level, _ = engine.expertise([FEWER, "scenario.weeks=300"])
    weeks = np.arange(1, 301)
    curve = exact.expertise_level(0.004, leaving)[0] * (1.0 - np.exp(-(0.004 + leaving) * weeks))
    assert np.abs(level - curve).max() < 0.015


@pytest.mark.parametrize("years", [1, 2, 5])
def test_so_many_of_the_first_staff_are_left(years: int) -> None:
    _, run = engine.expertise([f"scenario.weeks={52 * years}"])
    assert (run.state.people.holder == 0).mean() == pytest.approx(0.864**years, abs=0.015)
    assert (run.state.people.present == 1).all()
