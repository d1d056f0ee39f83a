"""What the page tells is what the engine gave, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import crmsim
from crmsim.lesson.chapters import CHAPTERS, tell
from crmsim.lesson.favours import ROUNDS, answers, pairs, variants
from crmsim.lesson.office import MIXES, OFFICE, SHOWN, mix, served
from crmsim.lesson.series import run_many
from crmsim.mechanisms.state import STYLES
from crmsim.scenario import load
from crmsim.simulation import Simulation

GROUP = "limits/well_mixed"
UNSENT = {"market.recommended": 0.0}  # no colleague sends anybody customers
SEED, RUNS, WEEKS = 3, 2, 12  # of the page that the tests share; weeks of the first lesson


def weekly(result: Any, outcome: str, group: str = "all") -> np.ndarray:
    frame = result.frame()
    return frame[(frame["outcome"] == outcome) & (frame["group"] == group)].sort_values("week")["value"].to_numpy()


@pytest.mark.parametrize("variant", ["usual", "mistakes_33"])
def test_time_gained_is_that_of_runs(data: dict[str, Any], variant: str) -> None:
    settings = variants(load(GROUP))[variant]
    runs = [crmsim.run(GROUP, SEED + number, settings, WEEKS) for number in range(RUNS)]
    told = data["favours"]["variants"][variant]
    assert set(told["week"]) == {style for style in STYLES if settings.get(f"people.{style}s") != 0.0}
    for style, series in told["week"].items():
        expected = np.mean([weekly(run, "payoff", style) for run in runs], axis=0)
        assert series["mean"] == pytest.approx(expected, rel=1e-3)
        assert told["sum"][style]["mean"] == pytest.approx(np.cumsum(expected), rel=1e-3)
        assert all(low <= high for low, high in zip(series["low"], series["high"], strict=True))


def test_who_said_yes_adds_up_to_what_was_gained(data: dict[str, Any]) -> None:
    told = data["favours"]
    people = told["people"]["usual"]
    for style, name in zip(STYLES, ("mia", "tor", "anne"), strict=True):
        assert people["styles"][people[name]["seat"]] == style[0]
        for week in range(told["weeks"]):
            got, gave = (people[name][side][week].count("1") for side in ("got", "gave"))
            assert told["gain"] * got - told["cost"] * gave == told["variants"]["usual"]["week"][style]["mean"][week]


def test_answers_are_those_the_ledger_counts() -> None:
    settings = {"exchange.error": 0.05}
    simulation = Simulation(load(GROUP, settings), SEED)
    for _ in simulation.slices(3):
        pass
    said = answers(simulation)
    assert (np.diag(said) == -1).all() and (said >= 0).sum() == said.size - len(said)
    assert (said == 1).sum() / (said >= 0).sum() == weekly(crmsim.run(GROUP, SEED, settings, 3), "help_rate")[-1]


def test_only_a_matcher_looks_at_what_you_did() -> None:
    found = pairs(SEED)
    theirs = {
        you: {style: [answer for _, answer in rounds] for style, rounds in by.items()} for you, by in found.items()
    }
    assert theirs["yes"] == {"giver": [1] * ROUNDS, "taker": [0] * ROUNDS, "matcher": [1] * ROUNDS}
    assert theirs["no"] == {"giver": [1] * ROUNDS, "taker": [0] * ROUNDS, "matcher": [1] + [0] * (ROUNDS - 1)}


def test_annes_reason_is_what_she_was_answered(data: dict[str, Any]) -> None:
    assert data["favours"]["why"] == {
        "mia": {"outcome": "granted", "chance": 1, "record": 1},
        "tor": {"outcome": "refused", "chance": 0, "record": 0},
    }


def test_the_office_is_that_of_runs(data: dict[str, Any]) -> None:
    usual = load(OFFICE)
    for place, takers in enumerate(MIXES):
        settings = mix(usual, takers)
        assert sum(settings.values()) == pytest.approx(1.0) or not settings
        runs = [crmsim.run(OFFICE, SEED + number, settings) for number in range(RUNS)]
        series = data["office"]["mixes"][place]["help_rate"]["mean"]
        assert series == pytest.approx(np.mean([weekly(run, "help_rate") for run in runs], axis=0), rel=1e-3)
        for name, told in zip(SHOWN, data["office"]["told"][place], strict=True):
            assert told == pytest.approx(np.mean([run.summary.values[name] for run in runs]), rel=1e-3)


def test_a_chapter_is_made_of_its_scenarios(data: dict[str, Any]) -> None:
    chapter = next(one for one in CHAPTERS if one.name == "words")
    told = next(one for one in data["chapters"] if one["name"] == "words")
    for choice, series, values in zip(chapter.choices, told["series"]["user_share"], told["values"], strict=True):
        runs = [crmsim.run(choice.scenario, SEED + number, choice.settings) for number in range(RUNS)]
        expected = np.mean([weekly(run, "user_share") for run in runs], axis=0)
        assert series["mean"] == pytest.approx(expected, rel=1e-3, abs=1e-9)
        assert values[0] == pytest.approx(np.mean([run.summary.values["user_share"] for run in runs]), rel=1e-3)


def test_the_week_of_the_training_is_told_from_runs(data: dict[str, Any]) -> None:
    facts = next(one for one in data["chapters"] if one["name"] == "training")["facts"]
    runs = [crmsim.run("trained_once", SEED + number) for number in range(RUNS)]
    held = np.sum([weekly(run, "own_hours") for run in runs], axis=0)
    week, later = facts["week"] - 1, facts["week"] - 1 + 26
    assert week == int(np.argmax(held))
    assert facts["served_then"] == pytest.approx(np.mean([weekly(run, "output")[week] for run in runs]), rel=1e-3)
    for name, outcome, when in (
        ("users_then", "user_share", week),
        ("users_later", "user_share", later),
        ("rejected_later", "rejected_share", later),
    ):
        expected = np.mean([weekly(run, outcome)[when] for run in runs])
        assert facts[name] == pytest.approx(expected, rel=1e-3, abs=1e-9)
    assert facts["hours"] == load("trained_once").project.training_hours


def test_too_few_runs_give_no_verdict_and_no_answer(data: dict[str, Any]) -> None:
    few = {"as": "few", "needed": 30}
    for told in data["chapters"]:
        assert told["right"] is None and told["heading"]["standing"] == "open"
        assert told["said"]["bet"] == told["said"]["standing"] == few
        assert {one["verdict"] for side in told["differences"] for one in side} <= {"too few runs", "undefined"}
    assert data["office"]["right"] is None and data["office"]["heading"]["standing"] == "open"
    assert {"mistakes", "office", "standing", "s6.insight", "s8.insight"} <= set(data["stylesSaid"])
    assert all(why == few for why in data["stylesSaid"].values())


def test_the_same_seed_makes_the_same_chapter_and_another_does_not() -> None:
    chapter = next(one for one in CHAPTERS if one.name == "points")
    made = [tell(chapter, seed, 1, lambda: None) for seed in (5, 5, 6)]
    assert made[0] == made[1] != made[2]


@pytest.mark.slow
def test_what_the_words_take_for_granted_comes_out() -> None:
    found = {chapter.name: tell(chapter, 0, 40, lambda: None) for chapter in CHAPTERS}
    came = {name: (told["right"], told["heading"]["here"], told["heading"]["standing"]) for name, told in found.items()}
    assert came == {
        "energy": ("fewer", "agrees", "in part"),
        "spreads": ("there", "disagrees", "disagrees"),
        "words": ("quiet", "agrees", "in part"),
        "leads": ("few", "agrees", "in part"),
        "watched": ("most", "in part", "in part"),
        "training": ("grew", "in part", "disagrees"),
        "points": ("shrink", "agrees", "agrees"),
    }
    assert not {name: told["said"] for name, told in found.items() if told["said"]}
    trained = found["training"]["facts"]
    assert trained["served_then"] < 0.75 * trained["served_then_none"]  # the slump, in the week of the training
    assert trained["dearer"] > 1.0 and trained["rejected_later"] > 0.1
    assert found["leads"]["differences"][0][0]["verdict"] == "better"
    assert found["words"]["facts"]["user_share_2"] > found["words"]["facts"]["user_share_0"] + 0.2


@pytest.mark.slow
def test_one_rule_alone_lets_givers_serve_more() -> None:
    usual, unsent = (served(run_many(load(OFFICE, settings), 0, 40))["against_takers"] for settings in ({}, UNSENT))
    assert {one["verdict"] for one in usual.values()} == {"better"}
    assert not {one["verdict"] for one in unsent.values()} & {"better", "worse"}
