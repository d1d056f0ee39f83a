from typing import Literal, get_args

import pytest
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from crmsim.parameter import STATUSES, Status, Table, choices, extra, limits, parameter


class Example(Table):
    share: float = parameter(
        0.3, meaning="a share", unit="share", status="assumed", source="argument", interval=(0.1, 0.5),
        allowed=(0.0, 1.0), public=0.2, claims=("G1",),
    )  # fmt: skip
    kind: Literal["none", "good"] = parameter(
        "none", meaning="a choice", unit="", status="choice", source="brief", kernel=False
    )
    count: int = parameter(3, meaning="a count", unit="people", status="choice", source="brief", allowed=(1, None))


class Undeclared(Table):
    share: float = 0.3


def field(name: str) -> FieldInfo:
    return Example.model_fields[name]


def test_a_field_carries_all_that_was_declared() -> None:
    assert extra(field("share")) == {
        "unit": "share", "status": "assumed", "source": "argument", "interval": (0.1, 0.5), "public": 0.2,
        "claims": ("G1",), "kernel": True, "needs": None, "begins": False,
    }  # fmt: skip
    assert field("share").description == "a share"
    assert extra(field("kind"))["kernel"] is False


def test_limits_and_choices_are_read_back() -> None:
    assert limits(field("share")) == (0.0, 1.0)
    assert limits(field("count")) == (1, None)
    assert limits(field("kind")) == (None, None)
    assert choices(field("kind")) == ("none", "good")
    assert choices(field("share")) == ()


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
