"""What takes time: each thing once, some at a time, and of each browser only what it asked for last."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from crmsim.app.pool import Pool, Superseded


def with_pool(act: Callable[[Pool], Coroutine[Any, Any, None]], **given: Any) -> None:
    async def whole() -> None:
        pool = Pool(**given)
        try:
            await asyncio.wait_for(act(pool), 10.0)
        finally:
            pool.close()

    asyncio.run(whole())


def test_each_thing_is_made_once_however_many_want_it() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return 10 * number

    async def act(pool: Pool) -> None:
        wanted = [(n, lambda n=n: make(n)) for n in (1, 2, 3)]
        assert await asyncio.gather(*(pool.all(name, wanted) for name in "abc")) == [[10, 20, 30]] * 3
        assert await pool.one("d", 2, lambda: make(2)) == 20
        assert sorted(made) == [1, 2, 3]

    with_pool(act, workers=2)


def test_the_latest_wins_and_what_nobody_waits_for_is_never_begun() -> None:
    go, made = threading.Event(), []

    def make(number: int) -> int:
        go.wait(5.0)
        made.append(number)
        return number

    async def act(pool: Pool) -> None:
        old = asyncio.ensure_future(pool.all("a", [(n, lambda n=n: make(n)) for n in range(5)]))
        other = asyncio.ensure_future(pool.all("b", [(4, lambda: make(4))]))
        await asyncio.sleep(0)
        new = asyncio.ensure_future(pool.all("a", [(9, lambda: make(9))]))
        await asyncio.sleep(0)
        go.set()
        assert await new == [9] and await other == [4]
        with pytest.raises(Superseded):
            await old
        assert sorted(made) == [0, 4, 9]  # 0 had begun; 4 somebody else waited for
        assert pool.jobs == {} and not pool.lines and pool.asked == {}

    with_pool(act, workers=1)


def test_browsers_take_turns() -> None:
    order: list[str] = []
    go = threading.Event()

    async def act(pool: Pool) -> None:
        def make(name: str) -> None:
            go.wait(5.0)
            order.append(name)

        many = asyncio.ensure_future(pool.all("a", [(f"a{n}", lambda n=n: make(f"a{n}")) for n in range(4)]))
        await asyncio.sleep(0)
        one = asyncio.ensure_future(pool.one("b", "b0", lambda: make("b0")))
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(many, one)
        assert order.index("b0") <= 2

    with_pool(act, workers=1)


def test_an_error_reaches_who_waits_and_is_not_remembered() -> None:
    async def act(pool: Pool) -> None:
        with pytest.raises(ZeroDivisionError):
            await pool.one("a", "x", lambda: 1 // 0)
        assert await pool.one("a", "x", lambda: 7) == 7

    with_pool(act, workers=1)


def test_only_so_many_results_are_remembered() -> None:
    async def act(pool: Pool) -> None:
        for n in range(5):
            await pool.one("a", n, lambda n=n: n, keep=True)
        await pool.one("a", 5, lambda: 5)
        assert list(pool.results) == [3, 4]

    with_pool(act, workers=1, kept=2)
