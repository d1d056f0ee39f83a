import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.adoption import Adoption
from crmsim.mechanisms.stages import bass_chance, intensity, made_aware, next_stage, pushed, sustained, transitions
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


def rates_of(stage: int, margin: float = 0.0, habit: float = 0.5, skill: float = 0.5, access: bool = True,
             announced: float = 1.0, openness: float = 0.5) -> tuple[float, float, float]:  # fmt: skip
    return transitions(stage, margin, habit, skill, access, announced, openness, Q)


def test_the_rejected_return_to_awareness() -> None:
    assert rates_of(REJECTED, habit=0.0) == (Q.back_rate, 0.0, 0.0)
    assert rates_of(REJECTED, margin=0.2)[0] > Q.back_rate > rates_of(REJECTED, margin=-0.2)[0]
    assert next_stage(REJECTED, 1e3, 0.0, 0.0, 0.5) == AWARE


def test_nobody_tries_without_access_or_hears_without_an_announcement() -> None:
    assert rates_of(AWARE, margin=1.0, access=False) == (0.0, 0.0, 0.0)
    assert rates_of(UNAWARE, margin=1.0, announced=0.0) == (0.0, 0.0, 0.0)
    assert rates_of(UNAWARE, margin=-1.0, announced=0.7) == (0.7, 0.0, 0.0)


def test_whom_the_project_reaches_cannot_miss_the_system() -> None:
    assert made_aware(UNAWARE, access=True, project_hours=0.0) == AWARE
    assert made_aware(UNAWARE, access=False, project_hours=0.5) == AWARE
    assert made_aware(UNAWARE, access=False, project_hours=0.0) == UNAWARE
    assert all(made_aware(stage, True, 1.0) == stage for stage in range(AWARE, len(STAGES)))


def test_who_has_not_tried_waits_and_rejects_nothing() -> None:
    assert rates_of(AWARE, margin=-3.0)[2] == 0.0
    assert rates_of(TRIAL, margin=-3.0)[2] > 1.0


@pytest.mark.parametrize("stage", [AWARE, TRIAL])
def test_appeal_carries_early_stages(stage: int) -> None:
    low, high = (rates_of(stage, margin) for margin in (-0.2, 0.2))
    assert high[0] > low[0] and (stage == AWARE or high[2] < low[2])


def test_leaders_open_to_change_have_things_tried_sooner() -> None:
    assert rates_of(AWARE, openness=0.5)[0] == Q.onward_rate
    assert rates_of(AWARE, openness=1.0)[0] == pytest.approx(2.0 * Q.onward_rate)
    assert rates_of(AWARE, openness=0.0)[0] == 0.0
    assert rates_of(TRIAL, openness=1.0) == rates_of(TRIAL, openness=0.0)


@pytest.mark.parametrize("stage", [ACCEPTED, ROUTINE])
def test_routine_needs_sustained_use_not_beliefs(stage: int) -> None:
    low, high = (rates_of(stage, habit=habit) for habit in (0.2, 0.8))
    assert high[0] > low[0] and high[1] <= low[1]
    assert rates_of(stage, -0.3)[:2] == rates_of(stage, 0.3)[:2] == sustained(stage, 0.5, 0.5, Q)


@pytest.mark.parametrize("stage", [TRIAL, ACCEPTED, ROUTINE, INFUSED])
def test_a_habit_stands_in_the_way_of_rejection(stage: int) -> None:
    assert rates_of(stage, habit=0.0)[2] == Q.back_rate
    assert rates_of(stage, habit=0.75)[2] == pytest.approx(0.25 * Q.back_rate)
    assert rates_of(stage, margin=-1.0, habit=1.0)[2] == 0.0


@pytest.mark.parametrize("stage", range(len(STAGES)))
@given(st.floats(-50, 50), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_rates_are_finite_and_not_negative(stage: int, margin: float, habit: float, skill: float, access: bool) -> None:
    rates = rates_of(stage, margin, habit, skill, access)
    assert all(math.isfinite(rate) and rate >= 0.0 for rate in rates)


def test_infused_is_the_last_stage() -> None:
    assert rates_of(INFUSED, 1.0, 1.0, 1.0)[0] == 0.0


def test_bass() -> None:
    assert bass_chance(0.0, 0.0, 1.0) == 0.0
    assert bass_chance(0.03, 0.38, 0.0) == pytest.approx(1.0 - math.exp(-0.03))
    assert bass_chance(0.03, 0.38, 0.5) == pytest.approx(1.0 - math.exp(-0.22))


def test_intensity_belongs_to_users() -> None:
    assert all(intensity(stage, 5.0, 1.0, Q) == 0.0 for stage in (UNAWARE, AWARE, REJECTED))
    assert intensity(TRIAL, 0.0, 0.5, Q) == 0.5
    assert intensity(TRIAL, 0.2, 0.5, Q) > 0.5 > intensity(TRIAL, 0.0, 0.1, Q)


def test_pushed_is_the_share_of_use_that_push_alone_brings_about() -> None:
    with_push, without = intensity(ACCEPTED, 0.05, 0.4, Q), intensity(ACCEPTED, -0.1, 0.4, Q)
    assert pushed(ACCEPTED, 0.05, 0.4, 0.15, Q) == pytest.approx(1.0 - without / with_push)
    assert pushed(ACCEPTED, 0.05, 0.4, 0.0, Q) == 0.0
    assert pushed(ACCEPTED, 0.05, 0.4, -0.02, Q) == 0.0  # stale points push nobody
    assert pushed(REJECTED, 0.05, 0.4, 0.15, Q) == 0.0
    assert pushed(ACCEPTED, -0.3, 0.0, 0.15, Q) > pushed(ACCEPTED, 0.3, 0.9, 0.15, Q)  # the unwilling above all
