import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.climate import (
    Climate,
    converge,
    energy_target,
    felt_safety,
    normal_quality,
    regrow,
    settle,
)
from crmsim.numerics.arithmetic import half_life_pace

SHARES = st.floats(0.0, 1.0)
Q = Climate()


@given(SHARES, SHARES, SHARES, SHARES)
def test_quality_spreads_symmetrically(quality: float, mine: float, theirs: float, contagion: float) -> None:
    up = converge(quality, mine, theirs, contagion, 1.0)
    down = converge(1.0 - quality, 1.0 - mine, 1.0 - theirs, contagion, 1.0)
    assert up == pytest.approx(1.0 - down, abs=1e-12)
    assert converge(quality, mine, theirs, contagion, 1.0) == converge(quality, theirs, mine, contagion, 1.0)


@given(SHARES, SHARES, SHARES, SHARES, st.floats(0.0, 20.0))
def test_quality_stays_between_where_it_is_and_where_it_is_pulled(
    quality: float, mine: float, theirs: float, contagion: float, bad: float
) -> None:
    pulled = 0.5 * (mine + theirs)
    after = converge(quality, mine, theirs, contagion, bad)
    assert min(quality, pulled) - 1e-12 <= after <= max(quality, pulled) + 1e-12


def test_low_quality_may_spread_faster_only_where_asked() -> None:
    assert converge(0.8, 0.4, 0.4, 0.1, 3.0) == pytest.approx(0.8 - 0.3 * 0.4)
    assert converge(0.4, 0.8, 0.8, 0.1, 3.0) == pytest.approx(0.4 + 0.1 * 0.4)
    assert converge(0.5, 0.9, 0.1, 0.5, 3.0) == 0.5


def test_what_is_normal_follows_culture_example_and_conflict() -> None:
    assert normal_quality(0.6, 0.0, 0.3, 0.0, 0.2) == 0.6
    assert normal_quality(0.6, 0.5, 0.3, 0.0, 0.2) > 0.6 > normal_quality(0.6, 0.0, 0.3, 0.5, 0.2)
    assert normal_quality(0.9, 0.5, 5.0, 0.0, 0.2) == 1.0 and normal_quality(0.1, 0.0, 0.3, 1.0, 5.0) == 0.0


@pytest.mark.parametrize("half_life", [0.5, 1.0, 4.0, 10.0])
def test_energy_makes_up_half_the_way_in_its_half_life(half_life: float) -> None:
    energy = 0.2
    for _ in range(int(half_life * 2)):
        energy = settle(energy, 0.8, half_life_pace(half_life))
    assert energy == pytest.approx(0.8 - 0.6 * 0.25)


def test_overload_drains_and_quality_renews() -> None:
    assert energy_target(0.55, 0.0, Q) == Q.energy_rest
    assert energy_target(0.9, 0.0, Q) > Q.energy_rest > energy_target(0.2, 0.0, Q)
    assert energy_target(0.55, 0.4, Q) < Q.energy_rest
    assert energy_target(0.0, 1e9, Q) == 0.0 and energy_target(1.0, 0.0, Climate(energy_rest=1.0)) == 1.0


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
