"""Every design has the analyses it allows, with what is missing counted and left out."""

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from small_studies import LONG, OUTCOMES, study_of

from crmsim.analysis.findings import More, findings_of
from crmsim.analysis.peeling import Choice
from crmsim.analysis.settings import arranged
from crmsim.analysis.study import as_text
from crmsim.errors import CrmsimError

TABLES = {
    "scenarios": {"settings", "differences", "response"},
    "grid": {"settings", "differences", "interactions", "response"},
    "one_at_a_time": {"settings", "differences"},
    "lhs": {"response", "correlations", "conditions", "peeling", "boxes"},
    "sobol": {"response", "variance", "variance_total", "conditions", "peeling", "boxes"},
    "groups": {"response", "variance", "variance_total", "ratio", "conditions", "peeling", "boxes"},
    "morris": {"effects", "conditions"},
    "worlds": {"settings", "differences", "robustness", "fronts", "conditions", "peeling", "boxes"},
}


@pytest.mark.parametrize("kind", TABLES)
def test_the_analyses_of_a_design(kind: str) -> None:
    result = findings_of(study_of(kind))
    searched = set() if find_spec("ema_workbench") else {"conditions", "peeling", "boxes"}
    assert set(result.tables) - searched == {"outcomes", "missing", *TABLES[kind]} - searched
    outcomes = result.tables["outcomes"].set_index("outcome")
    assert list(outcomes.index) == list(OUTCOMES)
    assert outcomes.loc["success", "missing"] == 1 and outcomes.loc["net_benefit_nok", "undefined"] == 1
    assert len(result.tables["missing"]) == 1


@pytest.mark.parametrize(
    ("success", "expected"),
    [(0.0, "do not fail; in this one all do"), (1.0, "in this one none does"), (None, "at least 20 runs that fail")],
)
def test_a_box_of_a_search_that_was_not_made_is_refused_with_the_reason(success: float | None, expected: str) -> None:
    if not find_spec("ema_workbench"):
        pytest.skip("needs the extra crmsim[conditions]")
    made = study_of("lhs")
    values = np.full_like(made.stored["success"], 1.0 if success is None else success)
    values[:5] = 0.0 if success is None else values[:5]
    with pytest.raises(CrmsimError, match="no conditions of failure were searched for") as told:
        findings_of(replace(made, stored={**made.stored, "success": values}), more=More(Choice(coverage=0.5)))
    assert told.value.key == "--coverage" and expected in str(told.value)


def test_true_and_false_are_told_as_a_file_has_them() -> None:
    assert [as_text(value) for value in (True, np.False_, 1.0, "ring")] == ["true", "false", "1", "ring"]
    made = study_of("grid")
    names = list(made.columns)
    switched = replace(made, points=made.points.assign(**{names[0]: True}))
    assert f"{names[0].rpartition('.')[2]}=true" in switched.label(0)


def test_settings_tell_runs_missing_undefined_and_open_intervals() -> None:
    table = findings_of(study_of("grid")).tables["settings"].set_index(["outcome", "setting"])
    assert table.loc[("routine_share", 1), "missing"] == 1 and table.loc[("routine_share", 1), "runs"] == 99
    assert table.loc[("net_benefit_nok", 5), "undefined"] == 1
    share = table.loc["success"]
    assert (share["low"] < share["high"]).all() and share["low"].min() >= 0.0 and share["high"].max() <= 1.0
    assert table.loc[("weeks_to_half_users", 0), "high"] is None or np.isnan(
        table.loc[("weeks_to_half_users", 0), "high"]
    )


def test_differences_are_paired_corrected_together_and_sized() -> None:
    study = study_of("grid", holes=False)
    result = findings_of(study)
    one = next(a for a in result.against if a.difference.outcome == "routine_share" and a.setting == 4)
    difference = study.stored["routine_share"][4] - study.stored["routine_share"][0]
    assert one.difference.mean == pytest.approx(difference.mean())
    assert one.effect.d_z == pytest.approx(difference.mean() / difference.std(ddof=1))
    assert one.difference.high - one.difference.low > one.difference.single_high - one.difference.single_low  # type: ignore[operator]
    assert one.difference.verdict == "better" and one.difference.superiority == 1.0
    still = next(a for a in result.against if a.difference.outcome == "weeks_to_half_users")
    assert still.difference.verdict == "identical"
    table = result.tables["differences"]
    assert len(table) == 5 * 4 and {"d_z", "d_pooled", "superiority", "variance_saved", "leadership.said"} <= set(table)


def test_in_worlds_a_pair_is_a_world() -> None:
    study = study_of("worlds", holes=False)
    result = findings_of(study)
    one = result.against[0].difference
    assert one.pairs == 128
    by_world = study.stored["routine_share"].mean(axis=1).reshape(128, 3)
    assert one.mean == pytest.approx((by_world[:, 1] - by_world[:, 0]).mean())
    assert arranged(study, "routine_share") == pytest.approx(by_world)
    robust = result.robust["routine_share"]
    assert sum(each.best for each in robust) == pytest.approx(128)
    assert robust[2].best > 100 and robust[2].better > 0.9 and robust[0].near == 1.0  # type: ignore[operator]
    share = result.tables["settings"].set_index(["outcome", "setting"]).loc[("success", 0)]
    assert share["worlds"] == 128
    verdicts = {a.difference.verdict for a in result.against if a.difference.outcome == "success"}
    assert "better" in verdicts


def test_a_missing_run_takes_its_base_row_and_trajectory() -> None:
    variance = findings_of(study_of("sobol")).variance
    assert variance["routine_share"].dropped == 1 and variance["net_benefit_nok"].dropped == 2
    assert variance["weeks_to_half_users"].problem == "nothing varies"
    effects = findings_of(study_of("morris")).effects
    assert effects["routine_share"].dropped == 1 and effects["net_benefit_nok"].dropped == 2


def test_groups_and_what_technology_has_beside_behaviour_and_process() -> None:
    result = findings_of(study_of("groups", holes=False))
    ratio = result.tables["ratio"].set_index(["outcome", "counted"])
    row = ratio.loc[("routine_share", "parted")]
    assert row["of"] == "behaviour + process" and row["against"] == "technology"
    # weights 1, -1/2, 1/4, -1/8 of uniform factors; the second is technology's
    assert row["share"] == pytest.approx((1 + 1 / 16 + 1 / 64) / (1 + 1 / 4 + 1 / 16 + 1 / 64), abs=0.05)
    assert row["share_low"] < row["share"] < row["share_high"]
    indices = result.tables["variance"].set_index(["outcome", "factor"])
    assert indices.loc[("routine_share", "seed"), "first"] > 0.0
    assert np.isnan(indices.loc[("routine_share", "seed"), "first_decided"])


def test_conditions_of_failure_are_those_built_in() -> None:
    pytest.importorskip("ema_workbench", reason="the extra crmsim[conditions] is not installed")
    result = findings_of(study_of("lhs", holes=False)).conditions
    assert result is not None and result.reason is None
    limits = {limit.factor: limit for limit in result.limits}
    assert limits["exchange.cost"].low is None and limits["exchange.cost"].high is not None


def test_responses_average_over_all_else() -> None:
    study = study_of("three", holes=False)
    table = findings_of(study).tables["response"]
    row = table[(table["outcome"] == "routine_share") & (table["factor"] == LONG) & (table["at"] == 2.0)].iloc[0]
    inside = (study.points[LONG] == 2.0).to_numpy()
    assert row["mean"] == pytest.approx(study.stored["routine_share"][inside].mean())
    assert row["runs"] == 100


@pytest.mark.parametrize("kind", ["grid", "lhs", "groups", "morris"])
def test_the_same_study_says_the_same(kind: str) -> None:
    one, other = (findings_of(study_of(kind)).tables for _ in range(2))
    for name, table in one.items():
        assert table.to_csv() == other[name].to_csv()


def test_settings_with_different_numbers_of_runs_are_paired_over_those_both_have() -> None:
    study = study_of("grid", holes=False)
    asked = study.asked.copy()
    asked[3, 60:] = False
    stored = {name: np.where(asked, values, np.nan) for name, values in study.stored.items()}
    result = findings_of(replace(study, asked=asked, done=asked, stored=stored))
    pairs = {one.setting: one.difference for one in result.against if one.difference.outcome == "routine_share"}
    assert (pairs[3].pairs, pairs[3].dropped, pairs[2].pairs) == (60, 0, 100)
    assert int(result.tables["outcomes"]["missing"].sum()) == 0


def test_what_an_experiment_says_matters_is_what_verdicts_are_held_against() -> None:
    study = study_of("grid", holes=False)
    result = findings_of(replace(study, matters={"routine_share": (0.5, 0.6, 0.7)}))
    own = [one.difference for one in result.against if one.difference.outcome == "routine_share"]
    assert {one.verdict for one in own} == {"too small to matter"} and {one.matters for one in own} == {0.6}
    assert {one.difference.matters for one in result.interactions if one.outcome == "routine_share"} == {0.6}
