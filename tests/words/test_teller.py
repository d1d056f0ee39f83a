"""One who tells: words, blanks, numbers, lists and lines in both languages."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from crmsim.errors import CrmsimError
from crmsim.words import LANGUAGES, Teller, message
from crmsim.words.numbers import whole

EN, NB = Teller(), Teller("nb")
SPACE = "\N{NO-BREAK SPACE}"


def test_an_unknown_language_is_refused_with_the_nearest() -> None:
    with pytest.raises(CrmsimError, match="'nbx': unknown language; expected en .* Did you mean 'nb'"):
        Teller("nbx")


def test_what_has_no_translation_is_told_in_english() -> None:
    assert NB("a sentence {n} that nobody translated", n=2) == "a sentence 2 that nobody translated"
    assert NB("40 % {of it}") == "40 % {of it}"


def test_a_translation_is_looked_up_before_its_blanks_are_filled() -> None:
    assert EN("{file}, line {line}", file="a.csv", line="3") == "a.csv, line 3"
    assert NB("{file}, line {line}", file="a.csv", line="3") == "a.csv, linje 3"


def test_a_message_is_its_english_text_and_is_told_in_norwegian() -> None:
    made = message("{file}, line {line}", file="a.csv", line="3")
    assert made == "a.csv, line 3"
    assert NB(made) == "a.csv, linje 3"
    assert NB("{what}!", what=made) == "a.csv, linje 3!"
    assert NB(message("{file}, line {line}"), file="b", line="4") == "b, linje 4"
    again = pickle.loads(pickle.dumps(made))
    assert (again, NB(again), again.values) == (made, "a.csv, linje 3", made.values)


def test_an_error_is_told_in_norwegian_and_keeps_its_english_text() -> None:
    with pytest.raises(CrmsimError) as caught:
        Teller("nbx")
    assert str(caught.value).startswith("'nbx': unknown language")
    assert caught.value.text(NB) == "'nbx': ukjent språk; forventet en (engelsk) eller nb (bokmål). Mente du 'nb'?"
    sent = pickle.loads(pickle.dumps(caught.value))
    assert sent.text(NB) == caught.value.text(NB)


def test_one_and_many() -> None:
    assert [EN.plural("{n} run", "{n:,} runs", n) for n in (0, 1, 1200)] == ["0 runs", "1 run", "1,200 runs"]
    assert NB.plural("{n} nobody", "{n:,} nobodies", 1200) == f"1{SPACE}200 nobodies"


def test_numbers_in_blanks_follow_the_language() -> None:
    text = "{a:,} {b:.2f} {c:.1%} {d} {e} {f!r}"
    values = {"a": 12345, "b": -0.5, "c": 0.123, "d": 2.5, "e": "1.5", "f": True}
    assert EN(text, **values) == "12,345 -0.50 12.3% 2.5 1.5 True"
    assert NB(text, **values) == f"12{SPACE}345 −0,50 12,3{SPACE}% 2,5 1.5 True"


@pytest.mark.parametrize(
    ("value", "unit", "english", "norwegian"),
    [
        (0.5417, "share", "54.2%", "54,2_%"), (1.0, "yes or no", "100.0%", "100,0_%"), (-0.0, "share", "0.0%", "0,0_%"),
        (1_234_567.0, "NOK", "1.23M NOK", "1,23_mill._kr"), (950.4, "NOK", "950 NOK", "950_kr"),
        (-2.24e6, "NOK", "-2.24M NOK", "−2,24_mill._kr"), (2.5e6, "requests", "2.50M", "2,50_mill."),
        (None, "share", "-", "-"), (float("nan"), "NOK", "-", "-"), (2.2914, "needs per week", "2.29", "2,29"),
        (0.0, "facts", "0", "0"), (0.01234, "hours", "0.0123", "0,0123"), (12_345.6, "requests", "12,346", "12_346"),
    ],
)  # fmt: skip
def test_a_value_with_its_unit(value: float | None, unit: str, english: str, norwegian: str) -> None:
    assert EN.value(value, unit) == english
    assert NB.value(value, unit) == norwegian.replace("_", SPACE)


def test_changes_carry_a_sign_and_points_are_points() -> None:
    assert EN.share(0.031, change=True) == "+3.1pp"
    assert EN.share(-0.00001, change=True) == "0.0pp"
    assert NB.share(0.031, change=True) == f"+3,1{SPACE}prosentpoeng"
    assert EN.value(-5.0, "weeks", change=True) == "-5.00"
    assert EN.money(450_000.0, change=True) == "+450,000 NOK"


def test_both_ends_of_an_interval_have_the_same_digits_and_no_unit() -> None:
    assert EN.interval(9.999, 10.01, "weeks") == "[+10.0, +10.0]"
    assert EN.interval(-0.001, 12.0, "weeks") == "[0.0, +12.0]"
    assert EN.interval(None, None, "weeks") == "-"
    assert NB.interval(-0.1, 0.025, "share") == "[−10,0; +2,5]"
    assert NB.interval(-3.0e6, -1.0e6, "NOK") == "[−3,00; −1,00]"


def test_counts_ticks_and_lists() -> None:
    assert NB.count(12345) == f"12{SPACE}345"
    assert [NB.tick(1.5), EN.tick(2000.0)] == ["1,5", "2,000"]
    assert EN.listed(["a", "b", "c"]) == "a, b and c"
    assert NB.listed(["a", "b"], "or") == "a eller b"
    assert NB.listed([message("unknown language")]) == "ukjent språk"


@pytest.mark.parametrize(
    ("seconds", "english", "norwegian"),
    [
        (0.44, "0.4 s", "0,4 s"), (45.2, "45 s", "45 s"), (200.0, "3 min 20 s", "3 min 20 s"),
        (7500.0, "2 h 5 min", "2 t 5 min"), (273600.0, "3 days 4 h", "3 døgn 4 t"),
    ],
)  # fmt: skip
def test_durations(seconds: float, english: str, norwegian: str) -> None:
    assert EN.duration(seconds) == english
    assert NB.duration(seconds) == norwegian


def test_lines_have_the_width_of_the_teller() -> None:
    text = Teller(width=40).wrap("word " * 30, "- ", "  ")
    assert max(map(len, text.splitlines())) <= 40
    assert text.startswith("- word") and text.splitlines()[1].startswith("  word")
    assert 72 <= EN.columns <= 140


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("007", 7), ("0", 0), ("00", 0), ("٣", 3), ("9" * 18, 10**18 - 1), ("0" * 5000 + "7", 7)],
)
def test_digits_are_a_whole_number(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "²", "one", "9" * 19, "1" * 5000])
def test_what_is_no_whole_number_or_too_long_is_none(text: str) -> None:
    assert whole(text) is None


def test_no_line_is_broken_between_a_number_and_its_unit() -> None:
    text = "Systemet bærer hele 85 % av det kollegene gjør, til en verdi av 1,4 mill. kr i snitt."
    for width in range(40, 80):
        lines = Teller("nb", width).wrap(text).splitlines()
        assert " ".join(lines) == text
        assert not any(line.endswith(("85", "1,4")) for line in lines)


def test_tellers_compare_by_what_they_are() -> None:
    assert {Teller(language) for language in LANGUAGES} == {EN, NB}
    assert Teller("nb", 80) != NB


def test_english_is_told_without_babel() -> None:
    code = (
        "import sys; from crmsim.words import Teller; teller = Teller()\n"
        "teller('{n:,}', n=1), teller.money(3e6), teller.duration(9e3)\n"
        "sys.exit('babel' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
