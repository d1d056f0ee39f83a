import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.system import forget, gain_skill, learn, saved, success_chance

SHARES = st.floats(0.0, 1.0)


def test_ease_carries_the_untrained_and_skill_closes_the_rest() -> None:
    assert success_chance(0.5, 0.8, 0.0) == pytest.approx(0.4)
    assert success_chance(0.5, 0.8, 1.0) == pytest.approx(0.8)  # no skill makes up for what the system lacks
    assert success_chance(0.5, 0.8, 0.5) == pytest.approx(0.6)


@given(SHARES, SHARES, SHARES)
def test_success_is_a_chance_that_rises_with_each(ease: float, fit: float, skill: float) -> None:
    chance = success_chance(ease, fit, skill)
    assert 0.0 <= chance <= 1.0 + 1e-12
    assert success_chance(min(1.0, ease + 0.1), fit, skill) >= chance - 1e-12
    assert success_chance(ease, min(1.0, fit + 0.1), skill) >= chance - 1e-12
    assert success_chance(ease, fit, min(1.0, skill + 0.1)) >= chance - 1e-12


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=40))
def test_with_counts_a_belief_is_the_mean_of_its_experiences(seen: list[float]) -> None:
    belief, count = 0.5, 0.0
    for experience in seen:
        belief = learn(belief, count, experience, 0.0)
        count += 1.0
    assert belief == pytest.approx(statistics.fmean(seen), abs=1e-12)


def test_an_old_belief_still_learns_at_the_floor() -> None:
    assert learn(0.5, 1e6, 1.0, 0.02) == pytest.approx(0.51)
    assert learn(0.5, 1.0, 1.0, 0.02) == pytest.approx(0.75)


def test_skill_grows_with_each_act_and_halves_unused() -> None:
    assert gain_skill(0.2, 0, 0.03) == 0.2
    assert gain_skill(0.0, 10, 0.1) == pytest.approx(1.0 - 0.9**10)
    skill = 0.8
    for _ in range(48):
        skill = forget(skill, math.exp(-math.log(2.0) / 48.0))
    assert skill == pytest.approx(0.4)


def test_usefulness_is_the_share_of_hours_saved() -> None:
    assert saved(3.0, 0.3, 0.0) == pytest.approx(0.9)
    assert saved(3.0, 0.3, 0.5) == pytest.approx(0.4)  # who knows everyone saves little (S3)
    assert saved(3.0, 4.0, 0.0) == 0.0 and saved(0.0, 0.1, 0.0) == 0.0
