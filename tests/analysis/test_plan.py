"""What is compared, and what is refused."""

import numpy as np
import pytest

from crmsim.analysis.plan import plan
from crmsim.errors import CrmsimError
from crmsim.scenario import as_settings, load
from crmsim.scenario.work import refuse_absurd

USUAL = {"runs": 10, "seed": 0, "jobs": 2}


def test_the_first_is_the_reference_and_what_ifs_are_labelled() -> None:
    made = plan(["baseline", "giver_rich"], what_if=["people.takers=.3,leadership.done=.2"], **USUAL)
    assert made.labels == ("baseline", "giver_rich", "people.takers=0.3, leadership.done=0.2")
    assert made.scenarios[2].people.takers == pytest.approx(0.3)
    assert made.scenarios[0].people.takers != pytest.approx(0.3)


def test_settings_and_weeks_hold_for_all() -> None:
    made = plan(["baseline"], what_if=[{"people.takers": 0.3}], settings={"leadership.done": 0.1}, weeks=30, **USUAL)
    assert [s.leadership.done for s in made.scenarios] == [0.1, 0.1]
    assert [s.scenario.weeks for s in made.scenarios] == [30, 30]


def test_a_loaded_scenario_can_be_compared_and_changed() -> None:
    made = plan([load("baseline")], what_if=["people.takers=.3"], weeks=12, **USUAL)
    assert [s.scenario.weeks for s in made.scenarios] == [12, 12]
    assert load(made.scenarios[0]) is made.scenarios[0]


def test_settings_of_python_values() -> None:
    (setting,) = as_settings({"people.takers": np.float64(0.3)}, "settings")
    assert setting.value == 0.3 and type(setting.value) is float
    assert as_settings("people.takers=.3", "settings")[0].key == "people.takers"


def test_equal_names_are_told_apart() -> None:
    assert plan(["baseline", "baseline", "baseline"], **USUAL).labels == ("baseline", "baseline (2)", "baseline (3)")


@pytest.mark.parametrize(
    ("given", "more", "told"),
    [
        ([], {}, "no scenario"),
        (["baseline"], {}, "nothing to be compared"),
        (["baseline", "giver_rich"], {"runs": 1}, "runs"),
        (["baseline", "giver_rich"], {"runs": 10.0}, "not a whole number"),
        (["baseline", "giver_rich"], {"runs": True}, "not a whole number"),
        (["baseline", "giver_rich"], {"seed": -1}, "seed"),
        (["baseline", "giver_rich"], {"jobs": 0}, "jobs"),
        (["baseline"], {"what_if": [[]]}, "alternative"),
        (["baseline"], {"what_if": ["scenario.weeks=7"]}, "different numbers of weeks"),
        (["baseline"] * 65, {}, "scenarios"),
        (["baseline", "giver_rich"], {"runs": 1_000_000, "weeks": 500}, "GB of memory"),
    ],
)
def test_refusals(given: list[str], more: dict, told: str) -> None:
    with pytest.raises(CrmsimError, match=told):
        plan(given, **{**USUAL, **more})


def test_a_million_people_for_two_years_is_not_absurd() -> None:
    refuse_absurd([load("baseline", ["organisation.employees=1_000_000"])], 1, 1)
