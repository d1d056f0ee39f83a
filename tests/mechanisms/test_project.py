import math

import numpy as np
import pytest

from crmsim.mechanisms import RECORDS
from crmsim.mechanisms.project import (
    EVALUATION,
    IMPLEMENTATION,
    STRATEGY,
    Project,
    found_chance,
    late_factor,
    planned,
    reached,
    step_weeks,
    system_fit,
)
from crmsim.mechanisms.state import MET, MISSED, NEEDS_ANALYSIS, SURFACED, records
from crmsim.mechanisms.teaching import train


def test_needs_analysis_finds_with_time_and_involvement() -> None:
    assert found_chance(0.5, 0.0, 1.0) == 0.0 and found_chance(0.5, 6.0, 0.0) == 0.0
    assert found_chance(0.5, 6.0, 0.4) == pytest.approx(1.0 - math.exp(-1.2))
    assert found_chance(0.5, 12.0, 0.4) > found_chance(0.5, 6.0, 0.4)


def test_at_a_factor_of_one_late_is_as_cheap_as_in_time() -> None:
    assert all(late_factor(u, 1.0) == 1.0 for u in (0.0, 0.3, 1.0))
    mean = sum(late_factor((k + 0.5) / 1000, 4.0) for k in range(1000)) / 1000
    assert mean == pytest.approx(4.0)
    assert late_factor(0.0, 10.0) == 1.0 and late_factor(1.0, 10.0) == 19.0


def test_patience_gives_the_weeks_planned_at_the_middle() -> None:
    assert planned(6.0, 0.5) == 6.0 and planned(6.0, 0.0) == 3.0 and planned(6.0, 1.0) == 9.0
    q = Project()
    assert [step_weeks(step, q) for step in range(STRATEGY, EVALUATION)] == [3.0, 4.0, 6.0, 12.0]
    assert step_weeks(EVALUATION, q) == math.inf and step_weeks(NEEDS_ANALYSIS, q) < step_weeks(IMPLEMENTATION, q)


def test_a_leader_of_no_reputation_reaches_fewer() -> None:
    assert reached(0.4, 1.0, 0.5) == 0.4 and reached(0.4, 0.0, 0.5) == pytest.approx(0.2)
    assert reached(0.4, 0.0, 0.0) == 0.4 and reached(0.4, 0.0, 1.0) == 0.0


def test_training_closes_a_share_of_what_is_missing() -> None:
    assert train(0.1, 0.0, 25.0) == 0.1
    assert train(0.0, 25.0, 25.0) == pytest.approx(1.0 - math.exp(-1.0))
    assert train(train(0.1, 10.0, 25.0), 15.0, 25.0) == pytest.approx(train(0.1, 25.0, 25.0))


def test_fit_is_what_is_met() -> None:
    requirements = records(RECORDS["requirements"], 3)
    requirements.weight = [0.5, 0.3, 0.2]
    requirements.status = [MET, MISSED, SURFACED]
    assert system_fit(requirements, 0.8) == pytest.approx(0.4)
    requirements.status = np.full(3, MET)
    assert system_fit(requirements, 0.8) == pytest.approx(0.8)
