"""``crmsim money`` as it is typed."""

import dataclasses
import re

import numpy as np
import pytest

from crmsim.analysis.money import LONGEST, YEARS, Money
from crmsim.mechanisms.economy import BENEFITS, COSTS
from crmsim.mechanisms.state import ROLES
from crmsim.results import summarise
from crmsim.scenario import load
from crmsim.simulation import simulate

SMALL = ("--set", "organisation.employees=30", "--set", "organisation.departments=2")


def test_money_is_told_in_lines_and_both_languages(crmsim_command) -> None:
    done = crmsim_command("money", "baseline", "--runs", "2", "--seed", "3", *SMALL)
    assert done.exit_code == 0
    assert "mean of 2 runs (seeds 3 to 4)" in done.stdout.replace("\n", " ")
    for wanted in ("licences", "consultants", "training", "value of needs", "net benefit", "team leader", "5 years"):
        assert wanted in done.stdout
    same = crmsim_command("money", "baseline", "--runs", "2", "--seed", "3", *SMALL, "--language", "nb")
    assert same.exit_code == 0
    for wanted in ("lisenser", "konsulenter", "opplæring", "netto", "teamleder", "5 år"):
        assert wanted in same.stdout.lower()
    assert len(re.findall(r"\d", same.stdout)) == len(re.findall(r"\d", done.stdout))


@pytest.mark.parametrize("switch", ["project", "market"])
def test_where_there_is_no_money_it_says_so(crmsim_command, switch: str) -> None:
    done = crmsim_command("money", "baseline", "--runs", "1", "--set", f"mechanisms.{switch}=false", *SMALL)
    assert done.exit_code == 2
    assert f"mechanisms.{switch}" in done.stderr and "no money" in done.stderr and "Traceback" not in done.stderr


def test_money_by_year_is_that_of_runs_of_that_length() -> None:
    settings = ["organisation.employees=30"]
    long = Money.of([simulate(load("baseline", settings, LONGEST), seed) for seed in (1, 2)])
    assert long.hours.shape == (2, len(YEARS), len(ROLES))
    for place, years in enumerate(YEARS):
        for run in (0, 1):
            short = simulate(load("baseline", settings, 52 * years), run + 1)
            values = summarise(short.ledger, groups=short.groups, target=0.6, money=short.money).values
            for name in (*COSTS, *BENEFITS):
                assert long.lines[name][run, place] == pytest.approx(values[name], rel=1e-9)
            assert long.net[run, place] == pytest.approx(values["net_benefit_nok"], abs=0.01)
            assert long.hours[run, place].sum() == pytest.approx(values["own_hours"])


def test_money_comes_back_from_the_week_in_which_it_stays_above_nothing() -> None:
    run = simulate(load("baseline", ["organisation.employees=30"], LONGEST), 1)
    cost = float(sum(run.money[name].sum() for name in COSTS))
    others = {name: np.zeros(LONGEST) for name in ("hours_nok", "knowledge_nok")}
    for needs, back in ((0.0, np.nan), (2.0 * cost, 100.0)):
        lines = {**run.money, **others, "needs_nok": np.where(np.arange(LONGEST) == 99, needs, 0.0)}
        assert np.array_equal(Money.of([dataclasses.replace(run, money=lines)]).back, [back], equal_nan=True)
