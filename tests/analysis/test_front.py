"""Settings that no other beats in everything are found, and how sure that is."""

from dataclasses import replace

import numpy as np
import pytest
from small_studies import study_of

from crmsim.analysis.front import fronts, fronts_table, on_front


def test_who_is_beaten_in_everything_is_not_on_the_front() -> None:
    points = np.array([[1.0, 3.0], [2.0, 2.0], [0.5, 2.5], [2.0, 2.0], [3.0, 0.0], [3.0, -1.0]])
    assert on_front(points).tolist() == [True, True, False, True, True, False]


def test_the_front_over_worlds_is_the_one_built_in() -> None:
    study = study_of("worlds", holes=False)
    worlds = 128
    noise = np.random.default_rng(0).normal(size=(worlds, 1))
    # Setting 1 is best in use, 0 in money; 2 is worse than 1 in both by little, as often as not by the worlds drawn.
    noise = np.random.default_rng(1).normal(size=(worlds, 3))
    use = np.array([0.3, 0.6, 0.599]) + 0.05 * (noise - noise.mean(axis=0))
    money = np.array([2.0, 1.0, 0.9]) + noise
    stored = {
        name: np.repeat(values.reshape(-1, 1), study.asked.shape[1], axis=1)
        for name, values in (("routine_share", use), ("net_benefit_nok", money))
    }
    made = replace(study, outcomes=("routine_share", "net_benefit_nok"), stored=stored)
    found = fronts(made)
    mean = found["mean"]
    assert [one.on_front for one in mean[:2]] == [True, True] and mean[0].share == 1.0 and mean[1].share > 0.5
    assert 0.2 < mean[2].share < 0.7 and not mean[2].on_front  # behind by a sixth of a standard error
    assert mean[0].measured == pytest.approx({"routine_share": use[:, 0].mean(), "net_benefit_nok": money[:, 0].mean()})
    worst = found["worst tenth"][1].measured
    assert worst["net_benefit_nok"] == pytest.approx(np.quantile(money[:, 1], 0.1))
    assert list(fronts_table(found, made)["label"][:3]) == ["done=0.2", "done=0.5", "done=0.8"]


def test_of_what_is_better_low_the_low_is_on_the_front() -> None:
    study = study_of("worlds", holes=False)
    weeks = np.tile(np.repeat([[30.0], [20.0], [25.0]], study.asked.shape[1], axis=1), (128, 1))
    share = np.tile(np.repeat([[0.2], [0.2], [0.3]], study.asked.shape[1], axis=1), (128, 1))
    made = replace(
        study, outcomes=("weeks_to_half_users", "routine_share"),
        stored={"weeks_to_half_users": weeks, "routine_share": share},
    )  # fmt: skip
    found = fronts(made)
    assert [one.on_front for one in found["mean"]] == [False, True, True]
    assert found["mean"][1].measured["weeks_to_half_users"] == 20.0
    assert fronts(replace(made, outcomes=("routine_share",))) == {} and fronts(study_of("grid")) == {}
