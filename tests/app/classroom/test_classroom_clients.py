"""A class over real connections: nothing is lost, also where the server goes away in the middle."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="needs the extra app")

PLAYERS = 8


class Served:
    """The app on a port of this machine, in a thread; ended without waiting for anybody."""

    def __init__(self, lan: bool = False) -> None:
        self.lan = lan
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.starts = 0
        self.server: Any = None

    def start(self) -> None:
        import uvicorn

        from crmsim.app.kept_lesson import KeptLesson
        from crmsim.app.server import _listen, create
        from crmsim.app.settings import Settings

        settings = Settings(port=self.port, secret=b"s" * 32, workers=1, lan=self.lan)
        app = create(settings, KeptLesson(lambda _done: "<p>a lesson</p>"))
        listening = _listen(settings)
        # What asyncio looks at before it switches delayed sending off; without it each answer takes 40 ms more.
        assert listening.proto == socket.IPPROTO_TCP
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=0))
        self.thread = threading.Thread(target=self.server.run, args=([listening],), daemon=True)
        self.listening = listening
        self.thread.start()
        while not self.server.started:
            time.sleep(0.005)
        self.starts += 1

    def stop(self) -> None:
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(10.0)
        self.listening.close()

    async def again(self) -> None:
        await asyncio.to_thread(self.stop)
        await asyncio.sleep(0.15)
        await asyncio.to_thread(self.start)


@pytest.fixture
def served() -> Iterator[Served]:
    found = Served()
    found.start()
    yield found
    with contextlib.suppress(Exception):
        found.stop()


def test_a_restart_in_the_middle_loses_no_answer(served: Served, place: Any) -> None:
    from benchmarks.classroom import lesson

    taken = asyncio.run(lesson(f"http://127.0.0.1:{served.port}", PLAYERS, served.again, every=0.1, spread=0.2))
    assert served.starts == 2
    assert (taken.lost, taken.refused) == (0, 0)
    assert len(taken.milliseconds["answer"]) >= 3 * PLAYERS and taken.upper("answer", 0.5) < 500.0
    assert place.exists() and not list(place.parent.glob("*.part"))


@pytest.mark.slow
def test_a_kill_in_the_middle_loses_no_answer() -> None:
    from benchmarks.classroom import measure

    found = {one.what: one.value for one in measure(quick=True)}
    assert found["answers lost, with a kill in the middle"] == found["requests refused"] == 0.0
