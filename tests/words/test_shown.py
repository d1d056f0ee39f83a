r"""What is shown cannot act: on a terminal, in a figure, in a spreadsheet.

Every place where text of others meets a reader goes through crmsim.words.shown.
"""

import ast
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.words.shown import for_table, for_terminal, from_table, one_line, orders, orders_in

PACKAGE = Path(__file__).resolve().parent.parent.parent / "crmsim"
anything = st.text(st.characters(), max_size=30)


@given(anything)
def test_no_order_reaches_a_terminal(text: str) -> None:
    shown = for_terminal(text)
    kinds = {unicodedata.category(sign) for sign in shown if sign not in "\t\n"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(shown)
    assert for_terminal(shown) == shown


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=30))
def test_honest_text_is_shown_as_it_is(text: str) -> None:
    assert for_terminal(text) == text
    assert one_line(text).replace(" ", "") == text.replace(" ", "")


@given(anything)
def test_a_name_takes_one_line(text: str) -> None:
    shown = one_line(text)
    assert "\n" not in shown
    assert "\t" not in shown
    assert one_line(shown) == shown


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C x'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=1\x1b", "-inf", "-nan"]
)
def test_no_cell_is_computed(text: str) -> None:
    cell = for_table(text)
    assert cell.startswith("'")
    assert orders(cell) is None


@pytest.mark.parametrize("text", ["-3.5", "+1e-3", "-", "+", "Sales", "a=b", "1-2", "", "'s-Gravenhage"])
def test_other_cells_are_left_alone(text: str) -> None:
    assert for_table(text) == text
    assert from_table(text) == text


@pytest.mark.parametrize("value", [None, -1.5, 3, True])
def test_what_is_no_text_is_left_alone(value: object) -> None:
    assert for_table(value) is value


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=12))
def test_a_cell_reads_back(text: str) -> None:
    if not (text.startswith("'") and from_table(text) != text):  # an apostrophe of one's own before a formula
        assert from_table(for_table(text)) == text


def test_orders_are_found_in_keys_and_values() -> None:
    assert orders_in({"a": {"b": ["x", "y\x1b"]}}) == ("a.b", "y\x1b", r"\x1b")
    assert orders_in({"a": {"b\x07": 1}}) == ("a", "b\x07", r"\x07")
    assert orders_in({"a\nb": 1}) == ("", "a\nb", r"\n")
    assert orders_in({"a": "one\r\ntwo\tthree", "b": [1, 2.0, True, None]}) is None


def calls(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_commands_speak_in_one_place() -> None:
    speaking = [path.name for path in (PACKAGE / "commands").glob("*.py") if calls(path) & {"click.echo", "print"}]
    assert sorted(speaking) == ["main.py", "say.py"]  # main tells errors, through the same function


def test_tables_are_written_in_one_place() -> None:
    writing = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for name in calls(path)
        if name.endswith(".to_csv") or name == "csv.writer"
    ]
    assert sorted(writing) == ["organisation/export.py", "results/frames.py"]
