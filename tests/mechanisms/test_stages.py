import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.adoption import Adoption
from crmsim.mechanisms.stages import bass_chance, intensity, next_stage, transitions
from crmsim.mechanisms.state import ACCEPTED, AWARE, INFUSED, REJECTED, ROUTINE, STAGES, TRIAL, UNAWARE

Q = Adoption()
RATES = st.floats(0.0, 50.0)


@pytest.mark.parametrize("stage", [AWARE, TRIAL, ACCEPTED, ROUTINE])
@given(rates=st.tuples(RATES, RATES, RATES))
def test_competing_risks_share_the_chance_to_move(stage: int, rates: tuple[float, float, float]) -> None:
    draws = (np.arange(4000) + 0.5) / 4000
    result = [next_stage(stage, *rates, float(u)) for u in draws]
    total = sum(rates)
    moved = 1.0 - math.exp(-total)
    for place, rate in zip((stage + 1, stage - 1, REJECTED), rates, strict=True):
        expected = rate / total * moved if total else 0.0
        assert abs(sum(stage_ == place for stage_ in result) / 4000 - expected) < 1e-3
    assert abs(sum(s == stage for s in result) / 4000 - (1.0 - moved)) < 1e-3


def test_without_risk_nobody_moves() -> None:
    assert all(next_stage(stage, 0.0, 0.0, 0.0, 1e-9) == stage for stage in range(len(STAGES)))


def test_the_rejected_return_to_awareness() -> None:
    onwards, back, rejection = transitions(REJECTED, 0.0, 0.0, 0.0, True, 1.0, Q)
    assert (onwards, back, rejection) == (Q.return_rate, 0.0, 0.0)
    assert next_stage(REJECTED, 1e3, 0.0, 0.0, 0.5) == AWARE


def test_nobody_tries_without_access_or_hears_without_an_announcement() -> None:
    assert transitions(AWARE, 1.0, 0.0, 0.0, False, 1.0, Q) == (0.0, 0.0, 0.0)
    assert transitions(UNAWARE, 1.0, 0.0, 0.0, True, 0.0, Q) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("stage", [AWARE, TRIAL])
def test_appeal_carries_early_stages(stage: int) -> None:
    low, high = (transitions(stage, margin, 0.5, 0.5, True, 1.0, Q) for margin in (-0.2, 0.2))
    assert high[0] > low[0] and high[2] < low[2]


@pytest.mark.parametrize("stage", [ACCEPTED, ROUTINE])
def test_routine_needs_sustained_use_not_beliefs(stage: int) -> None:
    low, high = (transitions(stage, 0.0, habit, 0.5, True, 1.0, Q) for habit in (0.2, 0.8))
    assert high[0] > low[0] and high[1] <= low[1]
    assert transitions(stage, -0.3, 0.5, 0.5, True, 1.0, Q)[0] == transitions(stage, 0.3, 0.5, 0.5, True, 1.0, Q)[0]


@pytest.mark.parametrize("stage", range(len(STAGES)))
@given(st.floats(-50, 50), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_rates_are_finite_and_not_negative(stage: int, margin: float, habit: float, skill: float, access: bool) -> None:
    rates = transitions(stage, margin, habit, skill, access, 1.0, Q)
    assert all(math.isfinite(rate) and rate >= 0.0 for rate in rates)


def test_infused_is_the_last_stage() -> None:
    assert transitions(INFUSED, 1.0, 1.0, 1.0, True, 1.0, Q)[0] == 0.0


def test_bass() -> None:
    assert bass_chance(0.0, 0.0, 1.0) == 0.0
    assert bass_chance(0.03, 0.38, 0.0) == pytest.approx(1.0 - math.exp(-0.03))
    assert bass_chance(0.03, 0.38, 0.5) == pytest.approx(1.0 - math.exp(-0.22))


def test_intensity_belongs_to_users() -> None:
    assert all(intensity(stage, 5.0, 1.0, Q) == 0.0 for stage in (UNAWARE, AWARE, REJECTED))
    assert intensity(TRIAL, 0.0, 0.5, Q) == 0.5
    assert intensity(TRIAL, 0.2, 0.5, Q) > 0.5 > intensity(TRIAL, 0.0, 0.1, Q)
