"""The app as a visitor meets it, in Chromium by way of Playwright; where either is missing, these tests are skipped.

See :mod:`tests.in_browser`.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.in_browser import sound, watched

pytest.importorskip("starlette", reason="needs the extra app")
uvicorn = pytest.importorskip("uvicorn", reason="needs the extra app")

SMALL = "organisation=municipality"
PATIENCE = 60_000.0  # milliseconds: the machine may be busy
DRAWN = "#drawn[data-worlds='40']"
SECRET = b"s" * 32
SCRIPT = "document.querySelector('p').textContent = 'its script runs';"
POLICY = f"script-src 'sha256-{base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}'"
LESSON = (
    f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{POLICY}"><h1>A lesson</h1><p></p>'
    f"<script>{SCRIPT}</script>"
)
OWN = "0123456789abcdef"  # an organisation that is kept for these tests
SCREENS = {
    "/": "h1",
    "/nothing": "h1",
    f"/sandbox?{SMALL}&done=20": DRAWN,
    f"/sandbox?{SMALL}&view=office&week=40&person=2": "#explained h3",
    "/own": "h1",
    "/own/new": "#questions",
    f"/own/{OWN}": "#work",
}


@contextlib.contextmanager
def served(**given: Any) -> Iterator[str]:
    """An app of its own, and its address."""
    from crmsim.app.kept_lesson import KeptLesson
    from crmsim.app.server import create
    from crmsim.app.settings import Settings
    from crmsim.scenario import shipped

    with socket.socket() as listening, tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr("crmsim.app.own.files.folder", lambda: Path(place))
        (Path(place) / "own" / OWN).mkdir(parents=True)
        shutil.copy(shipped()["baseline"], Path(place) / "own" / OWN / "ours.toml")
        settings = Settings(secret=SECRET, **given)
        listening.bind((settings.host, 0))
        port = listening.getsockname()[1]
        app = create(settings, KeptLesson(lambda _done: LESSON))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10.0)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """An app that is served for these tests alone."""
    with served() as found:
        yield found


class Visitor:
    """Somebody with a window open; what the page complains of or asks for is kept."""

    def __init__(self, browser: Any, address: str, width: int = 1366, language: str = "nb") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, reduced_motion="reduce", locale=f"{language}-NO"
        )
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(PATIENCE)
        self.complaints, self.asked = watched(self.tab)
        self.address = address

    def open(self, path: str, ready: str = "h1") -> None:
        self.tab.goto(f"{self.address}{path}")
        self.tab.wait_for_selector(ready)

    def until(self, truth: str) -> None:
        """Wait for an expression; Playwright's own way of waiting would have to be evaluated by the page."""
        for _ in range(int(PATIENCE / 50.0)):
            if self.tab.evaluate(truth):
                return
            self.tab.wait_for_timeout(50.0)
        raise AssertionError(f"{truth} never comes true")

    def query(self) -> str:
        return str(self.tab.evaluate("window.location.search"))

    def focused(self) -> str:
        return str(self.tab.evaluate("document.activeElement.id"))

    def reach(self, wanted: str) -> None:
        """Press Tab until what has this id has the focus."""
        for _ in range(80):
            self.tab.keyboard.press("Tab")
            if self.focused() == wanted:
                return
        raise AssertionError(f"{wanted} is not reached by Tab")


@pytest.mark.parametrize(("width", "language"), [(390, "nb"), (1366, "en"), (1920, "nb")])
def test_every_screen_stands_without_a_complaint(browser: Any, address: str, width: int, language: str) -> None:
    visitor = Visitor(browser, address, width, language)
    for path, ready in SCREENS.items():
        visitor.open(path, ready)
        text = visitor.tab.inner_text("body")
        assert not re.search(r"undefined|NaN|\[object|^null$|\{", text, re.MULTILINE), path
        assert visitor.tab.evaluate("document.documentElement.lang") == language
        sound(visitor.tab, path)
    # That a page is missing is no complaint of ours.
    assert [one for one in visitor.complaints if "404" not in one] == []
    assert {url for url in visitor.asked if not url.startswith((visitor.address, "data:"))} == set()


def test_a_visit_loads_little_in_few_requests(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address)
    visitor.open(f"/sandbox?{SMALL}", DRAWN)
    sizes = visitor.tab.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((one) => one.transferSize)"
    )
    assert len(sizes) <= 12 and sum(sizes) <= 150_000


def test_three_actions_bring_an_insight(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address)
    began = time.monotonic()
    visitor.open("/")
    visitor.tab.click(".card a[href='/sandbox']")
    visitor.tab.click(".tries a")
    visitor.tab.wait_for_selector(f"{DRAWN} polyline >> nth=1")
    assert "bedre" in visitor.tab.inner_text("#verdicts") or "dårligere" in visitor.tab.inner_text("#verdicts")
    assert time.monotonic() - began < 60.0


def test_what_is_chosen_stands_in_the_address_and_comes_back(browser: Any, address: str) -> None:
    from urllib.parse import parse_qsl

    from crmsim.app.sandbox.state import State

    visitor = Visitor(browser, address)
    tab = visitor.tab
    visitor.open(f"/sandbox?{SMALL}", DRAWN)
    tab.fill("#said", "95")
    tab.fill("#takers", "40")
    tab.select_option("#outcome", "help_rate")
    tab.wait_for_selector(f"{DRAWN}[data-about*='help_rate']")
    tab.check("#view-office", force=True)
    tab.wait_for_selector("#network[data-known]")
    tab.fill("#week", "52")
    tab.select_option("#person", "7")
    tab.wait_for_selector("#explained[data-week='52'] h3")
    query = visitor.query()
    wanted = State("municipality", (("said", 95), ("takers", 40)), "help_rate", "office", 1, 52, 7)
    assert State.of(dict(parse_qsl(query[1:]))) == wanted
    assert wanted.address() == f"/sandbox{query}"
    said = tab.inner_text("#explained")
    again = Visitor(browser, address)
    again.open(f"/sandbox{query}", "#explained[data-week='52'] h3")
    assert again.query() == query and again.tab.inner_text("#explained") == said
    assert again.tab.input_value("#said") == "95" and again.tab.input_value("#week") == "52"
    again.tab.click("#language")
    again.until("document.documentElement.lang === 'en'")
    assert again.query() == f"{query}&language=en"


def test_back_to_now_leaves_a_bare_address(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address)
    visitor.open("/sandbox?organisation=municipality&done=20&points=80", DRAWN)
    visitor.tab.click("#as-now")
    visitor.tab.wait_for_selector(f"{DRAWN}[data-about='{SMALL}']")
    assert visitor.query() == f"?{SMALL}"
    assert visitor.tab.query_selector_all("#drawn polyline")[1:] == []


def test_it_goes_by_keyboard_alone(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address)
    tab = visitor.tab
    visitor.open(f"/sandbox?{SMALL}", DRAWN)
    visitor.reach("done")
    for _ in range(3):
        tab.keyboard.press("ArrowLeft")
    tab.wait_for_selector(f"{DRAWN}[data-about='{SMALL}&done=45']")
    assert tab.inner_text("#done-value").startswith("45") and tab.get_attribute("#done", "aria-valuetext")
    visitor.reach("view-curves")
    tab.keyboard.press("ArrowRight")
    tab.wait_for_selector("#network[data-known]")
    visitor.reach("on")
    tab.keyboard.press("Enter")
    assert tab.input_value("#week") == "27"
    visitor.reach("week")
    tab.keyboard.press("ArrowRight")
    assert tab.input_value("#week") == "28"
    visitor.reach("person")
    tab.keyboard.press("ArrowDown")
    tab.wait_for_selector("#explained h3")
    assert "28" in tab.inner_text("#explained h3")
    tab.focus("#play")
    tab.keyboard.press("Enter")
    visitor.until("Number(document.getElementById('week').value) >= 41")  # in quarters: motion is unwanted
    tab.keyboard.press("Enter")
    assert (int(tab.input_value("#week")) - 28) % 13 == 0


def test_a_click_on_somebody_tells_why(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address)
    visitor.open(f"/sandbox?{SMALL}&view=office&week=40", "#network[data-known]")
    visitor.tab.evaluate(
        "document.querySelectorAll('#people use')[5].dispatchEvent(new Event('click', {bubbles: true}))"
    )
    visitor.tab.wait_for_selector("#explained h3")
    assert "person=5" in visitor.query() and "e06" in visitor.tab.inner_text("#explained h3")
    assert visitor.tab.get_attribute("#ring", "class") == ""


def test_an_answer_that_never_comes_is_said(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address, language="en")
    visitor.open(f"/sandbox?{SMALL}", DRAWN)
    visitor.tab.route("**/sandbox/curve*", lambda route: route.abort())
    visitor.tab.fill("#done", "20")
    visitor.tab.wait_for_selector("#problem >> text=No answer")
    visitor.tab.unroute("**/sandbox/curve*")
    visitor.tab.fill("#done", "25")
    visitor.tab.wait_for_selector("#problem", state="hidden")


def test_the_lesson_runs_its_own_script_and_the_page_before_it_waits(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address)
    visitor.open("/lesson")
    visitor.until("document.querySelector('h1').textContent === 'A lesson'")
    assert visitor.tab.inner_text("p") == "its script runs"
    assert [one for one in visitor.complaints if "404" not in one] == []  # it names no icon


def test_a_guest_types_the_code_and_is_in(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from crmsim.app.settings import Settings

    monkeypatch.setattr("crmsim.app.security.lan_address", lambda: "127.0.0.2")  # another name of this machine
    with served(lan=True) as here:
        guest = Visitor(browser, here.replace("127.0.0.1", "127.0.0.2"), 390)
        guest.open("/sandbox", "#code")
        guest.tab.fill("#code", "AAAAAA")
        guest.tab.click("main button")
        guest.tab.wait_for_selector("#problem")
        guest.tab.fill("#code", Settings(secret=SECRET).code.lower())
        guest.tab.click("main button")
        guest.until("!window.location.pathname.startsWith('/enter')")
        guest.tab.wait_for_selector("h1")
        assert "/sandbox" not in guest.tab.inner_html("body")
        assert [one for one in guest.complaints if "403" not in one] == []  # the wrong code is no complaint of ours
        host = Visitor(browser, here)
        host.open("/sandbox", "#sandbox")
