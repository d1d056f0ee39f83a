"""The command line in Norwegian: help, errors and answers, whoever words them."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner, Result

from crmsim.commands.main import cli
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
    assert ENGLISH.findall(words) == []


def test_help_in_english_is_as_it_was() -> None:
    assert told("run", "--help").output.startswith("Usage: ")
    assert "Examples:" in told("run", "--help").output


@pytest.mark.parametrize(
    ("arguments", "norwegian"),
    [
        (["run"], "Feil: Mangler argumentet 'SCENARIO'."),
        (["why", "baseline", "--week", "3"], "Feil: Mangler valget '--employee'."),
        (["run", "baseline", "--seed", "-1"], "Feil: Ugyldig verdi for '--seed': -1 er utenfor området"),
        (["run", "baseline", "--weeks", "soon"], "'soon' er ikke et gyldig heltall."),
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
