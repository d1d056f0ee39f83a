"""The rows of the demands: each has a key and is measured; no worlds share random numbers; states are read as is."""

from __future__ import annotations

import io
import math
import sys
from typing import Any

import numpy as np
import pytest

from benchmarks.demands import __main__ as demands
from benchmarks.demands import sides
from benchmarks.demands.measured import AT, NAMES, measure, tie_spread
from benchmarks.demands.population import FROM_FIT, SIZES, Population, levers, seeds
from benchmarks.demands.search import JUDGED_FROM, nearness
from benchmarks.demands.study import Amounts, Study, known_scenarios
from benchmarks.demands.table import bounded, within
from benchmarks.demands.workers import Asked, Measured, Workers
from crmsim.scenario import load

TEXT = demands.targets()
TINY = Amounts(20, 2, 3, 1, 2, 4, 3, 2, 2, 3)


def test_every_demand_has_a_key_of_its_own() -> None:
    keys = [row["key"] for row in TEXT["demand"]]
    assert len(set(keys)) == len(keys) == len(TEXT["demand"])
    assert not set(keys) & set(TEXT["target"])


def test_priors_come_from_rows_to_fit_and_declared_intervals_alone() -> None:
    from crmsim.declaration.parameter import extra
    from crmsim.scenario.schema import fields

    assert {TEXT["target"][row]["use"] for row, _, _ in FROM_FIT} == {"fit"}
    population = Population(40, TEXT["target"])
    assert population.fitted
    known = fields()
    for key in population.settings[0]:
        if key == "organisation.employees":
            low, high = SIZES
        elif key in population.fitted:
            low, high = population.fitted[key]
        else:
            low, high = extra(known[key])["interval"]
        column = population.column(key)
        assert low <= column.min() and column.max() <= high, key
    assert set(levers()) <= set(population.settings[0])
    assert not any(key.startswith("scenario.") for key in population.settings[0])


def test_no_two_worlds_share_their_random_numbers() -> None:
    every = [seed for world in range(50) for seed in seeds(world, 3)]
    assert len(set(every)) == 150
    assert max(every) < JUDGED_FROM


def test_a_row_is_met_within_its_bounds_and_says_by_how_much_it_is_missed() -> None:
    assert within("a", 0.2, {"low": 18.0, "high": 70.0}, "", scale=100.0).met == "yes"
    low, high = (within("a", value, {"low": 18.0, "high": 70.0}, "") for value in (10.0, 75.0))
    assert (low.met, low.missed, high.missed) == ("no", "8 too low", "5 too high")
    assert within("a", 5.4, {"value": 5}, "").met == "yes"
    assert within("a", 4.0, {"value": 5}, "").missed == "1 too low"
    assert within("a", math.nan, {"value": 5}, "").met == "unknown"
    assert bounded("a", 0.9, 0.9, True, "").met == "yes"
    assert bounded("a", 0.15, 0.1, False, "", percent=True).missed == "by 5 %"


def measured(**columns: list[list[float]]) -> Measured:
    first = np.array(next(iter(columns.values())))
    values = np.full((*first.shape, len(NAMES)), np.nan)
    for name, value in columns.items():
        values[:, :, AT[name]] = value
    return Measured(values, ())


def test_the_search_prefers_success_then_what_comes_nearer_to_it() -> None:
    found = nearness(
        measured(
            success=[[0, 1], [0, 0], [0, 0], [1, 1]],
            routine_share=[[0.1, 0.7], [0.55, 0.55], [0.3, 0.3], [0.65, 0.65]],
            net_benefit_nok=[[-9e6, 1e5], [1e6, 1e6], [1e6, 1e6], [1.0, 1.0]],
        ),
        0.6,
    )
    assert np.argsort(found).tolist() == [2, 1, 0, 3]


def test_the_spread_of_ties_is_over_those_with_contact_and_shares_are_of_ratings_in_five_steps() -> None:
    class Rated:
        people = np.zeros(2)
        start = np.array([0, 2, 4])
        ties = np.rec.fromarrays([[1.0, 1.0, 1.0, 0.0], [0.36, 0.7, 0.9, 0.1]], names=["contact", "quality"])

    mean, sd, high, low, rater = tie_spread(Rated)
    assert (mean, high, low) == pytest.approx((1.96 / 3, 2 / 3, 1 / 3))  # .7 comes nearest to .75
    assert sd == pytest.approx(np.std([0.36, 0.7, 0.9]))
    assert rater == pytest.approx(np.std([0.53, 0.9], ddof=1))


def test_no_two_measures_share_a_name() -> None:
    assert len(AT) == len(NAMES)


def test_a_run_is_measured_as_the_package_tells_it() -> None:
    import crmsim

    settings = {"organisation.employees": 30}
    result = measure(load("technology_alone", settings), 3, "run")
    run = crmsim.run("technology_alone", seed=3, settings=settings)
    for name, value in run.summary.values.items():
        assert result[AT[name]] == pytest.approx(math.nan if value is None else value, nan_ok=True), name
    assert run.binds is not None and run.binds.stuck == pytest.approx(
        {name: result[AT[f"stuck_{name}"]] for name in run.binds.stuck}
    )
    weekly = measure(load("technology_alone", settings), 3, "weeks")
    assert weekly[AT["user_share"]] == result[AT["user_share"]]
    assert 0.0 < weekly[AT["end_mean"]] < 1.0 and math.isnan(weekly[AT["cost_nok"]])


@pytest.mark.slow
def test_every_row_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """All rows of docs/targets.toml, from as few runs as will do; tests and other versions are left to the command."""
    monkeypatch.setattr(sides, "oracles", lambda: (1, 0, ""))
    monkeypatch.setattr(sides, "cost_of_a_run", lambda: "not asked")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    scenarios = known_scenarios()
    with Workers(2, scenarios) as workers:
        study = Study(workers, scenarios, TINY, TEXT["target"])
        for part in demands.PARTS:
            text = demands.part_text(study, TEXT, part, table=False)
            assert text.count("Measured:") == len(demands.asked_rows(TEXT, part))


@pytest.mark.slow
def test_a_run_that_fails_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    asked: list[Any] = [Asked(settings={"organisation.employees": 20}, seeds=range(20), how="use")]
    asked.append(Asked(settings={"organisation.employees": 4}, seeds=[0], how="use"))  # who cannot have 6.7 ties each
    with Workers(1, {}) as workers:
        result = workers.measured(asked)
    assert np.isfinite(result["user_share"][0]).all() and np.isnan(result["user_share"][1]).all()
    assert len(result.errors) == 1 and "cannot have so many ties" in result.errors[0]
