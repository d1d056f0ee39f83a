import math

from crmsim.mechanisms.project import EVALUATION, IMPLEMENTATION, STRATEGY, Project, has_access, planned, step_weeks
from crmsim.mechanisms.state import NEEDS_ANALYSIS


def test_patience_gives_the_weeks_planned_at_the_middle() -> None:
    assert planned(6.0, 0.5) == 6.0 and planned(6.0, 0.0) == 3.0 and planned(6.0, 1.0) == 9.0
    q = Project()
    assert [step_weeks(step, q) for step in range(STRATEGY, EVALUATION)] == [3.0, 4.0, 6.0, 12.0]
    assert step_weeks(EVALUATION, q) == math.inf and step_weeks(NEEDS_ANALYSIS, q) < step_weeks(IMPLEMENTATION, q)


def test_access() -> None:
    assert not has_access(-1, 5) and not has_access(6, 5) and has_access(5, 5)
