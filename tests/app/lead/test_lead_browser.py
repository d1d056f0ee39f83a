"""A game as a player meets it, in Chromium by way of Playwright, without a mouse; skipped where either is missing.

See :mod:`tests.in_browser`.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.in_browser import sound

uvicorn = pytest.importorskip("uvicorn", reason="needs the extra app")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The app, served on a port of this machine."""
    from crmsim.app.kept_lesson import KeptLesson
    from crmsim.app.server import create
    from crmsim.app.settings import Settings

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = create(
        Settings(secret=b"s" * 32, port=listening.getsockname()[1]), KeptLesson(lambda _done: "<p>a lesson</p>")
    )
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


def reach(page: Any, selector: str) -> None:
    """Tab until something has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"{selector} is never reached")


@pytest.mark.parametrize(("language", "width"), [("nb", 390), ("en", 1280)])
def test_two_years_by_keyboard_alone(browser: Any, address: str, language: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda one: problems.append(one.text) if one.type == "error" else None)
    page.goto(f"{address}/lead?language={language}")
    sound(page)
    reach(page, "#chief")
    page.keyboard.press("ArrowDown")  # a middle manager
    reach(page, "form button")
    page.keyboard.press("Enter")
    for quarter in range(8):
        page.wait_for_selector("#choices")
        sound(page)
        if quarter == 0:
            before = page.inner_text("#tally")
            reach(page, "#do-low")
            page.keyboard.press("ArrowDown")
            assert page.is_checked("#do-some") and page.inner_text("#tally") != before
            reach(page, "#points-off")
            page.keyboard.press("ArrowDown")
        if quarter == 4:
            reach(page, "#talk")
            page.keyboard.press("Space")
            reach(page, "button[value=ask]")
            page.keyboard.press("Enter")
            page.wait_for_url("**asked=talk**")
            sound(page)
        reach(page, "button[value=play]")
        page.keyboard.press("Enter")
    page.wait_for_selector(".changes")
    sound(page)
    assert "moves=do-some.points-on_wait_wait_wait_talk_wait_wait_wait" in page.url
    words = page.inner_text("main")
    page.reload()
    assert page.inner_text("main") == words
    assert all(url.startswith(address) for url in asked) and problems == []
    context.close()
