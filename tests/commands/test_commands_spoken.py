"""The command line in Norwegian: help, errors and answers, whoever words them."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from crmsim.commands.main import cli, without
from crmsim.commands.spoken import VARIABLE, help_text, spoken
from crmsim.errors import CrmsimError
from crmsim.words import Teller

NB = Teller("nb")
COMMANDS = tuple(cli.commands)
# English words that no Norwegian sentence holds; keys of parameters and names of files are English and stay so.
ENGLISH = re.compile(r"\b(the|of|and|Usage|Options|Error|required|default|Show|Invalid|Missing|such)\b")


def told(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, arguments, env=environment)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_wholly_norwegian(command: str) -> None:
    result = told(*([command] if command else []), "--help", **{VARIABLE: "nb"})
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Bruk: ")
    words = "\n".join(line for line in result.output.splitlines() if not line.strip().startswith("crmsim "))
    words = re.sub(r"--[a-z-]+", "", words)  # options have one name in every language
    assert ENGLISH.findall(words) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "baseline", "--weeks", "soon"], "'soon' is not a whole number."),
        (["analyse", "x", "--box", "1.5"], "'1.5' is not a whole number."),
        (["analyse", "x", "--density", "half"], "'half' is not a number."),
    ],
)
def test_numbers_are_asked_for_in_plain_words(arguments: list[str], said: str) -> None:
    assert told(*arguments).output.strip().endswith(said)


def test_help_in_english_is_as_it_was() -> None:
    assert told("run", "--help").output.startswith("Usage: ")
    assert "Examples:" in told("run", "--help").output


@pytest.mark.parametrize(
    ("arguments", "norwegian"),
    [
        (["run"], "Feil: Mangler argumentet 'SCENARIO'."),
        (["why", "baseline", "--week", "3"], "Feil: Mangler valget '--employee'."),
        (["run", "baseline", "--seed", "-1"], "Feil: Ugyldig verdi for '--seed': -1 er utenfor området"),
        (["run", "baseline", "--weeks", "soon"], "'soon' er ikke et heltall."),
        (["run", "baseline", "--outt", "x"], "Feil: Det finnes ikke noe valg '--outt'. Mente du '--out'?"),
        (["run", "baseline", "extra"], "Feil: Uventet ekstra argument (extra)"),
        (["run", "baseline", "--seed"], "Feil: Valget '--seed' krever et argument."),
        (["compre"], "Feil: Det finnes ingen kommando 'compre'. Mente du 'compare'?"),
        (["draw", "baseline", "--figure", "tail"], "'tail' er ikke en av network, tails"),
        (["claims", "G1", "--markdown"], "Feil: --markdown gir hele kartet"),
        (["claims", "G99"], "Feil: 'G99': det finnes ingen slik påstand; forventet G1–G8"),
        (["show", "basline"], "Feil: 'basline': det finnes ikke noe slikt scenario; forventet et navn som følger med"),
        (["why", "baseline", "--employee", "1", "--week", "1", "--figure", "x.txt"], "ikke et navn på en figur"),
    ],
)
def test_errors_are_norwegian(arguments: list[str], norwegian: str) -> None:
    result = told(*arguments, **{VARIABLE: "nb"})
    assert result.exit_code == 2
    assert norwegian in result.output
    assert ENGLISH.findall(result.output) == []


BROKEN = {  # no TOML, by what Python's parser says of it
    "a = ": "ugyldig verdi", "a = 1\na = 2": "kan ikke få en til", "[a]\n[a]": "kan ikke stå to ganger",
    "a = 1 2": "det står mer på linjen", "= 3": "ugyldig linje", "a": "mangler '='", "[a": "skal slutte med ']'",
    "[[a]": "skal slutte med ']]'", 'a = "\\q"': "skal skrives", "a = [1 2]": "en liste som ikke er lukket",
    "a = {b = 1 c}": "tabell på én linje", "a = {b = 1, b = 2}": "'b' står to ganger",
    'a = "x\ny"': "slutter ikke på linjen",
    "a = 2024-02-31": "ugyldig dato", 'a = "\\uZZZZ"': "heksadesimal", 'a = "\\ud800"': "Unicode-tegn",
    'a = """x': "anførselstegn", "a = 'x": "stått \"'\"", "a.b = 1\n[a]\nb.c = 1": "",
    "a = {b = 1}\na.c = 1": "ferdig skrevet", "a. = 1": "kan ikke begynne med dette tegnet", "# \x01": "ugyldig tegn",
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_what_the_parser_finds_wrong_is_told_in_norwegian(text: str, tmp_path: Path) -> None:
    file = tmp_path / "b.toml"
    file.write_text(text, encoding="utf-8")
    english = told("check", str(file)).output.partition("not TOML: ")[2].partition("; expected")[0]
    norwegian = told("check", str(file), "--language", "nb").output
    assert english and english not in norwegian
    assert BROKEN[text] in norwegian


@pytest.mark.parametrize(
    ("arguments", "told_so"),
    [
        (["run", "baseline", "--out", "/dev/null/x"], ": er ikke en mappe"),
        (["check", "x" * 300], "filnavnet er for lan"),
    ],
)
def test_what_the_system_refuses_is_told_in_norwegian(arguments: list[str], told_so: str) -> None:
    assert told_so in told(*arguments, "--language", "nb").output


def test_of_bounds_the_numbers_are_norwegian() -> None:
    result = told("check", "baseline", "--set", "people.memory=0.3", "--language", "nb").output
    assert "people.memory = 0.3 ligger utenfor det rimelige intervallet 0,7 til 0,95 (antatt)" in result
    result = told("check", "baseline", "--set", "organisation.employees=1", "--language", "nb").output
    assert "fra 2 til 2\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000" in result


def test_without_a_command_the_usage_stands_once() -> None:
    assert told().output.count("Usage:") == 1 and "Error" not in told().output
    assert told("--language", "nb").exit_code == 2
    assert told(**{VARIABLE: "nb"}).output.count("Bruk:") == 1 and "Feil" not in told(**{VARIABLE: "nb"}).output


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_traceback_may_be_asked_for_anywhere(place: int) -> None:
    arguments = ["show", "basline"]
    result = told(*arguments[:place], "--debug", *arguments[place:])
    assert isinstance(result.exception, CrmsimError)


def test_behind_a_double_dash_all_are_names() -> None:
    assert without(["--debug", "show", "--", "--debug"], "--debug") == ["show", "--", "--debug"]


@pytest.mark.parametrize("name", ["nb_NO.UTF-8", "nb-NO", "no_NO", "NB", "nb_NO@x"])
def test_a_locale_names_its_language(name: str) -> None:
    assert told("scenarios", **{VARIABLE: name}).output == told("scenarios", "--language", "nb").output
    assert told("scenarios", "--language", name).output == told("scenarios", "--language", "nb").output


@pytest.mark.parametrize("name", ["C", "POSIX", "en_US.UTF-8", "C.UTF-8"])
def test_a_locale_of_no_country_is_english(name: str) -> None:
    assert told("scenarios", **{VARIABLE: name}).output == told("scenarios").output


def test_an_unknown_language_is_told_in_english() -> None:
    assert "Did you mean 'nb'?" in told("show", "baseline", "--language", "nbb").output
    assert VARIABLE in told("show", "baseline", **{VARIABLE: "xx"}).output


@pytest.mark.parametrize("arguments", [["show", "baseline"], ["claims", "I3"], ["scenarios"], ["check", "baseline"]])
def test_answers_are_norwegian_however_it_is_asked_for(arguments: list[str]) -> None:
    result = told(*arguments, "--language", "nb").output
    assert result == told("--language", "nb", *arguments).output == told(*arguments, **{VARIABLE: "nb"}).output
    assert result != told(*arguments).output
    assert told(*arguments, "--language", "en", **{VARIABLE: "nb"}).output == told(*arguments).output


def test_something_unexpected_is_told_in_norwegian(monkeypatch: pytest.MonkeyPatch) -> None:
    import crmsim.scenario

    def broken(*_arguments: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr(crmsim.scenario, "load", broken)
    assert "Feil: noe uventet skjedde (RuntimeError: oh)" in told("show", "baseline", "--language", "nb").output


def test_the_commands_themselves_are_left_as_they_are() -> None:
    before = cli.help, [one.help for one in cli.params if isinstance(one, click.Option)]
    told("run", "--help", "--language", "nb")
    assert before == (cli.help, [one.help for one in cli.params if isinstance(one, click.Option)])
    assert spoken(cli, NB).help != cli.help


def test_of_examples_the_heading_is_told() -> None:
    assert help_text("\b\nExamples:\n  crmsim run baseline", NB) == "\b\nEksempler:\n  crmsim run baseline"


def test_an_error_without_messages_is_told_as_it_is() -> None:
    assert CrmsimError("odd {thing}", value=3).text(NB) == "3: odd {thing}"
