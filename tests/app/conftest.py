"""A browser without a window: requests straight to the app, each test with its own secret and no file kept."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs the extra app")
httpx = pytest.importorskip("httpx", reason="needs httpx")

HERE = "http://127.0.0.1:8137"
TOKEN = re.compile(r'"token":"([0-9a-f]{64})"')


class Browser:
    """Sends requests to an app and keeps its cookies, as a browser does; ``address`` is where it sits."""

    def __init__(self, app: Any, runner: asyncio.Runner, address: str = "127.0.0.1", host: str = HERE) -> None:
        self.runner = runner
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50000))
        self.client = httpx.AsyncClient(transport=transport, base_url=host)

    def send(self, method: str, path: str, **given: Any) -> Any:
        return self.runner.run(self.client.request(method, path, **given))

    def get(self, path: str, **given: Any) -> Any:
        return self.send("GET", path, **given)

    def token(self) -> str:
        """As the front page holds it, or the door where one stands outside."""
        found = TOKEN.search(self.get("/", follow_redirects=True).text)
        assert found is not None
        return found[1]

    def post(self, path: str, form: dict[str, str] | None = None, **given: Any) -> Any:
        """A form as the page of this app would send it."""
        return self.send("POST", path, data={"token": self.token(), **(form or {})}, **given)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as found:
        yield found


@pytest.fixture
def opened(runner: asyncio.Runner) -> Iterator[Callable[..., Browser]]:
    """Opens a browser on a new app: ``opened(lan=True)``; ``opened(beside=browser, address=…)`` on the same."""
    from crmsim.app.kept_lesson import KeptLesson
    from crmsim.app.server import create
    from crmsim.app.settings import Settings

    apps: dict[int, Any] = {}

    def open_(
        beside: Browser | None = None, address: str = "127.0.0.1", host: str = HERE, lesson: Any = None, **settings: Any
    ) -> Browser:
        if beside is None:
            known = {"secret": b"s" * 32, "workers": 1, **settings}
            app = create(Settings(**known), lesson or KeptLesson(lambda _done: "<p>a lesson</p>"))
        else:
            app = apps[id(beside)]
        browser = Browser(app, runner, address, host)
        apps[id(browser)] = app
        return browser

    yield open_
    for app in {id(app): app for app in apps.values()}.values():
        app.state.pool.close()
