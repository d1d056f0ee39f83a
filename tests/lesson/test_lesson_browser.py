"""The page as a reader meets it, in Chromium by way of Playwright; where either is missing, these tests are skipped.

See :mod:`tests.in_browser`.
"""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.in_browser import sound, watched

STEPS = 9  # of the first lesson


@pytest.fixture(scope="module")
def address(page: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("lesson") / "lesson.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


class Reader:
    """Somebody with the page open; what the page complains of or asks for is kept."""

    def __init__(self, browser: Any, address: str, width: int = 1280, language: str = "nb") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        self.tab = self.context.new_page()
        self.complaints, self.asked = watched(self.tab)
        self.address, self.language = address, language

    def open(self, page: str = "", step: int = 1) -> None:
        self.tab.goto(f"{self.address}#{self.language}/{page}/{step}" if page else self.address)
        self.tab.wait_for_selector("h1")

    def look(self) -> None:
        """Bet on the first answer, run, and open whatever is folded."""
        for field in self.tab.query_selector_all("fieldset"):
            field.query_selector("input").check(force=True)
        for press in self.tab.query_selector_all("main button.main"):
            press.click()
        self.tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        self.tab.wait_for_timeout(60)


SCREENS = [("home", 1), *(("styles", step + 1) for step in range(STEPS)), ("teacher", 1), ("sheet", 1), ("about", 1)]
SCREENS += [(name, 1) for name in ("energy", "spreads", "words", "leads", "watched", "training", "points")]


@pytest.mark.parametrize(("width", "language"), [(390, "nb"), (1920, "en")])
def test_every_screen_stands_without_a_complaint(browser: Any, address: str, width: int, language: str) -> None:
    reader = Reader(browser, address, width, language)
    for page, step in SCREENS:
        reader.open(page, step)
        reader.look()
        text = reader.tab.inner_text("body")
        assert not re.search(r"undefined|NaN|\[object|^null$|\{", text, re.MULTILINE), (page, step)
        for drawing in reader.tab.query_selector_all(".drawing svg"):
            assert drawing.query_selector("title").text_content() and drawing.query_selector("desc").text_content()
        sound(reader.tab, (page, step))
    assert reader.complaints == []
    assert {url.partition("#")[0] for url in reader.asked} == {address}


def test_of_too_few_runs_no_bet_is_graded_and_no_agreement_claimed(browser: Any, address: str) -> None:
    reader = Reader(browser, address, language="en")
    for name in ("energy", "spreads", "words", "leads", "watched", "training", "points"):
        reader.open(name)
        reader.look()
        (outcome,) = reader.tab.query_selector_all(".outcome")
        assert "2 runs are too few to tell what comes out: it takes at least 30." in outcome.inner_text()
        assert not re.search("You were right|It came out as", outcome.inner_text())
        (heading,) = reader.tab.query_selector_all("h2.standing")
        assert heading.inner_text() == "Here it cannot be told whether the model agrees with its source"
        assert not reader.tab.query_selector_all(".insight")
    assert reader.complaints == []


def test_it_is_ready_at_once_and_three_presses_bring_an_insight(browser: Any, address: str) -> None:
    reader = Reader(browser, address)
    began = time.monotonic()
    reader.open()
    assert time.monotonic() - began < 4.0
    for _ in range(3):
        assert not reader.tab.is_visible(".insight")
        reader.tab.click("main button.main")
    assert reader.tab.is_visible(".insight")


def test_the_first_lesson_goes_by_keyboard_alone(browser: Any, address: str) -> None:
    reader = Reader(browser, address)
    reader.open("styles")
    for step in range(1, STEPS + 1):
        assert f"/styles/{step}" in reader.tab.url
        if reader.tab.query_selector(".bets"):
            reach(reader.tab, ".bets input")
            reader.tab.keyboard.press("Space")
            reach(reader.tab, "main button.main")
            reader.tab.keyboard.press("Enter")
            assert reader.tab.is_visible(".outcome")
            assert reader.tab.evaluate("document.activeElement.className") == "outcome"
        reader.tab.evaluate("document.activeElement.blur()")
        reader.tab.keyboard.press("ArrowRight")
        reader.tab.wait_for_timeout(40)
    assert "/energy/1" in reader.tab.url


def reach(tab: Any, wanted: str) -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(60):
        tab.keyboard.press("Tab")
        if tab.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_a_figure_grows_without_a_complaint_also_where_a_frame_began_early(browser: Any, address: str) -> None:
    reader = Reader(browser, address)
    reader.tab.emulate_media(reduced_motion="no-preference")
    reader.tab.add_init_script(
        "const frame = window.requestAnimationFrame.bind(window);"
        "window.requestAnimationFrame = (call) => frame((now) => call(now - 400));"
    )
    reader.open("energy")
    reader.look()
    reader.tab.wait_for_timeout(200)
    assert reader.complaints == []


def test_hands_stand_as_they_are_counted(browser: Any, address: str) -> None:
    reader = Reader(browser, address)
    reader.open("energy")
    reader.tab.click("details.hands summary")
    fields = reader.tab.query_selector_all("details.hands input")
    for field, typed in zip(fields, ("-3", "1e9", "2.6"), strict=True):
        field.fill(typed)
        field.press("Tab")
    assert [field.input_value() for field in fields] == ["0", "999", "3"]


def test_language_and_place_are_kept_in_the_address(browser: Any, address: str) -> None:
    reader = Reader(browser, address)
    reader.open("styles", 4)
    before = reader.tab.inner_text("h1")
    reader.tab.click("a.language")
    reader.tab.wait_for_function("document.documentElement.lang === 'en'")
    assert reader.tab.url.endswith("#en/styles/4") and reader.tab.inner_text("h1") != before
    reader.tab.go_back()
    reader.tab.wait_for_function("document.documentElement.lang === 'nb'")
    assert reader.tab.inner_text("h1") == before
