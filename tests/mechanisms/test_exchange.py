import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms.exchange import even, faded, mirrored, remember, slighted, thankful

SHARES = st.floats(0.0, 1.0)


def test_without_memory_only_the_last_answer_counts() -> None:
    assert remember(1.0, 0.0, 0.0) == 0.0 and remember(0.0, 1.0, 0.0) == 1.0
    assert remember(0.3, 1.0, 1.0) == 0.3


@given(SHARES, st.sampled_from([0.0, 1.0]), SHARES)
def test_a_record_stays_a_share(record: float, helped: float, memory: float) -> None:
    assert 0.0 <= remember(record, helped, memory) <= 1.0
    assert remember(record, 1.0, memory) >= remember(record, 0.0, memory)


def test_gratitude_counts_the_help_of_late() -> None:
    assert thankful(0.0, 0.8) == pytest.approx(0.2) and thankful(1.0, 0.8) == 1.0
    for favours, settled in ((0, 0.0), (1, 0.2 / 0.36), (50, 1.0)):
        gratitude = 0.5
        for _ in range(200):
            gratitude *= 0.8
            for _ in range(favours):
                gratitude = thankful(gratitude, 0.8)
        assert gratitude == pytest.approx(settled, abs=1e-4)  # 0 where nobody helped


def test_a_refusal_counts_more_than_help_and_leaves_a_grudge() -> None:
    assert slighted(0.0, 0.8, 2.0) == pytest.approx(-0.4) and slighted(-1.0, 0.8, 2.0) == -1.0
    assert slighted(1.0, 0.0, 3.0) == -1.0 and slighted(0.3, 0.8, 0.0) == 0.3
    assert abs(slighted(0.0, 0.8, 2.0)) == pytest.approx(2.0 * thankful(0.0, 0.8))


def test_who_keeps_score_is_half_as_ready_at_the_credit() -> None:
    assert even(2.0, 2.0) == 0.5 and even(6.0, 2.0) == 0.25
    assert even(0.0, 2.0) == even(-5.0, 2.0) == 1.0  # who owes is no readier than who is even
    assert even(50.0, 1e18) == 1.0  # who keeps no score
    assert faded(2.0, 0.85) == pytest.approx(1.7)


def test_reputation_travels_with_a_mean_delay() -> None:
    assert remember(0.2, 0.8, 0.0) == pytest.approx(0.8)
    trace, late = 0.0, 0.0
    for week in range(1, 2000):
        step = remember(trace, 1.0, 0.875)
        late += week * (step - trace)
        trace = step
    assert late == pytest.approx(8.0, rel=1e-3)


def test_own_record_and_hearsay_are_weighed() -> None:
    assert mirrored(0.4, 0.9, True, 0.0) == 0.4 and mirrored(0.4, 0.9, True, 1.0) == 0.9
    assert mirrored(0.4, 0.1, False, 1.0) == 1.0  # nothing heard: the benefit of the doubt
    assert mirrored(0.4, 0.8, True, 0.5) == pytest.approx(0.6)
