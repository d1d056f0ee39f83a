import numpy as np
import pytest

from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.economy import (
    AGAINST,
    BENEFITS,
    COSTS,
    SPENT,
    VALUE,
    Economy,
    costs,
    discount,
    money_lines,
    worth,
)
from crmsim.results import summarise
from crmsim.scenario import load
from crmsim.simulation import Simulation, simulate

PRICES = Economy(licence_month=600.0, training_hour=300.0, consultant_hour=1_000.0, own_hour=500.0, need_value=4_000.0,
                 fact_value=100.0)  # fmt: skip
SMALL = ("organisation.employees=40",)


def one(value: float) -> np.ndarray:
    return np.array([value])


def test_money_a_year_away_counts_less_by_the_rate() -> None:
    assert discount(1, 0.05) == 1.0
    assert discount(53, 0.05) == pytest.approx(1.0 / 1.05)
    assert discount(105, 0.0) == 1.0


def test_each_line_of_cost_is_an_amount_and_its_price() -> None:
    spent = {"licences": one(10.0), "consultant_hours": one(3.0), "training_hours": one(2.0), "own_hours": one(4.0)}
    lines = {name: float(line[0]) for name, line in costs(spent, PRICES).items()}
    assert lines["consultants_nok"] == 3_000.0 and lines["training_nok"] == 600.0 and lines["own_hours_nok"] == 2_000.0
    assert 52 * lines["licences_nok"] == pytest.approx(12 * 600.0 * 10)


def test_each_line_of_benefit_is_an_amount_and_its_price() -> None:
    lines = {name: float(line[0]) for name, line in worth(one(2.0), one(3.0), one(5.0), PRICES).items()}
    assert lines == {"needs_nok": 8_000.0, "hours_nok": 1_500.0, "knowledge_nok": -500.0}


def columns(**given: float) -> dict[str, np.ndarray]:
    return {name: one(given.get(name, 0.0)) for name in (*SPENT, *AGAINST)}


def net(lines: dict[str, np.ndarray]) -> float:
    return float(sum(lines[name][0] for name in BENEFITS) - sum(lines[name][0] for name in COSTS))


def test_an_hour_that_the_project_takes_from_free_time_costs_an_hour() -> None:
    lines = money_lines(columns(own_hours=3.0, free_hours=5.0), one(1.0), PRICES, True, np.array([[0.0, 8.0, 0.0]]))
    assert lines["hours_nok"][0] == 0.0 and lines["own_hours_nok"][0] == 1_500.0
    assert net(lines) == -1_500.0


def test_an_hour_that_the_project_takes_from_a_need_costs_the_need_and_no_hour_besides() -> None:
    lines = money_lines(columns(own_hours=7.0, output=4.0), one(1.0), PRICES, True, np.array([[5.0, 0.0, 0.0]]))
    assert net(lines) == -4_000.0


def test_what_has_no_price_and_what_is_not_counted_is_nothing() -> None:
    prices = Economy(need_value=0.0, fact_value=0.0, own_hour=0.0)
    given = columns(own_hours=7.0, output=4.0, free_hours=2.0, knowledge_lost=1.0)
    lines = money_lines(given, one(1.0), prices, True, np.zeros((1, 3)))
    assert net(lines) == 0.0 and lines[VALUE][0] == 0.0


def test_hours_saved_may_be_left_out_and_own_hours_cost_all_the_same() -> None:
    prices = PRICES.model_copy(update={"count_saved_hours": False})
    given = columns(own_hours=3.0, free_hours=9.0)
    lines = money_lines(given, one(1.0), prices, True, np.array([[0.0, 8.0, 0.0]]))
    assert lines["hours_nok"][0] == 0.0 and net(lines) == -1_500.0


def test_without_a_project_there_is_the_value_in_all_alone() -> None:
    lines = money_lines(columns(output=2.0, free_hours=1.0), one(0.5), PRICES, False, None)
    assert set(lines) == {VALUE} and lines[VALUE][0] == 0.5 * (8_000.0 + 500.0)


@pytest.mark.parametrize("settings", [(), ("economy.count_saved_hours=false",), ("economy.own_hour=0",)])
def test_net_benefit_is_the_value_in_all_minus_that_of_the_run_without_a_project(settings: tuple[str, ...]) -> None:
    scenario = load("baseline", [*SMALL, *settings])
    run = simulate(scenario, 3)
    values = summarise(run.ledger, groups=run.groups, target=0.6, money=run.money).values
    lines = sum(values[name] or 0.0 for name in BENEFITS) - sum(values[name] or 0.0 for name in COSTS)
    assert values["net_benefit_nok"] == pytest.approx(lines, abs=0.005)  # to the cent
    without = simulate(scenario.changed(["mechanisms.project=false", "mechanisms.system=false"]), 3)
    other = summarise(without.ledger, groups=without.groups, target=0.6, money=without.money).values
    assert other["net_benefit_nok"] is None and other["value_nok"] is not None
    assert values["net_benefit_nok"] == pytest.approx((values["value_nok"] or 0.0) - other["value_nok"], abs=0.5)


def test_hours_saved_are_free_hours_gained_and_own_hours() -> None:
    scenario = load("baseline", [*SMALL, "economy.discount_rate=0"])
    run = simulate(scenario, 3)
    without = Simulation(scenario, 3, counterfactual=True, ledger=False)
    list(without.slices(scenario.weeks))
    gained = (run.ledger[:, 0] - without.state.sums[:, 0])[:, COLUMN["free_hours"]]
    own = run.ledger[:, 0, COLUMN["own_hours"]]
    assert own.sum() > 0.0
    assert np.allclose(run.money["hours_nok"], (gained + own) * scenario.economy.own_hour, rtol=1e-9, atol=1e-6)


def test_the_run_without_a_project_has_what_is_held_against_it_with_and_without_a_ledger() -> None:
    both = [Simulation(load("baseline", SMALL), 5, counterfactual=True, ledger=ledger) for ledger in (True, False)]
    for simulation in both:
        list(simulation.slices(104))
    whole, bare = (simulation.state.sums[:, 0, [COLUMN[name] for name in AGAINST]] for simulation in both)
    assert np.array_equal(whole, bare) and np.all(whole.sum(axis=0) > 0.0)
