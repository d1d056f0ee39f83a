"""Class mode in Chromium: a teacher at a projector and players on phones; skipped where there is no browser.

See :mod:`tests.in_browser`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.app.classroom.test_classroom_clients import Served
from tests.in_browser import sound, watched

PHONE, PROJECTOR = (390, 844), (1920, 1080)


class Screen:
    """A window of somebody of the class; what it complains of is kept, a server that was gone aside."""

    def __init__(self, browser: Any, served: Served, path: str, size: tuple[int, int], language: str) -> None:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
        self.tab = context.new_page()
        self.base = f"http://127.0.0.1:{served.port}"
        self.complaints, self.asked = watched(self.tab)
        mark = "&" if "?" in path else "?"
        head, _, tail = path.partition("#")
        self.tab.goto(f"{self.base}{head}{mark}language={language}" + (f"#{language}/{tail}" if tail else ""))

    def quiet(self) -> None:
        """The page has complained of nothing, and asked nobody else for anything."""
        assert self.complaints == [] and all(self.base in url for url in self.asked)

    def until(self, script: str) -> None:
        for _ in range(200):
            if self.tab.evaluate(script):
                return
            time.sleep(0.05)
        raise AssertionError(script)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    from crmsim.app import kept_lesson

    made = lesson()
    monkeypatch.setattr(kept_lesson.KeptLesson, "get", lambda _self: made)
    found = Served()
    found.start()
    yield found
    found.stop()


def lesson() -> str:
    """The page of lessons with one chapter of two runs, which is bet on here."""
    from crmsim.claims.read import read_claims
    from crmsim.lesson import document
    from crmsim.lesson.chapters import CHAPTERS, tell
    from crmsim.words import Teller

    chapter = next(one for one in CHAPTERS if one.name == "points")
    languages = ("nb", "en")
    # Two runs grade no bet; here it is as if they had told which answer came out.
    told = {**tell(chapter, 0, 2, lambda: None), "right": "shrink", "said": {}}
    known = read_claims()
    claims = {name: document.claim(known[name], languages) for name in chapter.claims}
    return document.page(
        {
            "languages": list(languages), "words": {one: document.words(Teller(one)) for one in languages}, "runs": 2,
            "seed": 0, "version": "0", "chapters": [told], "stylesClaims": [], "stylesSaid": {},
            "office": {"size": 150}, "claims": claims,
        }
    )  # fmt: skip


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_bet_from_the_wall_to_the_phones_and_back(browser: Any, served: Served, language: str) -> None:
    wall = Screen(browser, served, "/classroom/lesson#points/1", PROJECTOR, language)
    phones = [Screen(browser, served, "/classroom/play", PHONE, language) for _ in range(6)]
    phones[0].until("document.getElementById('told') !== null")
    sound(phones[0].tab)
    wall.until("document.querySelector('.room .told').textContent.includes('6')")
    wall.tab.click(".room button")
    for number, phone in enumerate(phones):
        phone.until("document.querySelectorAll('#options input:not(:disabled)').length === 4")
        if number == 0:  # by keyboard alone
            for _ in range(12):
                phone.tab.keyboard.press("Tab")
                if phone.tab.evaluate("document.activeElement.type") == "radio":
                    break
            phone.tab.keyboard.press("Space")
            phone.until("document.querySelector('#options input:checked') !== null")
            assert phone.tab.evaluate("document.activeElement.type") == "radio"
        else:
            phone.tab.check(f"#option-{number % 4}", force=True)
    sound(phones[0].tab)
    wall.until("document.querySelectorAll('.room meter').length === 4")
    sound(wall.tab)
    assert not wall.tab.query_selector("figure") and not phones[0].tab.query_selector("meter")
    wall.tab.click("main button.main")
    wall.until("document.querySelector('figure') !== null && document.querySelectorAll('.class li').length === 4")
    assert [wall.tab.inner_text(".class").count(share) for share in ("33", "17")] == [2, 2]
    phones[3].until("document.querySelectorAll('meter').length === 4")
    sound(phones[3].tab)
    sound(wall.tab)
    for screen in (wall, *phones):
        screen.quiet()


@pytest.mark.parametrize("size", [PHONE, PROJECTOR])
def test_the_page_of_the_teacher_before_and_after_by_hands(browser: Any, served: Served, size: tuple[int, int]) -> None:
    screen = Screen(browser, served, "/classroom?lesson=training", size, "en")
    screen.until("document.querySelectorAll('#hands input').length === 8")
    assert screen.tab.input_value("#topic") == "training" and screen.tab.is_disabled("#show")
    sound(screen.tab)
    screen.tab.click(".hands summary")
    for kind, hands in (("before", (9, 9, 2, 0)), ("after", (2, 1, 17, 0))):
        for place, count in enumerate(hands):
            screen.tab.fill(f"#hands-{kind}-{place}", str(count))
            screen.tab.press(f"#hands-{kind}-{place}", "Tab")
    screen.until("!document.getElementById('show').disabled")
    screen.tab.click("#show")
    screen.until("document.querySelector('#gain .insight') !== null")
    assert "75 points more" in screen.tab.inner_text("#gain") and "By hands" in screen.tab.inner_text("#gain")
    sound(screen.tab)
    screen.tab.click("#end")
    assert "Press again" in screen.tab.inner_text("#ended")
    screen.tab.click("#end")
    screen.until("document.getElementById('gain').textContent === ''")
    screen.quiet()


def test_a_phone_goes_on_by_itself_when_the_server_is_back(browser: Any, served: Served) -> None:
    phone = Screen(browser, served, "/classroom/play", PHONE, "en")
    wall = Screen(browser, served, "/classroom/lesson#points/1", PROJECTOR, "en")
    wall.until("document.querySelector('.room .told').textContent.includes('1')")
    wall.tab.click(".room button")
    phone.until("document.querySelectorAll('#options input').length === 4")
    served.stop()
    phone.tab.check("#option-1", force=True)
    phone.until("document.getElementById('told').textContent.includes('sent again')")
    served.start()
    phone.until("document.getElementById('told').textContent.startsWith('Noted')")
    wall.until("document.querySelector('.room .told').textContent.startsWith('1 of 1')")
    assert wall.tab.query_selector(".room meter") is None  # one alone is not counted


def test_the_picture_on_the_wall_leads_a_phone_to_its_page(browser: Any) -> None:
    from crmsim.app.settings import LOOPBACK, Settings, lan_address

    if lan_address() == LOOPBACK:
        pytest.skip("this machine is on no network")
    served = Served(lan=True)
    served.start()
    try:
        code = Settings(secret=b"s" * 32, lan=True).code
        tab = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}).new_page()
        tab.goto(f"http://{lan_address()}:{served.port}/enter?code={code}&language=en")
        assert tab.input_value("#code") == code
        tab.click("button.main")
        tab.wait_for_selector("#told")
        assert tab.url.endswith("/classroom/play") and "You are in" in tab.inner_text("#told")
    finally:
        served.stop()
