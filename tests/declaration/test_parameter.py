from typing import Literal, get_args

import pytest
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from crmsim.declaration.parameter import (
    STATUSES,
    Sign,
    Status,
    Table,
    choices,
    declarations,
    ends,
    extra,
    inner_table,
    limits,
    parameter,
)


class Example(Table):
    share: float = parameter(
        0.3, meaning="a share", unit="share", status="assumed", source="argument", interval=(0.1, 0.5),
        allowed=(0.0, 1.0), public=0.2, claims=("G1",), signs=(Sign("output", "+", "G1: a test"),),
    )  # fmt: skip
    kind: Literal["none", "good"] = parameter(
        "none", meaning="a choice", unit="", status="choice", source="brief", kernel=False
    )
    count: int = parameter(3, meaning="a count", unit="people", status="choice", source="brief", allowed=(1, None))


class Outer(Table):
    people: int = parameter(3, meaning="a number", unit="people", status="choice", source="brief", interval=(2.0, 9.0))
    yes: bool = parameter(False, meaning="a yes or no", unit="", status="choice", source="brief")
    inside: Example = Example()


class Undeclared(Table):
    share: float = 0.3


def field(name: str) -> FieldInfo:
    return Example.model_fields[name]


def test_a_field_carries_all_that_was_declared() -> None:
    assert extra(field("share")) == {
        "unit": "share", "status": "assumed", "source": "argument", "interval": (0.1, 0.5), "public": 0.2,
        "claims": ("G1",), "kernel": True, "needs": None, "begins": False,
        "signs": (Sign("output", "+", "G1: a test"),),
    }  # fmt: skip
    assert field("share").description == "a share"
    assert extra(field("kind"))["kernel"] is False


def test_limits_and_choices_are_read_back() -> None:
    assert limits(field("share")) == (0.0, 1.0)
    assert limits(field("count")) == (1, None)
    assert limits(field("kind")) == (None, None)
    assert choices(field("kind")) == ("none", "good")
    assert choices(field("share")) == ()


def test_the_keys_of_a_table_inside_a_table_are_found() -> None:
    result = dict(declarations("outer", Outer))
    assert list(result) == [
        "outer.people", "outer.yes", "outer.inside.share", "outer.inside.kind", "outer.inside.count"
    ]  # fmt: skip
    assert inner_table(Outer.model_fields["inside"]) is Example and inner_table(result["outer.yes"]) is None


def test_a_parameter_is_moved_over_its_interval_or_from_no_to_yes() -> None:
    assert ends(field("share")) == (0.1, 0.5)
    assert ends(Outer.model_fields["people"]) == (2, 9) and isinstance(ends(Outer.model_fields["people"])[0], int)
    assert ends(Outer.model_fields["yes"]) == (False, True)
    assert ends(field("kind")) == (None, None)


def test_a_field_without_declaration_is_refused() -> None:
    with pytest.raises(TypeError, match=r"parameter\(\)"):
        extra(Undeclared.model_fields["share"])


@pytest.mark.parametrize(
    "given",
    [
        {"share": "0.5"},
        {"share": True},
        {"share": 1.5},
        {"share": -0.1},
        {"share": float("nan")},
        {"share": float("inf")},
        {"kind": "bad"},
        {"count": 2.0},
        {"count": 0},
        {"shares": 0.5},
    ],
)
def test_a_table_refuses_wrong_values_and_unknown_keys(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Example(**given)


def test_a_table_takes_whole_numbers_for_floats_and_is_frozen() -> None:
    table = Example(share=1)
    assert table.share == 1.0
    with pytest.raises(ValidationError):
        table.share = 0.5


def test_statuses_are_those_of_the_type() -> None:
    assert get_args(Status) == STATUSES
    assert {"measured", "derived", "calibrated", "assumed"} <= set(STATUSES)
