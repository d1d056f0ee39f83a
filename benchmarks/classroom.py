"""A class of sixty with real HTTP clients: how long a page, a question and an answer take, and what a restart loses.

Each player is a client of its own with its own connections and cookies: it loads the page, asks every second what is to
be seen, and answers as the page's script does, again and again until it is acknowledged. Three questions are put: one
answered within three seconds, one by all at the same moment, and one during which the server is killed and started
anew. Everything runs on this machine, so the clients take their share of its cores.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

PLAYERS, GOAL_MS = 60, 500.0
LOADED = ("/static/look.css", "/static/app.js", "/static/classroom/play.js")
OPTIONS = ["more", "same", "fewer"]
TOKEN = re.compile(r'"token":"([0-9a-f]{64})"')
START = """
import sys
from pathlib import Path
from crmsim.app.classroom import store
from crmsim.app.kept_lesson import KeptLesson
from crmsim.app.server import serve
from crmsim.app.settings import Settings
store.usual_place = lambda: Path(sys.argv[2])
serve(Settings(port=int(sys.argv[1]), secret=b"s" * 32, workers=1), lambda: print("ready", flush=True))
"""


@dataclass
class Taken:
    """What was measured.

    Attributes
    ----------
    milliseconds:
        What was asked → how long each took.
    refused:
        Answers of the server that were no success, while it was there.
    lost:
        Answers that a player believes to be noted and the class does not have, over all questions.
    back:
        Seconds from the server's new start to the last player's acknowledged answer.
    """

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    refused: int = 0
    lost: int = 0
    back: float = 0.0

    def upper(self, what: str, share: float = 0.95) -> float:
        """The time that ``share`` of them stay below."""
        times = self.milliseconds[what]
        return statistics.quantiles(times, n=100)[round(100 * share) - 1] if len(times) > 1 else times[0]


class Player:
    """A phone."""

    def __init__(self, client: Any, taken: Taken, every: float) -> None:
        self.client, self.taken, self.every = client, taken, every
        self.token, self.turn = "", ""
        self.question: dict[str, Any] | None = None
        self.chosen: dict[str, int] = {}
        self.away = False

    async def load(self, after: float) -> None:
        """Open the page, with everything it loads at the same time."""
        await asyncio.sleep(after)
        began = time.perf_counter()
        answer = await self.client.get("/classroom/play")
        files = await asyncio.gather(*(self.client.get(path) for path in LOADED))
        self._note("page", began)
        self.taken.refused += sum(one.status_code != 200 for one in (answer, *files))
        found = TOKEN.search(answer.text)
        assert found is not None, answer.status_code
        self.token = found[1]

    async def watch(self) -> None:
        """Ask every second what is to be seen, until cancelled; a server that is gone is asked again."""
        import httpx

        while True:
            began = time.perf_counter()
            with contextlib.suppress(httpx.TransportError):
                answer = await self.client.get(f"/classroom/state?turn={self.turn}")
                self._note("state", began)
                self.taken.refused += answer.status_code not in (200, 204)
                if answer.status_code == 200:
                    self._see(answer.json())
            await asyncio.sleep(self.every * random.uniform(0.8, 1.2))

    async def answer(self, name: str, after: float, at_once: asyncio.Event | None = None) -> None:
        """Answer a question once it is seen, and try until that is acknowledged."""
        import httpx

        while self.question is None or self.question["name"] != name:
            await asyncio.sleep(0.01)
        if at_once is not None:
            await at_once.wait()
        await asyncio.sleep(after)
        choice = random.randrange(len(OPTIONS))
        headers = {"x-crmsim-token": self.token, "content-type": "application/json"}
        while True:
            began = time.perf_counter()
            with contextlib.suppress(httpx.TransportError):
                answer = await self.client.post(
                    "/classroom/answer", content=json.dumps({"name": name, "choice": choice}), headers=headers
                )
                self._note("answer", began)
                if answer.status_code == 200 and answer.json()["taken"]:
                    self.chosen[name] = choice
                    return
                self.taken.refused += 1
            await asyncio.sleep(self.every)

    def _see(self, seen: dict[str, Any]) -> None:
        self.turn, self.question = seen["turn"], seen["question"]

    def _note(self, what: str, began: float) -> None:
        self.taken.milliseconds.setdefault(what, []).append(1000.0 * (time.perf_counter() - began))


async def lesson(
    base: str, count: int, again: Callable[[], Awaitable[None]], every: float = 1.0, spread: float = 3.0
) -> Taken:
    """Three questions to a class.

    Parameters
    ----------
    base:
        Where the server is.
    count:
        Players.
    again:
        Ends the server at once and starts it anew.
    every, spread:
        Seconds between a player's looks, and within which the players come in, and answer the first question.
    """
    import httpx

    taken = Taken()
    async with contextlib.AsyncExitStack() as stack:
        limits = httpx.Limits(max_connections=6, max_keepalive_connections=6)  # as a browser has
        clients = [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=base, limits=limits, timeout=30.0, trust_env=False)
            )
            for _ in range(count + 1)
        ]
        teacher, *others = clients
        players = [Player(client, taken, every) for client in others]
        await asyncio.gather(*(player.load(random.uniform(0.0, 2.0 * spread)) for player in players))
        token = TOKEN.search((await teacher.get("/classroom")).text)
        assert token is not None
        watching = [asyncio.create_task(player.watch()) for player in players]

        async def act(path: str, content: dict[str, Any]) -> Any:
            answer = await teacher.post(f"/classroom/{path}", json=content, headers={"x-crmsim-token": token[1]})
            answer.raise_for_status()
            return answer.json()

        async def ask(name: str) -> None:
            await act("ask", {"name": name, "text": f"What of {name}?", "options": OPTIONS, "kind": "bet"})

        await ask("bet:slow")
        await asyncio.gather(*(player.answer("bet:slow", random.uniform(0.0, spread)) for player in players))
        await ask("bet:at once")
        go = asyncio.Event()
        waiting = [asyncio.create_task(player.answer("bet:at once", 0.0, go)) for player in players]
        await asyncio.sleep(2.0 * every)
        before = len(taken.milliseconds["answer"])
        go.set()
        await asyncio.gather(*waiting)
        taken.milliseconds["answer, all at once"] = taken.milliseconds["answer"][before:]
        await ask("bet:restart")
        half = [player.answer("bet:restart", (number % 2) * 2.0 * every) for number, player in enumerate(players)]
        waiting = [asyncio.create_task(one) for one in half]
        await asyncio.sleep(1.5 * every)
        await again()
        began = time.perf_counter()
        await asyncio.gather(*waiting)
        taken.back = time.perf_counter() - began
        for name in ("bet:slow", "bet:at once", "bet:restart"):
            seen = await act("show", {"name": name, "right": 0})
            expected = [sum(player.chosen[name] == place for player in players) for place in range(len(OPTIONS))]
            told = seen["questions"][name]["counts"] or [0] * len(OPTIONS)
            taken.lost += sum(max(0, one - other) for one, other in zip(expected, told, strict=True))
        for task in watching:
            task.cancel()
    return taken


class Server:
    """The app in a process of its own, which can be killed."""

    def __init__(self, place: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.place = place
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Return when it answers."""
        command = [sys.executable, "-c", START, str(self.port), str(self.place)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None and self.process.stdout.readline().strip() == "ready"

    def kill(self) -> None:
        """End it as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    async def again(self) -> None:
        """Kill it and start it anew."""
        self.kill()
        await asyncio.to_thread(self.start)


def measure(quick: bool = False) -> list[Figure]:
    """The figures."""
    count = 20 if quick else PLAYERS
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "class.json")
        try:
            server.start()
            taken = asyncio.run(lesson(f"http://127.0.0.1:{server.port}", count, server.again))
        finally:
            server.kill()
    names = {
        "page": "a player's page with all it loads, p95", "state": "what a player sees, p95",
        "answer": "an answer acknowledged, p95", "answer, all at once": "the same, all at one moment, p95",
    }  # fmt: skip
    found = []
    for what, says in names.items():
        note = f"of {len(taken.milliseconds[what])}"
        found.append(Figure(says, count, taken.upper(what), "ms", "goal", GOAL_MS, most=1.0, note=note))
    return [
        *found,
        Figure("answers lost, with a kill in the middle", count, float(taken.lost), "answers", "goal", 1.0, most=0.0),
        Figure("requests refused", count, float(taken.refused), "requests", "goal", 1.0, most=0.0),
        Figure("from the new start to the last answer", count, taken.back, "s"),
    ]
