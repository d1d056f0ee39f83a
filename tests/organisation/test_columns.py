import math

import pytest

from crmsim.errors import CrmsimError
from crmsim.mechanisms.state import ROLES, STYLES
from crmsim.organisation.columns import (
    EMPLOYEE_COLUMNS,
    ROLE_WORDS,
    STYLE_WORDS,
    TIE_COLUMNS,
    find_columns,
    identity,
    measures,
    number,
)
from crmsim.organisation.sheet import Sheet, simple


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7.0),
        ("0,5", 0.5),
        ("0.5", 0.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234", 1234.0),
        ("50 %", 0.5),
        ("1e-3", 0.001),
        (",5", 0.5),
        ("−2", -2.0),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "much", "1_0", "inf", "nan", "1e999", "0x10", "1.2.3", "--1", "٣"])
def test_no_numbers(text: str) -> None:
    assert math.isnan(number(text))


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("007", "007"),
        ("7", "7"),
        ("7.0", "7"),
        ("7,00", "7"),
        (" Kari  Moe ", "Kari Moe"),
        ("A7.0", "A7.0"),
        ("7.5", "7.5"),
    ],
)
def test_identity(text: str, person: str) -> None:
    assert identity(text) == person


def test_synonyms_are_simple_and_unique() -> None:
    for table in (EMPLOYEE_COLUMNS, TIE_COLUMNS):
        names = [name for synonyms in table.values() for name in synonyms]
        assert len(names) == len(set(names))
        assert all(name == simple(name) for name in names)
    for words, places in ((STYLE_WORDS, STYLES), (ROLE_WORDS, ROLES)):
        assert set(words.values()) == set(places)
        assert all(word == simple(word) for word in words)


def test_missing_column_names_the_nearest() -> None:
    sheet = Sheet("people.csv", ("employe_id", "team"), (["1"], ["a"]), [2])
    with pytest.raises(CrmsimError, match="Did you mean 'employee_?id'"):
        find_columns(sheet, EMPLOYEE_COLUMNS, ["employee_id"])


def test_column_given_twice() -> None:
    sheet = Sheet("people.csv", ("id", "ID"), (["1"], ["1"]), [2])
    with pytest.raises(CrmsimError, match="two columns"):
        find_columns(sheet, EMPLOYEE_COLUMNS, ["employee_id"])


def test_measures_name_line_and_value() -> None:
    sheet = Sheet("people.csv", ("otherish",), (["0,2", "NA", "1,2"],), [2, 3, 9])
    with pytest.raises(
        CrmsimError, match=r"people.csv, line 9: otherish = '1,2': out of range; expected a number from 0 to 1"
    ):
        measures(sheet, "otherish", sheet.columns[0], low=0.0, high=1.0)
