from typing import Any

import pytest

from crmsim.mechanisms.recording import ALLOWED, Recording, may_record, privacy_share, sensitivity, willingness
from crmsim.mechanisms.state import GIVER, MATCHER, TAKER
from crmsim.numerics.draws import join, run_key

NEUTRAL: dict[str, Any] = {
    "felt_surveillance": 0.0, "why": 0.5, "initiative": 0.0, "shown": 0.0,
    "q": Recording(),
}  # fmt: skip


def chance(style: int = MATCHER, **changes: Any) -> float:
    return willingness(style, **{**NEUTRAL, **changes})


def test_givers_record_and_takers_hold_back() -> None:
    assert chance(GIVER) > chance(MATCHER) > chance(TAKER)


@pytest.mark.parametrize(
    ("name", "sign"),
    [("felt_surveillance", -1), ("why", 1), ("initiative", 1), ("shown", 1)],
)
def test_what_makes_people_record(name: str, sign: int) -> None:
    more = chance(**{name: NEUTRAL[name] + 0.2}) - chance()
    assert more * sign > 0.0


def test_privacy_keeps_the_same_facts_out_always() -> None:
    assert privacy_share(1.0, 0.2) == 0.0 and privacy_share(0.0, 0.2) == 0.2
    key = join(join(run_key(1), ALLOWED), 7)
    open_places = {place for place in range(2000) if may_record(sensitivity(key, place), 0.2)}
    assert len(open_places) / 2000 == pytest.approx(0.8, abs=0.03)
    assert open_places >= {place for place in range(2000) if may_record(sensitivity(key, place), 0.4)}
    assert all(may_record(sensitivity(key, place), 0.0) for place in range(100))
