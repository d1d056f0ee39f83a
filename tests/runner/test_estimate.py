"""What a sweep would take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from experiment_texts import grid, known, sampled

from crmsim.experiment import from_text
from crmsim.runner.estimate import doubts, estimate, estimate_text, load_of
from crmsim.words import Teller

SMALL = "[constants]\norganisation.employees = 30\nscenario.weeks = 10\n"


def test_runs_are_counted_the_budget_in() -> None:
    text = grid(
        '"leadership.said" = [0.2, 0.5, 0.8]', head="runs = { most = 90, precision = { routine_share = 0.01 } }\n"
    )
    result = estimate(from_text(text), jobs=2, seconds_a_run=0.5)
    assert (result.points, result.runs_least, result.runs_most) == (3, 90, 270)
    assert (result.distinct_least, result.distinct_most) == (90, 270)
    assert (result.seconds_least, result.seconds_most) == pytest.approx((22.5, 67.5))
    assert result.measured
    bounded = estimate(from_text(f"{text}[budget]\nruns = 100\nhours = 0.005\n"), jobs=2, seconds_a_run=0.5)
    assert (bounded.runs_least, bounded.runs_most) == (90, 100)
    assert (bounded.seconds_least, bounded.seconds_most) == pytest.approx((18.0, 18.0))


def test_a_beginning_that_settings_share_is_counted_once() -> None:
    text = grid('"leadership.said" = [0.2, 0.5, 0.6, 0.7]\n[uncertainties]\n"exchange.cost" = [0.1, 0.2]')
    whole, later = (
        estimate(from_text(text.replace("runs = 5", f"runs = 5\n{more}")), seconds_a_run=1.0)
        for more in ("", "branch_week = 53\n")
    )
    assert whole.seconds_least == 40.0
    assert later.seconds_least == pytest.approx(40.0 * (0.5 + 0.5 / 4))


def test_equal_settings_are_counted_once() -> None:
    levers = 'a = { alternatives = { x = {}, y = {}, z = { "leadership.said" = 0.9 } } }'
    result = estimate(from_text(grid(levers)), seconds_a_run=1.0)
    assert (result.points, result.runs_least, result.distinct_least) == (3, 15, 10)
    assert result.seconds_least == 10.0


def test_larger_settings_take_longer_and_weeks_take_space() -> None:
    text = grid('"organisation.employees" = [60, 90]') + SMALL.replace("organisation.employees = 30\n", "")
    result = estimate(from_text(text), seconds_a_run=1.5)
    assert result.seconds_a_run == pytest.approx(1.5 * 75 / 150)
    weekly = estimate(from_text(text.replace("runs = 5", 'runs = 5\nweekly = ["user_share"]')), seconds_a_run=1.5)
    assert weekly.journal_bytes - result.journal_bytes == weekly.table_bytes - result.table_bytes == 10 * 10 * 8


def test_a_run_is_measured_unless_it_would_take_too_long() -> None:
    result = estimate(from_text(grid('"leadership.said" = [0.2, 0.5]') + SMALL))
    assert result.measured
    assert 0.0 < result.seconds_a_run < 5.0
    large = grid('"leadership.said" = [0.2, 0.5]') + "[constants]\norganisation.employees = 500000\n"
    assert not estimate(from_text(large)).measured
    assert estimate(from_text(large)).seconds_a_run > 50.0
    assert estimate(known("ishigami", "lhs", 20)).seconds_a_run < 0.01


def test_an_estimate_is_told_in_both_languages() -> None:
    result = estimate(sampled("lhs", 4000), jobs=2, seconds_a_run=0.25)
    english, norwegian = estimate_text(result), estimate_text(result, Teller("nb"))
    assert "4,000 settings, 4,000 runs." in english
    assert "0.25 s of processor a run (measured); 8.3 min with 2 at a time." in english
    assert "4\N{NO-BREAK SPACE}000 innstillinger" in norwegian
    assert "0,25 s prosessortid per kjøring (målt); 8,3 min med 2 om gangen." in norwegian
    assert "MB of journal" in english


def test_runs_near_the_limit_and_more_memory_than_there_is_are_told() -> None:
    text = grid('"organisation.employees" = [60, 90000]', head="runs = 5\nlimit = 4.0\n")
    result = load_of(from_text(text), 2, seconds_a_run=0.01)
    assert result is not None
    assert result.longest == pytest.approx(0.01 * 90_000 / 150)
    assert result.memory == pytest.approx(2 * 90_000 * 2_500)
    assert doubts(replace(result, there=1e12)) == [
        "NOTE: a run of the largest setting takes about 6 s, and limit = 4 gives a run up as hung. Raise limit."
    ]
    words = doubts(replace(result, there=5e8, limit=100.0), Teller("nb"))
    assert len(words) == 1
    assert "450 MB minne, og denne maskinen har 500 MB" in words[0]
    assert doubts(replace(result, there=None, limit=100.0)) == []
    assert doubts(load_of(known("ishigami", "lhs", 20), 2)) == []
    assert "; less than 1 s with 2 at a time" in estimate_text(estimate(from_text(text), jobs=2, seconds_a_run=1e-5))
