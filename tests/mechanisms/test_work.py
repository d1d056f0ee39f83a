from crmsim.mechanisms.work import content


def test_satisfaction_remembers() -> None:
    assert content(0.6, 1.0, 1.0) == 0.6 and content(0.6, 1.0, 0.0) == 1.0
    assert content(0.6, 0.0, 0.95) < content(0.6, 0.3, 0.95) < 0.6 < content(0.6, 1.0, 0.95)
