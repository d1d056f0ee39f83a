"""``crmsim whatif`` as a leader meets it: the list of options, refusals, an answer on a terminal, and going on."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crmsim.commands.main import cli
from crmsim.whatif.options import OPTIONS

OFFICE = ("--set", "organisation.employees=12", "--worlds", "30", "--runs", "1", "--jobs", "1")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["whatif", *arguments])

    return invoke


def test_the_list_tells_every_option(command) -> None:
    text = " ".join(command("--list").output.split())
    for option in OPTIONS:
        assert option.name in text and str(option.title) in text and str(option.does) in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "SCENARIO is missing"),
        (("baseline", "--option", "explain_whi"), "Did you mean 'explain_why'?"),
        (("baseline", "--set", "mechanisms.market=false"), "mechanisms.market"),
        (("baselin",), "baseline"),
        (("baseline", "--worlds", "3"), "30<=x"),
    ],
)
def test_what_cannot_be_is_refused_without_a_traceback(command, arguments: tuple[str, ...], words: str) -> None:
    result = command(*arguments)
    assert result.exit_code == 2 and words in result.output and "Traceback" not in result.output


def test_an_answer_says_what_the_plan_gives_and_nothing_within_noise_is_better(command) -> None:
    result = command("baseline", "--option", "no_surveillance", *OFFICE)
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    assert "What will the plan give 12 people" in text and "Do nothing" in text and "How sure" in text
    assert "crmsim report outputs/whatif-baseline" in text
    again = command("baseline", "--option", "no_surveillance", *OFFICE)
    assert again.stdout == result.stdout
