"""Settings as they are typed after --set and --what-if."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.errors import CrmsimError
from crmsim.scenario import Setting, label, literal, parse_setting, parse_what_if, split_what_if


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (".3", 0.3),
        ("-.3", -0.3),
        ("+.5", 0.5),
        ("3", 3),
        ("3.0", 3.0),
        ("1e-3", 0.001),
        ("1_000", 1000),
        ("0x10", 16),
        ("true", True),
        ("false", False),
        ("taker", "taker"),
        ("two words", "two words"),
        ('"taker"', "taker"),
        ("'a, b'", "a, b"),
        ('""', ""),
        ("[1, .2, 'x.5']", [1, 0.2, "x.5"]),
        ("{a = .5}", {"a": 0.5}),
        ("../data/employees.csv", "../data/employees.csv"),
        (r"C:\data\ties.csv", r"C:\data\ties.csv"),
        ("2024-01-01", "2024-01-01"),
        ("0,3", "0,3"),
        ("a=b", "a=b"),
        ("True", "True"),
    ],
)
def test_values(text: str, value: object) -> None:
    result = parse_setting(f"a.b={text}").value
    assert result == value
    assert type(result) is type(value)


def test_whole_numbers_stay_whole() -> None:
    assert parse_setting("a.b = 3 ").value == 3
    assert isinstance(parse_setting("a.b=3").value, int)
    assert isinstance(parse_setting("a.b=3.0").value, float)


def test_key_and_origin_are_kept() -> None:
    assert parse_setting(" people.hiring.takers = .3", "--what-if") == Setting("people.hiring.takers", 0.3, "--what-if")


@pytest.mark.parametrize(
    "text", ["", "x", "=3", "a b=3", "a..b=3", ".a=3", "a.b=", "a.b=[1", "a.b='x", "a.b={x", "a.b=1\n[people]", "æ=1"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(CrmsimError, match="--set") as caught:
        parse_setting(text)
    assert caught.value.expected


def test_a_decimal_comma_is_recognised() -> None:
    with pytest.raises(CrmsimError, match=r"decimal comma\? write \.3"):
        parse_what_if("people.takers=0,3")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a.b=1,c.d=[1,2],e.f='x,y'", ["a.b=1", "c.d=[1,2]", "e.f='x,y'"]),
        ('a.b="x,\\",y", c.d=2', ['a.b="x,\\",y"', "c.d=2"]),
        ("intervention={week=3,kind='training'},a.b=1", ["intervention={week=3,kind='training'}", "a.b=1"]),
        ("a.b=1", ["a.b=1"]),
        ("a.b=1,,", ["a.b=1"]),
        ("", []),
        ("a.b=],c.d=1", ["a.b=]", "c.d=1"]),
    ],
)
def test_split(text: str, parts: list[str]) -> None:
    assert split_what_if(text) == parts


def test_an_alternative_names_each_key_once() -> None:
    with pytest.raises(CrmsimError, match="given twice"):
        parse_what_if("a.b=1,a.b=2")


def test_an_empty_alternative_is_refused() -> None:
    with pytest.raises(CrmsimError, match="empty alternative"):
        parse_what_if(" , ")


def test_labels_are_readable() -> None:
    text = "people.takers=.3,project.leader_style='taker',mechanisms.climate=false,scenario.claims=['G1','x y']"
    assert label(parse_what_if(text)) == (
        'people.takers=0.3, project.leader_style=taker, mechanisms.climate=false, scenario.claims=["G1", "x y"]'
    )


values = st.recursive(
    st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z_]{1,6}", fullmatch=True), inner),
    max_leaves=5,
)


@given(values)
def test_a_literal_reads_back(value: object) -> None:
    result = parse_setting(f"a.b={literal(value)}").value
    assert result == value
    assert type(result) is type(value)


@given(values, values)
def test_alternatives_split_where_they_were_joined(one: object, two: object) -> None:
    settings = (Setting("a.b", one, "--what-if"), Setting("c.d", two, "--what-if"))
    assert parse_what_if(",".join(setting.text() for setting in settings)) == settings


@given(st.text(max_size=40))
def test_any_text_is_a_setting_or_refused(text: str) -> None:
    try:
        result = parse_what_if(text)
    except CrmsimError:
        return
    assert result
