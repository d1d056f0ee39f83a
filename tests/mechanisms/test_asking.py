import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsim.mechanisms import asking
from crmsim.mechanisms.asking import Asking, attraction, readiness
from crmsim.mechanisms.state import GIVER, MATCHER, NEVER, TAKER, WANT_NOTHING
from crmsim.numerics.arithmetic import logistic
from crmsim.numerics.portable import log

Q = Asking()


@given(st.floats(-1e6, 1e6))
def test_log_odds_of_any_size_give_a_chance(x: float) -> None:
    assert 0.0 <= logistic(x) <= 1.0


def test_log_odds() -> None:
    assert logistic(0.0) == 0.5 and logistic(2.0) == pytest.approx(0.8808, abs=1e-4)
    assert logistic(-1000.0) < 1e-300 and logistic(1000.0) == 1.0
    assert logistic(1.3) + logistic(-1.3) == pytest.approx(1.0)


def test_takers_ask_most_and_selfless_givers_least() -> None:
    selfless, otherish = readiness(GIVER, 0.0, 0.5, 2.0, Q), readiness(GIVER, 1.0, 0.5, 2.0, Q)
    assert selfless < otherish == readiness(MATCHER, 0.5, 0.5, 2.0, Q) < readiness(TAKER, 0.5, 0.5, 2.0, Q)


@pytest.mark.parametrize("style", [GIVER, MATCHER, TAKER])
def test_safety_lets_people_ask(style: int) -> None:
    assert readiness(style, 0.5, 0.2, 2.0, Q) < readiness(style, 0.5, 0.8, 2.0, Q)
    assert readiness(style, 0.5, 0.2, 0.0, Q) == readiness(style, 0.5, 0.8, 0.0, Q)


def test_whom_one_asks() -> None:
    def weight(contact: float = 0.5, quality: float = 0.5, reputation: float = 0.5, believed: float = 0.0,
               across: bool = False, conflict: float = 0.2, connected: float = 0.5) -> float:  # fmt: skip
        return attraction(contact, quality, reputation, believed, across, conflict, connected, 2.0, Q)

    base = weight()
    assert base == pytest.approx(0.5) and weight(contact=1.0) == pytest.approx(2.0 * base)
    assert weight(contact=0.0) == 0.0
    assert weight(quality=0.9) > base > weight(quality=0.1)
    assert weight(reputation=0.9) > base > weight(reputation=0.1)
    assert weight(believed=1.0) == pytest.approx(base * math.exp(Q.knowledge_weight))
    assert weight(across=True, conflict=0.0) == pytest.approx(base)
    assert weight(across=True, conflict=0.8) < weight(across=True, conflict=0.2) < base
    assert weight(across=True, connected=0.9) > weight(across=True, connected=0.1)
    assert weight(across=False, conflict=0.9, connected=0.0) == base


@given(st.lists(st.tuples(st.sampled_from((0.1, 0.3, 0.5, 0.9)), st.sampled_from((0.5, 1.0, 2.0))), max_size=7))
def test_whoever_comes_first_in_the_race_is_asked(runners: list[tuple[float, float]]) -> None:
    """As one that draws a time for everybody says: the shortest, and of equals the first of the list."""
    state = SimpleNamespace(
        people=[SimpleNamespace(key=1)],
        ties=[SimpleNamespace(key=10 * (place + 1), target=0) for place in range(len(runners))],
        within_reach=list(range(len(runners))), weights=[weight for _, weight in runners],
        race_draws=[0.0] * len(runners), race_weights=[0.0] * len(runners),
    )  # fmt: skip
    drawn = iter([u for u, _ in runners])
    plain = getattr(asking.choose, "py_func", asking.choose)
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(plain.__globals__, "uniform", lambda key: next(drawn))
        patched.setitem(plain.__globals__, "join", lambda key, part: 0)
        patched.setitem(plain.__globals__, "u64", int)
        chosen = plain(state, None, 0, 0, len(runners), WANT_NOTHING, NEVER, NEVER, 0.0)
    times = [-log(u) / weight for u, weight in runners]
    assert chosen == (times.index(min(times)) if times else NEVER)
