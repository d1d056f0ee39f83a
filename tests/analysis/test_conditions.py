"""Conditions of failure: the box that is there is found, and none is found in noise."""

import sys

import numpy as np
import pandas as pd
import pytest

from crmsim.analysis.conditions import conditions
from crmsim.analysis.peeling import Choice
from crmsim.errors import CrmsimError


def sample(runs: int, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Failure where a is large, b small and the scenario not "two", with a tenth of errors; whole numbers and words."""
    generator = np.random.default_rng(seed)
    x = pd.DataFrame(
        {
            "a": generator.random(runs),
            "b": generator.integers(0, 10, runs),
            "scenario": generator.choice(["one", "three", "two"], runs),
            "flag": generator.random(runs) < 0.5,
            "still": 1.0,
            "z": generator.random(runs),
        }
    )
    failed = (x["a"] > 0.6) & (x["b"] < 4) & (x["scenario"] != "two")
    return x, np.where(generator.random(runs) < 0.1, ~failed, failed).astype(float)


@pytest.fixture
def installed() -> None:
    pytest.importorskip("ema_workbench", reason="the extra crmsim[conditions] is not installed")


@pytest.mark.usefixtures("installed")
def test_the_box_that_is_there_is_found_and_holds_on_the_other_half() -> None:
    x, failed = sample(2000)
    failed[:7] = np.nan
    result = conditions(x, failed, np.arange(2000))
    assert result.reason is None and (result.rows, result.dropped) == (1993, 7)
    limits = {limit.factor: limit for limit in result.limits}
    assert set(limits) == {"a", "b", "scenario"}
    assert limits["a"].low == pytest.approx(0.57, abs=0.06) and limits["a"].high is None
    assert limits["b"].high == pytest.approx(3.5) and limits["scenario"].values == ("one", "three")
    assert max(limit.quasi_p for limit in result.limits) < 0.05
    assert result.density == pytest.approx(0.85, abs=0.1) and result.coverage > 0.4  # type: ignore[operator]
    assert result.lift_low > 0.5 and result.lift == pytest.approx(result.density - result.base)  # type: ignore[operator]
    assert result.trajectory is not None and result.trajectory["chosen"].sum() == 1
    again = conditions(x, failed, np.arange(2000))
    assert (again.limits, again.lift_low) == (result.limits, result.lift_low)


@pytest.mark.usefixtures("installed")
def test_any_box_of_the_search_can_be_told_and_is_judged_on_the_other_half() -> None:
    x, failed = sample(1200)
    told = conditions(x, failed, np.arange(1200))
    steps, boxes = told.trajectory, told.boxes
    assert steps is not None and boxes is not None
    assert sorted(boxes["box"].unique()) == list(range(1, len(steps)))
    limited = boxes.groupby("box")["factor"].nunique()
    assert (limited == steps.set_index("step")["restricted"][limited.index]).all()

    thin = Choice(step=len(steps) - 1)
    result = conditions(x, failed, np.arange(1200), thin)
    own = boxes[boxes["box"] == thin.step].set_index("factor")
    assert {limit.factor for limit in result.limits} == set(own.index) >= {"a", "b", "scenario"}
    low = next(limit.low for limit in result.limits if limit.factor == "a")
    assert low == own.loc["a", "low"] == pytest.approx(0.6, abs=0.1)
    assert result.density_found == pytest.approx(steps["density"].iloc[-1])  # the box is told as it stands in the table
    assert result.coverage_found == pytest.approx(steps["coverage"].iloc[-1])
    # Of all rows in the true box nine in ten fail; of the other half, this box has hardly others in it.
    assert result.density == pytest.approx(0.9, abs=0.1) and result.density != result.density_found

    wide = steps.loc[Choice(coverage=0.6).among(steps)]
    assert wide["density"] == steps[steps["coverage"] >= 0.6]["density"].max() and wide["coverage"] >= 0.6
    dense = steps.loc[Choice(density=0.5).among(steps)]
    assert dense["coverage"] == steps[steps["density"] >= 0.5]["coverage"].max() and dense["density"] >= 0.5


@pytest.mark.parametrize(
    ("choice", "key"), [(Choice(step=99), "--box"), (Choice(density=0.999), "--density"), (Choice(step=0), "--box")]
)
def test_a_box_that_is_not_there_is_refused(choice: Choice, key: str) -> None:
    steps = pd.DataFrame({"step": [0, 1], "coverage": [1.0, 0.8], "density": [0.2, 0.4], "restricted": [0, 1]})
    with pytest.raises(CrmsimError) as caught:
        choice.among(steps)
    assert caught.value.key == key


@pytest.mark.usefixtures("installed")
def test_noise_alone_has_no_condition() -> None:
    result = 0
    for seed in range(10):
        generator = np.random.default_rng(seed)
        x = pd.DataFrame(generator.random((400, 5)), columns=list("abcde"))
        result += conditions(x, (generator.random(400) < 0.3).astype(float), np.arange(400)).reason is None
    assert result <= 1


@pytest.mark.usefixtures("installed")
def test_runs_of_one_world_are_not_parted() -> None:
    # Every world is drawn once and seen ten times: a box on world numbers would hold on the other half if parted.
    generator = np.random.default_rng(1)
    worlds = np.repeat(np.arange(120), 10)
    x = pd.DataFrame(generator.random((120, 6))[worlds], columns=list("abcdef"))
    failed = (generator.random(120) < 0.4).astype(float)[worlds]
    assert conditions(x, failed, worlds).reason == "no condition"


@pytest.mark.parametrize(
    ("failed", "units", "reason"),
    [
        (np.zeros(300), np.arange(300), "no failure"),
        (np.ones(300), np.arange(300), "only failures"),
        (np.r_[np.ones(10), np.zeros(290)], np.arange(300), "too few cases"),
        (np.tile([0.0, 1.0], 150), np.arange(300) // 6, "too few runs"),
    ],
)
def test_what_cannot_be_searched_says_why(failed: np.ndarray, units: np.ndarray, reason: str) -> None:
    x, _ = sample(300)
    result = conditions(x, failed, units)
    assert result.reason == reason and result.limits == () and result.density is None


def test_without_the_extra_the_user_is_told_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    x, failed = sample(600)
    with pytest.raises(CrmsimError, match=r"crmsim\[conditions\]"):
        conditions(x, failed, np.arange(600))
