"""The tables of a comparison."""

import numpy as np
import pandas as pd
import pytest
from pretend import pretend

from crmsim.experiment.comparing import MAIN
from crmsim.mechanisms import OUTCOMES
from crmsim.results.weekly import PLACE


def test_the_tidy_frame_has_a_row_for_every_scenario_run_and_outcome() -> None:
    frame = pretend(3, 10).frame()
    assert len(frame) == 3 * 10 * len(OUTCOMES)
    assert not frame.duplicated(["scenario", "run", "outcome"]).any()
    missing = frame["value"].isna()
    assert missing.any()
    assert (missing == frame["reason"].notna()).all()
    assert not np.isnan(frame["value"].dropna().to_numpy(dtype=float)).any()


def test_a_row_a_run_holds_the_same_values() -> None:
    comparison = pretend(2, 10)
    wide = comparison.runs()
    assert len(wide) == 20
    long = comparison.frame()
    one = long[(long["scenario"] == "baseline") & (long["run"] == 3) & (long["outcome"] == "user_share")][
        "value"
    ].item()
    assert wide.loc[(wide["scenario"] == "baseline") & (wide["run"] == 3), "user_share"].item() == one
    assert wide["payoff"].isna().all()
    censored = wide[wide["weeks_to_half_users_censored"]]
    assert set(censored["scenario"]) == {"project.leader_style=taker"} and len(censored) == 5


def test_differences_are_taken_run_by_run_main_outcomes_first() -> None:
    comparison = pretend(3, 100)
    table = comparison.differences()
    assert tuple(table["outcome"][: len(MAIN)]) == MAIN
    assert len(table) == 2 * len(OUTCOMES)
    row = table[(table["alternative"] == "giver_rich") & (table["outcome"] == "routine_share")].iloc[0]
    place = PLACE["routine_share"]
    by_run = comparison.values[2, :, place] - comparison.values[0, :, place]
    assert row["mean"] == pytest.approx(by_run.mean())
    assert row["sd"] == pytest.approx(by_run.std(ddof=1))


def test_the_correction_counts_what_is_shown() -> None:
    # payoff is undefined everywhere, so one outcome fewer is shown in each of two differences
    comparison = pretend(3, 100)
    table = comparison.differences()
    assert int(table["mean"].notna().sum()) == 2 * (len(OUTCOMES) - 1)
    alone = pretend(2, 100).differences()
    first = table[(table["alternative"] == "project.leader_style=taker") & (table["outcome"] == "user_share")].iloc[0]
    assert first["single_high"] - first["single_low"] < first["high"] - first["low"]
    assert len(alone) == len(OUTCOMES)


def test_undefined_runs_are_dropped_and_counted() -> None:
    table = pretend(2, 100).differences().set_index("outcome")
    assert table.loc["market_orientation", "dropped"] == 10
    assert table.loc["market_orientation", "pairs"] == 90
    assert table.loc["payoff", "verdict"] == "undefined"
    assert table.loc["payoff", "reason"] == "nobody was employed"
    assert table.loc["payoff", "mean"] is pd.NA
    assert table.loc["weeks_to_half_users", "censored_alternative"] == 50


def test_curves_and_output_by_style() -> None:
    comparison = pretend(3, 20, 30)
    curves = comparison.curves()
    assert len(curves) == 3 * 4 * 30
    assert (curves["low"] <= curves["mean"] + 1e-12).all() and (curves["mean"] <= curves["high"] + 1e-12).all()
    by_style = comparison.by_style().set_index(["scenario", "style"])
    assert by_style.loc[("giver_rich", "taker"), "runs"] == 0
    assert by_style.loc[("giver_rich", "taker"), "mean"] is pd.NA


def test_repr_is_one_line() -> None:
    assert repr(pretend(2, 5, 12, asked=9)) == (
        "<Comparison of baseline, project.leader_style=taker: 5 of 9 paired runs of 12 weeks>"
    )
