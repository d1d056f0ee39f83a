import math

import numpy as np
import pytest

from crmsim.mechanisms import RECORDS
from crmsim.mechanisms.requirements import found_chance, late_factor, system_fit
from crmsim.mechanisms.state import MET, MISSED, SURFACED, records


def test_needs_analysis_finds_with_time_and_involvement() -> None:
    assert found_chance(0.5, 0.0, 1.0) == 0.0 and found_chance(0.5, 6.0, 0.0) == 0.0
    assert found_chance(0.5, 6.0, 0.4) == pytest.approx(1.0 - math.exp(-1.2))
    assert found_chance(0.5, 12.0, 0.4) > found_chance(0.5, 6.0, 0.4)


def test_at_a_factor_of_one_late_is_as_cheap_as_in_time() -> None:
    assert all(late_factor(u, 1.0) == 1.0 for u in (0.0, 0.3, 1.0))
    mean = sum(late_factor((k + 0.5) / 1000, 4.0) for k in range(1000)) / 1000
    assert mean == pytest.approx(4.0)
    assert late_factor(0.0, 10.0) == 1.0 and late_factor(1.0, 10.0) == 19.0


def test_fit_is_what_is_met() -> None:
    requirements = records(RECORDS["requirements"], 3)
    requirements.weight = [0.5, 0.3, 0.2]
    requirements.status = [MET, MISSED, SURFACED]
    assert system_fit(requirements, 0.8) == pytest.approx(0.4)
    requirements.status = np.full(3, MET)
    assert system_fit(requirements, 0.8) == pytest.approx(0.8)
