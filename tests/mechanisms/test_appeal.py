import math

import pytest

from crmsim.mechanisms.adoption import Adoption
from crmsim.mechanisms.appeal import appeal, norm

Q = Adoption()
APPEAL = {
    "usefulness": 0.5, "ease": 0.5, "social": 0.0, "push": 0.0, "understanding": 0.5, "energy": 0.5,
    "instruments": 0.0, "felt_surveillance": 0.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "sign"),
    [("usefulness", 1), ("ease", 1), ("social", 1), ("push", 1), ("understanding", 1), ("energy", 1),
     ("instruments", 1), ("felt_surveillance", -1)],
)  # fmt: skip
def test_what_makes_the_system_appeal(name: str, sign: int) -> None:
    assert appeal(**APPEAL, q=Q) == 0.5
    more = {**APPEAL, name: APPEAL[name] + 0.25}
    assert math.copysign(1.0, appeal(**more, q=Q) - 0.5) == sign


@pytest.mark.parametrize("name", ["usefulness", "ease"])
def test_a_belief_at_break_even_weighs_nothing_whatever_its_weight(name: str) -> None:
    heavy = Adoption(**{f"{name}_weight": 10.0})
    assert appeal(**APPEAL, q=heavy) == 0.5
    assert appeal(**{**APPEAL, name: 0.6}, q=heavy) == pytest.approx(1.5)
    assert appeal(**{**APPEAL, name: 0.4}, q=heavy) == pytest.approx(-0.5)


def test_what_is_not_watched_is_not_felt_whatever_the_weight() -> None:
    heavy = Adoption(surveillance_weight=10.0)
    assert appeal(**APPEAL, q=heavy) == 0.5
    assert appeal(**{**APPEAL, "felt_surveillance": 0.1}, q=heavy) == pytest.approx(-0.5)


def test_half_of_those_around_one_is_where_others_neither_draw_nor_hold_back() -> None:
    assert norm(0.5, 0.0) == 0.0 and norm(0.5, 0.7) == 0.0
    assert norm(1.0, 0.0) == 0.5 and norm(0.0, 0.0) == -0.5


def test_others_count_early_and_not_for_those_with_a_habit() -> None:
    assert norm(1.0, 0.5) == pytest.approx(0.25) and norm(0.0, 1.0) == 0.0
