import math

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.demands.statistics import pace
from crmsim.analysis.uptake import appeals, explained, explained_share
from crmsim.mechanisms import PHASES
from crmsim.mechanisms.state import REJECTED, TRIAL
from crmsim.scenario import load
from crmsim.simulation import Simulation


def finished(settings: list[str], weeks: int = 104, seed: int = 0) -> Simulation:
    simulation = Simulation(load("baseline", settings, weeks=weeks), seed)
    for _ in simulation.slices(weeks):
        pass
    return simulation


def test_the_share_explained_is_that_of_the_variances() -> None:
    assert explained_share([0.4, 0.6], [0.5, 0.5]) == 1.0
    assert explained_share([0.5, 0.5], [0.4, 0.6]) == 0.0
    assert explained_share([0.4, 0.6, math.nan], [0.2, 0.6, 0.9]) == pytest.approx(0.01 / (0.01 + 0.04))
    assert math.isnan(explained_share([0.5, 0.5], [0.3, 0.3])) and math.isnan(explained_share([math.nan], [0.3]))


def test_appeal_is_that_of_the_compiled_week() -> None:
    """Read back from the intensity of users, which hangs on appeal, threshold and habit as they stood."""
    simulation = Simulation(load("baseline", weeks=60), 0)
    for _ in simulation.slices(59):
        pass
    simulation._advance(60, 60, 0, PHASES.index("adoption"))
    people, q = simulation.state.people, simulation.scenario.adoption
    users = (people.present == 1) & (people.stage >= TRIAL) & (people.stage != REJECTED)
    odds = np.log(people.intensity[users] / (1.0 - people.intensity[users]))
    margin = (odds - q.habit_weight * (people.habit[users] - 0.5)) / q.steepness
    assert users.sum() > 30
    assert appeals(simulation)[users].tolist() == pytest.approx((margin + people.threshold[users]).tolist(), abs=1e-9)
    assert np.isnan(appeals(simulation)[people.present == 0]).all()


def test_beliefs_and_norms_explain_nothing_without_weight_and_all_without_thresholds() -> None:
    weights = ("usefulness", "ease", "norm", "leadership", "drive", "instruments", "surveillance")
    assert explained(finished([f"adoption.{name}_weight=0.0" for name in weights], 30)) == 0.0
    alike = finished(["adoption.threshold_sd=0.0", "adoption.persuasion=0.0"], 60)
    assert explained(alike) == 1.0


def weeks_to_first_use(simulation: Simulation) -> NDArray[np.float64]:
    """Weeks from access to first use, 1 for the first week, of those who have been there since all got access."""
    people, go_live = simulation.state.people, int(simulation.state.project[0].go_live)
    there = (people.present == 1) & (people.access == go_live) & (people.holder == 0) & (people.hired < go_live)
    return np.where(there & (people.first_use > 0), people.first_use - go_live + 1.0, np.nan)


def test_with_access_for_all_at_once_early_users_carry_later_ones() -> None:
    """Among everybody alike but for chance an exponential's 3.3 would come out; others' use bends the curve to an S."""
    alone = ["adoption.norm_weight=0.0", "adoption.persuasion=0.0"]
    paces = {
        name: np.mean([pace(weeks_to_first_use(finished(["project.rollout=all", *settings], seed=seed)), 74)
                       for seed in range(6)])
        for name, settings in (("together", []), ("alone", alone))
    }  # fmt: skip
    assert 1.2 < paces["together"] < 3.0
    assert paces["together"] < paces["alone"] - 0.3
