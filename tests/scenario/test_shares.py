"""Shares of givers, takers and matchers sum to one, however few were given."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.errors import CrmsimError
from crmsim.scenario import Scenario, from_content

STYLES = ("givers", "takers", "matchers")


def shares(scenario: Scenario, hiring: bool = False) -> tuple[float, ...]:
    table = scenario.people.hiring if hiring else scenario.people
    return tuple(getattr(table, style) for style in STYLES)


def test_defaults() -> None:
    assert shares(from_content({})) == (0.25, 0.19, 0.56)
    assert shares(from_content({}), hiring=True) == (0.25, 0.19, 0.56)


def test_one_typed_share_rescales_the_others_in_proportion() -> None:
    givers, takers, matchers = shares(from_content({}, ["people.takers=.3"]))
    assert takers == 0.3
    assert givers / matchers == pytest.approx(0.25 / 0.56)
    assert math.fsum((givers, takers, matchers)) == pytest.approx(1.0, abs=1e-15)


def test_of_two_typed_shares_the_third_is_the_rest() -> None:
    assert shares(from_content({}, ["people.takers=.3", "people.givers=.2"])) == pytest.approx((0.2, 0.3, 0.5))


def test_three_typed_shares_must_sum_to_one() -> None:
    typed = ["people.takers=.3", "people.givers=.2", "people.matchers=.5"]
    assert shares(from_content({}, typed)) == pytest.approx((0.2, 0.3, 0.5))
    with pytest.raises(CrmsimError, match=r"sum to 1\.1") as caught:
        from_content({}, [*typed, "people.matchers=.6"])
    assert caught.value.file == "--set"


def test_a_file_gives_all_three_or_none() -> None:
    with pytest.raises(CrmsimError, match="givers and matchers missing") as caught:
        from_content({"people": {"takers": 0.3}})
    assert caught.value.key == "people.takers"
    assert shares(from_content({"people": {"givers": 0.2, "takers": 0.3, "matchers": 0.5}})) == (0.2, 0.3, 0.5)
    with pytest.raises(CrmsimError, match=r"sum to 0\.9"):
        from_content({"people": {"givers": 0.2, "takers": 0.3, "matchers": 0.4}})


def test_nearly_one_is_one() -> None:
    third = 0.3333333333
    result = shares(from_content({"people": {"givers": third, "takers": third, "matchers": third + 2e-10}}))
    assert math.fsum(result) == pytest.approx(1.0, abs=1e-15)


def test_hiring_follows_the_people_until_it_is_given() -> None:
    assert shares(from_content({}, ["people.takers=.3"]), hiring=True)[1] == 0.3
    scenario = from_content({}, ["people.takers=.3", "people.hiring.takers=0"])
    assert shares(scenario)[1] == 0.3
    assert shares(scenario, hiring=True)[1] == 0.0
    file = {"people": {"hiring": {"givers": 0.5, "takers": 0.0, "matchers": 0.5}}}
    assert shares(from_content(file, ["people.takers=.3"]), hiring=True) == (0.5, 0.0, 0.5)


def test_what_cannot_be_scaled_up_is_refused() -> None:
    only_takers = {"people": {"givers": 0.0, "takers": 1.0, "matchers": 0.0}}
    with pytest.raises(CrmsimError, match="both other shares are 0"):
        from_content(only_takers, ["people.takers=.5"])
    assert shares(from_content(only_takers, ["people.takers=.5", "people.givers=.5"])) == (0.5, 0.5, 0.0)
    assert shares(from_content(only_takers, ["people.givers=1"])) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize("value", ["1.3", "-.1", "nan", "inf", "-inf", "true", "many", "0,3", "[.3]", '"0.3"'])
def test_what_is_no_share_is_refused(value: str) -> None:
    with pytest.raises(CrmsimError, match=r"people\.takers") as caught:
        from_content({}, [f"people.takers={value}"])
    assert caught.value.expected == "a number from 0 to 1"


def test_later_settings_meet_earlier_ones() -> None:
    scenario = from_content({}, ["people.takers=.3"])
    assert shares(scenario.changed(["people.takers=.4"]))[1] == 0.4
    assert shares(scenario.changed(["people.givers=.4"])) == pytest.approx((0.4, 0.3, 0.3))
    assert shares(scenario.changed(["people.givers=.4", "people.matchers=.5"])) == pytest.approx((0.4, 0.1, 0.5))
    assert shares(scenario) == shares(from_content({}, ["people.takers=.3"]))


@given(st.lists(st.tuples(st.sampled_from(STYLES), st.floats(0, 1)), max_size=4), st.booleans())
def test_shares_always_sum_to_one_or_are_refused(typed: list[tuple[str, float]], hiring: bool) -> None:
    group = "people.hiring" if hiring else "people"
    try:
        scenario = from_content({}, [f"{group}.{style}={value!r}" for style, value in typed])
    except CrmsimError:
        return
    for table in (False, True):
        result = shares(scenario, table)
        assert math.fsum(result) == pytest.approx(1.0, abs=1e-9)
        assert all(0.0 <= share <= 1.0 for share in result)
    last = dict(typed)
    assert all(shares(scenario, hiring)[STYLES.index(style)] == pytest.approx(value) for style, value in last.items())
