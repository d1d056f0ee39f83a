import math
import re

import pytest

from crmsim.errors import CrmsimError
from crmsim.organisation.numbers import decimal_sign, measures, number
from crmsim.organisation.sheet import Sheet


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("1,234.5", 1234.5),
        ("1 234.5", 1234.5),
        ("1\u00a0234", 1234.0),
        ("50 %", 0.5),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("−2", -2.0),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "much", "1_0", "inf", "nan", "1e999", "0x10", "1.2.3", "1,2", "--1", "٣"])
def test_no_numbers(text: str) -> None:
    assert math.isnan(number(text))


@pytest.mark.parametrize(
    ("text", "value"), [("0,5", 0.5), ("1.234,5", 1234.5), ("1 234,5", 1234.5), (",5", 0.5), ("2.105", 2105.0)]
)
def test_numbers_with_a_decimal_comma(text: str, value: float) -> None:
    assert number(text, ",") == pytest.approx(value)


@pytest.mark.parametrize(
    ("cells", "whole", "sign"),
    [
        (["1", "2"], False, "."),
        (["0.5", "1.234"], False, "."),
        (["12,5", "2.105"], False, ","),
        (["1,234,567", "1.5"], False, "."),
        (["1,234", "950"], True, "."),
        (["1.234", "950"], True, ","),
        (["0.123"], False, "."),
        (["1.000,0", "0,75", "NA", ""], False, ","),
    ],
)
def test_the_decimal_sign_is_decided_for_the_column(cells: list[str], whole: bool, sign: str) -> None:
    assert decimal_sign(Sheet("a.csv", ("x",), (cells,), range(2, 9)), "x", cells, whole=whole)[0] == sign


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["950", "1,234"], r"line 3: x = '1,234': may be 1234 or 1.234; expected --decimal comma"),
        (["0.5", "0,7"], r"line 3: x = '0,7': decimals with a comma beside decimals with a point, 0.5"),
    ],
)
def test_a_column_that_may_be_read_in_two_ways_is_refused(cells: list[str], says: str) -> None:
    with pytest.raises(CrmsimError, match=says):
        decimal_sign(Sheet("a.csv", ("x",), (cells,), range(2, 9)), "x", cells)


def test_measures_name_line_and_value() -> None:
    sheet = Sheet("people.csv", ("otherish",), (["0,2", "NA", "1,2"],), [2, 3, 9])
    with pytest.raises(
        CrmsimError, match=r"people.csv, line 9: otherish = '1,2': out of range; expected a number from 0 to 1"
    ):
        measures(sheet, "otherish", sheet.columns[0], low=0.0, high=1.0)


@pytest.mark.parametrize(
    ("text", "bounds", "problem"),
    [
        ("1e300", {"low": 0.0}, "x = '1e300': out of range; expected a number from 0 to 1e+15"),
        ("-1e300", {}, "x = '-1e300': out of range; expected a number from -1e+15 to 1e+15"),
        ("1e-300", {"low": 0.0}, "x = '1e-300': so small that it must be a mistake; expected a number 0 or more"),
        ("101", {"low": 0.01, "high": 100.0}, "x = '101': out of range; expected a number from 0.01 to 100"),
    ],
)
def test_extreme_numbers_are_no_measures(text: str, bounds: dict[str, float], problem: str) -> None:
    column = Sheet("a.csv", ("x",), ([text],), [2])
    with pytest.raises(CrmsimError, match=re.escape(problem)):
        measures(column, "x", [text], **bounds)  # type: ignore[arg-type]
