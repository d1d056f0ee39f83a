"""The sandbox: the address, the levers, what comes of them against whole runs, one office, and why."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from crmsim.app.sandbox import curves, drawing, office
from crmsim.app.sandbox.levers import LEVER, LEVERS
from crmsim.app.sandbox.state import OUTCOMES, State
from crmsim.app.sandbox.worlds import ORGANISATIONS, WORLDS, Ran, changed, now, run, world
from crmsim.mechanisms import OUTCOME
from crmsim.results.weekly import PLACE
from crmsim.scenario import value_at
from crmsim.scenario.worlds import worlds_of
from crmsim.simulation import simulate
from crmsim.words import ENGLISH, Teller

SMALL = "municipality"


@pytest.mark.parametrize(
    "state",
    [
        State(),
        State("municipality", (("said", 95), ("takers", 40)), "help_rate", "office", 7, 0, 0),
        State(
            changes=tuple((lever.name, lever.ends[0]) for lever in LEVERS if lever.ends[0] != now("firm")[lever.name]),
            person=149,
        ),
    ],
)
def test_all_that_is_chosen_stands_in_the_address_and_comes_back_from_it(state: State) -> None:
    assert State.of(state.query()) == state
    assert State.of(dict(parse_qsl(state.address().partition("?")[2]))) == state
    values = [(name, value) for name, value in state.values.items() if value != now(state.organisation)[name]]
    assert tuple(values) == state.changes


def test_an_address_that_says_nonsense_is_the_nearest_that_makes_sense() -> None:
    nonsense = {"organisation": "x", "said": "999", "done": "-1", "why": "1e3", "week": "9999", "world": "0"}
    found = State.of(nonsense | {"outcome": "__class__", "view": "<b>", "person": "²"})
    assert found == State(changes=(("said", 100),), week=104, world=1)
    assert State.of({"said": "70"}) == State()  # as it is now


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_every_lever_moves_its_parameters_between_its_ends_and_stands_where_they_do(organisation: str) -> None:
    scenario = world(organisation, 1)
    for lever in LEVERS:
        low, high, step = lever.ends
        standing = now(organisation)[lever.name]
        assert low <= standing <= high and (high - low) % step == 0 and (standing - low) % step == 0, lever.name
        for value in (low, high):
            for key, wanted in lever.set(scenario, value).items():
                assert value_at(changed(organisation, 1, ((lever.name, value),)), key) == wanted
        for key in lever.keys:
            assert value_at(scenario, key) == standing / lever.scale


def test_more_takers_are_added_to_those_a_world_has() -> None:
    before = world("firm", 3).people
    after = changed("firm", 3, (("takers", 40),)).people
    assert after.takers == pytest.approx(before.takers + 0.4, abs=1e-4)
    assert after.givers / after.matchers == pytest.approx(before.givers / before.matchers, rel=1e-3)
    assert LEVER["takers"].set(world("firm", 3), 0)["people.takers"] == round(before.takers, 4)


def test_a_run_here_is_the_run_that_crmsim_makes_of_the_world() -> None:
    changes = (("done", 20),)
    scenario = changed(SMALL, 5, changes)
    assert scenario.leadership.done == 0.2 and scenario.organisation.employees == 80
    whole = simulate(scenario, 5)
    found = run(SMALL, 5, changes)
    from crmsim.results import summarise

    expected = summarise(whole.ledger, groups=whole.groups, target=scenario.scenario.target, money=whole.money)
    for name in OUTCOMES:
        assert found.whole[PLACE[name]] == expected.values[name]
    assert found.weeks.shape == (104, len(PLACE))


def made(level: float, spread: float = 0.0, count: int = WORLDS, weeks: int = 26) -> list[Ran]:
    """Runs in which every outcome stands at a level, by chance a little above or below."""
    rng = np.random.default_rng(1)
    runs = []
    for _ in range(count):
        here = level + spread * rng.standard_normal()
        runs.append(Ran(np.full((weeks, len(PLACE)), here), np.full(len(PLACE), here)))
    return runs


def test_the_first_curve_is_the_mean_of_now_moved_by_the_differences_that_are_there() -> None:
    before = made(0.5, 0.1)
    after = [Ran(one.weeks + 0.2, one.whole + 0.2) for one in before]
    mean = np.mean([one.weeks[0, 0] for one in before])
    for count in (2, 10, WORLDS):
        found = curves.answer("user_share", before, after[:count])
        assert found.then is not None and np.allclose(found.then.mean, mean + 0.2)
        assert (found.then.low is None) == (count < 10) and found.complete == (count == WORLDS)
    assert found.differences["user_share"].verdict == "better" and set(found.differences) == set(OUTCOMES)
    assert curves.answer("user_share", before, after[:10]).differences == {}


def test_a_change_is_tried_first_where_things_go_most_like_the_mean_and_runs_are_quick() -> None:
    levels = (0.1, 0.62, 0.9, 0.5, *[0.55] * (curves.NEAR - 2))
    seconds = (0.0, 0.02, 0.0, 0.01, *[0.03] * (curves.NEAR - 2))
    shape = 26, len(PLACE)
    before = [Ran(np.full(shape, level), np.full(shape[1], level), s) for level, s in zip(levels, seconds, strict=True)]
    assert curves.first_worlds("user_share", before, 2) == [4, 2] and curves.first_worlds("user_share", before, 1) == [
        4
    ]


def test_what_counts_over_a_run_is_added_up_and_shares_stay_shares() -> None:
    before = made(0.9)
    found = curves.answer("departures", before, None)
    assert np.allclose(found.now.mean, 0.9 * np.arange(1, 27))
    high = curves.answer("user_share", before, made(1.4)).then
    assert high is not None and high.mean.max() == 1.0


@pytest.mark.parametrize("language", ["en", "nb"])
def test_noise_is_called_noise_and_nothing_is_said_before_all_is_counted(language: str) -> None:
    teller = Teller(language)
    before = made(0.5, 0.2)
    shuffled = [before[-1], *before[:-1]]
    said = drawing.headline(curves.answer("user_share", before, shuffled), teller)
    assert ("noise" in said) if language == "en" else ("støy" in said or "tilfeldig" in said)
    early = curves.answer("user_share", before, shuffled[:10])
    assert "10" in drawing.headline(early, teller) and drawing.verdicts(early, teller) == ""
    same = curves.answer("user_share", before, before)
    assert drawing.headline(same, teller) != said and same.differences["user_share"].verdict == "identical"
    few = curves.answer("user_share", before, [made(0.5, 0.9)[0], *before[1:]])
    assert few.differences["user_share"].verdict == "too few runs"
    assert ("No verdict" if language == "en" else "Ingen vurdering") in drawing.headline(few, teller)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_drawing_holds_the_curves_and_no_style_of_its_own(outcome: str) -> None:
    found = curves.answer(outcome, made(0.5, 0.05), made(0.6, 0.05))
    text = drawing.figure(found, ENGLISH)
    assert text.count("<polyline") == 2 and 'stroke-dasharray="6 4"' in text and "<polygon" in text
    assert "style=" not in text and "<desc" in text
    assert drawing.numbers(found, ENGLISH).count("<tr") == 1 + 2
    points = [float(y) for y in re.findall(r",([\d.-]+)", text.split("<polyline")[1].split('"')[1])]
    assert max(points) <= drawing.HEIGHT + 22.0 and min(points) >= 22.0
    assert OUTCOME[outcome].name == outcome


def test_an_office_is_the_run_week_by_week() -> None:
    found = office.run_office(SMALL, 2, ())
    whole = simulate(world(SMALL, 2), 2)
    weeks = whole.scenario.weeks
    assert len(found.people) == len(found.helped) == weeks + 1 and len(found.ties[1]) == weeks
    users = run(SMALL, 2, ()).weeks[-1, PLACE["user_share"]]
    last = found.people[-1]
    present = [letter for letter in last if letter != office.ABSENT]
    shown = sum((office.LETTERS.index(letter) % 4) == 2 for letter in present) / len(present)
    assert shown == pytest.approx(users) and len(last) == whole.state.people.key.size
    digits = [int(one) for one in found.ties[0]]
    for moved in found.ties[1]:
        for pair, place in zip(moved[::2], moved[1::2], strict=True):
            digits[pair] = place
    tied = np.asarray(whole.organisation.contact) > 0.0
    ends = np.sort(np.stack([whole.organisation.source, whole.organisation.target], axis=1), axis=1)
    for pair, place in list(zip(found.pairs, digits, strict=True))[:50]:
        mean = whole.state.ties.quality[tied & (ends == pair).all(axis=1)].mean()
        assert place == int(mean >= 0.5) + int(mean >= 0.75)
    granted = sum(len(pairs) for pairs in found.helped)
    assert 0 < granted <= whole.ledger[:, 0, worlds_column("granted")].sum()
    text = office.drawing(found, SMALL, 2, ENGLISH)
    assert (
        text.count("<line ") == len(found.pairs)
        and text.count("<use ") == whole.organisation.employees
        and "style=" not in text
    )


def worlds_column(name: str) -> int:
    from crmsim.mechanisms import COLUMN

    return COLUMN[name]


def test_the_page_and_its_answers(opened: Any) -> None:
    browser = opened()
    text = browser.get("/sandbox?organisation=municipality&done=20&view=office").text
    assert re.search(r'name="done"[^>]* value="20" data-usual="60"', text)
    assert 'value="municipality" checked' in text and 'id="curves" hidden' in text
    answer = browser.get("/sandbox/curve?organisation=municipality&done=20&worlds=1").json()
    assert answer["worlds"] == 1 and "1 of 40" in answer["headline"] and answer["figure"].count("<polyline") == 2
    found = browser.get("/sandbox/office?organisation=municipality&world=2").json()
    there = world("municipality", 2)
    assert len(found["people"]) == there.weeks + 1 and len(found["ids"]) == there.organisation.employees
    said = browser.get("/sandbox/why?organisation=municipality&world=2&person=3&week=40").json()["why"]
    assert said.startswith("<h3>e04 in week 40") and said.count("<details") == said.count("</details>") > 0
    assert said.count("<ul>") == said.count("</ul>") and said.count("<li>") == said.count("</li>")
    assert browser.get("/sandbox/why?week=0&organisation=municipality&person=79").status_code == 200


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_the_worlds_are_those_that_are_shipped_and_leave_open_what_else_nobody_knows(organisation: str) -> None:
    first = worlds_of(ORGANISATIONS[organisation].worlds, Path(), {})
    rows = {tuple(f"{value:.6g}" for value in row) for row in first.rows}
    drawn = [world(organisation, number) for number in range(1, WORLDS + 1)]
    for one in drawn:
        assert tuple(f"{value_at(one, key):.6g}" for key in first.keys) in rows
        for lever in LEVERS:
            assert all(value_at(one, key) == now(organisation)[lever.name] / lever.scale for key in lever.keys)
    assert len({one.leadership.openness for one in drawn}) == WORLDS  # which no slider moves and no file tells
    assert len({one.hash for one in drawn}) == WORLDS
    assert {one.organisation.employees for one in drawn} == {ORGANISATIONS[organisation].people}
