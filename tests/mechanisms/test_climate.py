import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.bonds import conflict_now, converge, normal_quality, own_level, regrow
from crmsim.mechanisms.climate import Climate, energy_target, felt_safety, settle
from crmsim.numerics.draws import run_key

SHARES = st.floats(0.0, 1.0)
Q = Climate()


DEVIATIONS = st.floats(-1.0, 1.0)


@given(DEVIATIONS, DEVIATIONS, DEVIATIONS, SHARES)
def test_deviations_spread_symmetrically(own: float, mine: float, theirs: float, contagion: float) -> None:
    up = converge(own, mine, theirs, contagion)
    assert up == pytest.approx(-converge(-own, -mine, -theirs, contagion), abs=1e-12)
    assert up == converge(own, theirs, mine, contagion)


@given(DEVIATIONS, DEVIATIONS, DEVIATIONS, SHARES)
def test_a_deviation_stays_between_where_it_is_and_where_it_is_pulled(
    own: float, mine: float, theirs: float, contagion: float
) -> None:
    pulled = 0.5 * (mine + theirs)
    after = converge(own, mine, theirs, contagion)
    assert min(own, pulled) - 1e-12 <= after <= max(own, pulled) + 1e-12


def test_a_deviation_moves_by_a_share_of_the_way() -> None:
    assert converge(0.2, -0.2, -0.2, 0.1) == pytest.approx(0.2 - 0.1 * 0.4)
    assert converge(-0.2, 0.2, 0.2, 0.1) == pytest.approx(-0.2 + 0.1 * 0.4)
    assert converge(0.0, 0.4, -0.4, 0.5) == 0.0


def test_what_is_normal_follows_level_example_and_conflict() -> None:
    assert normal_quality(0.6, 0.0, 0.0, 0.3) == 0.6
    assert normal_quality(0.6, 0.5, 0.0, 0.3) > 0.6 > normal_quality(0.6, 0.0, 0.5, 0.3)


def test_trust_keeps_conflict_down_and_distrust_feeds_it() -> None:
    assert conflict_now(0.2, 0.0) == 0.2
    assert conflict_now(0.2, 0.05) == pytest.approx(0.15) and conflict_now(0.2, -0.05) == pytest.approx(0.25)
    assert conflict_now(0.1, 0.5) == 0.0 and conflict_now(0.9, -0.5) == 1.0


def test_levels_differ_by_person_and_by_tie_and_pairs_see_alike() -> None:
    key = run_key(5)
    levels = np.array([[own_level(key, one, other, 0.1, 0.24) if one != other else np.nan for other in range(80)]
                       for one in range(80)])  # fmt: skip
    assert np.nanmean(levels) == pytest.approx(0.0, abs=0.03)
    assert np.nanstd(levels) == pytest.approx(0.26, abs=0.02)
    assert np.nanstd(np.nanmean(levels, axis=1)) == pytest.approx(0.1, abs=0.03)  # what goes with the person
    within = levels - np.nanmean(levels, axis=1, keepdims=True)
    above = np.triu_indices(80, 1)
    assert np.corrcoef(within[above], within.T[above])[0, 1] == pytest.approx(0.5, abs=0.06)
    assert own_level(key, 3, 4, 0.0, 0.0) == 0.0


@pytest.mark.parametrize("weeks", [1, 4, 10])
def test_energy_makes_up_a_share_of_the_way_each_week(weeks: int) -> None:
    energy = 0.2
    for _ in range(weeks):
        energy = settle(energy, 0.8, 0.15)
    assert energy == pytest.approx(0.8 - 0.6 * 0.85**weeks)


def test_overload_drains_and_quality_renews() -> None:
    assert energy_target(0.6, 0.5, 0.0, 0.0, 0.0, Q) == 0.6
    assert energy_target(0.6, 0.9, 0.0, 0.0, 0.0, Q) > 0.6 > energy_target(0.6, 0.2, 0.0, 0.0, 0.0, Q)
    assert energy_target(0.6, 0.5, 0.4, 0.0, 0.0, Q) < 0.6
    assert energy_target(0.6, 0.0, 1e9, 0.0, 0.0, Q) == 0.0 and energy_target(1.0, 1.0, 0.0, 0.0, 0.0, Q) == 1.0


def test_being_watched_and_being_made_to_take_energy() -> None:
    assert energy_target(0.6, 0.5, 0.0, 0.5, 0.0, Q) == pytest.approx(0.6 - 0.5 * Q.energy_by_pressure)
    assert energy_target(0.6, 0.5, 0.0, 0.0, 0.5, Q) == pytest.approx(0.6 - 0.5 * Q.energy_by_pressure)


def test_safety_lies_between_quality_and_tolerance() -> None:
    assert felt_safety(0.4, 0.8, 1.0) == 0.4 and felt_safety(0.4, 0.8, 0.0) == 0.8
    assert felt_safety(0.4, 0.8, 0.5) == pytest.approx(0.6)


def test_contact_grows_back_and_never_where_nobody_sits() -> None:
    assert regrow(0.0, 1.0, 0.5) == 0.0
    assert regrow(1.0, 1.0, 0.5) == 1.0
    contact = 0.2
    for _ in range(11):
        contact = regrow(contact, 1.0, 1.0 - math.pow(0.5, 1.0 / 11.0))
    assert contact == pytest.approx(0.6)  # half of what was missing, after 11 weeks
