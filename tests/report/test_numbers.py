"""Numbers as people read them."""

import pytest

from crmsim.report.numbers import show, show_axis, show_count, show_interval

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.5417, "share", "54.2%"), (1.0, "yes or no", "100.0%"), (1_234_567.0, "NOK", "1.23M"), (950.4, "NOK", "950"),
        (-0.0, "share", "0.0%"), (None, "share", "-"), (2.2914, "needs per week", "2.29"), (0.0, "facts", "0"),
        (0.01234, "hours", "0.0123"), (12_345.6, "requests", "12,346"),
    ],
)  # fmt: skip
def test_show(value: float | None, unit: str, told: str) -> None:
    assert show(value, unit, "en") == told


def test_changes_carry_a_sign_and_points_are_points() -> None:
    assert show(0.031, "share", "en", change=True) == "+3.1pp"
    assert show(-0.00001, "share", "en", change=True) == "0.0pp"
    assert show(-5.0, "weeks", "en", change=True) == "-5.00"


def test_bokmal_writes_decimal_commas() -> None:
    assert show(0.5417, "share", "nb") == f"54,2{SPACE}%"
    assert show(-2.24e6, "NOK", "nb") == f"−2,24{SPACE}mill."
    assert show(0.031, "share", "nb", change=True) == f"+3,1{SPACE}pp"
    assert show_count(12345, "nb") == f"12{SPACE}345"
    assert show_interval(-0.1, 0.025, "share", "nb") == "[−10,0; +2,5]"
    assert show_interval(-3.0e6, -1.0e6, "NOK", "nb") == "[−3,00; −1,00]"
    assert show_axis(1.5, "nb") == "1,5"


def test_both_ends_of_an_interval_have_the_same_digits() -> None:
    assert show_interval(9.999, 10.01, "weeks", "en") == "[+10.0, +10.0]"
    assert show_interval(-0.001, 12.0, "weeks", "en") == "[0.0, +12.0]"
    assert show_interval(None, None, "weeks", "en") == "-"
