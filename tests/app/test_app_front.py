"""The front page, the lessons, and the files that pages load."""

from __future__ import annotations

import gzip
import threading
import time
from pathlib import Path
from typing import Any

from crmsim.app.kept_lesson import KeptLesson, policy_of
from crmsim.app.sections import sections


def test_the_front_page_leads_to_what_is_there_and_to_nothing_else(opened: Any) -> None:
    browser = opened(language="nb")
    text = browser.get("/").text
    assert '<html lang="nb">' in text and '<a href="/lesson">' in text
    for section in sections():
        assert f'<h2><a href="/{section.name}">' in text
        assert browser.get(f"/{section.name}").status_code == 200
    assert text.count('<section class="card">') == 1 + len(sections())


def test_the_language_is_kept_and_the_rest_of_the_address_with_it(opened: Any) -> None:
    browser = opened()
    assert "What would you like to do?" in browser.get("/").text
    assert '<html lang="nb">' in browser.get("/?language=nb").text
    assert '<html lang="nb">' in browser.get("/").text
    assert 'href="?a=1&amp;language=en"' in browser.get("/?a=1&language=nb").text


def test_files_are_sent_once(opened: Any) -> None:
    browser = opened()
    first = browser.get("/static/look.css")
    assert first.headers["content-type"].startswith("text/css") and ":root{--giver" in first.text
    again = browser.get("/static/look.css", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b""


def test_all_that_a_page_loads_is_small(opened: Any) -> None:
    from crmsim.app.front import static_files

    size = sum(len(gzip.compress(content)) for content, _, _ in static_files(sections()).values())
    assert size < 150_000


def test_a_browser_that_asks_for_an_icon_gets_no_complaint(opened: Any) -> None:
    assert opened().get("/favicon.ico").status_code == 204


def test_a_missing_page_says_so_in_the_language_of_the_reader(opened: Any) -> None:
    answer = opened(language="nb").get("/nothing")
    assert answer.status_code == 404 and "Traceback" not in answer.text and '<html lang="nb">' in answer.text


def test_the_lesson_is_made_once_while_a_page_tells_how_far_it_has_come(opened: Any, tmp_path: Path) -> None:
    go, made = threading.Event(), []
    policy = "default-src 'none'; script-src 'sha256-x'"
    text = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><p>a lesson</p>'

    def make(done: Any) -> str:
        made.append(1)
        done(1, 2)
        go.wait(10.0)
        return text

    place = tmp_path / "app" / "lesson-1.html"
    browser = opened(lesson=KeptLesson(make, place))
    assert "progress" in browser.get("/lesson").text and "progress" in browser.get("/lesson").text
    assert browser.get("/lesson/progress").json() == {"done": 1, "total": 2, "there": False, "failed": False}
    go.set()
    until(lambda: browser.get("/lesson/progress").json()["there"])
    answer = browser.get("/lesson")
    assert answer.text == text and made == [1]
    assert answer.headers["content-security-policy"] == f"{policy}; frame-ancestors 'none'" == policy_of(text)
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    assert opened(lesson=KeptLesson(make, place)).get("/lesson").text == text and made == [1]


def test_a_lesson_that_fails_is_said_and_tried_again(opened: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _arguments: None)
    tries = []

    def make(_done: Any) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("no")
        return "made"

    browser = opened(lesson=KeptLesson(make))
    browser.get("/lesson")
    until(lambda: browser.get("/lesson/progress").json()["failed"])
    browser.get("/lesson")
    until(lambda: browser.get("/lesson").text == "made")


def until(reached: Any) -> None:
    for _ in range(200):
        if reached():
            return
        time.sleep(0.02)
    raise AssertionError("it is never reached")
