"""Favours alone: pairs, everybody with everybody, and standing (O1-O4)."""

from __future__ import annotations

import numpy as np
import oracle_answers as exact
import oracle_runs as engine
import pytest

pytestmark = pytest.mark.oracle
USUAL = (0.25, 0.19, 0.56)


@pytest.mark.interpreted
@pytest.mark.parametrize("pair", engine.PAIRS)
def test_pairs_get_what_the_donation_game_gives_them(pair: str) -> None:
    one, other = (engine.NAMES[letter] for letter in pair)
    assert engine.pair(pair) == exact.pair_payoffs(one, other, 200, 3.0, 1.0)


def test_matchers_forgive_as_they_are_told() -> None:
    settings = [*engine.mix("MM"), "exchange.error=0.05", "exchange.forgiveness=1.0", "scenario.weeks=2000"]
    forgiving = np.mean([engine.favours("limits/pair", settings, seed)[:, 2].mean() for seed in range(10)])
    assert forgiving == pytest.approx(1.9, abs=0.02)  # as two givers


@pytest.mark.parametrize("pair", engine.PAIRS)
def test_mistakes_cost_as_much_as_in_the_chain_of_four_states(pair: str) -> None:
    one, other = (engine.NAMES[letter] for letter in pair)
    answer = np.array(exact.pair_payoffs(one, other, 2000, 3.0, 1.0, error=0.05)) / 2000
    result = np.array(engine.pair(pair, "limits/noisy_pair", range(60))) / 2000
    assert np.abs(result - answer).max() < (0.04 if pair == "MM" else 0.01)


@pytest.mark.parametrize("people", [20, 100])
def test_well_mixed_payoffs_are_exact_for_as_many_as_there_are(people: int) -> None:
    settings = [f"organisation.employees={people}", "people.givers=0.25", "people.takers=0.2", "people.matchers=0.55"]
    result = engine.favours("limits/well_mixed", settings, 0) / (people - 1)
    for rounds in (1, 2, 3, 50):
        answer = exact.well_mixed((0.25, 0.2, 0.55), rounds, 3.0, 1.0, people)
        assert result[:rounds].mean(axis=0) == pytest.approx(answer, abs=1e-12)


def test_takers_lead_until_the_break_even() -> None:
    sums = engine.favours("limits/well_mixed", [], 0).cumsum(axis=0)
    lead = sums[:, 1] - sums[:, 0]
    week = int(np.argmax(lead < 0.0))  # lead[week] belongs to week + 1 rounds
    result = week + lead[week - 1] / (lead[week - 1] - lead[week])
    assert result == pytest.approx(exact.break_even(USUAL, 3.0, 1.0, people=100), abs=1e-9)
    assert result == pytest.approx(exact.break_even(USUAL, 3.0, 1.0), rel=0.04)
    assert (lead > 0.0).tolist() == [True] * 2 + [False] * 48


def test_good_standing_pays_where_reputations_are_known_better_than_cost_over_benefit() -> None:
    lead = {}
    for known in (0.2, 0.5):
        settings = [f"exchange.grapevine={known}"]
        payoff = engine.favours("limits/indirect_reciprocity", settings, 0, first_week=2).mean(axis=0) / 99
        taker, matcher = exact.standing_payoffs(known, 3.0, 1.0, people=100)
        assert payoff[1] == pytest.approx(taker, abs=0.04)
        assert payoff[2] == pytest.approx(matcher, abs=0.002)
        lead[known] = payoff[2] - payoff[1]
    assert lead[0.2] < 0.0 < lead[0.5]
    turn = 0.2 + 0.3 * lead[0.2] / (lead[0.2] - lead[0.5])
    assert turn == pytest.approx(exact.standing_threshold(3.0, 1.0, people=100), abs=0.01)
    assert turn == pytest.approx(exact.standing_threshold(3.0, 1.0), abs=0.02)
