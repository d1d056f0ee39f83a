import pytest

from crmsim.errors import CrmsimError, nearest, shorten


def test_message_names_file_line_key_value_expectation_and_nearest_choice() -> None:
    error = CrmsimError(
        "is not known", file="a.toml", line=3, key="people.giver", value=0.2, expected="a key", nearest="givers"
    )
    assert str(error) == "a.toml, line 3: people.giver = 0.2: is not known; expected a key. Did you mean 'givers'?"
    assert (error.file, error.line, error.key, error.value, error.nearest) == (
        "a.toml", 3, "people.giver", 0.2, "givers",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "is wrong"),
        ({"file": "a.csv"}, "a.csv: is wrong"),
        ({"key": "--out"}, "--out: is wrong"),
        ({"value": -1}, "-1: is wrong"),
        ({"line": 3}, "is wrong"),
        ({"key": "weeks", "value": False}, "weeks = False: is wrong"),
    ],
)
def test_message_tells_only_what_is_given(fields: dict[str, object], text: str) -> None:
    assert str(CrmsimError("is wrong", **fields)) == text  # type: ignore[arg-type]


def test_nearest_finds_what_is_alike_in_spelling_or_case() -> None:
    assert nearest("patiense", ["patience", "prototype"]) == "patience"
    assert nearest("PATIENCE", ["patience", "prototype"]) == "patience"
    assert nearest("zebra", ["patience", "prototype"]) is None
    assert nearest("anything", []) is None


def test_long_values_are_cut_in_the_middle() -> None:
    text = shorten("x" * 1000)
    assert len(text) < 90
    assert "…" in text
    assert shorten("short") == "'short'"
