import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.system import SCALE, forget, gain_skill, has_room, learn, success_chance, worth

SHARES = st.floats(0.0, 1.0)


def test_ease_carries_the_untrained_and_skill_closes_the_rest() -> None:
    assert success_chance(0.5, 0.0) == pytest.approx(0.5)
    assert success_chance(0.5, 1.0) == pytest.approx(1.0)
    assert success_chance(0.5, 0.5) == pytest.approx(0.75)


@given(SHARES, SHARES)
def test_success_is_a_chance_that_rises_with_each(ease: float, skill: float) -> None:
    chance = success_chance(ease, skill)
    assert 0.0 <= chance <= 1.0 + 1e-12
    assert success_chance(min(1.0, ease + 0.1), skill) >= chance - 1e-12
    assert success_chance(ease, min(1.0, skill + 0.1)) >= chance - 1e-12


def test_a_system_has_room_for_the_share_of_facts_that_it_fits() -> None:
    rooms = [(k + 0.5) / 1000 for k in range(1000)]
    assert sum(has_room(room, 0.8) for room in rooms) == 800
    assert not any(has_room(room, 0.0) for room in rooms) and all(has_room(room, 1.0) for room in rooms)


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=40))
def test_with_counts_a_belief_is_the_mean_of_its_experiences(seen: list[float]) -> None:
    belief, count = 0.5, 0.0
    for experience in seen:
        belief = learn(belief, count, experience)
        count += 1.0
    assert belief == pytest.approx(statistics.fmean(seen), abs=1e-12)


def test_the_more_lies_behind_a_belief_the_less_it_learns() -> None:
    assert learn(0.5, 1.0, 1.0) == pytest.approx(0.75) and learn(0.5, 9.0, 1.0) == pytest.approx(0.55)


def test_skill_grows_with_each_act_and_halves_unused() -> None:
    assert gain_skill(0.2, 0, 0.03) == 0.2
    assert gain_skill(0.0, 10, 0.1) == pytest.approx(1.0 - 0.9**10)
    skill = 0.8
    for _ in range(48):
        skill = forget(skill, math.exp(-math.log(2.0) / 48.0))
    assert skill == pytest.approx(0.4)


def test_usefulness_is_counted_in_hours_and_breaks_even_at_one_half() -> None:
    assert worth(0.0) == 0.5
    assert worth(SCALE) == 1.0 and worth(-SCALE) == 0.0 and worth(10.0 * SCALE) == 1.0
    assert worth(2.8) == pytest.approx(0.9667, abs=1e-4) and worth(-0.2) == pytest.approx(0.4667, abs=1e-4)
