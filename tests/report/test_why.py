"""An explanation in words: both languages, every term, every outcome."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from crmsim.errors import CrmsimError
from crmsim.explain import Explanation, explain
from crmsim.mechanisms.state import ROLES, STAGES, STYLES
from crmsim.report.labels import ROLE, STAGE, STYLE
from crmsim.report.life import life
from crmsim.report.why import DrawnExplanation
from crmsim.report.why import explain as explain_in_words
from crmsim.report.why_text import explanation_text
from crmsim.report.why_words import ASK, BARE, TERM, term_label
from crmsim.scenario import load
from crmsim.words import ENGLISH, LANGUAGES, Teller

SMALL = ["organisation.employees=40"]
WORLDS = (
    ("baseline", SMALL),
    ("taker_heavy", [*SMALL, "turnover.annual_rate=.9", "motivation.gamification=.5", "motivation.surveillance=.9"]),
    ("giver_rich", [*SMALL, "adoption.rule=hazard"]),
    ("low_trust", [*SMALL, "adoption.rule=threshold"]),
    ("cut_corners", [*SMALL, "exchange.barter=true"]),
    ("baseline", [*SMALL, "mechanisms.market=false"]),
)


@pytest.fixture(scope="module")
def weeks() -> list[Explanation]:
    result = []
    for place, (name, settings) in enumerate(WORLDS):
        scenario = load(name, settings)
        result += [explain(scenario, seat, 20 + 9 * seat, place) for seat in range(9)]
    return result


def test_every_term_has_a_word(weeks: list[Explanation]) -> None:
    named = {term.name for week in weeks for one in week.decisions for term in one.terms}
    assert len(named) > 25
    assert named <= set(TERM)
    assert set(TERM) >= BARE
    assert term_label("nonesuch", ENGLISH) == "nonesuch"


def test_every_week_is_told_in_both_languages(weeks: list[Explanation]) -> None:
    for week in weeks:
        for language in LANGUAGES:
            text = explanation_text(week, Teller(language, 100))
            assert week.name in text
            assert "{" not in text and "nan" not in text.split()
            assert max(map(len, text.splitlines())) <= 100
        if week.present and week.decisions:
            kinds = {one.kind for one in week.decisions}
            assert ("Taking the system up" in explanation_text(week, Teller(width=100))) == ("stage" in kinds)


def test_beside_a_no_stands_what_the_chance_was_of(weeks: list[Explanation]) -> None:
    told = [line for week in weeks for line in explanation_text(week, Teller(width=400)).splitlines()]
    refused = [line for line in told if " refused (" in line]
    assert refused
    for line in refused:
        found = re.search(r"chance of a yes ([\d.]+)%, draw ([\d.]+)%", line)
        assert found is not None and float(found[1]) <= float(found[2])


def test_every_decision_is_told_once(weeks: list[Explanation]) -> None:
    for week in weeks:
        text = " ".join(explanation_text(week, Teller(width=140)).split())
        said = [ENGLISH(ASK[one.outcome], what="\0", drawn="\0").split("\0")[-1] for one in week.of("ask")]
        for ending in set(said):
            assert text.count(ending) >= said.count(ending)
        for one in week.of("help"):
            assert f"{week.names[one.other]} asked" in text  # type: ignore[index]


def test_styles_roles_and_stages_have_words() -> None:
    assert (set(STYLE), set(ROLE), set(STAGE)) == (set(STYLES), set(ROLES), set(STAGES))
    for language in LANGUAGES:
        assert len({Teller(language)(word) for word in STAGE.values()}) == len(STAGES)


def test_an_explanation_tells_and_draws_itself() -> None:
    text = explain_in_words(load("baseline", SMALL), "e05", 60, 1)
    assert isinstance(text, DrawnExplanation)
    assert repr(text).startswith("e05 in week 60 of baseline (seed 1)")
    assert text.text("nb").startswith("e05 i uke 60 av baseline (startverdi 1)")
    from crmsim.report import style

    given = style.canvas()
    assert text.plot(given, "nb") is given


def test_an_empty_seat_is_told() -> None:
    scenario = load("baseline", [*SMALL, "turnover.annual_rate=.95", "turnover.replacement_weeks=50"])
    empty = next(result for seat in range(40) if not (result := explain(scenario, seat, 40)).present)
    assert "there was nothing to decide" in explanation_text(empty)


def test_of_people_from_files_neither_style_nor_stage_is_told(weeks: list[Explanation]) -> None:
    for week in weeks:
        text = explanation_text(replace(week, imported=True), Teller("en", 400))
        if week.present:
            assert "Stage:" in explanation_text(week) and "Stage:" not in text.splitlines()[0]
        assert not any(f" {ENGLISH(STYLE[name])}," in text or f"({ENGLISH(STYLE[name])})" in text for name in STYLES)
        body = text.rpartition("Of people from files")[0]
        assert "reputation" not in text and "\0" not in text and "()" not in text
        assert not re.search(r"\d", re.sub(r"topic \d+|\be\d+\b", "", body.partition("\n")[2])), body
        if week.present:
            assert "Taking the system up" not in text and not any(ENGLISH(word) in text for word in TELLTALE)
            with pytest.raises(CrmsimError, match="the week of one imported person is not drawn"):
                life(replace(week, imported=True))


def test_the_numbers_of_a_person_from_files_are_told_when_asked_for_and_what_they_are(
    weeks: list[Explanation],
) -> None:
    with_chance = 0
    for week in weeks:
        imported = replace(week, imported=True)
        text = explanation_text(imported, Teller("en", 400), of_an_invented_person=True)
        if not week.present:
            continue
        assert "a person whom the model invents" in text and "Nothing here was measured" in text
        plain = explanation_text(week, Teller("en", 400))
        assert [part for part in text.split("\n\n") if "invents" not in part] == plain.split("\n\n")
        assert "--of-an-invented-person" in explanation_text(imported, Teller("en", 400))
        with_chance += "chance" in text
    assert with_chance > 20


TELLTALE = [TERM[name] for name in ("ask style", "greed", "record style", "help base",
                                    "gratitude", "record", "forgiveness")]  # fmt: skip
