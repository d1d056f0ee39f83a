"""Ties and people that differ and last: what stays of them from year to year, and what spreads of what is done."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from crmsim.mechanisms.climate import LOW_QUALITY
from crmsim.scenario import load
from crmsim.simulation import Simulation

SEEDS = range(5)


def at_weeks(seed: int, weeks: tuple[int, ...], settings: tuple[str, ...] = ()) -> dict[int, dict[str, Any]]:
    """Ties and people of the baseline after each of these weeks."""
    simulation = Simulation(load("baseline", settings, weeks=max(weeks)), seed)
    result = {}
    for week in weeks:
        for _ in simulation.slices(week):
            pass
        ties, people = simulation.state.ties, simulation.state.people
        result[week] = {
            "quality": ties.quality.copy(), "tied": ties.contact > 0.0, "energy": people.energy[people.present == 1],
            "mean": people.mean_quality[people.present == 1].copy(),
        }  # fmt: skip
    return result


@pytest.fixture(scope="module")
def years() -> list[dict[int, dict[str, Any]]]:
    return [at_weeks(seed, (1, 52, 53, 104)) for seed in SEEDS]


@pytest.mark.parametrize(("one", "other"), [(1, 53), (52, 104)])
def test_a_tie_is_recognised_after_a_year(years: list[dict[int, dict[str, Any]]], one: int, other: int) -> None:
    for at in years:
        both = at[one]["tied"] & at[other]["tied"]
        assert np.corrcoef(at[one]["quality"][both], at[other]["quality"][both])[0, 1] > 0.5


@pytest.mark.parametrize("week", [1, 52, 104])
def test_ties_and_people_differ_as_they_were_measured_to(years: list[dict[int, dict[str, Any]]], week: int) -> None:
    # 855 ties of 46 consultants: mean .70, SD .23, SD over raters .12; SSB 2022 for energy.
    quality = np.array([[at[week]["quality"][at[week]["tied"]].mean(), at[week]["quality"][at[week]["tied"]].std(),
                         at[week]["mean"].std()] for at in years]).mean(axis=0)  # fmt: skip
    assert quality == pytest.approx([0.70, 0.23, 0.12], abs=0.035)
    assert np.mean([at[week]["energy"].std() for at in years]) > 0.1


def test_without_contagion_what_was_done_to_one_department_stays_there() -> None:
    # D5: low quality let loose among one department's own ties lowers those of others, and only by spreading.
    def elsewhere(contagion: float, harmed: bool) -> tuple[float, float]:
        settings = [
            f"climate.contagion={contagion}",
            "exchange.requests_per_week=0",
            "exchange.offers=0",
            "mechanisms.turnover=false",
        ]
        simulation = Simulation(load("baseline", settings, weeks=30), 2)
        state = simulation.state
        source = np.repeat(state.people.department, np.diff(state.start))
        inside = (source == 0) & (state.ties.department == 0)
        outside = (source != 0) & (state.ties.contact > 0.0)
        if harmed:
            state.ties.quality[inside] = 0.2
        for _ in simulation.slices(30):
            pass
        return float(state.ties.quality[outside].mean()), float((state.ties.quality[outside] < LOW_QUALITY).mean())

    assert elsewhere(0.0, True) == elsewhere(0.0, False)
    spread, calm = elsewhere(0.08, True), elsewhere(0.08, False)
    assert spread[0] < calm[0] - 0.001 and spread[1] > calm[1]


def test_what_is_done_to_a_tie_lasts_in_part() -> None:
    def after(weeks: int, lasting: float) -> float:
        settings = [f"climate.lasting={lasting}", "exchange.requests_per_week=0", "mechanisms.turnover=false"]
        gap = []
        for shift in (0.0, -0.3):
            simulation = Simulation(load("baseline", settings, weeks=weeks), 2)
            simulation.state.ties.quality[:] = np.clip(simulation.state.ties.quality + shift, 0.0, 1.0)
            for _ in simulation.slices(weeks):
                pass
            gap.append(simulation.state.ties.quality.mean())
        return float(gap[0] - gap[1])

    assert after(4, 0.01) > 0.15  # felt at once
    assert 0.02 < after(104, 0.01) < 0.08 and after(104, 0.0) < 0.005


def test_energy_is_lower_where_people_are_watched() -> None:
    def energy(surveillance: float) -> float:
        settings = (f"motivation.surveillance={surveillance}",)
        return float(np.mean([at_weeks(seed, (104,), settings)[104]["energy"].mean() for seed in (1, 2, 3)]))

    assert energy(0.9) < energy(0.0) - 0.01


def test_trust_across_departments_heals_conflict_and_distrust_feeds_it() -> None:
    def conflict(shift: float) -> float:
        simulation = Simulation(load("baseline", ["market.conflict=0.4"], weeks=8), 4)
        simulation.state.ties.quality[:] = np.clip(simulation.state.ties.quality + shift, 0.0, 1.0)
        for _ in simulation.slices(8):
            pass
        return float(simulation.state.conflict[0, 1])

    assert conflict(0.3) < 0.4 < conflict(-0.3)
