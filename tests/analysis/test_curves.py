"""Weekly curves hold the middle and four in five of what was run, setting by setting or over the sample."""

import numpy as np
import pandas as pd
import pytest
from small_studies import study_of

from crmsim.analysis.curves import curves
from crmsim.analysis.study import Study

WEEKS = 5


def weeks_of(study: Study, seed: int = 0) -> pd.DataFrame:
    """Every run that was made rises to its routine share, with some noise."""
    point, replicate = np.nonzero(study.done)
    end = study.stored["routine_share"][point, replicate]
    rise = np.random.default_rng(seed).normal(0.0, 0.01, (point.size, WEEKS)) + end[:, None] * np.arange(1, WEEKS + 1)
    return pd.DataFrame(
        {
            "point": np.repeat(point, WEEKS), "replicate": np.repeat(replicate, WEEKS),
            "week": np.tile(np.arange(1, WEEKS + 1), point.size), "user_share": rise.ravel(),
        }
    )  # fmt: skip


def test_of_a_sample_there_is_one_curve_over_its_settings() -> None:
    study = study_of("sobol")
    weeks = weeks_of(study)
    table = curves(study, weeks)
    assert (
        list(table["week"]) == [1, 2, 3, 4, 5] and table["setting"].isna().all() and set(table["over"]) == {"settings"}
    )
    length = len(study.problem) + 2
    ends = weeks[(weeks["week"] == 3) & (weeks["point"] % length).isin([0, length - 1])]["user_share"]
    row = table.iloc[2]
    assert (row["q10"], row["median"], row["q90"]) == pytest.approx(np.quantile(ends, [0.1, 0.5, 0.9]))
    assert row["count"] == len(ends)


def test_of_worlds_each_setting_of_the_levers_has_a_curve_over_worlds() -> None:
    study = study_of("worlds")
    weeks = weeks_of(study)
    table = curves(study, weeks)
    assert list(table["label"].unique()) == ["done=0.2", "done=0.5", "done=0.8"] and set(table["over"]) == {"worlds"}
    own = weeks[(weeks["week"] == 5) & (weeks["point"] % 3 == 2)].groupby("point")["user_share"].mean()
    row = table[(table["setting"] == 2) & (table["week"] == 5)].iloc[0]
    assert row["count"] == 128 and row["median"] == pytest.approx(own.median())


def test_of_few_chosen_settings_each_has_a_curve_over_runs_and_what_is_undefined_is_left_out() -> None:
    study = study_of("grid")
    weeks = weeks_of(study)
    weeks["user_share"] = weeks["user_share"].astype("Float64")
    weeks.loc[(weeks["point"] == 0) & (weeks["week"] == 1), "user_share"] = pd.NA
    table = curves(study, weeks)
    assert table["label"].nunique() == 6 and set(table["over"]) == {"runs"}
    assert list(table[table["setting"] == 0]["week"]) == [2, 3, 4, 5]
    assert set(table[table["setting"] == 1]["count"]) == {99}  # a run of it is missing
    assert curves(study, weeks.drop(columns="user_share")).empty
