"""What is measured of a run for the register: each measure where the answer is known, and that none changes it."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from crmsim.evidence import acts
from crmsim.evidence.measures import MEASURES
from crmsim.evidence.measures_adoption import beliefs, hazard, help_and_use, intention, relapse, units
from crmsim.evidence.measures_people import burden, ends, favours, learning, of_sums, pays, quarters, safe, tails
from crmsim.evidence.measures_time import after, lead, turns
from crmsim.evidence.watching import adjusted_fit, requests, shuffled, slope, standardised
from crmsim.mechanisms.appeal import appeal_of
from crmsim.mechanisms.state import EXECUTIVE, GIVER, GRANTED, GRANTED_IN_VAIN, MATCHER, REFUSED, TAKER, UNANSWERED
from crmsim.scenario import load
from crmsim.simulation.hooks import Hook, hook
from crmsim.simulation.run import Run, simulate

RNG = np.random.default_rng(1)
SMALL = ("organisation.employees=60", "motivation.gamification=0.5", "project.follow_up_hours=0.0")


def rule_of(name: str) -> Hook:
    module, _, function = name.partition(":")
    found = getattr(importlib.import_module(module), function)
    assert isinstance(found, Hook)
    return found


def run(hooks: Any = (), weeks: int = 110, settings: tuple[str, ...] = SMALL) -> Run:
    return simulate(load("baseline", settings, weeks=weeks), 3, hooks=tuple(hooks))


# ---- Rules that look on ---------------------------------------------------------------------------------------------


def test_rules_that_look_on_change_nothing_and_tell_what_they_say() -> None:
    rules = [rule_of(name) for name in dict.fromkeys(one.rule for one in MEASURES.values())]
    assert not any(one.counterfactual for one in rules)
    larger = (*SMALL, "organisation.employees=120")
    watched, plain = run(rules, settings=larger), run(settings=larger)
    assert np.array_equal(watched.ledger, plain.ledger)
    assert watched.state.people.tobytes() == plain.state.people.tobytes()
    assert watched.state.ties.tobytes() == plain.state.ties.tobytes()
    assert all(np.array_equal(watched.money[name], plain.money[name]) for name in plain.money)
    later = {f"giver_minus_matcher_year_{year}" for year in (3, 4, 5)}  # two years are run
    assert set(MEASURES) - set(watched.told) == later


def test_an_early_end_tells_nothing_wrong() -> None:
    told = run([rule_of(name) for name in {one.rule for one in MEASURES.values()}], weeks=9).told
    assert set(told) <= set(MEASURES)
    assert "peers_early" not in told
    assert "giver_minus_matcher_year_1" not in told


def test_requests_are_those_answered_and_asked_for() -> None:
    answer = np.array([GRANTED, UNANSWERED, GRANTED, REFUSED, GRANTED_IN_VAIN, UNANSWERED])  # two people, three places
    week = SimpleNamespace(
        people=SimpleNamespace(present=np.ones(2)),
        requests=SimpleNamespace(answer=answer, tie=np.array([0, -1, 0, 1, 1, -1])),
        ties=SimpleNamespace(target=np.array([1, 0])),
    )
    asker, asked, answers, entry = requests(week)
    assert asker.tolist() == [0, 1, 1]
    assert asked.tolist() == [1, 0, 0]
    assert answers.tolist() == [GRANTED, REFUSED, GRANTED_IN_VAIN]
    assert entry.tolist() == [0, 1, 1]


def test_intention_is_appeal_above_the_threshold_as_the_rules_have_it() -> None:
    seen: list[float] = []

    @hook(after="adoption")
    def compare(week: Any) -> None:
        if week.number == 60:
            told = intention(week)
            for i in range(0, 60, 7):
                person = week.state.people[i]
                assert told[i] == pytest.approx(appeal_of(week.state, week.parameters, i) - person.threshold, abs=1e-12)
                seen.append(told[i])

    run([compare], weeks=60)
    assert len(set(seen)) > 5


# ---- Statistics -----------------------------------------------------------------------------------------------------


def test_standardised_coefficients_are_those_of_a_known_line() -> None:
    x, z = RNG.normal(size=(2, 2000))
    y = 3.0 * x / x.std() - 4.0 * z / z.std()
    assert standardised(y, x, z) * y.std() == pytest.approx([3.0, -4.0])
    assert slope(y, x) == pytest.approx(np.corrcoef(x, y)[0, 1])
    gaps = y.copy()
    gaps[:5] = np.nan
    assert slope(gaps, x) == pytest.approx(np.corrcoef(x[5:], y[5:])[0, 1])


@pytest.mark.parametrize("cause", [np.ones(50), np.arange(50.0)])
def test_what_does_not_vary_or_cannot_be_told_apart_has_no_coefficient(cause: Any) -> None:
    outcome = RNG.normal(size=50)
    assert np.isnan(standardised(outcome, cause, 2.0 * np.arange(50.0))).all()
    assert np.isnan(adjusted_fit(outcome, cause, 2.0 * np.arange(50.0)))


def test_a_useless_cause_does_not_raise_the_adjusted_fit_on_average() -> None:
    gains = []
    for _ in range(200):
        x, z, noise = RNG.normal(size=(3, 40))
        gains.append(adjusted_fit(x + noise, x, z) - adjusted_fit(x + noise, x))
    assert abs(np.mean(gains)) < 0.01
    x, z, noise = RNG.normal(size=(3, 4000))
    assert adjusted_fit(x + z + noise, x, z) == pytest.approx(2 / 3, abs=0.03)


def test_shuffled_labels_keep_their_number_and_lose_their_place() -> None:
    week = SimpleNamespace(draw=lambda name, who: np.random.default_rng(int(name.split()[1])).random(who.size))
    labels = np.arange(40) < 10
    dealt = shuffled(week, np.arange(40), labels, 200)
    assert (dealt.sum(axis=1) == 10).all()
    assert dealt.mean(axis=0).max() < 0.4


# ---- Giving ---------------------------------------------------------------------------------------------------------


def test_givers_at_both_ends_are_found_and_givers_in_the_middle_are_not() -> None:
    week = SimpleNamespace(draw=lambda name, who: np.random.default_rng(int(name.split()[1])).random(who.size))
    who, output = np.arange(40), np.arange(40.0)
    otherish = np.linspace(0.0, 1.0, 40)
    outside = (who < 5) | (who >= 35)
    found = tails(week, who, outside, output, otherish)
    assert found["givers_at_bottom"] == found["givers_at_top"] == pytest.approx(0.25)
    assert found["givers_at_both_share"] == 1.0
    assert 0.5 < found["givers_at_both"] < 1.0  # less what shuffled labels do
    assert found["givers_spread"] > 1.0
    assert found["selfless_at_bottom"] < -0.4 < 0.4 < found["otherish_at_top"]
    middle = tails(week, who, ~outside, output, otherish)
    assert middle["givers_at_bottom"] == pytest.approx(-0.25)
    assert middle["givers_at_both_share"] == 0.0
    assert middle["givers_spread"] < 0.0
    assert ends(who < 3, output) == {}
    assert quarters(output)[2][[0, -1]] == pytest.approx([0.0125, 0.9875])


def test_labels_that_mean_nothing_are_at_neither_end_on_average() -> None:
    week = SimpleNamespace(draw=lambda name, who: np.random.default_rng(int(name.split()[1])).random(who.size))
    found = []
    for _ in range(200):
        giver = RNG.permutation(np.arange(60) < 15)
        found.append(tails(week, np.arange(60), giver, RNG.normal(size=60), RNG.random(60)))
    for name, within in (("givers_at_top", 0.03), ("givers_at_both", 0.1), ("givers_spread", 0.08)):
        assert abs(np.mean([each[name] for each in found])) < within


def test_generosity_is_told_apart_from_frequency() -> None:
    given, got = RNG.integers(1, 20, size=(2, 3000)).astype(float)
    generosity, frequency = (given - got) / (given + got), given + got
    centred, often = generosity - generosity.mean(), frequency - frequency.mean()
    output = 5.0 - centred + 0.05 * centred * often + 0.1 * RNG.normal(size=3000)
    found = favours(given, got, generosity, output)
    assert found["status_by_giving"] == pytest.approx(1.0)
    assert found["output_by_giving"] < -0.5
    assert found["softened_by_frequency"] > 0.1
    assert favours(np.zeros(30), np.zeros(30), np.ones(30), np.ones(30)) == {}


def test_what_otherish_brings_is_told_at_equal_hours() -> None:
    given = RNG.normal(size=500)
    otherish = RNG.normal(size=500) - given
    assert pays(otherish, given, -given) == pytest.approx(0.0)
    assert pays(otherish, given, otherish + given) > 0.5


def test_the_few_who_help_most_and_the_tired_who_are_asked_most() -> None:
    given = np.ones(100)
    given[:4] = 24.0
    asked, energy = np.arange(100.0), np.full(100, 0.6)
    energy[90:] = 0.5
    found = burden(given, asked, energy)
    assert found["top_helpers_share"] == pytest.approx(0.5)
    assert found["most_asked_energy"] == pytest.approx(0.5 - 0.59)
    assert burden(np.zeros(100), asked, energy) == {}


def test_distrust_over_requests_is_the_correlation() -> None:
    x = RNG.random(300)
    y = (RNG.random(300) < x).astype(float)
    sums = (300.0, float(x.sum()), float(y.sum()), float(x @ x), float(x @ y))
    assert of_sums(*sums) == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert np.isnan(of_sums(sums[0], sums[1], 0.0, sums[3], 0.0))


def test_learning_by_way_of_safety_is_the_path_and_nothing_beside_it() -> None:
    quality = RNG.normal(size=4000)
    safety = quality + RNG.normal(size=4000)
    by_safety = learning(quality, safety, safety + RNG.normal(size=4000))
    assert by_safety["safety_by_quality"] == pytest.approx(0.5**0.5, abs=0.03)
    assert by_safety["learning_through_safety"] == pytest.approx(0.5**0.5 * (2 / 3) ** 0.5, abs=0.04)
    beside = learning(quality, safety, quality + RNG.normal(size=4000))
    assert abs(beside["learning_through_safety"]) < 0.05


def test_closeness_to_safety_is_ranked() -> None:
    safety, noise = RNG.normal(size=(2, 1000))
    found = safe(safety, safety, safety + noise, noise)
    assert found["learning_by_safety"] == pytest.approx(1.0)
    assert found["learning_over_sharing"] > 0.2
    assert found["sharing_over_output"] > 0.5


# ---- Time -----------------------------------------------------------------------------------------------------------


def test_the_lead_of_givers_and_whether_it_turns_once() -> None:
    styles = np.array([GIVER] * 5 + [MATCHER] * 5 + [TAKER] * 3)
    output = np.ones((2, 13))
    output[0, :5], output[1, :5], output[:, 10:] = 0.9, 1.2, 9.0
    ahead = lead(output, styles[None, :])[0]
    assert ahead == pytest.approx([-0.1, 0.2])
    assert np.isnan(lead(output, np.full((1, 13), MATCHER))).all()
    assert turns(ahead)
    for years in ([0.1, 0.2], [-0.2, -0.1], [-0.1, 0.1, -0.1, 0.1], [0.2, -0.1]):
        assert not turns(np.array(years))


def test_what_follows_an_act_is_found_at_its_lag_and_not_taken_for_a_lasting_difference() -> None:
    act = (RNG.random((60, 400)) < 0.3).astype(float)
    lasting = RNG.normal(size=400)
    act[:, lasting > 1.0] = 1.0  # who always acts and always gets more tells nothing of what one act brings
    outcome = lasting + np.vstack([np.zeros((2, 400)), 0.5 * act[:-2]]) + 0.1 * RNG.normal(size=(60, 400))
    outcome[RNG.random((60, 400)) < 0.5] = np.nan
    assert after(outcome, act, (2,)) == pytest.approx(0.5, abs=0.02)
    assert after(outcome, act, (9, 10, 11, 12)) == pytest.approx(0.0, abs=0.02)
    assert np.isnan(after(outcome[:3], act[:3], (2,)))
    assert np.isnan(after(outcome, np.ones((60, 400)), (2,)))


def test_half_lives_of_unused_skill_are_found() -> None:
    settings = (*SMALL, "system.skill_half_life=30.0", "adoption.threshold_mean=5.0")  # nobody wants to use it
    told = run([rule_of(MEASURES["unused_half_life"].rule)], settings=settings).told
    assert told["unused_half_life"] == pytest.approx(30.0, rel=0.01)


# ---- Adoption -------------------------------------------------------------------------------------------------------


def test_a_cause_that_moves_the_hazard_is_told_in_shares_of_it() -> None:
    causes = RNG.normal(size=(200_000, 2))
    begins = RNG.random(200_000) < 0.1 * (1.0 + 0.3 * causes[:, 0])
    causes -= causes.mean(axis=0)
    found = hazard(causes.T @ causes, causes.T @ begins, int(begins.sum()), 200_000)
    assert found == pytest.approx([0.3, 0.0], abs=0.03)
    assert np.isnan(hazard(np.zeros((2, 2)), np.zeros(2), 10, 100)).all()


def test_paths_of_acceptance() -> None:
    usefulness, ease = RNG.normal(size=(2, 5000))
    found = beliefs(0.8 * usefulness + 0.6 * ease, usefulness, ease)
    assert found["intention_by_usefulness"] == pytest.approx(0.8, abs=0.03)
    assert found["usefulness_over_ease"] == pytest.approx(0.2, abs=0.04)
    assert found["usefulness_by_ease"] == pytest.approx(0.0, abs=0.04)


def test_help_tells_of_use_only_beyond_beliefs() -> None:
    useful, easy, got, given, noise = RNG.normal(size=(5, 3000))
    believed = [useful, easy]
    nothing = help_and_use(useful + noise, believed, [useful + 0.1 * got, given])
    assert nothing["use_beyond_beliefs"] == pytest.approx(0.0, abs=0.01)
    something = help_and_use(useful + got + noise, believed, [got, given])
    assert something["use_beyond_beliefs"] == pytest.approx(1 / 3, abs=0.03)
    assert something["use_by_help_got"] == pytest.approx(3**-0.5, abs=0.03)
    assert something["use_by_help_given"] == pytest.approx(0.0, abs=0.04)


def test_relapse_is_told_of_those_seen_twice() -> None:
    found = relapse(np.array([0.1, 0.1, 0.1, -0.1, 0.1]), np.array([0.1, -0.1, -0.1, -0.1, np.nan]))
    assert found["accepted_after_training"] == pytest.approx(0.75)
    assert found["accepted_at_six_months"] == pytest.approx(0.25)
    assert found["acceptance_lost"] == pytest.approx(-0.5)
    assert found["turned_away"] == pytest.approx(2 / 3)


def test_help_a_quarter_ago_is_told_from_help_now_and_small_departments_are_left_out() -> None:
    helped = RNG.random((12, 9))
    output = np.vstack([np.ones((1, 9)), helped[:-1]]) + 2.0 + np.arange(12)[:, None]  # what all share does not count
    people = np.full((12, 9), 130.0)
    parts = {
        "people": people, "requests": 100.0 * np.ones((12, 9)), "granted": 100.0 * helped,
        "output_adjusted": 10.0 * output, "owners": 10.0 * np.ones((12, 9)),
    }  # fmt: skip
    found = units(parts)
    assert found["unit_output_by_past_help"] == pytest.approx(1.0)
    assert abs(found["unit_output_by_help"]) < 0.3
    people[:, 2:] = 13.0
    assert units(parts) == {}


# ---- Rules that act -------------------------------------------------------------------------------------------------


def styles_after(rules: Any, weeks: int = 1, settings: tuple[str, ...] = SMALL) -> Any:
    return run(rules, weeks, settings).state.people.style


@pytest.mark.parametrize(
    ("act", "become"),
    [
        (acts.one_taker, [TAKER]),
        (acts.one_giver, [GIVER]),
        (acts.taker_and_giver, [TAKER, GIVER]),
        (acts.taker_and_two_givers, [TAKER, GIVER, GIVER]),
        (acts.taker_and_three_givers, [TAKER, GIVER, GIVER, GIVER]),
    ],
)
def test_so_many_matchers_with_customers_change_style_and_nobody_else(act: Hook, become: list[int]) -> None:
    lots: list[Any] = []

    @hook(after="ledger")
    def look(week: Any) -> None:
        lots.append(acts.lot(week))

    before, changed = styles_after([look]), styles_after([act, look])
    assert lots[0].tolist() == lots[1].tolist()  # the seats are the same, whoever sits there by now
    assert np.flatnonzero(before != changed).tolist() == sorted(lots[0][: len(become)].tolist())
    assert changed[lots[0][: len(become)]].tolist() == become
    assert (before[lots[0]] == MATCHER).all()


def test_who_changes_has_customers_and_is_not_at_the_top() -> None:
    @hook(after="ledger")
    def look(week: Any) -> None:
        seats = acts.lot(week)
        assert seats.size == acts.LOTS
        assert (np.diff(week.state.first_fact)[seats] > 0).all()
        assert (week.people.role[seats] != EXECUTIVE).all()

    run([look], weeks=1)


def test_nobody_changes_where_there_are_too_few() -> None:
    settings = (*SMALL, "people.givers=1.0", "people.takers=0.0", "people.matchers=0.0")
    assert (styles_after([acts.one_taker], settings=settings) == GIVER).all()


def test_what_is_measured_beside_a_swap_leaves_the_swapped_out() -> None:
    beside = rule_of(MEASURES["output_of_rest"].rule)
    settings = (*SMALL, "mechanisms.turnover=false", "mechanisms.help=false")
    told = [run(rules, 30, settings).told for rules in ([beside], [acts.taker_and_giver, beside])]
    assert told[0]["output_of_rest"] == told[1]["output_of_rest"]  # without help nobody's style is felt by others
    assert "granted_by_first" not in told[0]
    helped = run([acts.one_taker, beside], 52).told
    assert helped["granted_by_first"] < run([beside], 52).told["granted_by_first"]
