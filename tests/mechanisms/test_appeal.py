import math

import pytest

from crmsim.mechanisms.adoption import Adoption
from crmsim.mechanisms.appeal import appeal, norm

Q = Adoption()
APPEAL = {
    "usefulness": 0.5, "ease": 0.5, "social": 0.0, "push": 0.0, "understanding": 0.5, "energy": 0.5,
    "instruments": 0.0, "felt_surveillance": 0.0, "openness": 0.5, "mandate": 0.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "sign"),
    [("usefulness", 1), ("ease", 1), ("social", 1), ("push", 1), ("understanding", 1), ("energy", 1),
     ("instruments", 1), ("felt_surveillance", -1), ("openness", 1), ("mandate", 1)],
)  # fmt: skip
def test_what_makes_the_system_appeal(name: str, sign: int) -> None:
    assert appeal(**APPEAL, q=Q) == 0.5
    more = {**APPEAL, name: APPEAL[name] + 0.25}
    assert math.copysign(1.0, appeal(**more, q=Q) - 0.5) == sign


def test_others_count_mainly_under_mandate_and_early() -> None:
    assert norm(1.0, 1.0, 0.3, 1.0, 0.0) == pytest.approx(1.0) and norm(1.0, 1.0, 0.3, 0.0, 0.0) == pytest.approx(0.5)
    assert norm(1.0, 1.0, 0.3, 1.0, 20.0) == pytest.approx(0.5)
    assert norm(0.0, 1.0, 0.3, 1.0, 0.0) == pytest.approx(0.3) and norm(0.0, 0.0, 0.3, 1.0, 0.0) == 0.0
