"""Class mode as browsers meet it: what a teacher may, what a player may, and what neither learns of another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crmsim.app.classroom.checks import CHECKS
from crmsim.app.classroom.words import PLAYER, ROOM, TEACHER

ACTS = ("ask", "check", "close", "show", "hands", "rest", "end")
QUESTION = {"name": "bet:energy", "text": "What happens?", "options": ["more", "same", "fewer"], "kind": "bet"}
BLANK = re.compile(r"\{(\w+)\}")


def send(browser: Any, path: str, content: Any, **headers: str) -> Any:
    given = {"x-crmsim-token": browser.token(), "content-type": "application/json", **headers}
    return browser.send("POST", f"/classroom/{path}", content=json.dumps(content), headers=given)


@pytest.fixture
def host(opened: Callable[..., Any]) -> Any:
    return opened(lan=True)


def test_a_lesson_with_a_class_from_the_door_to_what_was_learnt(host: Any, admitted: Any) -> None:
    guests = [admitted(host, number) for number in range(1, 8)]
    for guest in guests:
        assert guest.get("/classroom/play").status_code == 200
    assert host.get("/classroom/seen").json()["players"] == 7
    right = CHECKS["words"].right
    for kind, learnt in (("before", 2), ("after", 7)):
        assert send(host, "check", {"topic": "words", "kind": kind}).status_code == 200
        for number, guest in enumerate(guests):
            choice = right if number < learnt else (right + 1) % 4
            answer = send(guest, "answer", {"name": f"{kind}:words", "choice": choice}).json()
            assert answer["taken"] and answer["question"]["mine"] == choice and answer["question"]["right"] is None
        assert host.get("/classroom/seen").json()["gains"] == {}
    told = send(host, "show", {"name": "after:words"}).json()["gains"]["words"]
    assert told["people"] == 7 and told["before"] == pytest.approx(2 / 7) and told["after"] == 1.0
    assert told["verdict"] == "gain" and told["paired"]
    seen = guests[0].get("/classroom/state").json()["question"]
    assert seen["right"] == right and sum(seen["counts"]) == 7


def test_the_reveal_is_held_back_from_players(host: Any, admitted: Any) -> None:
    guests = [admitted(host, number) for number in range(1, 7)]
    send(host, "ask", QUESTION)
    for guest in guests:
        send(guest, "answer", {"name": "bet:energy", "choice": 1})
    for stage in ("open", "closed"):
        seen = guests[0].get("/classroom/state").json()["question"]
        assert (seen["stage"], seen["counts"], seen["right"]) == (stage, None, None)
        send(host, "close", {"name": "bet:energy"})
    send(host, "show", {"name": "bet:energy", "right": 2})
    seen = guests[0].get("/classroom/state").json()["question"]
    assert (seen["stage"], seen["counts"], seen["right"], seen["mine"]) == ("shown", [0, 6, 0], 2, 1)


def test_nothing_of_one_player_reaches_another(host: Any, admitted: Any) -> None:
    one, other = admitted(host, 1), admitted(host, 2)
    send(host, "ask", QUESTION)
    before = other.get("/classroom/state").json()
    told = host.get("/classroom/seen").json()["questions"]["bet:energy"]
    send(one, "answer", {"name": "bet:energy", "choice": 2})
    assert other.get("/classroom/state").json() == before
    assert other.get(f"/classroom/state?turn={before['turn']}").status_code == 204
    assert host.get("/classroom/seen").json()["questions"]["bet:energy"] == {**told, "answered": 1}
    everything = json.dumps([other.get("/classroom/state").json(), host.get("/classroom/seen").json()])
    for cookie in one.client.cookies.values():
        assert cookie not in everything


def test_sessions_do_not_lie_on_the_disk(host: Any, admitted: Any, place: Path) -> None:
    guest = admitted(host, 1)
    send(host, "ask", QUESTION)
    send(guest, "answer", {"name": "bet:energy", "choice": 2})
    text = place.read_text(encoding="utf-8")
    assert '"answers": {"' in text and not any(value in text for value in guest.client.cookies.values())


def test_a_guest_can_neither_teach_nor_watch(host: Any, admitted: Any) -> None:
    guest = admitted(host, 1)
    send(host, "ask", QUESTION)
    assert guest.get("/classroom").status_code == 403
    for path in ("/classroom/seen", "/classroom/lesson", "/classroom/picture", "/lesson"):
        assert guest.get(path).status_code == 403, path
    for act in ACTS:
        assert send(guest, act, QUESTION).status_code == 403, act
    assert host.get("/classroom/seen").json()["questions"]["bet:energy"]["stage"] == "open"


def test_a_page_of_somebody_else_can_make_nobody_answer(host: Any, admitted: Any) -> None:
    guest = admitted(host, 1)
    send(host, "ask", QUESTION)
    bet = {"name": "bet:energy", "choice": 1}
    assert guest.send("POST", "/classroom/answer", content=json.dumps(bet)).status_code == 403
    assert send(guest, "answer", bet, origin="http://elsewhere.example").status_code == 403
    assert send(guest, "answer", bet, **{"x-crmsim-token": "0" * 64}).status_code == 403
    assert host.send("POST", "/classroom/end", content="{}").status_code == 403
    assert host.get("/classroom/seen").json()["questions"]["bet:energy"]["answered"] == 0


def test_nobody_comes_in_without_the_code(opened: Any, host: Any) -> None:
    stranger = opened(beside=host, address="192.0.2.9")
    for path in ("/classroom/play", "/classroom/state", "/classroom"):
        assert stranger.get(path).headers["location"] == "/enter"
    assert send(stranger, "answer", {"name": "bet:energy", "choice": 1}).status_code == 403
    assert host.get("/classroom/seen").json()["players"] == 0


def test_a_class_behind_one_address_comes_in_and_whoever_guesses_does_not(opened: Any, host: Any) -> None:
    from crmsim.app.settings import Settings

    code = {"code": Settings(secret=b"s" * 32, lan=True).code}
    for _ in range(12):
        assert opened(beside=host, address="192.0.2.7").post("/enter", code).status_code == 303
    guesser = opened(beside=host, address="192.0.2.7")
    while guesser.post("/enter", {"code": "AAAAAA"}).status_code == 403:
        pass
    assert guesser.post("/enter", code).status_code == 429  # also the right one, or guessing would pay
    assert opened(beside=host, address="192.0.2.8").post("/enter", code).status_code == 303


def test_who_answers_without_end_is_slowed_down(host: Any, admitted: Any) -> None:
    guest = admitted(host, 1)
    send(host, "ask", QUESTION)
    headers = {"x-crmsim-token": guest.token()}
    codes = [
        guest.send(
            "POST", "/classroom/answer", content='{"name": "bet:energy", "choice": 1}', headers=headers
        ).status_code
        for _ in range(14)
    ]
    assert codes[:10] == [200] * 10 and 429 in codes[10:]


EVERYTHING = '"choice": 1, "right": 1, "hands": [1, 1, 1]}'
ODD = (
    *("", "[", "[]", "1", "null", "{}", "[" * 20_000, "\udcff", '{"name": {}}', '{"name": "bet:energy"}'),
    *('{"name": ["bet:energy"], ' + EVERYTHING, '{"name": "../../etc", ' + EVERYTHING),
    *('{"name": "bet:energy", "choice": 1.0}', '{"name": "bet:energy", "choice": NaN}'),
    '{"name": "bet:energy", "hands": [[], {}, ""], "right": true, "choice": true}',
    *('{"name": "x", "options": "abc"}', '{"name": "bet:x", "text": "?", "options": [1, {}], "kind": "bet"}'),
    '{"topic": ["words"], "kind": "after"}',
)


@pytest.mark.parametrize("act", ["answer", "show", "hands", "ask", "check", "close"])
def test_what_no_page_of_ours_sends_is_refused_in_words(host: Any, place: Path, act: str) -> None:
    send(host, "ask", QUESTION)
    before = place.read_bytes()
    token = host.token()
    for number, content in enumerate(ODD):
        if act == "close" and '"name": "bet:energy"' in content:
            continue  # all that is asked of it
        if act == "answer" and number == 9:
            host.client.cookies.clear()  # somebody else goes on, who has not sent too much yet
            token = host.token()
        answer = host.send(
            "POST", f"/classroom/{act}", content=content.encode("utf-8", "surrogateescape"),
            headers={"x-crmsim-token": token},
        )  # fmt: skip
        assert answer.status_code == 400 and answer.text and "Traceback" not in answer.text, content[:80]
    assert place.read_bytes() == before and [one.name for one in place.parent.iterdir()] == [place.name]


def test_a_new_start_finds_the_class_as_it_was(opened: Any, host: Any, admitted: Any) -> None:
    guest = admitted(host, 1)
    send(host, "ask", QUESTION)
    send(guest, "answer", {"name": "bet:energy", "choice": 2})
    before = guest.get("/classroom/state").json()
    again = opened(lan=True)
    same = opened(beside=again, address="192.0.2.1")
    same.client.cookies = guest.client.cookies
    assert same.get("/classroom/state").json() == before
    assert send(same, "answer", {"name": "bet:energy", "choice": 0}).json()["taken"]


def test_an_answer_that_cannot_be_kept_is_not_acknowledged(host: Any, admitted: Any, monkeypatch: Any) -> None:
    from crmsim.app.classroom import store

    guest = admitted(host, 1)
    send(host, "ask", QUESTION)

    def full(_path: Path, _text: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_whole", full)
        answer = send(guest, "answer", {"name": "bet:energy", "choice": 2})
        assert answer.status_code == 503 and "No space left" in answer.text
    assert send(guest, "answer", {"name": "bet:energy", "choice": 2}).json()["question"]["mine"] == 2


def test_the_end_of_a_class_leaves_nothing(host: Any, admitted: Any, place: Path) -> None:
    guest = admitted(host, 1)
    send(host, "ask", QUESTION)
    send(guest, "answer", {"name": "bet:energy", "choice": 2})
    turn = guest.get("/classroom/state").json()["turn"]
    assert send(host, "end", {}).json()["questions"] == {} and not place.exists()
    assert guest.get(f"/classroom/state?turn={turn}").json()["question"] is None
    assert send(guest, "answer", {"name": "bet:energy", "choice": 2}).status_code == 400


def test_the_picture_leads_to_the_door_with_the_code(host: Any, opened: Any, monkeypatch: Any) -> None:
    import segno

    asked = []
    make = segno.make
    monkeypatch.setattr(segno, "make", lambda text, **given: asked.append(text) or make(text, **given))
    answer = host.get("/classroom/picture")
    assert answer.headers["content-type"].startswith("image/svg+xml") and b"<svg" in answer.content
    path = asked[0].partition("//")[2].partition("/")[2]
    stranger = opened(beside=host, address="192.0.2.9")
    code = path.partition("code=")[2]
    assert path.startswith("enter?code=") and f'value="{code}"' in stranger.get(f"/{path}").text
    odd = stranger.get('/enter?code="><script>x</script>').text
    assert "<script>x" not in odd and 'value="&quot;&gt;&lt;script&gt;' in odd


def test_without_phones_the_page_says_so_and_hands_will_do(opened: Any) -> None:
    alone = opened(language="en")
    text = alone.get("/classroom").text
    assert "--lan" in text and "/classroom/picture" not in text
    for kind, hands in (("before", [20, 5, 5, 0]), ("after", [3, 25, 2, 0])):
        told = send(alone, "hands", {"name": f"{kind}:styles", "hands": hands}).json()
    assert told["gains"] == {}
    gain = send(alone, "show", {"name": "after:styles"}).json()["gains"]["styles"]
    assert gain["verdict"] == "gain" and not gain["paired"] and gain["people"] == 30


def test_the_lessons_in_class_are_the_lessons_with_a_line_to_the_phones(opened: Any) -> None:
    from crmsim.app.kept_lesson import KeptLesson
    from crmsim.lesson import document
    from crmsim.words import Teller

    words = {one: document.words(Teller(one)) for one in ("nb", "en")}
    page = document.page({"languages": ["nb", "en"], "words": words, "claims": {}})
    kept = KeptLesson(lambda _done: page)
    kept.text = page
    browser = opened(lesson=kept, language="en")
    answer = browser.get("/classroom/lesson")
    policy = answer.headers["content-security-policy"]
    assert "connect-src 'self'" in policy and "default-src 'none'" in policy and "unsafe" not in policy
    assert (
        f'"room":{{"code":"","token":"{browser.token()}"}}' in answer.text and '"languages":["en","nb"]' in answer.text
    )
    assert "connect-src" not in page and "/classroom" not in page
    data = json.loads(re.search(r'id="data">(.*?)</script>', answer.text, re.DOTALL)[1])  # type: ignore[index] # without it the test fails
    assert all(f"room.{key}" in data["words"][one] for key in ROOM for one in ("en", "nb"))


def test_every_text_that_a_script_asks_for_is_there() -> None:
    from importlib.resources import files

    folder = files("crmsim.app.classroom")
    for path, words in (("static/play.js", PLAYER), ("static/teach.js", TEACHER), ("room.js", ROOM)):
        script = folder.joinpath(*path.split("/")).read_text(encoding="utf-8")
        asked = [one.removeprefix("room.") for one in re.findall(r'\bt\("([\w.]+)"', script)]
        assert len(asked) > 3 and set(asked) <= set(words), path
        assert not re.search(r"innerHTML|eval\(|document\.write|https?://", script)


def test_right_answers_stand_in_different_places_and_never_on_the_page(opened: Any) -> None:
    assert len({one.right for one in CHECKS.values()}) == 4
    browser = opened(language="en")
    assert all(0 <= one.right < len(one.options) == 4 for one in CHECKS.values())
    assert '"right"' not in browser.get("/classroom").text.partition('"seen"')[0]


def test_the_lessons_are_made_while_the_class_comes_in(opened: Any) -> None:
    import threading

    from crmsim.app.kept_lesson import KeptLesson

    begun = threading.Event()

    def make(_done: Any) -> str:
        begun.set()
        return "<p>a lesson</p>"

    host = opened(lan=True, lesson=KeptLesson(make))
    assert host.get("/").status_code == 200 and not begun.is_set()
    assert host.get("/classroom").status_code == 200 and begun.wait(5.0)
