"""The gain of a lesson: against enumeration, and never more certain than it may be."""

from __future__ import annotations

import math

import pytest

from crmsim.app.classroom.gain import gain_of, paired
from crmsim.app.classroom.session import LEAST, Session

OPTIONS = ("a", "b", "c", "d")


def lesson(before: list[int], after: list[int], hands: tuple[list[int], list[int]] | None = None) -> Session:
    """A class in which player number i gives the i-th answer before and after."""
    session = Session(1000.0)
    for kind, given in (("before", before), ("after", after)):
        session.ask(f"{kind}:words", "?", OPTIONS, kind)
        for player, choice in enumerate(given):
            session.answer(f"p{player}", f"{kind}:words", choice)
        if hands:
            session.count_hands(f"{kind}:words", hands[kind == "after"])
    return session


def test_it_is_told_only_once_the_right_answer_is_shown() -> None:
    session = lesson([0] * 20, [1] * 20)
    assert gain_of(session, "words") is None
    session.show("after:words", 1)
    found = gain_of(session, "words")
    assert found is not None and (found.people, found.before, found.after) == (20, 0.0, 1.0)
    assert found.verdict == "gain" and found.low > 0.7 and found.high <= 1.0
    assert gain_of(session, "energy") is None


def test_only_those_who_answered_both_times_count() -> None:
    session = lesson([0] * 12, [1] * 8)
    session.show("after:words", 1)
    found = gain_of(session, "words")
    assert found is not None and found.people == 8
    few = lesson([0] * 12, [1] * (LEAST - 1))
    few.show("after:words", 1)
    assert gain_of(few, "words") is None


def test_as_many_learnt_as_forgot_is_noise() -> None:
    found = paired([True, False] * 10, [False, True] * 10)
    assert found.difference == 0.0 and found.verdict == "within noise" and found.low == pytest.approx(-found.high)


def test_a_loss_is_called_one() -> None:
    assert paired([True] * 15, [False] * 15).verdict == "loss"


def test_by_the_formula() -> None:
    # 10 right both times, 12 learnt, 3 lost, 15 wrong both times; Agresti and Min: (12.5 - 3.5) / 42 and its spread.
    before = [True] * 10 + [False] * 12 + [True] * 3 + [False] * 15
    after = [True] * 10 + [True] * 12 + [False] * 3 + [False] * 15
    found = paired(before, after)
    spread = 1.959963984540054 * math.sqrt(16 - 81 / 42) / 42
    assert (found.low, found.high) == pytest.approx((9 / 42 - spread, 9 / 42 + spread))


def test_hands_compare_two_samples() -> None:
    session = lesson([], [], ([10, 10, 10, 10], [5, 25, 5, 5]))
    session.show("after:words", 1)
    found = gain_of(session, "words")
    assert found is not None and not found.paired and found.people == 40
    first, second = 11 / 42, 26 / 42
    spread = 1.959963984540054 * math.sqrt(first * (1 - first) / 42 + second * (1 - second) / 42)
    assert (found.low, found.high) == pytest.approx((second - first - spread, second - first + spread))


def test_a_few_devices_beside_hands_stay_uncounted() -> None:
    session = lesson([1] * (LEAST - 1), [1] * (LEAST - 1), ([10, 10, 10, 10], [5, 25, 5, 5]))
    session.show("after:words", 1)
    found = gain_of(session, "words")
    assert found is not None and (found.people, found.before, found.after) == (40, 0.25, 0.625)
    more = lesson([1] * 10, [1] * 10, ([10, 10, 10, 10], [5, 25, 5, 5]))
    more.show("after:words", 1)
    found = gain_of(more, "words")
    assert found is not None and (found.people, found.before, found.after) == (50, 0.4, 0.7)


@pytest.mark.parametrize("people", [8, 20, 60])
@pytest.mark.parametrize(("learnt", "lost"), [(0.1, 0.1), (0.4, 0.05), (0.3, 0.3), (0.05, 0.0)])
def test_the_interval_holds_what_it_promises(people: int, learnt: float, lost: float) -> None:
    """Over every class there could be, weighed by its chance: the true gain lies in the interval 93 times in 100."""
    inside, seen = 0.0, 0.0
    for up in range(people + 1):
        for down in range(people + 1 - up):
            rest = people - up - down
            ways = math.comb(people, up) * math.comb(people - up, down)
            chance = ways * learnt**up * lost**down * (1.0 - learnt - lost) ** rest
            if chance < 1e-12:
                continue
            found = paired([False] * up + [True] * (down + rest), [True] * up + [False] * down + [True] * rest)
            seen += chance
            inside += chance * (found.low <= learnt - lost <= found.high)
    assert seen == pytest.approx(1.0, abs=1e-6) and inside >= 0.93
