"""Whatever is explained is what the engine did: for many people, weeks, scenarios and rules."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crmsim.errors import CrmsimError
from crmsim.explain import Explanation, explain, find_employee, week
from crmsim.mechanisms.helping import ANSWER, ENCOUNTER_ROW
from crmsim.mechanisms.recording import RECORD
from crmsim.mechanisms.state import GRANTED, GRANTED_IN_VAIN, REFUSED, STAGES, State
from crmsim.numerics.draws import draw, join
from crmsim.scenario import Scenario, load
from crmsim.simulation import Simulation
from crmsim.simulation.hooks import Hook

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["organisation.employees=40"]
WORLDS = {
    "baseline": SMALL,
    "lottery_winner": SMALL,
    "public_sector": SMALL,
    "taker_heavy": [*SMALL, "turnover.annual_rate=.6"],
    "surveillance_unexplained": [*SMALL, "motivation.gamification=.8", "motivation.dashboards=.5"],
    "giver_rich": [*SMALL, "adoption.rule=hazard", "adoption.q=.3"],
    "say_do_gap": [*SMALL, "adoption.rule=threshold", "adoption.threshold_mean=.1"],
    "low_trust": [*SMALL, "exchange.barter=true", "exchange.requests_per_week=3.5"],
}
LIMITS = ("pair", "noisy_pair", "thresholds", "barter", "normal_thresholds")


def world(name: str) -> Scenario:
    return load(name, WORLDS[name])


def reached(scenario: Scenario, seed: int, last: int) -> Simulation:
    simulation = Simulation(scenario, seed)
    for _ in simulation.slices(last):
        pass
    return simulation


@pytest.mark.parametrize("name", WORLDS)
def test_every_decision_is_the_engines(name: str) -> None:
    scenario = world(name)
    chosen = random.Random(name)
    for _ in range(12):
        seat, last, seed = chosen.randrange(40), chosen.randint(1, scenario.weeks), chosen.randrange(3)
        held_against_the_run(explain(scenario, seat, last, seed), reached(scenario, seed, last))


def held_against_the_run(explained: Explanation, simulation: Simulation) -> None:
    """Counts, stages and answers of an ordinary run to the same week."""
    person = simulation.state.people[explained.employee]
    requests = simulation.state.requests
    if not explained.present:
        assert explained.decisions == ()
        return
    for kind, field in (("lookup", "lookups"), ("record", "recorded")):
        detail = [one.detail["acts" if kind == "lookup" else "recorded"] for one in explained.of(kind)]  # type: ignore[arg-type]
        assert sum(detail) == person[field]
    (stage,) = explained.of("stage")
    if person["left"] == 0:
        assert stage.detail["to"] == STAGES[person["stage"]] == explained.stage[1]
    code = {"granted": GRANTED, "in vain": GRANTED_IN_VAIN, "refused": REFUSED, "not offered": 0}
    for one in explained.of("help", "answer", "offer"):
        assert requests.answer[one.detail["row"]] == code[one.outcome]
    width = requests.tie.size // simulation.state.people.key.size
    mine = range(explained.employee * width, (explained.employee + 1) * width)
    assert all(  # each race was heard
        one.chance is not None and one.detail["among"] > 0 for one in explained.of("whom")
    )
    asked = {one.detail["row"]: one.other for one in explained.of("whom")}
    assert asked == {row: simulation.state.ties.target[requests.tie[row]] for row in mine if requests.tie[row] >= 0}
    first, last = simulation.state.first_request[explained.employee : explained.employee + 2]
    gave = {one.detail["row"] for one in explained.of("help", "offer") if one.detail.get("gave", True)}
    assert gave == set(simulation.state.queue[first:last].tolist())
    for one in explained.of("ask", "help", "answer"):
        if one.draws:
            yes = one.outcome in ("asked", "granted", "in vain", "nobody to ask")
            assert yes == (one.draws[0] < one.chance) == bool(one.happened)


def test_draws_are_those_of_the_named_streams() -> None:
    scenario = world("baseline")
    text = explain(scenario, 7, 70, 1)
    simulation = reached(scenario, 1, 70)
    keys = simulation.state.people.key
    width = simulation.state.requests.tie.size // keys.size
    checked = 0
    for one in text.of("help", "answer"):
        helper, asker = (7, one.other) if one.kind == "help" else (one.other, 7)
        place = one.detail["row"] % width
        key = join(join(join(join(simulation.key, ANSWER), 70), keys[helper]), place)
        assert one.draws[0] == draw(key, keys[asker])
        checked += 1
    for one in text.of("record"):
        first = simulation.state.first_fact[7]
        key = join(join(join(simulation.key, RECORD), 70), keys[7])
        every = {draw(key, place) for place in range(int(simulation.state.first_fact[8] - first))}
        assert set(one.draws) <= every
        checked += 1
    assert checked and width < ENCOUNTER_ROW


@pytest.mark.parametrize("name", LIMITS)
def test_worlds_of_one_mechanism(name: str) -> None:
    scenario = load(ROOT / "scenarios" / "limits" / f"{name}.toml")
    result = [explain(scenario, seat, last, 0) for seat in (0, 1) for last in (1, scenario.weeks)]
    assert any(one.decisions for one in result)


def test_terms_are_what_the_rule_says_without_them() -> None:
    """With the weight of a term at 0, the rule gives what the explanation says it would."""
    usual = world("baseline")
    text = next(result for seat in range(40) if (result := explain(usual, seat, 1, 2)).of("ask"))
    shameless = explain(usual.changed(["people.safety_weight=0.0"]), text.employee, 1, 2)
    one, other = text.of("ask")[0], shameless.of("ask")[0]
    effect = next(term.effect for term in one.terms if term.name == "safety")
    assert one.chance is not None and other.chance is not None
    assert one.chance - effect == pytest.approx(other.chance, abs=1e-12)
    assert "safety" not in {term.name for term in other.terms}


def test_the_score_a_matcher_keeps_is_told(tmp_path: Path) -> None:
    """With endless credit from that week on, the rule gives what the explanation says it would."""
    file = tmp_path / "generous.toml"
    file.write_text(
        "[organisation]\nemployees = 40\n"
        '[[intervention]]\nweek = 20\nkind = "change"\nset = {"exchange.credit" = 1e18}\n',
        encoding="utf-8",
    )
    generous, checked = load(str(file)), 0
    for seat in range(8):
        told, endless = (explain(one, seat, 20, 2).of("help") for one in (world("baseline"), generous))
        for one, other in zip(told, endless, strict=True):
            effects = [term.effect for term in one.terms if term.name == "ahead"]
            if effects:
                assert one.chance is not None and effects[0] < 0.0
                assert one.chance - effects[0] == pytest.approx(other.chance, abs=1e-12)
                checked += 1
    assert checked


def test_appeal_adds_up() -> None:
    weeks = [explain(world("baseline"), seat, 60, 2) for seat in range(5)]
    stage = next(one for week in weeks for one in week.of("stage"))
    total = 0.5 + sum(term.effect for term in stage.terms)
    assert total == pytest.approx(stage.detail["appeal"], abs=1e-9)
    assert stage.detail["appeal"] - stage.detail["threshold"] == pytest.approx(stage.detail["margin"], abs=1e-9)


def test_a_walk_is_explained_and_left_as_it_is() -> None:
    scenario = world("baseline")
    simulation = reached(scenario, 5, 20)
    before = [array.copy() for array in simulation.state]
    assert explain(simulation, "e05", 12) == explain(scenario, 4, 12, 5)
    assert simulation.week == 20
    assert all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(before, simulation.state, strict=True)
    )


def test_the_week_of_an_intervention_is_explained_with_it(tmp_path: Path) -> None:
    file = tmp_path / "quiet.toml"
    file.write_text(
        "[organisation]\nemployees = 40\n"
        '[[intervention]]\nweek = 9\nkind = "change"\nwho = "all"\nset = {"asking.readiness" = -90.0}\n',
        encoding="utf-8",
    )
    outcomes = {one.outcome for seat in range(8) for one in explain(load(str(file)), seat, 9, 2).of("ask")}
    assert outcomes == {"not asked"}
    usual = {one.outcome for seat in range(8) for one in explain(world("baseline"), seat, 9, 2).of("ask")}
    assert "asked" in usual


def test_own_rules_take_part() -> None:
    def tired(week: Any) -> None:
        """Everybody is worn out and asks nobody, from week 9 on."""
        if week.number >= 9:
            week.memory["seen"] = week.number
            week.people.safety = 0.0
            week.people.gratitude = 1.0

    hooks = (Hook(tired, "before", "ask"), Hook(lambda week: None, "after", "ledger", "nothing"))
    simulation = Simulation(world("baseline"), 2, hooks=hooks)
    for _ in simulation.slices(12):
        pass
    decisions = [one for seat in range(10) for one in explain(simulation, seat, 12).of("ask", "help")]
    safety = {term.value for one in decisions for term in one.terms if term.name == "safety"}
    assert safety == {0.0}
    for seat in range(10):
        held_against_the_run(explain(simulation, seat, 12), simulation)


def test_an_empty_seat_has_nothing_to_decide() -> None:
    scenario = load("baseline", [*SMALL, "turnover.annual_rate=.9", "turnover.replacement_weeks=26"])
    simulation = reached(scenario, 0, 29)
    seat = int(np.flatnonzero(simulation.state.people.present == 0)[0])
    text = explain(scenario, seat, 30, 0)
    assert not text.present and text.decisions == ()


def test_what_disagrees_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def other_rule(state: State, p: object, key: int, last: int) -> None:
        state.requests.tie[4 * 3] = 7

    monkeypatch.setitem(week.CARRIED_OUT, "ask", other_rule)
    with pytest.raises(RuntimeError, match="the engine"):
        explain(world("baseline"), 4, 9, 2)


@pytest.mark.parametrize(("employee", "last", "wanted"), [("e99", 5, "e01"), (40, 5, "0 to 39"), (-1, 5, "employee"),
                                                          ("9" * 5000, 5, "0 to 39"), (0, 105, "1 to 104"),
                                                          (0, 0, "1 to 104")])  # fmt: skip
def test_who_or_when_does_not_exist(employee: int | str, last: int, wanted: str) -> None:
    with pytest.raises(CrmsimError, match=wanted):
        explain(world("baseline"), employee, last)


def test_ids_come_before_numbers() -> None:
    assert find_employee(("7", "3"), "3") == 1
    assert find_employee(("7", "3"), 1) == 1
    assert find_employee(("a", "b"), "1") == 1


def test_a_real_organisation(shared_data: Path, tmp_path: Path) -> None:
    place = (shared_data / "krackhardt_hightech").as_posix()
    file = tmp_path / "real.toml"
    file.write_text(
        f'[organisation]\nemployees_csv = "{place}/employees.csv"\nties_csv = "{place}/ties.csv"\n'
        'tie_kinds = ["advice"]\n',
        encoding="utf-8",
    )
    scenario = load(str(file))
    for seat in range(0, 21, 4):
        held_against_the_run(explain(scenario, seat, 60, 1), reached(scenario, 1, 60))
