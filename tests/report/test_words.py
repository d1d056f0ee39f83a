"""English and bokmål at parity."""

import pytest

from crmsim.analysis.difference import VERDICTS
from crmsim.errors import CrmsimError
from crmsim.mechanisms import OUTCOMES
from crmsim.report.words import LANGUAGES, OUTCOME_LABEL, TEXT, blanks, known_language, outcome_label, say


@pytest.mark.parametrize("texts", [TEXT, OUTCOME_LABEL])
def test_every_text_is_told_in_every_language(texts: dict) -> None:
    for key, told in texts.items():
        assert set(told) == set(LANGUAGES), key
        assert all(told.values()), key
        assert len({frozenset(blanks(text)) for text in told.values()}) == 1, key


def test_every_outcome_and_verdict_has_a_word() -> None:
    assert set(OUTCOME_LABEL) == {outcome.name for outcome in OUTCOMES}
    for language in LANGUAGES:
        assert all(say(verdict, language) for verdict in VERDICTS)
        labels = [outcome_label(outcome.name, language) for outcome in OUTCOMES]
        assert len(set(labels)) == len(labels)
        assert max(map(len, labels)) <= 32


def test_parts_are_filled_in() -> None:
    assert say("settle", "en", runs="230").startswith("About 230 runs")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(CrmsimError, match="'nb'"):
        known_language("nbx")
