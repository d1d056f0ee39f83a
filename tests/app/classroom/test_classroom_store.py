"""A class on the disk: whole or not at all, and written together where many come at once."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from crmsim.app.classroom import store as module
from crmsim.app.classroom.store import Store, write_whole


def ask(store: Store) -> None:
    store.session.ask("bet:energy", "What happens?", ("a", "b"))


def test_what_was_kept_is_there_after_a_new_start(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "class.json"
    first = Store(path)
    ask(first)
    for player in range(7):
        first.session.answer(f"p{player}", "bet:energy", player % 2)
    asyncio.run(first.keep())
    second = Store(path)
    assert second.session.for_teacher() == first.session.for_teacher()
    assert second.session.for_player("p1") == first.session.for_player("p1")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["class.json"]


def test_sixty_at_once_wait_for_two_writings_and_each_finds_its_own_on_the_disk(
    tmp_path: Path, monkeypatch: Any
) -> None:
    written, go = [], threading.Event()

    def slowly(path: Path, text: str) -> None:
        go.wait(5.0)
        write_whole(path, text)
        written.append(json.loads(text))

    monkeypatch.setattr(module, "write_whole", slowly)
    store = Store(tmp_path / "class.json")
    ask(store)
    found = []

    async def player(name: str) -> None:
        store.session.answer(name, "bet:energy", 0)
        await store.keep()
        found.append(name in written[-1]["questions"][0]["answers"])

    async def everybody() -> None:
        waiting = [asyncio.create_task(player(f"p{one}")) for one in range(60)]
        await asyncio.sleep(0.05)
        go.set()
        await asyncio.gather(*waiting)

    asyncio.run(everybody())
    assert found == [True] * 60 and len(written) <= 2


def test_a_writing_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "class.json"
    write_whole(path, "old")

    def no(_handle: int) -> None:
        raise OSError("full")

    monkeypatch.setattr(module.os, "fsync", no)
    with pytest.raises(OSError, match="full"):
        write_whole(path, "new")
    assert path.read_text() == "old" and [one.name for one in tmp_path.iterdir()] == ["class.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"began": 1}', "null", '{"began": 1e99, "turn": 0}', "\udcff"])
def test_a_file_that_is_none_of_ours_begins_a_new_class(tmp_path: Path, text: str) -> None:
    path = tmp_path / "class.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert Store(path).session.for_teacher()["questions"] == {}


def test_the_class_of_another_day_is_over(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "class.json"
    first = Store(path)
    ask(first)
    asyncio.run(first.keep())
    assert Store(path).session.questions
    now = first.session.began + module.KEPT_SECONDS + 1.0
    monkeypatch.setattr(module.time, "time", lambda: now)
    assert not Store(path).session.questions


def test_a_class_that_is_ended_leaves_nothing_and_its_marks_do_not_come_again(tmp_path: Path) -> None:
    path = tmp_path / "class.json"
    store = Store(path)
    ask(store)

    async def end() -> None:
        await store.keep()
        await store.begin_anew()

    old = store.session
    asyncio.run(end())
    assert not path.exists() and store.session is not old
    store.session.turn = old.turn
    assert store.session.mark() != old.mark()
