import math

import pytest

from crmsim.mechanisms.turnover import Turnover, voluntary_hazard, weekly_rate

Q = Turnover()


@pytest.mark.parametrize("annual", [0.05, 0.136, 0.3])
def test_a_year_at_the_weekly_rate_loses_the_annual_share(annual: float) -> None:
    assert math.exp(-52.0 * weekly_rate(annual)) == pytest.approx(1.0 - annual)
    assert weekly_rate(0.0) == 0.0 and math.isfinite(weekly_rate(5.0))


def hazard(quality: float = 0.5, push: float = 0.0, energy: float = 0.5) -> float:
    return voluntary_hazard(0.01, quality, push, energy, Q)


def test_in_the_reference_the_hazard_is_the_rate() -> None:
    assert hazard() == pytest.approx(0.01 * math.exp(Q.reference))


def test_attachment_and_leaders_keep_and_burnout_drives_out() -> None:
    base = hazard()
    assert hazard(quality=0.9) < base < hazard(quality=0.3)
    assert hazard(push=0.4) < base < hazard(push=-0.4)
    assert hazard(energy=0.2) > base > hazard(energy=0.9)
    assert hazard(quality=0.6, energy=0.4) == pytest.approx(base)


def test_the_hazard_is_log_linear() -> None:
    steps = [math.log(hazard(quality=q)) for q in (0.4, 0.5, 0.6)]
    assert steps[0] - steps[1] == pytest.approx(steps[1] - steps[2]) == pytest.approx(0.1 * Q.attachment_weight)
