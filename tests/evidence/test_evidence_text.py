"""What is told of verdicts, in both languages, and what the command does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from crmsim.claims import claims_and_facts
from crmsim.commands.main import cli
from crmsim.evidence.claims import details, known, source_text
from crmsim.evidence.figure import effects_figure
from crmsim.evidence.page import verdicts_page
from crmsim.evidence.register import read_register
from crmsim.evidence.robustness import robustness_text, shipped_rows
from crmsim.evidence.stored import shipped
from crmsim.evidence.text import evidence_text, how, predicted_words
from crmsim.evidence.verdict import VERDICTS, answers
from crmsim.words import Teller

ASKED = "C5"


def test_what_is_shipped_is_what_is_asked() -> None:
    """A prediction that was added, taken out or changed in its form needs the runs again: make evidence."""
    assert [one.prediction.id for one in shipped().findings] == list(read_register())
    assert [*shipped_rows()] == [name for name, one in read_register().items() if one.headline]


def test_every_claim_and_fact_has_a_verdict() -> None:
    every = answers(shipped().findings)
    assert [one.name for one in every] == list(claims_and_facts())
    assert all(one.verdict in VERDICTS for one in every)
    assert all(one.findings or one.why for one in every)


@pytest.mark.parametrize("language", ["en", "nb"])
def test_a_claim_is_told_with_its_numbers(language: str) -> None:
    teller = Teller(language, 90)
    text = evidence_text(shipped(), [ASKED], teller)
    assert all(teller(one.says) in " ".join(text.split()) for one in read_register().values() if one.claim == ASKED)
    assert max(map(len, text.splitlines())) <= 90
    page = verdicts_page(shipped(), [ASKED], "effects.png", teller)
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert len({line.count("|") - line.count("\\|") for line in rows[-len(answers([], [ASKED])) :]}) == 1
    assert robustness_text(shipped_rows(), teller).count("\n") >= 2 * len(shipped_rows()) - 1


def test_a_fact_is_told_beside_the_claims() -> None:
    text = details(known("e4"), Teller(width=100))
    assert text.startswith("E4") and "read at second hand" in text and "verdict" in text


def test_the_figure_has_a_row_for_every_effect() -> None:
    figure = effects_figure(shipped().findings).get_figure(root=True)
    assert figure is not None
    rows = sum(len(ax.get_yticks()) for ax in figure.axes)
    shown = [one for one in shipped().findings if one.basis in ("emergent", "by construction") and one.matters > 0.0]
    assert 0.9 * len(shown) <= rows <= len(shown)  # those defined in no world have none


def test_one_claim_is_run_told_and_found_again(tmp_path: Path) -> None:
    command = ["evidence", "K5", "--worlds", "6", "--runs", "1", "--jobs", "0", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    (place,) = (path for path in (tmp_path / "out").iterdir() if path.name.startswith("K5-"))
    assert {"effects.png", "evidence.md", "provenance.json", "verdicts.csv"} == {path.name for path in place.iterdir()}
    before = (place / "verdicts.csv").read_bytes()
    again = CliRunner().invoke(cli, command)
    assert re.sub(r"(?m)^.*(runs|compil).*\n", "", again.stdout) == re.sub(r"(?m)^.*(runs|compil).*\n", "", done.stdout)
    assert (place / "verdicts.csv").read_bytes() == before


def test_what_cannot_be_asked_is_refused() -> None:
    run = CliRunner().invoke
    nothing = run(cli, ["evidence", "G77"])
    assert nothing.exit_code == 2 and "Did you mean 'G7'" in nothing.output
    assert run(cli, ["evidence", "G7", "--ablate"]).exit_code == 2


def test_grades_of_sources_are_told_in_words() -> None:
    assert source_text("Grant 2013, READ2") == "Grant 2013, read at second hand"
    assert source_text("A §4.1, App. 1; B abstract", Teller("nb")) == "A §4.1, vedlegg 1; B sammendrag"
    for one in claims_and_facts().values():
        assert not re.search("READ|RECALLED", source_text(one.source))


def test_a_setting_that_was_run_once_and_two_bounds_are_told_in_the_language() -> None:
    once = how(replace(shipped(), runs=1), Teller("nb"))
    assert "kjørt én gang i hver" in " ".join(once.split())
    bounded = next(one for one in read_register().values() if not isinstance(one.predicted, str))
    assert " to " in predicted_words(bounded, Teller()) and " til " in predicted_words(bounded, Teller("nb"))
