import pytest

from crmsim.errors import CrmsimError
from crmsim.mechanisms.state import ROLES, STYLES
from crmsim.organisation.columns import find_columns, identity
from crmsim.organisation.names import EMPLOYEE_COLUMNS, ROLE_WORDS, STYLE_WORDS, TIE_COLUMNS
from crmsim.organisation.scales import scale_of
from crmsim.organisation.sheet import Sheet, simple


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
        for synonyms in table.values():
            assert len(synonyms) == len(set(synonyms))
            assert all(name == simple(name) for name in synonyms)
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


@pytest.mark.parametrize(
    ("header", "scale"),
    [
        ("Hvor ofte", ""),
        ("Hvor ofte (1-5)", "answers"),
        ("Hvor ofte henvender du deg til denne personen?", ""),
        ("How often, 1 to 5", "answers"),
        ("grad av kontakt", ""),
        ("Grad av kontakt [1–5]", "answers"),
        ("svar_1_til_5", "answers"),
        ("Svar 1-5 (1 = aldri)", "answers"),
        ("antall e-poster", "count"),
        ("number of emails per week", "count"),
        ("message_count", "count"),
        ("num_meetings", "count"),
        ("timer per uke", "count"),
        ("Møter i måneden", "count"),
    ],
)
def test_a_name_that_speaks_of_strength_is_one(header: str, scale: str) -> None:
    sheet = Sheet("ties.csv", ("fra", "til", header), (["a"], ["b"], ["1"]), [2])
    assert find_columns(sheet, TIE_COLUMNS, ["source_id"]).header["strength"] == header
    assert scale_of(header, "tie", {}).kind == scale


@pytest.mark.parametrize(
    "header", ["antall ansatte", "antall år kjent", "hvor", "nærhet", "account", "notes", "number"]
)
def test_a_name_that_speaks_of_something_else_is_none(header: str) -> None:
    sheet = Sheet("ties.csv", ("fra", "til", header), (["a"], ["b"], ["1"]), [2])
    assert "strength" not in find_columns(sheet, TIE_COLUMNS, ["source_id"]).header


def test_two_that_speak_of_strength_are_refused() -> None:
    sheet = Sheet("ties.csv", ("fra", "til", "timer per uke", "timer per dag"), (["a"], ["b"], ["1"], ["1"]), [2])
    with pytest.raises(CrmsimError, match="two columns could be the strength"):
        find_columns(sheet, TIE_COLUMNS, ["source_id"])
