"""A class and its questions: who may answer when, and what is told to whom."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from crmsim.app.classroom.session import LEAST, MOST_PLAYERS, Session, read
from crmsim.errors import CrmsimError

OPTIONS = ("more", "same", "fewer")


def asked(name: str = "bet:energy", kind: str = "bet", players: int = 0) -> Session:
    session = Session(1000.0)
    session.ask(name, "What happens?", OPTIONS, kind)
    for player in range(players):
        assert session.answer(f"p{player}", name, player % 3)
    return session


def question(session: Session, player: str = "p0") -> dict[str, Any]:
    found: dict[str, Any] = session.for_player(player)["question"]
    return found


def test_answers_are_taken_while_a_question_is_open_and_a_mind_may_be_changed() -> None:
    session = asked()
    assert session.answer("a", "bet:energy", 0) and session.answer("a", "bet:energy", 2)
    assert question(session, "a")["mine"] == 2 and question(session, "b")["mine"] is None
    session.close("bet:energy")
    assert not session.answer("a", "bet:energy", 1)
    assert question(session, "a")["mine"] == 2
    session.show("bet:energy", 1)
    assert not session.answer("b", "bet:energy", 1) and question(session, "a")["right"] == 1


def test_one_question_at_a_time() -> None:
    session = asked()
    session.ask("bet:words", "And now?", ("a", "b"))
    assert session.questions["bet:energy"].stage == "closed" and session.current == "bet:words"
    session.rest()
    assert session.for_player("a")["question"] is None and not session.answer("a", "bet:words", 0)


def test_before_it_is_shown_a_player_sees_no_counts_and_nothing_of_what_comes_out() -> None:
    session = asked(players=30)
    for seen in (question(session), question(session, "somebody else")):
        assert seen["counts"] is None and seen["right"] is None
    session.close("bet:energy")
    assert question(session)["counts"] is None
    session.show("bet:energy", 2)
    assert question(session)["counts"] == [10, 10, 10] and question(session)["right"] == 2


@pytest.mark.parametrize("stage", ["open", "closed", "shown"])
def test_fewer_than_five_are_never_counted(stage: str) -> None:
    session = asked(players=LEAST - 1)
    if stage == "closed":
        session.close("bet:energy")
    if stage == "shown":
        session.show("bet:energy", 0)
    told = session.for_teacher()["questions"]["bet:energy"]
    assert told["answered"] == LEAST - 1 and told["counts"] is None
    assert question(session)["counts"] is None


def test_while_open_counts_move_in_steps_of_five_so_that_nobody_is_seen_to_bet() -> None:
    session = asked()
    before = None
    for player in range(23):
        session.answer(f"p{player}", "bet:energy", 1)
        counts = session.for_teacher()["questions"]["bet:energy"]["counts"]
        given = (player + 1) // LEAST * LEAST
        assert counts == (None if player + 1 < LEAST else [0, given, 0])
        if before is not None and counts != before:
            assert sum(abs(x - y) for x, y in zip(counts, before, strict=True)) >= LEAST
        before = counts
    session.answer("p0", "bet:energy", 2)
    assert session.for_teacher()["questions"]["bet:energy"]["counts"] == [0, 20, 0]
    session.close("bet:energy")
    assert session.for_teacher()["questions"]["bet:energy"]["counts"] == [0, 22, 1]


def test_what_is_told_names_no_player() -> None:
    session = asked(players=12)
    session.show("bet:energy", 0)
    for told in (session.for_teacher(), session.for_player("p3")):
        assert not any(f'"p{player}"' in json.dumps(told) for player in range(12))


def test_the_question_before_a_lesson_gives_nothing_away() -> None:
    session = asked("before:energy", "before", players=9)
    session.close("before:energy")
    assert session.for_teacher()["questions"]["before:energy"]["counts"] is None
    session.show("before:energy", 2)
    assert question(session)["right"] is None and question(session)["counts"] is None
    session.ask("after:energy", "What happens?", OPTIONS, "after")
    assert session.answer("p0", "after:energy", 2) and session.pairs("energy") == [(0, 2)]


def test_hands_are_counted_beside_devices_and_alone() -> None:
    session = asked()
    session.count_hands("bet:energy", [3, 4, 0])
    session.answer("a", "bet:energy", 2)
    session.show("bet:energy", 1)
    assert question(session)["counts"] == [3, 4, 0]  # one device alone stays untold
    for player in range(LEAST):
        session.ask("bet:energy", "What happens?", OPTIONS)
        session.answer(f"p{player}", "bet:energy", 0)
    session.show("bet:energy", 1)
    assert question(session)["counts"] == [8, 4, 1]
    session.count_hands("bet:energy", [0, 0, 0])
    assert question(session)["counts"] == [5, 0, 1]


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("answer", ("a", "bet:other", 0)),
        ("answer", ("a", "bet:energy", 3)),
        ("answer", ("a", "bet:energy", -1)),
        ("answer", ("a", "bet:energy", "0")),
        ("answer", ("a", "bet:energy", True)),
        ("show", ("bet:energy", 9)),
        ("close", ("nothing",)),
        ("count_hands", ("bet:energy", [1, 2])),
        ("count_hands", ("bet:energy", [1, 2, -1])),
        ("count_hands", ("bet:energy", [1, 2, 1e9])),
        ("ask", ("bet:x", "", OPTIONS)),
        ("ask", ("bet:x", "?", ("one",))),
        ("ask", ("bet:x", "?", ("one", 2))),
        ("ask", ("bet:x", "?" * 1000, OPTIONS)),
        ("ask", ("bet:x", "?", OPTIONS, "exam")),
        ("ask", ("bet:energy", "?", ("a", "b"))),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(act: str, given: tuple[Any, ...]) -> None:
    session = asked(players=3)
    before = session.written()
    with pytest.raises(CrmsimError):
        getattr(session, act)(*given)
    assert session.written() == before


def test_there_is_an_end_to_players() -> None:
    session = asked()
    for player in range(MOST_PLAYERS + 5):
        session.join(str(player))
    assert len(session.players) == MOST_PLAYERS and not session.answer("late", "bet:energy", 0)


def test_it_is_read_as_it_was_written_at_any_moment() -> None:
    random.seed(2)
    session = Session(1000.0)
    for step in range(300):
        topic = random.choice(("energy", "words"))
        kind = random.choice(("bet", "before", "after"))
        name = f"{kind}:{topic}"
        act = random.choice(("ask", "answer", "answer", "answer", "close", "show", "hands", "rest"))
        if act == "ask" or name not in session.questions:
            session.ask(name, "What?", OPTIONS, kind)
        elif act == "answer":
            session.answer(f"p{random.randrange(20)}", name, random.randrange(3))
        elif act == "close":
            session.close(name)
        elif act == "show":
            session.show(name, random.randrange(3))
        elif act == "hands":
            session.count_hands(name, [random.randrange(9) for _ in OPTIONS])
        else:
            session.rest()
        again = read(json.loads(json.dumps(session.written())))
        assert again.for_teacher() == session.for_teacher(), step
        assert all(again.for_player(f"p{player}") == session.for_player(f"p{player}") for player in range(20))


def test_a_file_that_was_tampered_with_is_not_read() -> None:
    good = asked(players=6).written()
    assert read(good).for_teacher()["players"] == 6
    for change in (
        {"current": "other"}, {"began": "x"}, {"questions": [{}]}, {"players": None},
        {"questions": [{**good["questions"][0], "answers": {"p0": 7}}]},
        {"questions": [{**good["questions"][0], "stage": "half"}]},
        {"questions": [{**good["questions"][0], "hands": [1]}]},
    ):  # fmt: skip
        with pytest.raises((KeyError, TypeError, ValueError)):
            read({**good, **change})
