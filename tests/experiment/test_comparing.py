"""What is compared, and what is refused."""

import numpy as np
import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment.comparing import comparing, parsed_precision
from crmsim.runner.compare import compute
from crmsim.scenario import as_settings, load
from crmsim.scenario.work import refuse_absurd

USUAL = {"runs": 10}


def test_the_first_is_the_reference_and_what_ifs_are_labelled() -> None:
    made = comparing(["baseline", "giver_rich"], what_if=["people.takers=.3,leadership.done=.2"], **USUAL)
    assert tuple(made.others) == ("baseline", "giver_rich", "people.takers=0.3, leadership.done=0.2")
    assert made.others["people.takers=0.3, leadership.done=0.2"].people.takers == pytest.approx(0.3)
    assert made.others["baseline"].people.takers != pytest.approx(0.3)


def test_settings_and_weeks_hold_for_all() -> None:
    made = comparing(
        ["baseline"], what_if=[{"people.takers": 0.3}], settings={"leadership.done": 0.1}, weeks=30, **USUAL
    )
    assert [s.leadership.done for s in made.others.values()] == [0.1, 0.1]
    assert [s.scenario.weeks for s in made.others.values()] == [30, 30]


def test_a_loaded_scenario_can_be_compared_and_changed() -> None:
    made = comparing([load("baseline")], what_if=["people.takers=.3"], weeks=12, **USUAL)
    assert [s.scenario.weeks for s in made.others.values()] == [12, 12]
    assert load(made.others["baseline"]) is made.others["baseline"]


def test_settings_of_python_values() -> None:
    (setting,) = as_settings({"people.takers": np.float64(0.3)}, "settings")
    assert setting.value == 0.3 and type(setting.value) is float
    assert as_settings("people.takers=.3", "settings")[0].key == "people.takers"


def test_equal_names_are_told_apart() -> None:
    assert tuple(comparing(["baseline", "baseline", "baseline"], **USUAL).others) == (
        "baseline",
        "baseline (2)",
        "baseline (3)",
    )


@pytest.mark.parametrize(
    ("given", "more", "pattern"),
    [
        ([], {}, "no scenario"),
        (["baseline"], {}, "nothing to be compared"),
        (["baseline", "giver_rich"], {"runs": 1}, "runs"),
        (["baseline", "giver_rich"], {"runs": 10.0}, "not a whole number"),
        (["baseline", "giver_rich"], {"runs": True}, "not a whole number"),
        (["baseline", "giver_rich"], {"seed": -1}, "seed"),
        (["baseline", "giver_rich"], {"most": 100}, "goes with a precision"),
        (["baseline", "giver_rich"], {"precision": {"routine_share": 0.01}}, "30 or more"),
        (["baseline", "giver_rich"], {"runs": 50, "precision": {"success": 0.01}}, "100 or more"),
        (["baseline", "giver_rich"], {"runs": 50, "precision": {"routine_shar": 0.01}}, "Did you mean 'routine_share'"),
        (["baseline", "giver_rich"], {"runs": 50, "precision": {"routine_share": 0.0}}, "above 0"),
        (["baseline", "giver_rich"], {"runs": 50, "most": 40, "precision": {"routine_share": 0.1}}, "most"),
        (["baseline"], {"what_if": [[]]}, "alternative"),
        (["baseline"], {"what_if": ["scenario.weeks=7"]}, "different numbers of weeks"),
        (["baseline"] * 65, {}, "scenarios"),
    ],
)
def test_refusals(given: list[str], more: dict, pattern: str) -> None:
    with pytest.raises(CrmsimError, match=pattern):
        comparing(given, **{**USUAL, **more})


def test_a_million_people_for_two_years_is_not_absurd() -> None:
    refuse_absurd([load("baseline", ["organisation.employees=1_000_000"])], 1, 1)


def test_absurd_amounts_of_work_and_of_threads_are_refused() -> None:
    with pytest.raises(CrmsimError, match="GB of memory"):
        compute(comparing(["baseline", "giver_rich"], runs=1_000_000, weeks=500))
    with pytest.raises(CrmsimError, match="jobs"):
        compute(comparing(["baseline", "giver_rich"], runs=2), jobs=0)


def test_a_precision_is_typed_as_a_setting_is() -> None:
    assert parsed_precision(["routine_share=.01", "net_benefit_nok=1e5"]) == {
        "routine_share": 0.01, "net_benefit_nok": 1e5,
    }  # fmt: skip
    with pytest.raises(CrmsimError, match="not a number"):
        parsed_precision(["routine_share=much"])


def test_a_precision_goes_on_to_ten_times_the_runs_unless_said() -> None:
    made = comparing(["baseline", "giver_rich"], runs=40, precision={"routine_share": 0.01})
    assert (made.runs.least, made.runs.most, made.runs.of) == (40, 400, "difference")
